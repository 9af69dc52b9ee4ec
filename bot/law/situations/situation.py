"""What a situation consists of. One situation is one file beside this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.case import Case
from bot.law.advice import Burden, Caution, Deadline, Objection, Share, Step
from bot.law.known import Known


@dataclass(frozen=True, slots=True)
class Situation:
    """The rules of one situation.

    `holds` and `not_modelled` tell lawyers in Chinese when it holds and what is left out. `costs` are
    functions named like the cost that they decide; one that returns None has nothing to say about
    it. `prevails` says in Chinese why this situation's answer goes before a more general one's.
    `verdict` is the first sentence of the advice; empty where another situation says it.
    """

    id: str
    name: str
    holds: str
    not_modelled: str
    prevails: str
    applies: Callable[[Case], bool]
    costs: tuple[Callable[[Known], Share | None], ...]
    verdict: Callable[[Known], str]
    deadlines: Callable[[Known], list[Deadline]]
    evidence: Callable[[Known], list[str]]
    burden: Callable[[Known], list[Burden]]
    objections: Callable[[Known], list[Objection]]
    steps: Callable[[Known], list[Step]]
    warnings: Callable[[Known], list[Caution]]

"""What a situation consists of. One situation is one file beside this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.case import Case
from bot.law.advice import Caution, Deadline, Share, Step
from bot.law.known import Known


@dataclass(frozen=True, slots=True)
class Situation:
    """The rules of one situation.

    `costs` are functions named like the cost that they decide; one that returns None has nothing to
    say about it. `prevails` says in Chinese why this situation's answer goes before a more general
    one's. `verdict` is the first sentence of the advice; empty where another situation says it.
    """

    id: str
    name: str
    prevails: str
    applies: Callable[[Case], bool]
    costs: tuple[Callable[[Known], Share | None], ...]
    steps: Callable[[Known], list[Step]]
    evidence: Callable[[Known], list[str]]
    warnings: Callable[[Known], list[Caution]]
    deadlines: Callable[[Known], list[Deadline]]
    verdict: Callable[[Known], str] = field(default=lambda case: "")

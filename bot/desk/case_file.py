"""What a mediator reads of a case: where it stands today, and where each fact came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.answer.facts import in_words
from bot.case import FACTS, Case
from bot.desk.cases import Version
from bot.law import Advice, Question, advise
from bot.law.advise import advise_anyway


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact in words, and the message that it came with: its place in the conversation and its text,
    which is None where it is not kept. `before` is what was said earlier, where that was corrected."""

    fact: str
    name: str
    value: str
    position: int
    said: str | None
    before: str | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as of a day. `asks` is the question that would settle most, None where nothing is needed;
    `unsure` names what the person was asked for and does not know."""

    facts: tuple[FactLine, ...]
    unsure: tuple[str, ...]
    asks: str | None
    advice: Advice


def case_file(versions: Sequence[Version], said: Mapping[int, str], today: date) -> CaseFile:
    """The file of a case that has these versions, at least one; `said` are the texts of its
    conversation by their places. Raises ValueError without a version."""
    if not versions:
        raise ValueError("a case has at least one version")
    case = Case.model_validate(versions[-1].facts)
    answer = advise(case, today)
    return CaseFile(
        facts=tuple(_lines(versions, said)),
        unsure=tuple(FACTS[name].name for name in FACTS if name in case.unsure),
        asks=answer.text if isinstance(answer, Question) else None,
        advice=advise_anyway(case, today),
    )


def _lines(versions: Sequence[Version], said: Mapping[int, str]) -> list[FactLine]:
    values: dict[str, Any] = {}
    lines: dict[str, FactLine] = {}
    for version in versions:
        case = Case.model_validate(version.facts)
        now = {name: getattr(case, name) for name in FACTS}
        now = {name: value for name, value in now.items() if value is not None}
        for name in values.keys() - now.keys():
            del lines[name]
        for name, value in now.items():
            if values.get(name) == value:
                continue
            before = in_words(name, values[name]) if name in values else None
            lines[name] = FactLine(
                fact=name,
                name=FACTS[name].name,
                value=in_words(name, value),
                position=version.position,
                said=said.get(version.position),
                before=before,
            )
        values = now
    return [lines[name] for name in FACTS if name in lines]

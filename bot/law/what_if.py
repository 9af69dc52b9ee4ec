"""What if? The facts that would change who bears what, and what would hold then. Pure.

Offered is what may be otherwise: what is presumed or not known, what the seller has promised or done,
what is wanted. The person's own story is not (`Fact.told`), and what they have said to be unusual is
not supposed away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.case import FACTS, Case, Choice
from bot.law.advice import Advice, Bearer, Condition, Question, Share, plain
from bot.law.advise import advise, advise_anyway

MOST = 6

_YES_NO = (Choice("是", True), Choice("否", False))


@dataclass(frozen=True, slots=True)
class Supposed:
    """What would hold if a fact had this value: the shares, and the costs that are told otherwise.

    Where the next question would decide, `headline` is that question and the shares are what is
    certain whatever the answer.
    """

    value: Any
    title: str
    headline: str
    shares: tuple[Share, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A fact that would change the outcome; `current` says what today's advice takes it for."""

    fact: str
    name: str
    question: str
    current: str | None
    choices: tuple[Supposed, ...]

    def to_json(self) -> dict[str, Any]:
        """Its shares are those of `advice/1`."""
        found: dict[str, Any] = plain(self)
        return found


_Told = dict[str, list[object]]
"""By cost who bears how much and how sure that is, of open facts in each case."""


def what_ifs(case: Case, advice: Advice, today: date) -> list[WhatIf]:
    """At most `MOST` facts, the most important first; `advice` is the case's on the day `today`.

    While the story itself is open, why the goods go back for one, nothing else is supposed.
    """
    if any(FACTS[condition.fact].told for condition in advice.conditions):
        return []
    told = _told(advice)
    found = [what_if for name in FACTS if (what_if := _what_if(case, told, name, today))]
    return sorted(found, key=lambda what_if: _rank(case, advice, what_if))[:MOST]


def _what_if(case: Case, told: _Told, name: str, today: date) -> WhatIf | None:
    supposed = [_supposed(case, told, name, choice, today) for choice in _choices(case, name)]
    choices = tuple(one for one in supposed if one.changed)
    if not choices:
        return None
    fact = FACTS[name]
    question = fact.ask or f"{fact.name}？" if fact.choices else f"{fact.name}，是这样吗？"
    current = _value(case, name)
    titles = [c.title for c in fact.choices or _YES_NO if c.value == current]
    return WhatIf(name, fact.name, question, titles[0] if titles else None, choices)


def _value(case: Case, name: str) -> Any:
    """What the advice takes a fact for: None if that is open."""
    said = getattr(case, name)
    return FACTS[name].presumed if said is None and name not in case.unsure else said


def _choices(case: Case, name: str) -> Iterable[Choice]:
    """The values that may be supposed: of a fact that is presumed or not, only the unusual one."""
    fact = FACTS[name]
    if fact.told:
        return ()
    current = _value(case, name)
    choices = fact.choices or [c for c in _YES_NO if {c.value, fact.presumed} == {True, False}]
    return (choice for choice in choices if choice.value != current)


def _supposed(case: Case, told: _Told, name: str, choice: Choice, today: date) -> Supposed:
    unsure = case.unsure - {name}
    varied = case.model_copy(update={name: choice.value, "unsure": unsure})
    result = advise(varied, today)
    if isinstance(result, Question):
        after = advise_anyway(varied, today)
        headline = f"那还要看：{result.text}"
    else:
        after, headline = result, result.headline
    now = _told(after)
    changed = tuple(cost for cost in {**told, **now} if told.get(cost) != now.get(cost))
    return Supposed(choice.value, choice.title, headline, after.shares, changed)


def _told(advice: Advice) -> _Told:
    told: _Told = {}

    def tell(shares: Iterable[Share], conditions: Iterable[Condition], where: str) -> None:
        for share in shares:
            span = share.range and share.range.seller
            said = (where, share.amount, share.bearer, share.split, share.strength, span)
            told.setdefault(share.cost, []).append(said)
        for condition in conditions:
            for branch in condition.branches:
                tell(branch.shares, branch.conditions, f"{where}/{condition.fact}:{branch.title}")

    tell(advice.shares, advice.conditions, "")
    return told


def _rank(case: Case, advice: Advice, what_if: WhatIf) -> tuple[int, Decimal, int]:
    """What the advice leaves open comes first, then what it says to presume, then what moves the
    most money to or from the buyer, then what changes the most costs."""
    presumed = getattr(case, what_if.fact) is None and FACTS[what_if.fact].presumption
    is_open = any(condition.fact == what_if.fact for condition in advice.conditions)
    paid = _paid_by_buyer(advice.shares)
    moved = max(abs(_paid_by_buyer(choice.shares) - paid) for choice in what_if.choices)
    most = max(len(choice.changed) for choice in what_if.choices)
    return 0 if is_open else 1 if presumed else 2, -moved, -most


def _paid_by_buyer(shares: Iterable[Share]) -> Decimal:
    """In yuan, of the sums that are known."""
    parts = [share.split.get(Bearer.CONSUMER) for share in shares if share.split]
    return sum((part for part in parts if part), Decimal(0))

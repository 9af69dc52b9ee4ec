"""`advise(case, today) -> Question | Advice`: runs the rules of all situations that hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from bot.case import FACTS, Case
from bot.law.advice import (
    Advice,
    Basis,
    Bearer,
    Branch,
    Caution,
    Condition,
    Deadline,
    Question,
    Share,
    SituationRef,
    Step,
)
from bot.law.channels import beyond_the_seller
from bot.law.known import Known, Missing
from bot.law.mailing import mailing_warnings
from bot.law.shares import COST_NAMES, less_insurance
from bot.law.situations import SITUATIONS
from bot.law.situations.situation import Situation
from bot.law.statutes import cite
from bot.law.wording import share_sentence

TOLD_FIRST = ("return_freight", "special_channel_fee", "insurance_fee", "pickup_fee")
T = TypeVar("T")
Cited = TypeVar("Cited", Share, Deadline, Step, Caution)


class Unclassified(ValueError):
    """No situation on file holds for the case."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the rules say while every fact that they need is known or varied in `conditions`."""

    verdict: str
    shares: tuple[Share, ...]
    deadlines: tuple[Deadline, ...]
    evidence: tuple[str, ...]
    steps: tuple[Step, ...]
    warnings: tuple[Caution, ...]
    situations: tuple[Situation, ...]
    missing: tuple[str, ...]
    presumed: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()


def advise(case: Case, today: date) -> Question | Advice:
    """Who bears what, by which article, until when and what next; or what has to be known first.

    A needed fact that the person does not know (`case.unsure`) leads to conditional advice. Raises
    Unclassified where the reason for the return is known and no situation on file covers it.
    """
    result = _decide(case, today)
    if isinstance(result, Question):
        return result
    return Advice(
        goods=case.goods,
        situations=tuple(
            SituationRef(id=s.id, name=s.name, confidence=case.confidence.get(s.id, 1.0))
            for s in result.situations
        ),
        headline=_headline(result),
        shares=result.shares,
        deadlines=result.deadlines,
        evidence=result.evidence,
        steps=result.steps,
        conditions=result.conditions,
        warnings=(*result.warnings, *_presumptions(result.presumed)),
        missing=result.missing,
    )


def _decide(case: Case, today: date) -> Question | _Outcome:
    try:
        return _apply(Known(case, today), case)
    except Missing as missing:
        if missing.fact in case.unsure:
            return _branch(case, missing.fact, today)
        return Question.about(missing.fact)


def _suppose(case: Case, today: date) -> _Outcome:
    """The outcome in a branch: what is missing there, too, is varied and not asked."""
    try:
        return _apply(Known(case, today), case)
    except Missing as missing:
        return _branch(case, missing.fact, today)
    except Unclassified:
        return _NOT_COVERED


def _apply(known: Known, case: Case) -> _Outcome:
    situations = tuple(s for s in SITUATIONS if s.applies(case))
    if not situations:
        raise Unclassified(str(known.return_reason))
    shares = tuple(_in_force(share, known) for share in _shares(situations, known))
    verdicts = [v for s in situations if (v := s.verdict(known))]
    steps = [step for s in situations for step in s.steps(known)] + beyond_the_seller(known)
    order = list(dict.fromkeys(["seller", "carrier", *(s.channel for s in steps)]))
    steps.sort(key=lambda step: order.index(step.channel))
    deadlines = _unique([d for s in situations for d in s.deadlines(known)])
    evidence = _unique([e for s in situations for e in s.evidence(known)])
    warnings = _unique(
        [*mailing_warnings(known), *(w for s in situations for w in s.warnings(known))]
    )
    if not all(share.basis for share in shares):
        warnings.append(_OLDER_LAW)
    return _Outcome(
        verdict="。".join(dict.fromkeys(verdicts)),
        shares=shares,
        deadlines=tuple(_in_force(_dated(d, known), known) for d in deadlines),
        evidence=tuple(evidence),
        steps=tuple(_in_force(step, known) for step in _unique(steps)),
        warnings=tuple(_in_force(w, known) for w in warnings),
        situations=situations,
        missing=tuple(f for f in known.wanted if FACTS[f].ask),
        presumed=tuple(known.presumed),
    )


def _unique(rows: list[T]) -> list[T]:
    return list(dict.fromkeys(rows))


def _shares(situations: tuple[Situation, ...], known: Known) -> list[Share]:
    """One share a cost: of several answers the one that burdens the consumer least, and of equals
    the most specific situation's; it says why it goes before the others."""
    answers: dict[str, list[tuple[Situation, Share]]] = {}
    for situation in situations:
        for rule in situation.costs:
            share = rule(known)
            if share is not None:
                answers.setdefault(rule.__name__, []).append((situation, share))
    chosen = []
    for cost, name in COST_NAMES.items():
        if cost not in answers:
            continue
        situation, share = min(answers[cost], key=lambda answer: _burden(answer[1]))
        reason = share.reason
        if any(_burden(other) != _burden(share) for _, other in answers[cost]):
            reason += situation.prevails
        share = share.model_copy(update={"cost": cost, "name": name, "reason": reason})
        if cost == "return_freight":
            share = less_insurance(share, known.stated("insurance_payout") or Decimal(0))
        chosen.append(share)
    return chosen


def _burden(share: Share) -> tuple[int, Decimal]:
    """How heavy a share is for the consumer: kind first, then yuan."""
    rank = {Bearer.CONSUMER: 2, Bearer.NEGOTIABLE: 1}.get(share.bearer, 0)
    return rank, (share.split or {}).get(Bearer.CONSUMER, Decimal(0))


def _in_force(row: Cited, known: Known) -> Cited:
    """The same row with only those articles that were in force on the day that counts."""
    return row.model_copy(update={"basis": _basis_in_force(row.basis, known)})


def _dated(deadline: Deadline, known: Known) -> Deadline:
    passed = None if deadline.due is None else known.today > deadline.due
    return deadline.model_copy(update={"passed": passed})


def _basis_in_force(basis: tuple[Basis, ...], known: Known) -> tuple[Basis, ...]:
    """Only articles in force on the day that counts: of purchase for substance, today for procedure."""
    kept = []
    for row in basis:
        article = cite(row.law, row.article, row.paragraph, row.item)
        day = known.purchase_day if article.applies_at == "purchase" else known.today
        if article.in_force_on(day):
            kept.append(row)
    return tuple(kept)


def _branch(case: Case, fact: str, today: date) -> _Outcome:
    """The outcomes for every value of a fact that nobody knows, as one conditional outcome."""
    varied = [
        (choice, _suppose(case.with_facts({fact: choice.value}), today))
        for choice in FACTS[fact].choices
    ]
    outcomes = [outcome for _, outcome in varied]
    common = [
        share for share in outcomes[0].shares if all(share in other.shares for other in outcomes)
    ]
    steps = tuple(step for step in outcomes[0].steps if all(step in o.steps for o in outcomes))
    branches = tuple(
        Branch(
            value=choice.value,
            title=choice.title,
            headline=_headline(outcome),
            shares=tuple(share for share in outcome.shares if share not in common),
            steps=tuple(step for step in outcome.steps if step not in steps),
            conditions=outcome.conditions,
        )
        for choice, outcome in varied
    )
    verdicts = {outcome.verdict for outcome in outcomes}
    return _Outcome(
        verdict=outcomes[0].verdict if len(verdicts) == 1 else "",
        shares=tuple(common),
        deadlines=tuple(_unique([d for o in outcomes for d in o.deadlines])),
        evidence=tuple(_unique([e for o in outcomes for e in o.evidence])),
        steps=steps,
        warnings=tuple(_unique([w for o in outcomes for w in o.warnings])),
        situations=tuple(s for s in SITUATIONS if any(s in o.situations for o in outcomes)),
        missing=tuple(_unique([m for o in outcomes for m in o.missing])),
        presumed=tuple(_unique([p for o in outcomes for p in o.presumed])),
        conditions=(Condition(fact=fact, question=FACTS[fact].ask, branches=branches),),
    )


_OLDER_LAW = Caution(
    id="older_law",
    text="你买东西的时候，有的条文还没有施行。那时的旧法我没有收录，没写依据的几项请自己核对。",
)
_NOT_COVERED = _Outcome("这类情况我还算不了", (), (), (), (), (), (), (), ())
"""The branch of a value that no situation on file covers."""


def _presumptions(facts: tuple[str, ...]) -> tuple[Caution, ...]:
    said = [FACTS[fact].presumption for fact in facts if FACTS[fact].presumption]
    if not said:
        return ()
    text = f"先按这些算：{'、'.join(said)}。哪点不对就告诉我，结果会变。"
    return (Caution(id="presumed", text=text),)


def _headline(outcome: _Outcome) -> str:
    told = {share.cost: share for share in outcome.shares}
    parts = [outcome.verdict] if outcome.verdict else []
    parts += [share_sentence(told[cost]) for cost in TOLD_FIRST if cost in told]
    if outcome.conditions:
        parts.append(f"还有一点没定：{FACTS[outcome.conditions[0].fact].name}，几种情况都给你算了")
    return "。".join(parts) + "。"

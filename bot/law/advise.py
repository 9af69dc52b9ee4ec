"""`advise(case, today) -> Question | Advice`: runs the rules of all situations that hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from bot.case import FACTS, Case
from bot.law.advice import (
    Advice,
    Bearer,
    Branch,
    Burden,
    Caution,
    Condition,
    Deadline,
    Objection,
    Question,
    Share,
    SituationRef,
    Step,
)
from bot.law.channels import beyond_the_seller
from bot.law.known import Known, Missing
from bot.law.mailing import mailing_warnings
from bot.law.procedure import procedure_deadlines
from bot.law.repayment import repayment_warnings
from bot.law.shares import COST_NAMES, less_insurance
from bot.law.situations import SITUATIONS
from bot.law.situations.situation import Situation
from bot.law.statutes import Citation, cite
from bot.law.wording import share_sentence, yuan

TOLD_FIRST = (
    "return_freight",
    "special_channel_fee",
    "insurance_fee",
    "pickup_fee",
    "handling_fee",
    "cancellation_fee",
    "deposit",
    "repair_fee",
)
Row = TypeVar("Row", Deadline, Step, Caution, Burden, Objection)
Cited = TypeVar("Cited", Share, Deadline, Step, Caution, Burden, Objection)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the rules say while every fact that they need is known or varied in `conditions`."""

    verdict: str
    shares: tuple[Share, ...]
    deadlines: tuple[Deadline, ...]
    evidence: tuple[str, ...]
    burden: tuple[Burden, ...]
    objections: tuple[Objection, ...]
    steps: tuple[Step, ...]
    warnings: tuple[Caution, ...]
    situations: tuple[Situation, ...]
    missing: tuple[str, ...]
    presumed: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()


def advise(case: Case, today: date) -> Question | Advice:
    """Who bears what, by which article, until when and what next; or what has to be known first.

    A needed fact that the person does not know (`case.unsure`) leads to conditional advice. Facts
    that contradict each other are set aside, named in a warning and among what is missing.
    """
    contradictions = case.contradictions()
    doubtful = list(dict.fromkeys(fact for found in contradictions for fact in found.facts))
    if doubtful:
        case = case.model_copy(update=dict.fromkeys(doubtful))
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
        burden=result.burden,
        objections=result.objections,
        steps=result.steps,
        conditions=result.conditions,
        warnings=(
            *(Caution(id="contradiction", text=found.text) for found in contradictions),
            *result.warnings,
            *_estimates(case),
            *_presumptions(result.presumed),
        ),
        missing=tuple(dict.fromkeys([*(f for f in doubtful if FACTS[f].ask), *result.missing])),
    )


def advise_anyway(case: Case, today: date) -> Advice:
    """The advice on a case of which not all is known: that is then a condition of it."""
    while isinstance(result := advise(case, today), Question):
        case = case.without(result.fact)
    return result


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


def _apply(known: Known, case: Case) -> _Outcome:
    situations = tuple(s for s in SITUATIONS if s.applies(case))
    if not situations:
        raise Missing("return_reason")
    shares = _cited(_shares(situations, known), known)
    verdicts = [v for s in situations if (v := s.verdict(known))]
    deadlines = [
        *(d for s in situations for d in s.deadlines(known)),
        *procedure_deadlines(known),
    ]
    warnings = [
        *mailing_warnings(known),
        *repayment_warnings(known),
        *(w for s in situations for w in s.warnings(known)),
    ]
    # Before the 民法典 another law of contracts held, which is not on file.
    civil_code = cite("民法典", 577).in_force
    if known.purchase_day < civil_code or not all(share.basis for share in shares):
        warnings.append(_OLDER_LAW)
    return _Outcome(
        verdict="。".join(dict.fromkeys(verdicts)),
        shares=shares,
        deadlines=tuple(d.seen_on(known.today) for d in _cited(_unique(deadlines), known)),
        evidence=tuple(dict.fromkeys(e for s in situations for e in s.evidence(known))),
        burden=_cited(_unique(b for s in situations for b in s.burden(known)), known),
        objections=_cited(_unique(o for s in situations for o in s.objections(known)), known),
        steps=_cited(_unique(_steps(situations, known)), known),
        warnings=_cited(_unique(warnings), known),
        situations=situations,
        missing=tuple(f for f in known.wanted if FACTS[f].ask),
        presumed=tuple(known.presumed),
    )


def _steps(situations: tuple[Situation, ...], known: Known) -> list[Step]:
    """What to do with the seller and the carrier first, then the channels behind, in their order."""
    steps = [step for s in situations for step in s.steps(known)] + beyond_the_seller(known)
    order = dict.fromkeys(["seller", "carrier", *(step.channel for step in steps)])
    return [step for channel in order for step in steps if step.channel == channel]


def _unique(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows in their order, each once: what says the same is the same."""
    return tuple({row.told: row for row in rows}.values())


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
        situation, share = answers[cost][0]
        reason = share.reason
        if len(answers[cost]) > 1:
            situation, share = min(answers[cost], key=lambda answer: _burden(answer[1]))
            reason = share.reason
            if any(_burden(other) != _burden(share) for _, other in answers[cost]):
                reason += situation.prevails
        share = share.named(cost, name, reason)
        if cost == "return_freight":
            share = less_insurance(share, known.stated("insurance_payout") or Decimal(0))
        chosen.append(share)
    return chosen


def _burden(share: Share) -> tuple[int, Decimal]:
    """How heavy a share is for the consumer: kind first, then yuan."""
    rank = {Bearer.CONSUMER: 2, Bearer.NEGOTIABLE: 1}.get(share.bearer, 0)
    return rank, (share.split or {}).get(Bearer.CONSUMER, Decimal(0))


def _cited(rows: Iterable[Cited], known: Known) -> tuple[Cited, ...]:
    """The rows with their articles in the version in force on the day that counts: of purchase for
    substance, of delivery or of the complaint for procedure; one that was not in force is left out."""
    kept = []
    days = known.days
    for row in rows:
        for article in row.basis:
            if article.in_force > days[article.applies_at] or article.repealed is not None:
                kept.append(replace(row, basis=_versions(row.basis, known)))
                break
        else:
            kept.append(row)
    return tuple(kept)


def _versions(basis: tuple[Citation, ...], known: Known) -> tuple[Citation, ...]:
    return tuple(version for a in basis if (version := known.in_force(a)) is not None)


def _branch(case: Case, fact: str, today: date) -> _Outcome:
    """The outcomes for every value of a fact that nobody knows, as one conditional outcome."""
    unsure = case.unsure - {fact}
    varied = [
        (choice, _suppose(case.model_copy(update={fact: choice.value, "unsure": unsure}), today))
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
        deadlines=_unique(d for o in outcomes for d in o.deadlines),
        evidence=tuple(dict.fromkeys(e for o in outcomes for e in o.evidence)),
        burden=_unique(b for o in outcomes for b in o.burden),
        objections=_unique(x for o in outcomes for x in o.objections),
        steps=steps,
        warnings=_unique(w for o in outcomes for w in o.warnings),
        situations=tuple(s for s in SITUATIONS if any(s in o.situations for o in outcomes)),
        missing=tuple(dict.fromkeys(m for o in outcomes for m in o.missing)),
        presumed=tuple(dict.fromkeys(p for o in outcomes for p in o.presumed)),
        conditions=(Condition(fact=fact, question=FACTS[fact].ask, branches=branches),),
    )


_OLDER_LAW = Caution(
    id="older_law",
    text="你买东西的时候，有的条文还没有施行。那时的旧法我没有收录，没写依据的几项请自己核对。",
)


def _estimates(case: Case) -> tuple[Caution, ...]:
    """Sums that were told as a range are not counted: what comes out would look exact."""
    if not case.estimates:
        return ()
    said = "、".join(
        f"{FACTS[fact].name}{yuan(least)}到{yuan(most)}"
        for fact, (least, most) in case.estimates.items()
    )
    return (
        Caution(id="estimated", text=f"你说{said}，还没有准数，就先不算具体金额。有了准数告诉我。"),
    )


def _presumptions(facts: Iterable[str]) -> tuple[Caution, ...]:
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

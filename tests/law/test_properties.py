"""What holds for every case, whatever its facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from generated_cases import ASKED, Given, cases
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bot.case import FACTS, Case
from bot.law import Advice, Question, advise
from bot.law.statutes import cite

Json = dict[str, Any]
MOST_QUESTIONS = 6
HEAVY = {"seller": 0, "insurer": 0, "platform": 0, "carrier": 0, "negotiable": 1, "consumer": 2}
# (fact, what is worse for the consumer, what is better)
PROTECTIVE = (
    ("cap_shown_before_order", True, False),
    ("defect_known_before", True, False),
    ("exclusion_confirmed", True, False),
    ("goods_intact", False, True),
    ("insurance_forced", False, True),
    ("misuse", True, False),
    ("packed_badly", True, False),
    ("pickup_consented", True, False),
    ("refunded", False, True),
    ("return_difficulty_told", True, False),
    ("return_freight_promise", "none", "free_return"),
    ("seller_agreed_return", False, True),
    ("seller_arranged_channel", False, True),
    ("seller_offered_free_channel", True, False),
    ("seller_promised_no_reason", False, True),
    ("defect_serious", False, True),
    ("seller_packed_badly", False, True),
    ("seller_cancelled", False, True),
    ("cancellation_fee_agreed", True, False),
    ("dispatch", "in_time", "late"),
    ("dispatch", "late", "late_and_urged"),
    ("chosen_from_stock", False, True),
    ("media_sealed", False, True),
    ("confirmed_kind", "hygiene", "none"),
    ("activated", True, False),
    ("tag_removed", True, False),
    ("hygiene_seal_broken", True, False),
    ("deception", False, True),
    ("gift_missing", True, False),
    ("mismatch", "subjective", "objective"),
    ("return_reason", "changed_mind", "wrong_item"),
)

LAW = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


FREE_OF_CHARGE = Given(
    Case.model_validate(
        {
            "return_reason": "changed_mind",
            "return_freight_promise": "insurance_only",
            "return_freight": "0.00",
            "insurance_payout": "0.00",
        }
    ),
    date(2026, 1, 20),
)


def settled(case: Case, today: date) -> Advice:
    """The advice when nobody knows more than the case says: unknown facts are unsure."""
    unknown = frozenset(name for name in ASKED if getattr(case, name) is None)
    result = advise(case.model_copy(update={"unsure": unknown}), today)
    assert not isinstance(result, Question)
    return result


def shares(node: Any) -> Iterator[Json]:
    """Every share of the advice, in branches too."""
    if isinstance(node, dict):
        yield from node.get("shares", ())
        for value in node.values():
            yield from shares(value)
    elif isinstance(node, list):
        for value in node:
            yield from shares(value)


def cited(node: Any) -> Iterator[Json]:
    if isinstance(node, dict):
        yield from node.get("basis", ())
        for value in node.values():
            yield from cited(value)
    elif isinstance(node, list):
        for value in node:
            yield from cited(value)


@LAW
@example(FREE_OF_CHARGE)
@given(cases())
def test_every_split_adds_up_and_no_part_is_negative(given_: Given) -> None:
    advice = settled(*given_)
    for share in shares(advice.to_json()):
        if share["amount"] is None:
            assert share["split"] is None
            continue
        parts = {bearer: Decimal(part) for bearer, part in share["split"].items()}
        assert sum(parts.values()) == Decimal(share["amount"])
        assert all(part >= 0 for part in parts.values())
        assert (share["bearer"] == "shared") == (len(parts) > 1)
        if len(parts) == 1:
            assert set(parts) == {share["bearer"]}


@LAW
@given(cases())
def test_a_range_lies_within_the_amount_and_only_where_the_law_is_open(
    given_: Given,
) -> None:
    advice = settled(*given_)
    for share in shares(advice.to_json()):
        assert (share["bearer"] == "negotiable") <= (share["strength"] == "negotiable")
        if share["range"] is not None:
            assert share["strength"] == "negotiable"
        if share["range"] and share["range"]["seller"]:
            low, high = map(Decimal, share["range"]["seller"])
            assert 0 <= low <= high <= Decimal(share["amount"])


@LAW
@given(cases())
def test_nobody_is_paid_twice_for_the_return_freight(given_: Given) -> None:
    """What the others bear and the insurance pays never exceeds what was spent."""
    case, today = given_
    advice = settled(case, today)
    assume(case.return_freight is not None)
    payout = case.insurance_payout or Decimal(0)
    for share in shares(advice.to_json()):
        if share["cost"] != "return_freight" or share["split"] is None:
            continue
        parts = {bearer: Decimal(part) for bearer, part in share["split"].items()}
        assert Decimal(share["amount"]) == case.return_freight
        others = sum(parts.get(b, Decimal(0)) for b in ("seller", "carrier", "platform"))
        assert others + payout <= max(case.return_freight, payout)
        assert parts.get("insurer", Decimal(0)) <= payout


def burdens(advice: Advice) -> dict[str, tuple[int, Decimal | None, Decimal | None]]:
    """By cost: how heavy for the consumer, in kind and in yuan (at the least and at the most)."""
    found = {}
    for share in advice.to_json()["shares"]:
        split = share["split"]
        if split is None:
            found[share["cost"]] = (HEAVY[share["bearer"]], None, None)
        else:
            parts = {bearer: Decimal(part) for bearer, part in split.items() if Decimal(part)}
            least = parts.get("consumer", Decimal(0))
            most = least + parts.get("negotiable", Decimal(0))
            found[share["cost"]] = (max((HEAVY[b] for b in parts), default=0), least, most)
    return found


def assert_no_heavier(worse: Advice, better: Advice) -> None:
    before, after = burdens(worse), burdens(better)
    for cost in before.keys() & after.keys():
        kind, least, most = before[cost]
        kind_after, least_after, most_after = after[cost]
        if least is None or least_after is None:
            assert kind_after <= kind, cost
        else:
            assert least_after <= least, cost
            assert most_after <= most, cost


@pytest.mark.parametrize(("fact", "bad", "good"), PROTECTIVE, ids=[row[0] for row in PROTECTIVE])
@LAW
@given(data=st.data())
def test_a_protective_fact_never_burdens_the_consumer(
    data: st.DataObject, fact: str, bad: Any, good: Any
) -> None:
    case, today = data.draw(cases(unsure=frozenset()))
    worse = settled(case.with_facts({fact: bad}), today)
    better = settled(case.with_facts({fact: good}), today)
    assert_no_heavier(worse, better)


@LAW
@given(cases(), st.decimals(0, 300, places=2), st.decimals(0, 300, places=2))
def test_a_larger_payout_never_burdens_the_consumer(
    given_: Given, one: Decimal, other: Decimal
) -> None:
    case, today = given_
    less, more = sorted((one, other))
    worse = settled(case.with_facts({"insurance_payout": less}), today)
    better = settled(case.with_facts({"insurance_payout": more}), today)
    assert_no_heavier(worse, better)


@LAW
@given(cases(return_reason="defect", insurance_fee="100.00", seller_arranged_channel=False))
def test_declining_a_free_channel_never_raises_the_sellers_range(
    given_: Given,
) -> None:
    case, today = given_
    ranges = []
    for offered in (True, False):
        advice = settled(case.with_facts({"seller_offered_free_channel": offered}), today)
        by_cost = {share.cost: share for share in advice.shares}
        share = by_cost.get("insurance_fee")
        assume(share is not None and share.range is not None)
        ranges.append(share.range.seller)
    (low, high), (low_without, high_without) = ranges
    assert low <= low_without
    assert high <= high_without


@LAW
@given(cases())
def test_the_same_facts_lead_to_the_same_advice(given_: Given) -> None:
    case, today = given_
    before = case.model_dump_json()
    first, second = advise(case, today), advise(case, today)
    assert first == second
    assert case.model_dump_json() == before


@LAW
@given(cases(since=date(2014, 3, 15)))
def test_no_case_is_left_without_an_answer(given_: Given) -> None:
    assert isinstance(advise(*given_), Question | Advice)


@LAW
@given(cases(since=date(2017, 3, 15)))
def test_every_article_is_in_force_on_the_day_that_counts(given_: Given) -> None:
    """Substance is judged by the law of the day of purchase, procedure by that of today."""
    case, today = given_
    advice = settled(case, today)
    bought = case.order_date or case.signed_date or today
    for basis in cited(advice.to_json()):
        article = cite(basis["law"], basis["article"], basis["paragraph"], basis["item"])
        assert article.in_force_on(bought if article.applies_at == "purchase" else today), basis


@LAW
@given(cases())
def test_every_share_names_an_article(given_: Given) -> None:
    advice = settled(*given_)
    for share in shares(advice.to_json()):
        assert share["basis"], share
        assert share["reason"]
        assert share["name"]


@LAW
@given(cases())
def test_the_document_is_json_and_reads_back_the_same(given_: Given) -> None:
    case, today = given_
    result = advise(case, today)
    document = result.to_json()
    assert json.loads(json.dumps(document, ensure_ascii=False)) == document
    if isinstance(result, Advice):
        assert document["schema"] == "advice/1"


@LAW
@given(cases())
def test_a_cost_is_told_once(given_: Given) -> None:
    advice = settled(*given_)
    costs = [share.cost for share in advice.shares]
    assert len(costs) == len(set(costs))


@settings(LAW, max_examples=300)
@given(cases(unsure=frozenset()), st.data())
def test_only_what_can_change_the_outcome_is_asked(given_: Given, data: st.DataObject) -> None:
    """All along the interview, at least two answers to each question lead to different advice."""
    case, today = given_
    while isinstance(result := advise(case, today), Question):
        outcomes = {
            json.dumps(settled(told, today).to_json())
            for told in (case.with_facts({result.fact: c.value}) for c in result.choices)
        }
        assert len(outcomes) > 1, f"asked in vain: {result.fact}"
        choice = data.draw(st.sampled_from(result.choices))
        case = case.with_facts({result.fact: choice.value})


@LAW
@given(cases())
def test_a_question_is_about_one_needed_fact_that_nobody_has_said(
    given_: Given,
) -> None:
    case, today = given_
    result = advise(case, today)
    assume(isinstance(result, Question))
    assert getattr(case, result.fact) is None
    assert result.fact not in case.unsure
    fact = FACTS[result.fact]
    assert not fact.useful
    if result.fact == "seller_is_trader":
        assert case.platform == "闲鱼"
    else:
        assert fact.presumed is None
    assert len(result.choices) >= 2
    assert result.text.endswith("？")


@LAW
@given(cases(), st.data())
def test_a_fact_that_nobody_knows_leads_to_a_branch_for_every_choice(
    given_: Given, data: st.DataObject
) -> None:
    case, today = given_
    result = advise(case, today)
    assume(isinstance(result, Question))
    advice = advise(case.without(result.fact), today)
    while isinstance(advice, Question):
        case = case.without(advice.fact)
        advice = advise(case.without(result.fact), today)
    conditions = [c for c in advice.conditions if c.fact == result.fact]
    assert len(conditions) == 1, [c.fact for c in advice.conditions]
    assert [(b.value, b.title) for b in conditions[0].branches] == [
        (choice.value, choice.title) for choice in result.choices
    ]
    said = {repr((b.headline, b.shares, b.steps, b.conditions)) for b in conditions[0].branches}
    assert len(said) > 1


@LAW
@given(cases(), st.data())
def test_a_branch_is_what_the_answer_would_have_given(given_: Given, data: st.DataObject) -> None:
    case, today = given_
    advice = settled(case, today)
    assume(advice.conditions)
    condition = advice.conditions[0]
    branch = data.draw(st.sampled_from(condition.branches))
    told = settled(case.with_facts({condition.fact: branch.value}), today)
    assert {s.cost: s for s in told.shares} == {s.cost: s for s in (*advice.shares, *branch.shares)}
    assert told.conditions == branch.conditions


@LAW
@given(cases(), st.data())
def test_the_interview_ends(given_: Given, data: st.DataObject) -> None:
    """Answering or declining every question reaches advice after a handful of them."""
    case, today = given_
    case = case.model_copy(update={"unsure": frozenset()})
    asked: list[str] = []
    while isinstance(result := advise(case, today), Question):
        assert result.fact not in asked
        asked.append(result.fact)
        assert len(asked) <= MOST_QUESTIONS, asked
        choice = data.draw(st.none() | st.sampled_from(result.choices))
        case = (
            case.without(result.fact)
            if choice is None
            else case.with_facts({result.fact: choice.value})
        )
    assert result.headline


@LAW
@given(cases(return_reason="changed_mind", since=date(2026, 1, 1)))
def test_who_only_changed_their_mind_is_never_told_that_the_seller_must_pay_by_law(
    given_: Given,
) -> None:
    """Return freight of a no-reason return falls on the seller by a promise or by danger only."""
    case, today = given_
    advice = settled(case, today)
    for share in shares(advice.to_json()):
        if share["cost"] == "return_freight" and share["bearer"] == "seller":
            assert share["strength"] != "statutory"


@LAW
@given(cases(since=date(2026, 1, 1)))
def test_no_defect_return_is_charged_by_the_rule_for_no_reason_returns(
    given_: Given,
) -> None:
    case, today = given_
    assume(case.return_reason not in (None, "changed_mind"))
    if case.return_reason == "not_as_described":
        assume(case.mismatch not in (None, "subjective"))
    advice = settled(case, today)
    for share in shares(advice.to_json()):
        articles = {(b["law"], b["article"], b["paragraph"]) for b in share["basis"]}
        assert ("消费者权益保护法", 25, 3) not in articles
        assert ("七日无理由退货暂行办法", 18, 1) not in articles


@LAW
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_arrive_does_not_matter(given_: Given, random: Random) -> None:
    case, today = given_
    known = {name: value for name in FACTS if (value := getattr(case, name)) is not None}
    told = []
    for _ in range(2):
        names = list(known)
        random.shuffle(names)
        growing = Case(confidence=case.confidence)
        for name in names:
            growing = growing.with_facts({name: known[name]})
        told.append(growing)
    assert told[0] == told[1]
    assert settled(told[0], today) == settled(told[1], today) == settled(case, today)


@LAW
@given(cases(since=date(2026, 1, 1)), st.decimals(0, 400, places=2), st.decimals(0, 400, places=2))
def test_contradictions_are_named_and_nothing_is_built_on_them(
    given_: Given, freight: Decimal, payout: Decimal
) -> None:
    case, today = given_
    case = case.with_facts({"return_freight": freight, "insurance_payout": payout})
    named = [w.text for w in settled(case, today).warnings if w.id == "contradiction"]
    assert bool(named) == (payout > freight)
    if named:
        unknown = {"return_freight": None, "insurance_payout": None}
        without = settled(case.model_copy(update=unknown), today)
        assert settled(case, today).shares == without.shares
        assert "return_freight" in settled(case, today).missing


@LAW
@given(
    st.decimals(1, 900, places=2),
    st.decimals(1, 900, places=2),
    st.decimals(0, 300, places=2),
    st.decimals(0, 900, places=2),
)
def test_a_part_return_pays_neither_side_twice(
    returned: Decimal, kept: Decimal, off: Decimal, threshold: Decimal
) -> None:
    """Both methods stay between nothing and what was paid, and keep what is kept paid for."""
    paid = max(returned + kept - off, Decimal(0))
    case = Case.model_validate(
        {
            "return_reason": "changed_mind",
            "return_freight_promise": "none",
            "paid_total": paid,
            "returned_list_price": returned,
            "kept_list_price": kept,
            "discount_off": off,
            "discount_threshold": threshold,
        }
    )
    (price,) = (s for s in settled(case, date(2026, 5, 6)).shares if s.cost == "goods_price")
    amounts = [price.amount, *(other.amount for other in price.alternatives)]
    assert all(0 <= amount <= paid for amount in amounts)
    if kept >= threshold:
        assert price.amount == max(paid - max(kept - off, Decimal(0)), Decimal(0))

"""What would change the outcome: both directions, nothing invented, and true when it comes to pass."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from generated_cases import Given, cases
from hypothesis import HealthCheck, assume, given, settings

from bot.case import FACTS, Case
from bot.intake import confirm
from bot.law import Advice, Question, advise
from bot.law.what_if import MOST, WhatIf, what_ifs

TODAY = date(2026, 1, 20)
SHOES = {
    "goods": "鞋子",
    "return_reason": "changed_mind",
    "signed_date": "2026-01-19",
    "return_freight_promise": "none",
    "return_freight": "12.00",
    "goods_price": "300.00",
}
NOTEBOOK = {
    "goods": "笔记本",
    "return_reason": "defect",
    "signed_date": "2026-01-19",
    "return_freight": "27.00",
    "goods_price": "5000.00",
}


def found(facts: dict[str, Any]) -> dict[str, WhatIf]:
    case = Case.model_validate(facts)
    advice = advise(case, TODAY)
    assert isinstance(advice, Advice)
    return {what_if.fact: what_if for what_if in what_ifs(case, advice, TODAY)}


def supposed(facts: dict[str, Any], fact: str) -> dict[Any, Any]:
    """What is supposed of a fact: by value, as JSON."""
    what_if = found(facts)[fact].to_json()
    return {choice["value"]: choice for choice in what_if["choices"]}


def test_a_promise_may_be_supposed_and_says_what_moves() -> None:
    choices = supposed(SHOES, "return_freight_promise")
    assert set(choices) == {"free_return", "insurance_only"}
    insured = choices["insurance_only"]
    assert insured["title"] == "只送运费险，写明补一定金额"
    assert insured["changed"] == ["return_freight"]
    (freight,) = (s for s in insured["shares"] if s["cost"] == "return_freight")
    assert (freight["bearer"], freight["amount"]) == ("negotiable", None)


def test_what_another_question_would_decide_says_so() -> None:
    free = supposed(SHOES, "return_freight_promise")["free_return"]
    assert free["headline"].startswith("那还要看：下单之前")
    assert "return_freight" not in {share["cost"] for share in free["shares"]}


def test_a_what_if_says_what_the_advice_takes_the_fact_for() -> None:
    promise = found(SHOES)["return_freight_promise"]
    assert (promise.name, promise.current) == ("退货运费承诺", "都没说过")
    assert promise.question == "退货的运费，页面或客服当时是怎么说的？"
    intact = found(SHOES)["goods_intact"]
    assert (intact.current, [c.title for c in intact.choices]) == ("是", ["否"])
    assert intact.question == "商品完好，是这样吗？"
    test = found(NOTEBOOK)["inspection_result"]
    assert (test.question, test.current) == ("检测结果？", "还没结果")


def test_both_directions_are_told() -> None:
    worse = supposed(NOTEBOOK, "misuse")[True]
    (freight,) = (s for s in worse["shares"] if s["cost"] == "return_freight")
    assert freight["split"] == {"consumer": "27.00"}
    forced = supposed(SHOES | {"insurance_fee": "3.00"}, "insurance_forced")[True]
    (fee,) = (s for s in forced["shares"] if s["cost"] == "insurance_fee")
    assert fee["bearer"] == "negotiable"


def test_what_is_open_comes_first_then_what_is_presumed_then_what_moves_most() -> None:
    facts = NOTEBOOK | {"insurance_fee": "100.00", "unsure": ["seller_offered_free_channel"]}
    order = list(found(facts))
    assert order[0] == "seller_offered_free_channel"
    assert found(facts)["seller_offered_free_channel"].current is None
    presumed = [fact for fact in order if FACTS[fact].presumption]
    assert order[1 : len(presumed) + 1] == presumed
    assert order[1] == "misuse"


@pytest.mark.parametrize(
    ("facts", "fact"),
    [
        (NOTEBOOK | {"misuse": True}, "misuse"),
        (SHOES | {"goods_intact": False}, "goods_intact"),
        (SHOES | {"tag_removed": True}, "tag_removed"),
    ],
)
def test_what_the_person_said_to_be_unusual_is_not_supposed_away(
    facts: dict[str, Any], fact: str
) -> None:
    assert fact not in found(facts)


def test_nothing_is_supposed_while_the_story_itself_is_open() -> None:
    assert not found(
        {"goods": "鞋子", "unsure": ["return_reason"], "return_freight_promise": "none"}
    )


LAW = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@LAW
@given(cases(unsure=frozenset()))
def test_applying_a_what_if_gives_the_shares_that_it_showed(given_: Given) -> None:
    case, today = given_
    before = advise(case, today)
    assume(isinstance(before, Advice))
    assert isinstance(before, Advice)
    shown = what_ifs(case, before, today)
    assert len(shown) <= MOST
    for what_if in shown:
        json = what_if.to_json()
        assert json["choices"]
        for choice in json["choices"]:
            taken = confirm(case, {what_if.fact: choice["value"]}, today)
            assert not taken.doubts
            after = advise(taken.case, today)
            if isinstance(after, Question):
                assert after.text in choice["headline"]
                continue
            now = after.to_json()
            assert (choice["headline"], choice["shares"]) == (now["headline"], now["shares"])
            assert now["shares"] != before.to_json()["shares"] or after.conditions


@LAW
@given(cases())
def test_the_story_itself_is_never_supposed_to_be_otherwise(given_: Given) -> None:
    advice = advise(*given_)
    assume(isinstance(advice, Advice))
    assert isinstance(advice, Advice)
    for what_if in what_ifs(given_.case, advice, given_.today):
        fact = FACTS[what_if.fact]
        assert not fact.told
        assert what_if.fact != "return_reason"
        assert what_if.current not in {choice.title for choice in what_if.choices}

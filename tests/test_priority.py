"""Which complaint comes first, and the reason that is given."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case import Case, ReturnReason
from bot.law import Advice, advise
from bot.priority import LIKE_COMPLAINTS, Level, Priority, priority

TODAY = date(2026, 1, 20)


def advised(**facts: object) -> tuple[Case, Advice]:
    """A case advised on, with what is not said as unknown."""
    case = Case(**facts)  # type: ignore[arg-type]
    while not isinstance(answer := advise(case, TODAY), Advice):
        case = case.model_copy(update={"unsure": case.unsure | {answer.fact}})
    return case, answer


def of(text: str = "想退货", alike: int = 0, **facts: object) -> Priority:
    facts = {"goods": "鞋", "return_reason": ReturnReason.CHANGED_MIND} | facts
    return priority(text, [advised(**facts)], TODAY, alike=alike)


def test_nothing_special_is_normal_and_needs_no_reason() -> None:
    assert of(goods_price=Decimal("300")) == Priority(Level.NORMAL, (), None, Decimal("300"))


@pytest.mark.parametrize(
    ("signed", "level", "reason"),
    [
        (date(2026, 1, 13), Level.URGENT, "期限今天到"),
        (date(2026, 1, 14), Level.URGENT, "期限还剩1天"),
        (date(2026, 1, 16), Level.HIGH, "期限还剩3天"),
    ],
)
def test_a_deadline_that_is_near(signed: date, level: Level, reason: str) -> None:
    found = of(signed_date=signed)
    assert (found.level, found.reasons) == (level, (reason,))
    assert found.due == signed + timedelta(days=7)


def test_a_deadline_that_has_passed_hurries_nobody() -> None:
    found = of(signed_date=date(2026, 1, 1))
    assert (found.level, found.due) == (Level.NORMAL, None)


def test_what_is_dangerous_comes_first() -> None:
    found = of(goods="充电宝", return_reason=ReturnReason.DEFECT, dangerous=True)
    assert found.level is Level.DANGER
    assert found.reasons[0] == "东西鼓包、漏液或漏气"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("插上就冒烟，吓死了", "可能伤到人（“冒烟”）"),
        ("吃了以后住院三天", "可能伤到人（“住院”）"),
        ("我妈七十多岁，不会用手机", "当事人可能是老年人"),
        ("老人家被骗了", "当事人可能是老年人"),
        ("联系客服好几次都没人理", "已经找过几次，没解决"),
        ("找商家沟通了5次", "已经找过几次，没解决"),
        ("平台直接驳回了", "已经找过几次，没解决"),
    ],
)
def test_what_the_story_says(text: str, reason: str) -> None:
    assert of(text).reasons == (reason,)


@pytest.mark.parametrize(
    "text", ["好在没有人受伤", "买的老人机想退", "联系过商家一次", "15岁的孩子用的", "差点着火"]
)
def test_what_the_story_does_not_say(text: str) -> None:
    assert of(text).level is Level.NORMAL


def test_much_money_and_many_alike() -> None:
    found = of(alike=LIKE_COMPLAINTS, goods_price=Decimal("5000.00"))
    assert found.level is Level.HIGH
    assert found.reasons == (f"同一商家另有{LIKE_COMPLAINTS}件同类投诉", "货款5000元")
    assert of(alike=LIKE_COMPLAINTS - 1, goods_price=Decimal("4999.99")).level is Level.NORMAL


def test_little_money_can_wait_unless_something_is_urgent() -> None:
    little = Decimal("9.90")
    assert of(goods_price=little).level is Level.LOW
    assert of("充电就冒烟", goods_price=little).level is Level.DANGER


def test_what_is_no_dispute_can_wait() -> None:
    found = priority("今天天气不错", [], TODAY)
    assert (found.level, found.reasons) == (Level.LOW, ("不像网购退换货的事",))


@given(days=st.integers(0, 60), alike=st.integers(0, 20), price=st.decimals(0, 99999, places=2))
def test_one_more_reason_never_makes_it_less_urgent(days: int, alike: int, price: Decimal) -> None:
    facts = {"goods_price": price, "signed_date": TODAY - timedelta(days=days)}
    plain = of(**facts).level
    assert of("东西冒烟了", alike, **facts).level is Level.DANGER
    assert of("想退货", alike, **facts).level.rank <= plain.rank

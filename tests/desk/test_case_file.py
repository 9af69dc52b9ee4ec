"""What a mediator reads of a case."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.case import Case, ReturnReason
from bot.desk.case_file import case_file
from bot.desk.cases import Version

TODAY = date(2026, 1, 20)
AT = datetime(2026, 1, 20, 4, tzinfo=UTC)


def version(number: int, position: int, case: Case) -> Version:
    facts = case.model_dump(mode="json", exclude_defaults=True)
    return Version(number, AT, position, facts, {})


SHOES = Case(goods="鞋", return_reason=ReturnReason.CHANGED_MIND)
DEAR = SHOES.model_copy(update={"goods_price": Decimal("300.00")})
DEARER = SHOES.model_copy(update={"goods_price": Decimal("350.00"), "signed_date": TODAY})
SAID = {1: "鞋子不喜欢", 3: "300块", 4: "不对，350，今天签收的"}


def test_each_fact_says_which_message_it_came_with() -> None:
    found = case_file([version(1, 1, SHOES), version(2, 3, DEAR)], SAID, TODAY)
    told = [(line.name, line.value, line.said, line.before) for line in found.facts]
    assert ("货款", "300元", "300块", None) in told
    assert ("商品", "鞋", "鞋子不喜欢", None) in told
    assert len(told) == 3


def test_a_correction_shows_what_was_said_before() -> None:
    versions = [version(1, 1, SHOES), version(2, 3, DEAR), version(3, 4, DEARER)]
    found = {line.fact: line for line in case_file(versions, SAID, TODAY).facts}
    assert (found["goods_price"].value, found["goods_price"].before) == ("350元", "300元")
    assert found["goods_price"].said == "不对，350，今天签收的"
    assert (found["signed_date"].value, found["signed_date"].position) == ("2026-01-20", 4)
    assert found["goods"].position == 1


def test_what_was_taken_back_is_no_fact() -> None:
    found = case_file([version(1, 1, DEAR), version(2, 3, SHOES)], SAID, TODAY)
    assert "goods_price" not in {line.fact for line in found.facts}


def test_it_says_what_would_settle_it_and_advises_all_the_same() -> None:
    open_case = Case(goods="鞋")
    found = case_file([version(1, 1, open_case)], {}, TODAY)
    assert found.asks
    assert found.advice.conditions
    assert [line.said for line in found.facts] == [None]
    asked = Case(goods="鞋", unsure=frozenset({"return_reason"}))
    assert case_file([version(1, 1, asked)], {}, TODAY).unsure == ("退货原因",)


def test_the_advice_is_of_the_day() -> None:
    told = SHOES.model_copy(update={"signed_date": date(2026, 1, 10)})
    versions = [version(1, 1, told)]
    passed = {
        day: [one.passed for one in case_file(versions, {}, day).advice.deadlines if one.due]
        for day in (date(2026, 1, 16), TODAY)
    }
    assert passed == {date(2026, 1, 16): [False], TODAY: [True]}


def test_a_case_has_a_version() -> None:
    with pytest.raises(ValueError, match="version"):
        case_file([], {}, TODAY)

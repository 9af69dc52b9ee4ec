"""Whether 12315 would take a complaint."""

from __future__ import annotations

from datetime import date

import pytest

from bot.case import Case, ReturnReason
from bot.law.acceptance import Acceptance, acceptance

TODAY = date(2026, 11, 27)
TOLD = Case(goods="鞋", return_reason=ReturnReason.DEFECT, platform="淘宝", signed_date=TODAY)


def of(**facts: object) -> Acceptance:
    found = acceptance(TOLD.model_copy(update=facts), TODAY)
    assert found is not None
    return found


def test_what_is_told_well_needs_only_names() -> None:
    found = of()
    assert [point.text[:5] for point in found.needs] == ["投诉人的真", "商家的名称"]
    assert found.doubts == ()
    assert "淘宝住所地" in found.where.text
    assert "7个工作日" in found.answer.text
    articles = [point.basis.article for point in (*found.needs, found.where, found.answer)]
    assert articles == [10, 10, 13, 15]


def test_what_is_not_told_is_asked_for() -> None:
    assert len(of(return_reason=None, goods=None).needs) == 4


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"personal_use": False}, "生活消费"),
        ({"seller_is_trader": False}, "个人"),
        ({"signed_date": date(2023, 11, 24)}, "3年"),
        ({"defect_found_date": date(2023, 1, 5)}, "3年"),
    ],
)
def test_what_may_speak_against_it(facts: dict[str, object], word: str) -> None:
    (doubt,) = of(**facts).doubts
    assert word in doubt.text
    assert doubt.basis.article == 16


@pytest.mark.parametrize("signed", [date(2023, 11, 27), None])
def test_on_the_last_day_or_without_one_nothing_is_barred(signed: date | None) -> None:
    assert of(signed_date=signed).doubts == ()


def test_before_the_measures_nothing_is_said() -> None:
    assert acceptance(TOLD, date(2026, 4, 14)) is None
    assert acceptance(TOLD, date(2026, 4, 15)) is not None

"""Statutory periods: what the calendar says, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from bot.law.deadlines import deadline, is_over, period
from bot.law.parameters import NotInForceYet

Day = tuple[int, int, int]


@pytest.mark.parametrize(
    ("start", "length", "unit", "nominal", "due"),
    [
        pytest.param(
            (2026, 1, 2), 7, "days", (2026, 1, 9), (2026, 1, 9), id="seven days, a Friday"
        ),
        pytest.param((2026, 1, 3), 7, "days", (2026, 1, 10), (2026, 1, 12), id="ends on Saturday"),
        pytest.param((2026, 1, 4), 7, "days", (2026, 1, 11), (2026, 1, 12), id="ends on Sunday"),
        pytest.param((2025, 12, 28), 7, "days", (2026, 1, 4), (2026, 1, 4), id="Sunday at work"),
        pytest.param((2026, 2, 7), 7, "days", (2026, 2, 14), (2026, 2, 14), id="Saturday at work"),
        pytest.param(
            (2026, 10, 3), 7, "days", (2026, 10, 10), (2026, 10, 10), id="work after holidays"
        ),
        pytest.param((2026, 9, 24), 7, "days", (2026, 10, 1), (2026, 10, 8), id="National Day"),
        pytest.param((2026, 9, 30), 7, "days", (2026, 10, 7), (2026, 10, 8), id="its last day"),
        pytest.param((2026, 2, 8), 7, "days", (2026, 2, 15), (2026, 2, 24), id="Spring Festival"),
        pytest.param((2026, 2, 16), 7, "days", (2026, 2, 23), (2026, 2, 24), id="its last day too"),
        pytest.param((2025, 12, 25), 7, "days", (2026, 1, 1), (2026, 1, 4), id="into a new year"),
        pytest.param((2026, 3, 2), 15, "days", (2026, 3, 17), (2026, 3, 17), id="fifteen days"),
        pytest.param((2026, 1, 31), 1, "months", (2026, 2, 28), (2026, 2, 28), id="no 31 February"),
        pytest.param((2024, 1, 31), 1, "months", (2024, 2, 29), (2024, 2, 29), id="leap year"),
        pytest.param((2025, 8, 31), 6, "months", (2026, 2, 28), (2026, 2, 28), id="half a year"),
        pytest.param((2026, 1, 15), 6, "months", (2026, 7, 15), (2026, 7, 15), id="same day"),
        pytest.param((2025, 11, 20), 2, "months", (2026, 1, 20), (2026, 1, 20), id="over new year"),
        pytest.param((2025, 12, 31), 12, "months", (2026, 12, 31), (2026, 12, 31), id="December"),
        pytest.param((2024, 2, 29), 1, "years", (2025, 2, 28), (2025, 2, 28), id="29 February"),
        pytest.param((2020, 2, 29), 4, "years", (2024, 2, 29), (2024, 2, 29), id="to 29 February"),
        pytest.param((2023, 1, 20), 3, "years", (2026, 1, 20), (2026, 1, 20), id="three years"),
        pytest.param(
            (2025, 10, 4), 1, "years", (2026, 10, 4), (2026, 10, 8), id="year to a holiday"
        ),
    ],
)
def test_a_period_ends(start: Day, length: int, unit: str, nominal: Day, due: Day) -> None:
    span = period(date(*start), length, unit)
    assert (span.nominal, span.due) == (date(*nominal), date(*due))
    assert span.holidays_known


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param((2026, 1, 12), (2026, 1, 21), id="over one weekend"),
        pytest.param(
            (2026, 9, 30), (2026, 10, 15), id="over National Day, with a working Saturday"
        ),
        pytest.param((2026, 2, 13), (2026, 3, 2), id="over Spring Festival, with two"),
        pytest.param((2026, 1, 10), (2026, 1, 20), id="from a Saturday"),
    ],
)
def test_seven_working_days(start: Day, due: Day) -> None:
    span = period(date(*start), 7, "working_days")
    assert span.due == span.nominal == date(*due)
    assert span.holidays_known


def test_working_days_in_a_year_without_published_holidays_skip_weekends_and_say_so() -> None:
    span = period(date(2030, 5, 10), 7, "working_days")
    assert span.due == date(2030, 5, 21)
    assert not span.holidays_known


def test_a_year_without_published_holidays_is_not_guessed() -> None:
    span = period(date(2030, 9, 24), 7, "days")
    assert span.nominal == span.due == date(2030, 10, 1)
    assert not span.holidays_known


def test_a_roll_over_into_an_unknown_year_says_so() -> None:
    span = period(date(2026, 12, 20), 7, "days")  # 27 December 2026 is a Sunday
    assert span.due == date(2026, 12, 28)
    assert span.holidays_known
    assert not period(date(2026, 12, 28), 7, "days").holidays_known


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="weeks"):
        period(date(2026, 1, 2), 1, "weeks")


def no_reason_notice(signed: date | None, on: date = date(2026, 1, 2)) -> tuple[str, date | None]:
    row = deadline("id", "名", "no_reason_notice", signed, "签收", on, "过了")
    return row.counted, row.due


def test_the_count_is_told_day_by_day() -> None:
    counted, due = no_reason_notice(date(2026, 1, 2))
    assert counted == "1月2日签收，1月3日算第1天，1月9日是第7天"
    assert due == date(2026, 1, 9)


def test_another_year_is_named() -> None:
    counted, _ = no_reason_notice(date(2025, 12, 29))
    assert counted.startswith("12月29日签收，12月30日算第1天，2026年1月5日是第7天")
    counted, _ = no_reason_notice(date(2025, 12, 31))
    assert counted.startswith("12月31日签收，2026年1月1日算第1天，2026年1月7日是第7天")


def test_a_holiday_is_told_with_both_days() -> None:
    counted, due = no_reason_notice(date(2026, 9, 24))
    assert "10月1日是第7天" in counted
    assert "可以主张顺延到10月8日" in counted
    assert "最好按10月1日算" in counted
    assert "那天放假" in counted
    assert due == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("signed", "said"), [(date(2026, 1, 3), "那天是周六"), (date(2026, 1, 4), "那天是周日")]
)
def test_an_ordinary_weekend_is_no_holiday(signed: date, said: str) -> None:
    counted, due = no_reason_notice(signed)
    assert f"{said}，可以主张顺延到1月12日" in counted
    assert due == date(2026, 1, 12)


def test_an_unknown_holiday_year_is_told_plainly() -> None:
    counted, due = no_reason_notice(date(2027, 9, 24), on=date(2027, 9, 20))
    assert "2027年的放假安排我这里还没有，遇到放假请自己核对" in counted
    assert due == date(2027, 10, 1)


def test_a_known_year_has_no_such_note() -> None:
    counted, _ = no_reason_notice(date(2026, 1, 2))
    assert "放假安排" not in counted


def test_without_the_day_only_the_rule_is_told() -> None:
    row = deadline("id", "名", "no_reason_notice", None, "签收", date(2026, 1, 2), "过了")
    assert (row.start, row.due, row.nominal_due) == (None, None, None)
    assert row.counted == "签收后7天内，第二天算第1天"
    assert [b.article for b in row.basis] == [10, 201]


def test_a_month_period_is_told_by_its_last_day() -> None:
    row = deadline(
        "id", "名", "burden_of_proof_reversed", date(2026, 1, 15), "收货", date(2026, 1, 15), "过了"
    )
    assert row.counted == "1月15日收货，从第二天数起，6个月到7月15日"
    assert row.due == date(2026, 7, 15)


def test_a_working_day_period_is_told_in_working_days() -> None:
    row = deadline(
        "id", "名", "complaint_acceptance", date(2026, 1, 12), "投诉", date(2026, 1, 12), "过了"
    )
    assert "7个工作日到1月21日" in row.counted
    assert row.due == date(2026, 1, 21)


def test_a_period_that_did_not_exist_yet_is_refused() -> None:
    day = date(2010, 1, 1)
    with pytest.raises(NotInForceYet):
        deadline("id", "名", "no_reason_notice", day, "签收", day, "过了")


def test_a_period_that_the_law_of_that_day_did_not_know_is_never_over() -> None:
    signed = date(2018, 1, 1)
    assert not is_over("objection_longest", signed, date(2026, 1, 1), on=signed)
    assert is_over("objection_longest", date(2021, 1, 4), date(2026, 1, 1), on=date(2021, 1, 4))

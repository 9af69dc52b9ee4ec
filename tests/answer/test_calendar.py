"""The calendar file of an advice, as a calendar program reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest

from bot.answer.calendar import calendar
from bot.case import Case
from bot.law import Advice, advise

NOW = datetime(2026, 1, 20, 4, 0, tzinfo=UTC)
SHOES = {"goods": "鞋子", "return_reason": "changed_mind", "return_freight_promise": "none"}


def file_of(today: date, case_id: str = "a/0", **facts: Any) -> bytes | None:
    advice = advise(Case.model_validate(facts), today)
    assert isinstance(advice, Advice)
    return calendar(advice, case_id, today, NOW)


def events(content: bytes | None) -> dict[str, Any]:
    """The events by their names."""
    assert content is not None
    read = icalendar.Calendar.from_ical(content)
    return {str(event["summary"]): event for event in read.walk("VEVENT")}


def test_a_deadline_is_an_all_day_event_with_reminders_the_day_before_and_on_the_day() -> None:
    found = events(file_of(date(2026, 1, 20), **SHOES, signed_date="2026-01-19"))
    event = found["鞋子：通知商家要退货"]
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 1, 26), date(2026, 1, 27))
    assert not isinstance(event["dtstart"].dt, datetime)
    reminded = [datetime(2026, 1, 26) + each["trigger"].dt for each in event.walk("VALARM")]
    assert reminded == [datetime(2026, 1, 25, 9, 0), datetime(2026, 1, 26, 9, 0)]
    assert "1月19日签收，1月20日算第1天" in event["description"]
    assert "错过会怎样：期限内发出通知就行" in event["description"]
    assert "不是律师意见" in event["description"]


def test_before_holidays_the_safe_day_is_kept_and_after_it_the_last() -> None:
    facts = SHOES | {"signed_date": "2026-09-24"}
    name = "鞋子：通知商家要退货"
    assert events(file_of(date(2026, 9, 30), **facts))[name]["dtstart"].dt == date(2026, 10, 1)
    assert events(file_of(date(2026, 10, 3), **facts))[name]["dtstart"].dt == date(2026, 10, 8)


def test_passed_deadlines_and_those_without_a_day_are_left_out() -> None:
    assert file_of(date(2026, 1, 20), **SHOES) is None
    assert file_of(date(2026, 3, 1), **SHOES, signed_date="2026-01-19") is None
    today = date(2026, 1, 27)
    found = events(
        file_of(
            today,
            **SHOES,
            signed_date="2026-01-05",
            notice_date="2026-01-06",
            seller_received_date="2026-01-22",
        )
    )
    assert set(found) == {"鞋子：商家退款", "鞋子：商家拖延可被处罚"}
    assert all(event["dtstart"].dt >= today for event in found.values())


def test_an_event_that_is_fetched_again_replaces_the_one_from_before() -> None:
    def uid(case_id: str, signed: str) -> str:
        facts = SHOES | {"signed_date": signed}
        (event,) = events(file_of(date(2026, 1, 20), case_id, **facts)).values()
        return str(event["uid"])

    assert uid("a/0", "2026-01-19") == uid("a/0", "2026-01-18")
    assert uid("a/0", "2026-01-19") != uid("a/1", "2026-01-19")


@pytest.mark.parametrize("goods", ["鞋;子,\\n", "鞋\nEND:VEVENT\nBEGIN:VEVENT"])
def test_what_a_person_called_the_goods_stays_text(goods: str) -> None:
    content = file_of(date(2026, 1, 20), **SHOES | {"goods": goods}, signed_date="2026-01-19")
    assert set(events(content)) == {f"{goods}：通知商家要退货"}


def test_every_event_has_its_own_identifier_and_its_length_is_known() -> None:
    found = events(
        file_of(
            date(2026, 1, 20),
            goods="手机",
            return_reason="defect",
            signed_date="2026-01-16",
            defect_found_date="2026-01-17",
            notice_date="2026-01-18",
        )
    )
    assert len(found) >= 4
    assert len({str(event["uid"]) for event in found.values()}) == len(found)
    for event in found.values():
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)

"""The deadlines of an advice as a calendar file (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event

from bot.law.advice import Advice, Deadline

_OURS = UUID("6f3e2f0a-7c1c-4b6e-9a54-0d3f5b1f8a27")
"""The namespace of our events' identifiers."""

REMINDERS = (timedelta(hours=-15), timedelta(hours=9))
"""From the midnight with which the day begins: at nine in the morning of the day before and of the day
itself, for the first may be over when the file is fetched."""


def calendar(advice: Advice, case_id: str, today: date, now: datetime) -> bytes | None:
    """An all-day event for each deadline with a day that has not passed; None if there is none.

    The day is the safe one, before a roll-over over holidays. `case_id` tells the cases of all people
    apart: with it an event that is fetched again replaces the one from before.
    """
    days = [(each, day) for each in advice.deadlines if (day := _day(each, today)) is not None]
    if not days:
        return None
    made = Calendar()
    made.add("prodid", "-//退货参谋//期限//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    told: Counter[str] = Counter()
    for deadline, day in days:
        told[deadline.id] += 1
        event = _event(advice, deadline, day)
        event.add("uid", str(uuid5(_OURS, f"{case_id}/{deadline.id}/{told[deadline.id]}")))
        event.add("dtstamp", now)
        made.add_component(event)
    return bytes(made.to_ical())


def _day(deadline: Deadline, today: date) -> date | None:
    """The day to keep: the one before the roll-over, after that the last; None once it is over."""
    if deadline.due is None or deadline.due < today:
        return None
    safe = deadline.nominal_due
    return deadline.due if safe is None or safe < today else safe


def _event(advice: Advice, deadline: Deadline, day: date) -> Event:
    name = f"{advice.goods}：{deadline.name}" if advice.goods else deadline.name
    event = Event()
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", name)
    event.add("transp", "TRANSPARENT")
    event.add(
        "description",
        f"{deadline.counted}。\n错过会怎样：{deadline.if_missed}\n{advice.disclaimer}",
    )
    for trigger in REMINDERS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", name)
        alarm.add("trigger", trigger)
        event.add_component(alarm)
    return event

"""Statutory periods (民法典 200–204): the day of the event does not count, months and years end on the
same day of the month, and a last day that is a statutory holiday moves to the next day that is none.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

from bot.law.advice import Deadline
from bot.law.parameters import NotInForceYet, Parameter, parameter
from bot.law.said import said
from bot.law.statutes import Citation, cite
from bot.law.wording import day


@dataclass(frozen=True, slots=True)
class Period:
    """The last day by plain counting, the last day after roll-over, and whether holidays are known."""

    nominal: date
    due: date
    holidays_known: bool


@lru_cache(maxsize=4096)
def _is_holiday(when: date) -> bool | None:
    """Whether the day is a statutory holiday or weekly rest day; None for a year not published yet."""
    try:
        return bool(chinese_calendar.is_holiday(when))
    except NotImplementedError:
        return None


def _add_months(start: date, months: int) -> date:
    month0 = start.month - 1 + months
    year, month = start.year + month0 // 12, month0 % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def _add_working_days(start: date, count: int) -> tuple[date, bool]:
    last, known = start, True
    while count:
        last += timedelta(days=1)
        holiday = _is_holiday(last)
        if holiday is None:
            known = False
            holiday = last.weekday() >= 5
        count -= not holiday
    return last, known


@lru_cache(maxsize=4096)
def period(start: date, length: int, unit: str) -> Period:
    """The period of `length` `unit` that begins with the event on `start`.

    Raises ValueError for an unknown unit. Source: 民法典 200–204.
    """
    match unit:
        case "days":
            nominal = start + timedelta(days=length)
        case "months":
            nominal = _add_months(start, length)
        case "years":
            nominal = _add_months(start, 12 * length)
        case "working_days":
            last, known = _add_working_days(start, length)
            return Period(last, last, known)
        case _:
            raise ValueError(f"unknown unit {unit!r}")
    due = nominal
    while (holiday := _is_holiday(due)) is True:
        due += timedelta(days=1)
    return Period(nominal, due, holiday is not None)


UNIT_NAMES = {"days": "天", "working_days": "个工作日", "months": "个月", "years": "年"}


@said("{start}起算，到{when}已超过{parameter_name}")
def is_over(parameter_name: str, start: date | None, when: date, on: date) -> bool:
    """Whether the period from `start`, by the law in force `on`, had ended before `when`.

    No where the start is unknown or the period did not exist on that day.
    """
    if start is None:
        return False
    try:
        rule = parameter(parameter_name, on)
    except NotInForceYet:
        return False
    return when > period(start, rule.value, rule.unit).due


def length_text(parameter_name: str, on: date) -> str:
    """7天, 7个工作日: the length of a period by the law in force `on`. Raises NotInForceYet."""
    rule = parameter(parameter_name, on)
    return f"{rule.value}{UNIT_NAMES[rule.unit]}"


def within(text: str, parameter_name: str, on: date) -> str:
    """`text` with the length of the period at `{}`; nothing where that did not exist on that day."""
    try:
        return text.format(length_text(parameter_name, on))
    except NotInForceYet:
        return ""


@lru_cache(maxsize=4096)
def deadline(
    id_: str,
    name: str,
    parameter_name: str,
    start: date | None,
    event: str,
    on: date,
    missed: str,
    *further: Citation,
) -> Deadline:
    """A deadline of the advice, counted from `start` (the day of `event`), by the law in force `on`.

    Its article is the parameter's, and `further` ones. Raises NotInForceYet where the period did not
    exist on that day.
    """
    return _counted(id_, name, parameter(parameter_name, on), start, event, missed, *further)


def promised_deadline(days: int, signed: date | None) -> Deadline:
    """The last day of a longer return period that the seller promised (实施条例 12)."""
    rule = Parameter("promised_return", "days", days, cite("消费者权益保护法实施条例", 12))
    name, missed = f"通知商家要退货（商家承诺{days}天）", "过了这天，商家可以不再按承诺退。"
    return _counted("promised_return", name, rule, signed, "签收", missed)


def _counted(
    id_: str,
    name: str,
    rule: Parameter,
    start: date | None,
    event: str,
    missed: str,
    *further: Citation,
) -> Deadline:
    basis = (*((rule.article,) if rule.article else ()), *further, cite("民法典", 201))
    if start is None:
        counted = f"{event}后{rule.value}{UNIT_NAMES[rule.unit]}内，第二天算第1天"
        return Deadline(
            id=id_, name=name, start=None, due=None, counted=counted, if_missed=missed, basis=basis
        )
    span = period(start, rule.value, rule.unit)
    return Deadline(
        id=id_,
        name=name,
        start=start,
        due=span.due,
        nominal_due=span.nominal,
        counted=_explain(start, event, rule, span),
        if_missed=missed,
        basis=basis if span.due == span.nominal else (*basis, cite("民法典", 203)),
    )


def deadline_if_any(
    id_: str,
    name: str,
    parameter_name: str,
    start: date | None,
    event: str,
    on: date,
    missed: str,
    *further: Citation,
) -> tuple[Deadline, ...]:
    """The deadline; none where that period did not exist on that day."""
    try:
        return (deadline(id_, name, parameter_name, start, event, on, missed, *further),)
    except NotInForceYet:
        return ()


def _rest(when: date) -> str:
    """Why nothing is due on that day: 放假, 是周六."""
    _, holiday = chinese_calendar.get_holiday_detail(when)
    return "放假" if holiday else f"是周{'六日'[when.weekday() - 5]}"


def _explain(start: date, event: str, rule: Parameter, span: Period) -> str:
    unit = UNIT_NAMES[rule.unit]
    first = start + timedelta(days=1)
    nominal = day(span.nominal, start)
    if rule.unit == "days":
        text = f"{day(start)}{event}，{day(first, start)}算第1天，{nominal}是第{rule.value}天"
    else:
        text = f"{day(start)}{event}，从第二天数起，{rule.value}{unit}到{nominal}"
    if span.due != span.nominal:
        text += f"；那天{_rest(span.nominal)}，可以主张顺延到{day(span.due, span.nominal)}，"
        text += f"但平台系统不一定认，最好按{nominal}算"
    if not span.holidays_known:
        text += f"；{span.nominal.year}年的放假安排我这里还没有，遇到放假请自己核对"
    return text

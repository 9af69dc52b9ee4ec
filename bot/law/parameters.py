"""Numbers that the law fixes, each by date and with its article (`parameters.yml`)."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from bot.law.files import LAW, LawFile, Number, Row, Text, read
from bot.law.statutes import Citation, UnknownArticle, cite

FILE = LAW / "parameters.yml"

Unit = Literal["days", "working_days", "months", "years", "times", "yuan", "percent"]


class NotInForceYet(LookupError):
    """A parameter was looked up for a day before its first value."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number with its unit and its article, which only guidance of our own lacks.

    `value` is an int; in yuan it is a Decimal, and in percent it may be a range (from, to).
    """

    name: str
    unit: Unit
    value: Any
    article: Citation | None


def _four(value: object) -> object:
    if not isinstance(value, list) or len(value) != 4:
        raise ValueError("要写成 [法, 条, 款, 项]，没有款、项的写 null")
    return tuple(value)


_Article = Annotated[tuple[Text, Number, Number | None, Number | None], BeforeValidator(_four)]


class _Value(Row):
    value: Any
    article: _Article | None = None


class _Entry(Row):
    unit: Unit
    guidance: bool = False
    values: dict[date, _Value] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class _Series:
    """The days since which each value holds, in order, and the values."""

    days: list[date]
    values: list[Parameter]


def load(path: Path) -> dict[str, _Series]:
    """The parameters by name. Raises LawFileError."""
    file = read(path, dict[str, _Entry])
    return {name: _series(file, name) for name in file.data}


def _series(file: LawFile[dict[str, _Entry]], name: str) -> _Series:
    entry = file.data[name]
    days = sorted(entry.values)
    return _Series(days, [_parameter(file, name, day) for day in days])


def _parameter(file: LawFile[dict[str, _Entry]], name: str, day: date) -> Parameter:
    entry = file.data[name]
    row = entry.values[day]
    place = (name, "values", str(day))
    if (row.article is None) != entry.guidance:
        raise file.error(place, "要么写明依据哪条 article，要么整个写明 guidance: true（没有条文）")
    try:
        article = cite(*row.article) if row.article else None
    except UnknownArticle:
        raise file.error((*place, "article"), "引用的条文不在 statutes 里") from None
    value = _number(entry.unit, row.value)
    if value is None:
        raise file.error((*place, "value"), _EXPECTED.get(entry.unit, "要写成大于 0 的整数"))
    return Parameter(name, entry.unit, value, article)


_EXPECTED = {
    "yuan": '要写成大于 0 的整数，或带引号的两位小数，如 "12.50"',
    "percent": "要写成 0 到 100 的整数，或从小到大的两个，如 [60, 100]",
}


def _number(unit: Unit, value: Any) -> Any:
    """The value as the rules read it, or None for one that the unit cannot have."""
    if unit == "percent":
        return _percent(value)
    if unit == "yuan" and isinstance(value, str) and re.fullmatch(r"\d{1,9}\.\d\d", value):
        value = Decimal(value)
    elif type(value) is not int:
        return None
    elif unit == "yuan":
        value = Decimal(value)
    return value if value > 0 else None


def _percent(value: Any) -> Any:
    ends = value if isinstance(value, list) and len(value) == 2 else [value, value]
    if not all(type(end) is int for end in ends) or not 0 <= ends[0] <= ends[1] <= 100:
        return None
    return tuple(ends) if isinstance(value, list) else value


@cache
def _loaded() -> dict[str, _Series]:
    return load(FILE)


def parameter(name: str, on: date) -> Parameter:
    """The value on that day. Raises NotInForceYet before the first one, KeyError for no such name."""
    series = _loaded()[name]
    started = bisect_right(series.days, on)
    if not started:
        raise NotInForceYet(f"{name} has no value on {on}")
    return series.values[started - 1]


def parameter_names() -> tuple[str, ...]:
    return tuple(_loaded())

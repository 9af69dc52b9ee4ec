"""Sums and days as screenshots write them. Text comes in with NFKC's plain characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal

from bot.evidence.labels import LABELS
from bot.intake import EARLIEST_DAY, MOST_FOR_GOODS

# What may stand before a sum: (快递), a colon, a plus.
_GAP = re.compile(r"[\s:+]*(?:\([^)]*\)[\s:+]*)?")
_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d{1,8})(\.\d{1,2})?"
# 12元/kg, 8-10元, 9折, 3张: no sum that was paid.
_NO_SUM = r"(?!\d|[.,]\d|\s*[/~%×x*起折张件个天-])"
_MARKED = re.compile(rf"\s*(?:¥\s*{_NUMBER}\s*元?|{_NUMBER}\s*元){_NO_SUM}")
_BARE = re.compile(rf"{_NUMBER}\s*")
_FREE = re.compile("|".join(LABELS.free))
_DAY = re.compile(r"(?<![\d.-])(?:(20\d\d)\s*[-./年]\s*)?(\d{1,2})\s*[-./月]\s*(\d{1,2})")


def sums(text: str) -> tuple[Decimal, ...]:
    """The yuan that a text begins with: none, one, or several beside each other.

    A number without ¥ or 元 is a sum only where nothing else follows; 包邮 is 0 yuan.
    """
    rest = _GAP.sub("", text, count=1)
    bare = _BARE.fullmatch(rest)
    if bare:
        return tuple(_yuan(bare[1], bare[2]))
    found: list[Decimal] = []
    behind = rest
    while match := _MARKED.match(behind):
        found += _yuan(match[1] or match[3], match[2] or match[4])
        behind = behind[match.end() :]
    if found:
        return tuple(found)
    free = _FREE.match(rest) or (not rest and _FREE.search(text))
    return (Decimal(0),) if free else ()


def days(text: str, today: date) -> tuple[date, ...]:
    """The days in a text that a calendar has, up to `today`; without a year the last such day."""
    return tuple(_days(text, today))


def _yuan(whole: str, fen: str | None) -> Iterator[Decimal]:
    value = Decimal(whole.replace(",", "") + (fen or "")).quantize(Decimal("0.01"))
    if value <= MOST_FOR_GOODS:
        yield value


def _days(text: str, today: date) -> Iterator[date]:
    for match in _DAY.finditer(text):
        year, month, day = match[1], int(match[2]), int(match[3])
        past = today.year if (month, day) <= (today.month, today.day) else today.year - 1
        with suppress(ValueError):
            value = date(int(year or past), month, day)
            if EARLIEST_DAY <= value <= today:
                yield value

"""Finds facts of a case in the lines of a screenshot: `facts_in(lines, today)`. Pure.

A page is read as a form: only what stands behind a known label counts (`labels.yml`), so that order
numbers, phones and coupons are no sums. What may mean two things is given as both: nothing of this
goes into a case before the person has confirmed it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from bot.evidence.labels import LABELS, Entry
from bot.evidence.values import days, sums

Value: TypeAlias = Decimal | date | bool

MOST_READINGS = 2
"""With more values for one fact the page shows several orders: then none of them is taken."""


@dataclass(frozen=True, slots=True)
class Found:
    """A fact of `Case` that a page states: yuan, a day or yes; and the line that says so."""

    fact: str
    value: Value
    line: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it was read, and with every character in its plain form."""

    read: str
    text: str


Page: TypeAlias = Sequence[_Line]
Readings: TypeAlias = dict[str, list[Found]]


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LETTER = r"[^\W\d_]"
_BEHIND_A_NAME = "|".join(f"(?<={word})" for word in LABELS.before)
_LABEL = re.compile(
    f"(?:(?<!{_LETTER})|{_BEHIND_A_NAME})"
    f"({_any(label for entry in LABELS.facts for label in entry.labels)})(?!{_LETTER})"
)
_FREE_BY_ITSELF = re.compile(rf"(?<!\w)(?:{_any(LABELS.free_by_itself)})(?!{_LETTER})")
_SEVERAL = re.compile(r"共\s*(?:[2-9]|\d\d+)\s*件|[x×]\s*(?:[2-9]|\d\d)$")
_VALUE_BEGINS = re.compile(r"[¥\d]")
_ONE = re.compile(r"[x×]\s*1$")


def facts_in(lines: Iterable[str], today: date) -> tuple[Found, ...]:
    """What a page states. Days after `today` and days that no calendar has are left out.

    One fact may come with two values, and one line with two facts, of which at most one is right.
    """
    page = [_Line(line, unicodedata.normalize("NFKC", line)) for line in lines]
    kind = _kind(page)
    found: Readings = {}
    for entry in LABELS.facts:
        if entry.fact in found or (kind and entry.pages and kind not in entry.pages):
            continue
        by_value: dict[Value, Found] = {}
        for reading in _readings(entry, page, today):
            by_value.setdefault(reading.value, reading)
        if by_value:
            found[entry.fact] = list(by_value.values())
    _settle_price(found, page, kind)
    _settle_freight(found, page, kind)
    if not any(word in line.text for line in page for word in LABELS.refunded):
        found.pop("refund_amount", None)
    return tuple(
        reading
        for readings in found.values()
        if len(readings) <= MOST_READINGS
        for reading in readings
        if reading.value != 0
    )


def _kind(page: Page) -> str | None:
    """The kind of the page; None where it is not clear."""
    text = "\n".join(line.text for line in page)
    marks = {kind: sum(word in text for word in words) for kind, words in LABELS.pages.items()}
    best = [kind for kind, count in marks.items() if count == max(marks.values())]
    return best[0] if len(best) == 1 else None


def _readings(entry: Entry, page: Page, today: date) -> Iterator[Found]:
    for line, before, label, behind in _labelled(page):
        if label not in entry.labels:
            continue
        if entry.fact.endswith("_date"):
            # 预计1月9日送达: that it was so nobody knows.
            said = (
                () if "预计" in line.text else days(behind, today)[:1] or days(before, today)[-1:]
            )
            yield from (Found(entry.fact, day, line.read) for day in said)
        else:
            yield from (Found(entry.fact, amount, line.read) for amount in sums(behind))


def _labelled(page: Page) -> Iterator[tuple[_Line, str, str, str]]:
    """Every label: its line, what stands before it, the label, and what stands behind it."""
    for line in _with_values_near(page):
        marks = list(_LABEL.finditer(line.text))
        ends = [*(mark.start() for mark in marks[1:]), len(line.text)]
        for mark, end in zip(marks, ends, strict=bool(marks)):
            yield line, line.text[: mark.start()], mark[1], line.text[mark.end() : end]


def _with_values_near(page: Page) -> Iterator[_Line]:
    """The lines; to a label that has a line to itself belongs what stands below it, or above it."""
    nothing = _Line("", "")
    for above, line, below in zip([nothing, *page], page, [*page[1:], nothing], strict=False):
        near = above if sums(above.text) and not _VALUE_BEGINS.match(below.text) else below
        if near.text and _LABEL.fullmatch(line.text.strip(" :")):
            yield _Line(f"{line.read} {near.read}", f"{line.text} {near.text}")
        else:
            yield line


def _settle_price(found: Readings, page: Page, kind: str | None) -> None:
    """The price of the goods is what was paid, less the freight that is in it.

    Of an order of several goods nobody knows which go back: then it is the price of the whole.
    """
    paid = found.pop("paid_total", [])
    fact = "goods_price"
    if _shows_several_goods(page):
        found.pop(fact, None)
        fact = "paid_total"
    freight = [cost for cost in found.get("outbound_freight", []) if cost.value]
    if kind != "order" or not paid or len(freight) > 1:
        return
    found[fact] = [
        Found(
            fact,
            max(_yuan(reading) - sum(map(_yuan, freight)), Decimal(0)),
            _less(reading.line, [cost.line for cost in freight]),
        )
        for reading in paid
    ]


def _less(line: str, freight: list[str]) -> str:
    """Where the price was read, and that the freight is taken off."""
    if not freight:
        return line
    return f"{line}，减去里面的运费" if freight == [line] else f"{line}，减去{'、'.join(freight)}"


def _yuan(reading: Found) -> Decimal:
    assert isinstance(reading.value, Decimal)
    return reading.value


def _shows_several_goods(page: Page) -> bool:
    singles = sum(bool(_ONE.search(line.text)) for line in page)
    return singles > 1 or any(_SEVERAL.search(line.text) for line in page)


def _settle_freight(found: Readings, page: Page, kind: str | None) -> None:
    """Freight of nothing means that the shipping was free."""
    if kind != "order":
        return
    nothing = [cost.line for cost in found.get("outbound_freight", []) if not cost.value]
    nothing += [line.read for line in page if _FREE_BY_ITSELF.search(line.text)]
    if nothing:
        found["free_shipping"] = [Found("free_shipping", True, nothing[0])]

"""Reads the text of a regulation, as a site keeps it (plain text or Markdown), into its articles.

Not read: tables, annexes, and a text in which an article does not begin a line of its own.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

LONGEST_TITLE = 60

_NUMBER = r"[0-9〇零一二两三四五六七八九十百千]+"
_ARTICLE = re.compile(rf"第\s*({_NUMBER})\s*条(?:\s*之\s*({_NUMBER}))?(?P<gap>[\s:]*)(?P<rest>.*)")
# 第七条规定的商品 begins a paragraph that speaks of article 7.
_REFERENCE = re.compile(r"规定|所称|所列|的|、|,|，|和|至|到|或|及|以|中|第")
_CHAPTER = re.compile(
    rf"第\s*{_NUMBER}\s*(?:分编|编|章|节|篇)(?![^\s].*[。;；:：]$)|附\s*则$|目\s*[录次]$"
)
_ANNEX = re.compile(r"附\s*[件录表图]\s*\d*\s*[:：]?|附[:：]")
_ORNAMENT = re.compile(r"[-–—_=*·\s\d]*")
_MARKUP = re.compile(r"^(?:[#>\s]|[-*+]\s)+")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９：○", "0123456789:〇")
_EDITION = re.compile(r"[（(][^（()）]*(?:修订|修正|修改|版|全文|年)[^（()）]*[）)]$")
_DAY = re.compile(r"(\d{4})\s*(?:年|-)\s*(\d{1,2})\s*(?:月|-)\s*(\d{1,2})")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_TEN_POWERS = {"十": 10, "百": 100, "千": 1000}
_DIGITS = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))


class RegulationError(ValueError):
    """A file holds no regulation that can be read; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Regulation:
    """A regulation as a file has it.

    `version` is the latest day named above the first article, as in 2020年10月23日修订. An article's
    number is as in "26", or "26之1" for 第二十六条之一; its paragraphs are lines.
    """

    title: str
    version: date | None
    articles: dict[str, str]

    @property
    def skipped(self) -> tuple[int, ...]:
        """The numbers between the first and the last article that none has."""
        present = {int(number.partition("之")[0]) for number in self.articles}
        return tuple(sorted(set(range(min(present), max(present))) - present))


class _Line(NamedTuple):
    """A line without markup and full-width blanks, "" for an ornament or the number of a page."""

    text: str
    is_heading: bool


def decode(raw: bytes) -> str:
    """The text of a file in UTF-8 or GB18030. Raises RegulationError."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        return text
    raise RegulationError("不是文字文件：请另存为 UTF-8 或 GB18030 编码的 .txt 或 .md")


def parse(text: str, title: str | None = None) -> Regulation:
    """The regulation; its title is the first line, unless given. Raises RegulationError."""
    lines = [(n, _plain(raw)) for n, raw in enumerate(text.splitlines(), 1)]
    lines = [(n, line) for n, line in lines if line.text]
    if not lines:
        raise RegulationError("文件是空的")
    above: list[str] = []
    found: dict[str, list[str]] = {}
    begins: dict[str, int] = {}
    last = (0, 0)
    for n, line in lines:
        article = _article(line.text, last)
        if article is not None:
            at, rest = article
            number = f"{at[0]}之{at[1]}" if at[1] else str(at[0])
            if number in begins:
                first = begins[number]
                raise RegulationError(f"第{n}行：{label(number)}出现了两次（第{first}行已有）")
            if at < last:
                raise RegulationError(f"第{n}行：{label(number)}排在更大的条号后面")
            last, begins[number], found[number] = at, n, [rest] if rest else []
        elif not found:
            above.append(line.text)
        elif _ANNEX.fullmatch(line.text):
            break
        elif not line.is_heading:
            found[number].append(line.text)
    if not found:
        raise RegulationError("没有找到条文：每条要另起一行，以“第一条”或“第1条”开头")
    for number, paragraphs in found.items():
        if not paragraphs:
            raise RegulationError(f"第{begins[number]}行：{label(number)}没有内容")
    return Regulation(
        title=_title(title or (above[0] if above else "")),
        version=_latest_day("\n".join(above)),
        articles={number: "\n".join(paragraphs) for number, paragraphs in found.items()},
    )


def label(number: str) -> str:
    """第26条之1"""
    article, _, inserted = number.partition("之")
    return f"第{article}条" + (f"之{inserted}" if inserted else "")


def read_number(text: str) -> int:
    """一百二十三, 一二三 or 123 as a number. Raises ValueError for anything else."""
    if text.isdigit():
        return int(text)
    total = digit = 0
    positional = not any(char in _TEN_POWERS for char in text)
    for char in text:
        if positional:
            total = total * 10 + _digit(char)
        elif char in _TEN_POWERS:
            total += (digit or 1) * _TEN_POWERS[char]
            digit = 0
        else:
            digit = _digit(char)
    return total + digit


def _digit(char: str) -> int:
    return _DIGITS[char] if char in _DIGITS else int(char)


def _plain(raw: str) -> _Line:
    line = re.sub(r"\s+", " ", raw.replace("**", "").replace("__", "")).strip()
    text = _MARKUP.sub("", line, count=1)
    is_heading = line.startswith("#") or _CHAPTER.match(text) is not None
    return _Line("" if _ORNAMENT.fullmatch(text) else text, is_heading)


def _article(line: str, last: tuple[int, int]) -> tuple[tuple[int, int], str] | None:
    """The number (26, 1) of the article that begins here, and the rest of the line.

    Without a blank after the number it may be a mention: of an earlier article, or 第七条规定的.
    """
    match = _ARTICLE.match(line.translate(_HALF_WIDTH))
    if match is None:
        return None
    at = (read_number(match[1]), read_number(match[2] or "0"))
    rest = line[match.start("rest") :]
    if rest and not match["gap"] and (at <= last or _REFERENCE.match(rest)):
        return None
    return at, rest


def _title(line: str) -> str:
    title = _EDITION.sub("", re.sub(r"[《》\s]", "", line))
    if not title or len(title) > LONGEST_TITLE or title.endswith("。"):
        raise RegulationError("看不出是哪部法规：第一行要是它的名称，或者用 --law 写明")
    return title


def _latest_day(text: str) -> date | None:
    days = []
    for year, month, day in _DAY.findall(text):
        with suppress(ValueError):
            days.append(date(int(year), int(month), int(day)))
    return max(days, default=None)

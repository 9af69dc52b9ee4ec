"""Cuts a text into messages that WeChat takes, where a reader would pause."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from enum import IntEnum
from itertools import accumulate

LIMIT_BYTES = 2048
"""How much UTF-8 WeChat takes in one text message."""

_LONGEST_CHARACTER = 4
"""Bytes of UTF-8."""

_BLANKS = re.compile(r"\s+")
_CLOSING = "”’』」）》】"
_SENTENCE_END = re.compile(rf"[。！？；…]+[{_CLOSING}]*")
_CLAUSE_END = re.compile(rf"[，、：]+[{_CLOSING}]*")

_NUMERAL = r"[\d零〇一二两三四五六七八九十百千万亿半几]"
# 27.00元, 1,234元, 2026年1月9日, 12块5毛, 百分之三, 第24条第2款第（三）项, 第二十四条之一.
_NUMBER = (
    rf"(?:[¥￥第]?[（(]?{_NUMERAL}(?:[.,:/~ -]?{_NUMERAL})*[)）]?"
    r" ?[年月日号时点分秒天元块毛角个条款项章节之%％]{0,2})+"
)
_LAW = r"(?:《[^《》\n]{1,60}》|[一-鿿]{1,40}(?:法|典|条例|办法|规定|解释|细则))"
_TOGETHER = (
    re.compile(_NUMBER),
    re.compile(r"《[^《》\n]{1,60}》"),
    re.compile(rf"{_LAW}(?:（[^（）\n]{{1,20}}）)?(?=第){_NUMBER}"),
    # Addresses, words and numbers of orders.
    re.compile(r"[!-~]+"),
    # Two of these letters are one flag.
    re.compile("[\U0001f1e6-\U0001f1ff]{2}"),
    # No message begins with what ends a clause or ends with what opens one.
    re.compile(rf"\S[，、：。！？；…％{_CLOSING}]+"),
    re.compile(r"[（《【“‘『「]+\S"),
    # A title stays with what it is the title of, and a question with its answers.
    re.compile(r"[】：？]\n(?!\n)"),
)
_CITING_LINE = re.compile(r"^依据.+$", re.MULTILINE)


class _Place(IntEnum):
    """How good it is to cut somewhere."""

    IN_BLANKS = 0
    IN_CHARACTER = 1
    IN_NUMBER = 2
    ANYWHERE = 3
    CLAUSE = 4
    SENTENCE = 5
    LINE = 6
    BLANK_LINE = 7


def size(text: str) -> int:
    """How many bytes of UTF-8 the text takes."""
    return len(text.encode("utf-8", "surrogatepass"))


def split(text: str, limit: int = LIMIT_BYTES, first: int | None = None) -> list[str]:
    """The text in parts of at most `limit` bytes, the first one of at most `first`.

    Cut at the best place: a blank line, else a line's end, a sentence's, a clause's, else anywhere;
    in a number, a citation, an address or a composed character only where one is longer than a part
    may be. Blanks at the cuts and around the text are lost, and nothing else. Blank text has no part.
    Raises ValueError for a limit that not every character fits in.
    """
    room = limit if first is None else first
    if min(room, limit) < _LONGEST_CHARACTER:
        raise ValueError(f"a part of {min(room, limit)} bytes")
    text = text.strip()
    if size(text) <= room:
        return [text] if text else []
    places = _places(text, limit)
    bytes_before = [0, *accumulate(size(character) for character in text)]
    parts = []
    start = 0
    while bytes_before[-1] - bytes_before[start] > room:
        full = bisect_right(bytes_before, bytes_before[start] + room)
        half = bisect_left(bytes_before, bytes_before[start] + room // 2)
        # A good place near the beginning is no reason to send next to nothing.
        end = max(
            range(start + 1, full),
            key=lambda at: (at >= half and places[at] >= _Place.CLAUSE, places[at], at),
        )
        parts.append(text[start:end])
        blanks = _BLANKS.match(text, end)
        start, room = blanks.end() if blanks else end, limit
    return [*parts, text[start:]]


def _places(text: str, limit: int) -> list[int]:
    """How good it is to cut a stripped text before each of its characters (`_Place`)."""
    places: list[int] = [_Place.ANYWHERE] * (len(text) + 1)
    for ends, place in ((_CLAUSE_END, _Place.CLAUSE), (_SENTENCE_END, _Place.SENTENCE)):
        for match in ends.finditer(text):
            places[match.end()] = place
    for match in _BLANKS.finditer(text):
        _limit(places, match, _Place.IN_BLANKS)
        lines = match.group().count("\n")
        least = (_Place.CLAUSE, _Place.LINE)[lines] if lines < 2 else _Place.BLANK_LINE
        places[match.start()] = max(places[match.start()], least)
        # The blanks go with the part before, which loses them.
        places[match.end()] = _Place.IN_BLANKS
    for match in _CITING_LINE.finditer(text):
        if size(match.group()) <= limit:
            _limit(places, match, _Place.ANYWHERE)
    for together in _TOGETHER:
        for match in together.finditer(text):
            _limit(places, match, _Place.IN_NUMBER)
    for i in range(1, len(text)):
        if _is_composed(text[i - 1], text[i]):
            places[i] = min(places[i], _Place.IN_CHARACTER)
    return places


def _limit(places: list[int], match: re.Match[str], best: _Place) -> None:
    """Makes no place inside the match better than `best`."""
    inside = slice(match.start() + 1, match.end())
    places[inside] = [min(place, best) for place in places[inside]]


def _is_composed(before: str, after: str) -> bool:
    """Whether two code points are of one character: an accent, a skin tone, a family, a keycap."""
    return (
        unicodedata.category(after)[0] == "M"
        or after == "\u200d"
        or before == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U000e0020" <= after <= "\U000e007f"
        or ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff")
    )

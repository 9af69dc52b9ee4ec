"""Chinese and Arabic numerals to numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Optional

from cn2an import cn2an

CHINESE = "零〇一二两三四五六七八九十百千万亿廿卅俩仨"

_UNITS = {
    "百": 100,
    "千": 1000,
    "k": 1000,
    "万": 10_000,
    "w": 10_000,
    "亿": 100_000_000,
}
_ARABIC = re.compile(r"(\d[\d,]*(?:\.\d+)?)([百千万亿kw]?)(\d?)", re.IGNORECASE)
_SPOKEN = str.maketrans({"〇": "零", "俩": "两", "仨": "三", "廿": "二十", "卅": "三十"})


def to_number(numeral: str) -> Optional[Decimal]:
    """The number that a numeral names; None where it is none, or a range such as 两三百."""
    arabic = _ARABIC.fullmatch(numeral)
    if arabic:
        digits, unit, rest = arabic.groups()
        factor = _UNITS[unit.lower()] if unit else 1
        # The digit after a unit counts the next lower place: 3千5 is 3500.
        return Decimal(digits.replace(",", "")) * factor + Decimal(rest or 0) * factor / 10
    numeral = numeral.translate(_SPOKEN)
    if numeral[:1] in ("百", "千", "万"):
        numeral = "一" + numeral
    try:
        return Decimal(str(cn2an(numeral, "normal")))
    except (ValueError, KeyError):
        # cn2an raises KeyError for some heaps of numerals: 零十一, 二亿二.
        return None

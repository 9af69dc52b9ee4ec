"""A fact of a case as people say it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from bot.case import FACTS
from bot.law.wording import yuan


def in_words(fact: str, value: Any) -> str:
    """The value of a fact: its choice's title, 是 or 否, 27元, 2026-01-20."""
    for choice in FACTS[fact].choices:
        if choice.value == value:
            return choice.title
    match value:
        case bool():
            return "是" if value else "否"
        case Decimal():
            return yuan(value)
        case date():
            return value.isoformat()
        case Enum():
            return str(value.value)
    return str(value)

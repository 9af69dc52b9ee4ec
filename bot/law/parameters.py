"""Numbers that the law fixes, each by date and with its article (`parameters.yml`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from bot.law.statutes import Citation, cite


class NotInForceYet(LookupError):
    """A parameter was looked up for a day before its first value."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number with its unit (days, working_days, months, years, percent) and its article."""

    name: str
    unit: str
    value: Any
    article: Citation | None


@cache
def _load() -> dict[str, Any]:
    text = (files("bot.law") / "parameters.yml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def parameter(name: str, on: date) -> Parameter:
    """The value on that day. Raises NotInForceYet before the first one, KeyError for no such name."""
    entry = _load()[name]
    started = [day for day in entry["values"] if day <= on]
    if not started:
        raise NotInForceYet(f"{name} has no value on {on}")
    row = entry["values"][max(started)]
    article = row["article"]
    return Parameter(name, entry["unit"], row["value"], cite(*article) if article else None)


def parameter_names() -> tuple[str, ...]:
    return tuple(_load())

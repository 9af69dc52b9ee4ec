"""What legal and trade words mean (`glossary.yml`)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def _means() -> dict[str, tuple[str, str]]:
    rows = yaml.safe_load((files("bot.answer") / "glossary.yml").read_text(encoding="utf-8"))
    return {name: (row["names"][0], row["means"]) for row in rows for name in row["names"]}


def explain_terms(text: str) -> str | None:
    """The meaning of the longest known word in `text`; None if there is none."""
    named = [name for name in _means() if name in text]
    if not named:
        return None
    name, means = _means()[max(named, key=len)]
    return f"{name}：{means}"

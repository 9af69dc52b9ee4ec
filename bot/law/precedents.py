"""Mediated outcomes that may guide a negotiation (`precedents.yml`)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from bot.law.advice import Precedent


@cache
def _load() -> dict[str, Precedent]:
    rows = yaml.safe_load((files("bot.law") / "precedents.yml").read_text(encoding="utf-8"))
    return {
        id_: Precedent(id=id_, text=row["text"], split=row["split"], source=row["source"])
        for id_, row in rows.items()
    }


def precedent(id_: str) -> Precedent:
    """The precedent. Raises KeyError for an unknown id."""
    return _load()[id_]

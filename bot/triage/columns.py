"""Which column of a complaint form is what."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parent / "columns.yml"


@cache
def _names() -> dict[str, str]:
    """Our name of a column by each of its names."""
    table = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {_plain(name): ours for ours, names in table.items() for name in names}


def recognised(headers: Sequence[str]) -> dict[str, int]:
    """Where each column that we know is; of two that mean the same the first one counts."""
    found: dict[str, int] = {}
    for place, header in enumerate(headers):
        ours = _names().get(_plain(header))
        if ours is not None:
            found.setdefault(ours, place)
    return found


def names_of(ours: str) -> list[str]:
    """What a column may be called."""
    return list(yaml.safe_load(_FILE.read_text(encoding="utf-8"))[ours])


def _plain(header: str) -> str:
    return "".join(unicodedata.normalize("NFKC", header).lower().split()).strip("*：:")

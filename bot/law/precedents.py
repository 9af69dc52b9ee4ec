"""Mediated outcomes that may guide a negotiation (`precedents.yml`)."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.law.advice import Bearer, Precedent
from bot.law.files import LAW, Row, Text, read

FILE = LAW / "precedents.yml"


class _Precedent(Row):
    about: Text
    text: Text
    split: dict[
        Annotated[Bearer, Field(strict=False)],
        Annotated[Decimal, Field(strict=False, ge=0, decimal_places=2)],
    ] = Field(min_length=1)
    source: Text


def load(path: Path) -> dict[str, Precedent]:
    """The precedents by id. Raises LawFileError."""
    return {
        id_: Precedent(id=id_, text=row.text, split=row.split, source=row.source)
        for id_, row in read(path, dict[str, _Precedent]).data.items()
    }


@cache
def _loaded() -> dict[str, Precedent]:
    return load(FILE)


def precedent(id_: str) -> Precedent:
    """The precedent. Raises KeyError for an unknown id."""
    return _loaded()[id_]


def precedents() -> tuple[Precedent, ...]:
    """All precedents on file."""
    return tuple(_loaded().values())

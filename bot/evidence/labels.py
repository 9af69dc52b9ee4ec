"""How pages name what we look for: the file `labels.yml`, in which its parts are explained."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict


class Entry(BaseModel):
    """A fact of `Case` and its labels; `pages` the kinds on which they mean it (empty: all)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fact: str
    labels: frozenset[str]
    pages: frozenset[str] = frozenset()


class Labels(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    pages: dict[str, tuple[str, ...]]
    facts: tuple[Entry, ...]
    before: tuple[str, ...]
    free: tuple[str, ...]
    free_by_itself: tuple[str, ...]
    refunded: tuple[str, ...]


LABELS = Labels.model_validate(
    yaml.safe_load(Path(__file__).with_name("labels.yml").read_text(encoding="utf-8"))
)

"""What legal and trade words mean (`glossary.yml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Term:
    """A word, under all the names that people have for it, and its meaning."""

    names: tuple[str, ...]
    means: str


@cache
def terms() -> tuple[Term, ...]:
    rows = yaml.safe_load((files("bot.answer") / "glossary.yml").read_text(encoding="utf-8"))
    return tuple(Term(tuple(row["names"]), row["means"]) for row in rows)


def explain_terms(text: str) -> str | None:
    """The meaning of the longest known word in `text`; None if there is none."""
    named = [(name, term) for term in terms() for name in term.names if name in text]
    if not named:
        return None
    _, term = max(named, key=lambda found: len(found[0]))
    return f"{term.names[0]}：{term.means}"

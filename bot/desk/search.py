"""Full-text search for Chinese, alike on every database: by pairs of neighbouring characters.

A text is kept as the set of its pairs, parted by blanks; what is searched for is looked up pair by pair.
PostgreSQL finds them by an index, SQLite by reading: what one machine keeps is little enough for that.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from sqlalchemy import ColumnElement, Dialect, and_, cast, func, literal, text, true
from sqlalchemy.dialects.postgresql import TSQUERY

MOST_CHARACTERS = 20_000
"""Of a text; what comes after is not found."""

_RUN = re.compile(r"[^\W_]+")


def grams(words: str) -> str:
    """The pairs of a text, each once, parted by blanks; and the last character of each run, so that
    every character begins one."""
    found: dict[str, None] = {}
    for run in _runs(words[:MOST_CHARACTERS]):
        found |= dict.fromkeys(run[start : start + 2] for start in range(len(run)))
    return " ".join(found)


def matches(column: ColumnElement[str], words: str, dialect: Dialect) -> ColumnElement[bool]:
    """Whether a column of `grams` holds all of the words; true where there are none."""
    wanted = dict.fromkeys(
        pair
        for run in _runs(words)
        for pair in ([run] if len(run) == 1 else [a + b for a, b in pairwise(run)])
    )
    if dialect.name != "postgresql":
        whole = literal(" ") + column + " "
        ends = {pair: "" if len(pair) == 1 else " " for pair in wanted}
        return and_(true(), *(whole.contains(f" {pair}{ends[pair]}") for pair in wanted))
    terms = [f"'{pair}':*" if len(pair) == 1 else f"'{pair}'" for pair in wanted]
    if not terms:
        return true()
    # As it is: a text search configuration might take characters for punctuation, as it knows none.
    return indexed(column).bool_op("@@")(cast(literal(" & ".join(terms)), TSQUERY))


def indexed(column: ColumnElement[str]) -> ColumnElement[str]:
    """What PostgreSQL's index is over."""
    return func.array_to_tsvector(func.string_to_array(column, text("' '")))


def _runs(words: str) -> list[str]:
    return _RUN.findall(unicodedata.normalize("NFKC", words).lower())

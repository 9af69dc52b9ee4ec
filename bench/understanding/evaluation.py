"""The messages that pipelines are measured on: written apart from the examples, never trained on.

A YAML list. Each entry has `text` and `is`, the labels that are right with the main one first, and may
have `money` and `dates`: what the message states, by role, a list where it states several of one role.
A sum is "27.00", a range of sums "200.00-300.00", a day "2026-01-12".
An entry without them states none: whatever is found there is wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Callable, Collection, FrozenSet, Iterator, List, Tuple

import yaml

from bench.understanding.labels import SITUATIONS, date_roles, money_roles

EVALUATION = Path(__file__).resolve().parent / "evaluation.yml"
TODAY = "2026-01-20"

Facts = Tuple[Tuple[str, str], ...]

_KEYS = {"text", "is", "money", "dates"}
_SUM = re.compile(r"\d+(?:\.\d+)?(?:-\d+(?:\.\d+)?)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class EvaluationError(ValueError):
    """The evaluation set is not there, or not as it should be."""


@dataclass(frozen=True)
class Entry:
    """A message with what is right for it."""

    text: str
    labels: Tuple[str, ...]
    money: Facts = ()
    dates: Facts = ()

    @property
    def main(self) -> str:
        """The label that the intent should be."""
        return self.labels[0]

    @property
    def situations(self) -> FrozenSet[str]:
        """The situations that the message describes."""
        return frozenset(self.labels) & frozenset(SITUATIONS)


def read_evaluation(path: Path, intents: Collection[str]) -> List[Entry]:
    """The entries of a file; `intents` are the labels allowed. Raises EvaluationError."""
    if not path.is_file():
        raise EvaluationError(f"There is no evaluation set at {path}.")
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise EvaluationError(f"{path} is no YAML: {error}") from None
    if not isinstance(rows, list) or not rows:
        raise EvaluationError(f"{path} is to be a list of entries.")
    money, dates = money_roles(), date_roles()
    problems = [
        f"entry {number}: {problem}"
        for number, row in enumerate(rows, start=1)
        for problem in _problems(row, intents, money, dates)
    ]
    if problems:
        raise EvaluationError("\n".join([f"{path} is not as it should be:", *problems]))
    return [_entry(row) for row in rows]


def _problems(
    row: Any, intents: Collection[str], money: Collection[str], dates: Collection[str]
) -> Iterator[str]:
    if not isinstance(row, dict):
        yield "is not a mapping with `text` and `is`"
        return
    yield from (f"unknown key `{key}`" for key in row if key not in _KEYS)
    if not isinstance(row.get("text"), str) or not row["text"].strip():
        yield "`text` is to be a text"
    labels = row.get("is")
    if not isinstance(labels, list) or not labels:
        yield "`is` is to be a list of labels"
    else:
        yield from (f"unknown label `{label}`" for label in labels if label not in intents)
    yield from _fact_problems(row.get("money"), "money", money, _is_sum)
    yield from _fact_problems(row.get("dates"), "dates", dates, _is_day)


def _fact_problems(
    facts: Any, key: str, roles: Collection[str], fits: Callable[[Any], bool]
) -> Iterator[str]:
    if facts is None:
        return
    if not isinstance(facts, dict):
        yield f"`{key}` is to be a mapping from role to value"
        return
    for role, values in facts.items():
        if role not in roles:
            yield f"unknown role `{role}` in `{key}`"
        if not all(fits(value) for value in _several(values)):
            yield f"`{values}` as `{role}` in `{key}` cannot be read"


def _is_sum(value: Any) -> bool:
    return _SUM.fullmatch(str(value)) is not None


def _is_day(value: Any) -> bool:
    return _DAY.fullmatch(str(value)) is not None


def _entry(row: Any) -> Entry:
    return Entry(
        text=row["text"].strip(),
        labels=tuple(row["is"]),
        money=_facts(row.get("money"), _sum),
        dates=_facts(row.get("dates"), str),
    )


def _sum(value: Any) -> str:
    """As the extractors write it."""
    return "-".join(f"{Decimal(part):.2f}" for part in str(value).split("-"))


def _facts(facts: Any, written: Callable[[Any], str]) -> Facts:
    return tuple(
        (role, written(value))
        for role, values in (facts or {}).items()
        for value in _several(values)
    )


def _several(values: Any) -> List[Any]:
    return values if isinstance(values, list) else [values]

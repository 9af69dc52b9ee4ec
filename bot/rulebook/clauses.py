"""The clauses of a rule as a lawyer reads them: exceptions in their order, the general rule last."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.rulebook.paths import Path, Shown, negation, same
from bot.rulebook.reading import rulings
from bot.rulebook.ruling import Ruling


@dataclass(frozen=True, slots=True)
class Clause:
    """Who bears the cost if all `tests` hold; without any, in all cases that are left.

    A clause with `parts` has no ruling of its own: they are read from the top, too.
    """

    tests: Shown
    ruling: Ruling | None
    path: Path
    parts: tuple[Clause, ...] = ()


def clauses(rule: Callable[..., Any]) -> tuple[Clause, ...]:
    """The clauses of the rule for a cost. Raises Unreadable."""
    return _arranged([Clause(path.told, ruling, path) for path, ruling in rulings(rule)])


def _arranged(rows: list[Clause]) -> tuple[Clause, ...]:
    """The rows, with those one after another that begin alike as parts of one clause, and those that
    say the same joined."""
    found: list[Clause] = []
    numbered = enumerate(_with_common_exception_first(rows))
    for _, group in groupby(numbered, lambda row: _first(*row)):
        clause = _together([row for _, row in group])
        if found and _say_the_same(found[-1], clause):
            clause = _joined(found.pop(), clause)
        found.append(clause)
    return tuple(found)


def _with_common_exception_first(rows: list[Clause]) -> list[Clause]:
    """The rows; what every one of them excepts, and says the same of, is told once, at the head."""
    pairs = list(zip(rows[::2], rows[1::2], strict=False))
    tests = {same(one.tests[-1]) if one.tests else "" for one, _ in pairs}
    if len(pairs) < 2 or len(rows) % 2 or len(tests) > 1 or rows[-1].tests:
        return rows
    exceptions = [other for _, other in pairs]
    for one, other in pairs:
        if one.tests[:-1] != other.tests or not _say_the_same(other, exceptions[0]):
            return rows
    known = Path(known=_known_to_all(exceptions))
    first = Clause((negation(rows[0].tests[-1]),), exceptions[0].ruling, known)
    return [first, *(Clause(other.tests, one.ruling, one.path) for one, other in pairs)]


def _known_to_all(clauses: list[Clause]) -> dict[str, bool]:
    first, *others = [clause.path.known.items() for clause in clauses]
    return dict(set(first).intersection(*others))


def _first(number: int, row: Clause) -> str:
    return same(row.tests[0]) if row.tests else str(number)


def _together(rows: list[Clause]) -> Clause:
    if len(rows) == 1:
        return rows[0]
    shared = _prefix([row.tests for row in rows])
    inner = [Clause(row.tests[len(shared) :], row.ruling, row.path) for row in rows]
    parts = _arranged(inner)
    if len(parts) == 1:
        return Clause((*shared, *parts[0].tests), parts[0].ruling, parts[0].path, parts[0].parts)
    return Clause(shared, None, rows[-1].path, parts)


def _prefix(rows: list[Shown]) -> Shown:
    """The conditions with which all of them begin."""
    shared: list[ast.expr] = []
    for tests in zip(*rows, strict=False):
        if len({same(test) for test in tests}) > 1:
            break
        shared.append(tests[0])
    return tuple(shared)


def _say_the_same(one: Clause, other: Clause) -> bool:
    if one.parts or other.parts:
        return False
    return (one.ruling and one.ruling.key) == (other.ruling and other.ruling.key)


def _joined(one: Clause, other: Clause) -> Clause:
    known = Path(known=_known_to_all([one, other]))
    return Clause(_any_of(one.tests, other.tests), one.ruling, known)


def _any_of(one: Shown, other: Shown) -> Shown:
    """The conditions of one or of the other; none if one of them has none."""
    if not one or not other:
        return ()
    ways = [
        tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), [*tests]) for tests in (one, other)
    ]
    return (ast.BoolOp(ast.Or(), ways),)

"""What is known on one way through a rule: which of its conditions hold and which do not."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from bot.rulebook.source import Value, located

Shown = tuple[ast.expr, ...]


def same(node: ast.expr) -> str:
    """Equal for expressions that say the same."""
    return ast.dump(node)


def negation(test: ast.expr) -> ast.expr:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    return located(ast.UnaryOp(ast.Not(), test), test)


@dataclass(frozen=True, slots=True)
class Path:
    """A way through a rule: the conditions to tell, in order, and all that is known on it.

    What an earlier exception has taken away is known but not told: a rule is read from the top.
    """

    told: Shown = ()
    known: Mapping[str, bool] = field(default_factory=dict)

    def assume(self, test: ast.expr, holds: bool, tell: bool = True) -> Path:
        """The way on which `test` holds, or does not."""
        told = (*self.told, test if holds else negation(test)) if tell else self.told
        return Path(told, {**self.known, **dict(_known(test, holds))})

    def simplify(self, test: ast.expr) -> ast.expr:
        """The test without what is known; a `Constant` where nothing is open."""
        if (known := self.known.get(same(test))) is not None:
            return Value(known)
        match test:
            case Value(value):
                return Value(bool(value))
            case ast.UnaryOp(ast.Not(), operand):
                inner = self.simplify(operand)
                if isinstance(inner, Value):
                    return Value(not inner.value)
                return negation(inner)
            case ast.BoolOp(op, values):
                return self._joined(test, op, values)
            case ast.IfExp(condition, then, otherwise):
                return self.simplify(_either(condition, then, otherwise))
            case ast.Compare():
                return self._compared(test)
        return test

    def _joined(self, test: ast.expr, op: ast.boolop, values: list[ast.expr]) -> ast.expr:
        decisive = isinstance(op, ast.Or)
        left: list[ast.expr] = []
        path = self
        for part in values:
            value = path.simplify(part)
            if not isinstance(value, Value):
                left.append(value)
                # The next one only counts if this one has not decided yet.
                path = path.assume(value, not decisive, tell=False)
            elif value.value is decisive:
                return Value(decisive)
        if not left:
            return Value(not decisive)
        return left[0] if len(left) == 1 else located(ast.BoolOp(op, left), test)

    def _compared(self, test: ast.Compare) -> ast.expr:
        plain = _plain(test)
        if not isinstance(plain, ast.Compare):
            return self.simplify(plain)
        if (known := self.known.get(same(plain))) is not None:
            return Value(known)
        match plain:
            case ast.Compare(ast.IfExp(condition, then, otherwise), [op], [right]):
                branches = [
                    located(ast.Compare(side, [op], [right]), plain) for side in (then, otherwise)
                ]
                return self.simplify(_either(condition, *branches))
            case ast.Compare(Value(left), [ast.Is()], [Value(right_value)]):
                return Value(left is right_value or left == right_value)
            case ast.Compare(subject, [ast.Is()], [Value(Enum())]):
                # That it has this very value would have been found above.
                if self.known.get(_has_a_value(subject)):
                    return Value(False)
        return plain


def _known(test: ast.expr, holds: bool) -> Iterator[tuple[str, bool]]:
    yield same(test), holds
    match test:
        case ast.UnaryOp(ast.Not(), operand):
            yield from _known(operand, not holds)
        case ast.BoolOp(op, values) if isinstance(op, ast.And) is holds:
            for value in values:
                yield from _known(value, holds)
        case ast.Compare(subject, [ast.Is()], [Value(Enum())]) if holds:
            yield _has_a_value(subject), True


def _has_a_value(subject: ast.expr) -> str:
    return f"the value of {same(subject)}"


def _either(condition: ast.expr, then: ast.expr, otherwise: ast.expr) -> ast.expr:
    """`then if condition else otherwise` of truth values, by and, or and not."""
    return located(
        ast.BoolOp(
            ast.Or(),
            [
                ast.BoolOp(ast.And(), [condition, then]),
                ast.BoolOp(ast.And(), [negation(condition), otherwise]),
            ],
        ),
        condition,
    )


def _plain(test: ast.Compare) -> ast.expr:
    """The comparison of two, without "not"; membership in a written-out tuple as alternatives."""
    match test:
        case ast.Compare(left, [_, _, *_], _):
            pairs = zip([left, *test.comparators], test.ops, test.comparators, strict=False)
            parts = [located(ast.Compare(a, [op], [b]), test) for a, op, b in pairs]
            return located(ast.BoolOp(ast.And(), list(parts)), test)
        case ast.Compare(left, [ast.IsNot() | ast.NotEq()], [right]):
            return negation(located(ast.Compare(left, [ast.Is()], [right]), test))
        case ast.Compare(left, [ast.Eq()], [right]):
            return located(ast.Compare(left, [ast.Is()], [right]), test)
        case ast.Compare(left, [ast.NotIn()], [right]):
            return negation(located(ast.Compare(left, [ast.In()], [right]), test))
        case ast.Compare(left, [ast.In()], [right]):
            members = _members(right)
            if members:
                ways = [located(ast.Compare(left, [ast.Is()], [m]), test) for m in members]
                return located(ast.BoolOp(ast.Or(), list(ways)), test)
    return test


def _members(collection: ast.expr) -> list[ast.expr]:
    match collection:
        case ast.Tuple(elts) | ast.List(elts) | ast.Set(elts):
            return elts
        case Value(tuple() | frozenset() | dict() as values):
            return [Value(value) for value in values]
    return []

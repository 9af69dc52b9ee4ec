"""What a rule decides, read from its source: the conditions in order, and who bears the cost then."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from bot.rulebook.paths import Path, negation
from bot.rulebook.patterns import as_ifs
from bot.rulebook.ruling import (
    MAKERS,
    Ruling,
    arguments,
    changed,
    drawn,
    gives_share,
    noted,
    noting,
    ruling_of,
)
from bot.rulebook.source import (
    CASE,
    NONE,
    Scope,
    Unreadable,
    Value,
    called,
    definition,
    literal,
    located,
    on_a_case,
    returns,
    where,
)

DECIDES = re.compile(r"\b(Share|Citation|Bearer|Strength)\b")
"""What a function returns that is read through; others are told by what they are called."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A value and the way that leads to it; of several outcomes the first whose way is open counts."""

    path: Path
    value: ast.expr


def rulings(rule: Callable[..., Any]) -> list[tuple[Path, Ruling | None]]:
    """What the rule for a cost decides, in order; None where it leaves the cost to other rules.

    That the cost came up at all is taken for granted. Raises Unreadable.
    """
    if not isinstance(rule, FunctionType):
        raise Unreadable(f"{rule!r}: 不是函数，读不出来")
    cost = Value(rule.__name__)
    came_up = ast.Call(ast.Attribute(CASE, "concerns", ast.Load()), [cost], [])
    path = Path().assume(came_up, True, tell=False)
    scope = on_a_case(rule)
    return [(o.path, ruling_of(o.value)) for o in outcomes(scope, path)]


def outcomes(scope: Scope, path: Path) -> Iterator[Outcome]:
    """What the function returns, in the order in which it decides. Raises Unreadable."""
    return _run(definition(scope.function).body, scope, path)


# Statements


def _run(body: list[ast.stmt], scope: Scope, path: Path) -> Iterator[Outcome]:
    if not body:
        yield Outcome(path, NONE)
        return
    first, rest = body[0], body[1:]
    match first:
        case ast.Return(value):
            yield from alternatives(scope.close(value) if value else NONE, path)
        case ast.If():
            yield from _branch(first, rest, scope, path)
        case ast.Match(subject, cases):
            yield from _run([*as_ifs(subject, cases), *rest], scope, path)
        case ast.Assign([target], value) | ast.AnnAssign(target, _, ast.expr() as value):
            for way, inner in _assigned(target, scope.close(value), scope, path):
                yield from _run(rest, inner, way)
        case ast.AugAssign():
            yield from _run(rest, _added(first, scope), path)
        case ast.Expr(ast.Constant()) | ast.Pass() | ast.Assert():
            yield from _run(rest, scope, path)
        case ast.Raise():
            return
        case _:
            raise Unreadable(f"{where(first)}: 读不懂这样的语句，请写进有 @said 的函数里")


def _branch(node: ast.If, rest: list[ast.stmt], scope: Scope, path: Path) -> Iterator[Outcome]:
    ways = [(path, scope)]
    for named in [n for n in ast.walk(node.test) if isinstance(n, ast.NamedExpr)]:
        ways = [
            split
            for way, inner in ways
            for split in _assigned(named.target, inner.close(named.value), inner, way)
        ]
    for way, inner in ways:
        test = way.simplify(inner.close(node.test))
        if isinstance(test, Value):
            yield from _run([*(node.body if test.value else node.orelse), *rest], inner, way)
        elif (merged := _merged(node, test, inner)) is not None:
            yield from _run(rest, merged, way)
        else:
            yield from _run([*node.body, *rest], inner, way.assume(test, True))
            yield from _run([*node.orelse, *rest], inner, way.assume(test, False, tell=False))


def _assigned(
    target: ast.expr, value: ast.expr, scope: Scope, path: Path
) -> Iterator[tuple[Path, Scope]]:
    """The scope after an assignment; a ruling is decided at once, so there may be several ways."""
    if not gives_share(value):
        yield path, scope.bind(target, value)
        return
    for outcome in alternatives(value, path):
        yield outcome.path, scope.bind(target, outcome.value)


def _added(node: ast.AugAssign, scope: Scope) -> Scope:
    before = ast.Name(ast.unparse(node.target), ast.Load())
    together = located(ast.BinOp(before, node.op, node.value), node.value)
    return scope.bind(node.target, scope.close(together))


def _merged(node: ast.If, test: ast.expr, scope: Scope) -> Scope | None:
    """The scope after an `if` that only sets variables; None for one that does more."""
    then, otherwise = _only_set(node.body, scope), _only_set(node.orelse, scope)
    if then is None or otherwise is None:
        return None
    merged = scope
    for name, value in {**otherwise.names, **then.names}.items():
        other = otherwise.names.get(name, NONE)
        if value is not other:
            merged = merged.bind(ast.Name(name, ast.Store()), _choice(test, value, other))
    return merged


def _choice(test: ast.expr, value: ast.expr, other: ast.expr) -> ast.expr:
    """`value` if the test holds, else `other`; of what is added to `other`, only the addition."""
    match value:
        case ast.BinOp(before, ast.Add() as op, addition) if before is other:
            added = located(ast.IfExp(test, addition, Value("")), test)
            return located(ast.BinOp(before, op, added), value)
    return located(ast.IfExp(test, value, other), test)


def _only_set(body: list[ast.stmt], scope: Scope) -> Scope | None:
    for statement in body:
        match statement:
            case ast.Assign([target], value) | ast.AnnAssign(target, _, ast.expr() as value):
                closed = scope.close(value)
                if gives_share(closed):
                    return None
                scope = scope.bind(target, closed)
            case ast.AugAssign():
                scope = _added(statement, scope)
            case ast.If():
                merged = _merged(statement, scope.close(statement.test), scope)
                if merged is None:
                    return None
                scope = merged
            case ast.Pass():
                pass
            case _:
                return None
    return scope


# Values


def alternatives(value: ast.expr, path: Path) -> Iterator[Outcome]:
    """What the value may be, in order: choices are made and rules that it calls are read."""
    match value:
        case ast.IfExp():
            yield from _chosen(value, path)
        case ast.Subscript(ast.Dict(keys, values), key):
            yield from alternatives(_looked_up(key, keys, values), path)
        case ast.BoolOp(ast.Or(), [first, *others]) if others and gives_share(value):
            other = others[0] if len(others) == 1 else ast.BoolOp(ast.Or(), others)
            for outcome in alternatives(first, path):
                is_none = ruling_of(outcome.value) is None
                yield from alternatives(other, outcome.path) if is_none else [outcome]
        case ast.Tuple(members) | ast.List(members):
            for way, found in _product(members, path):
                yield Outcome(way, located(ast.Tuple(found, ast.Load()), value))
        case ast.Call(Value(function)):
            yield from _called(function, value, path)
        case _ if (inner := _read_within(value)) is not None:
            for outcome in alternatives(inner, path):
                yield Outcome(outcome.path, _same_of(value, outcome.value))
        case _:
            yield Outcome(path, value)


def _chosen(value: ast.IfExp, path: Path) -> Iterator[Outcome]:
    test = path.simplify(value.test)
    if isinstance(test, Value):
        yield from alternatives(value.body if test.value else value.orelse, path)
    elif (note := noting(value.orelse, value.body)) is not None:
        for outcome in alternatives(value.body, path):
            yield Outcome(outcome.path, noted(outcome.value, note, negation(test)))
    else:
        yield from alternatives(value.body, path.assume(test, True))
        yield from alternatives(value.orelse, path.assume(test, False, tell=False))


def _read_within(value: ast.expr) -> ast.expr | None:
    """What has to be read first: what is unpacked, sliced, or whose articles are taken."""
    match value:
        case ast.Starred(inner) | ast.Subscript(inner, ast.Slice()):
            return inner
        case ast.Attribute(inner) if gives_share(inner):
            return inner
    return None


def _same_of(value: ast.expr, inner: ast.expr) -> ast.expr:
    """The same unpacking, slice or attribute of what was read."""
    match value:
        case ast.Subscript(_, ast.Slice() as slice_):
            return _sliced(inner, slice_)
        case ast.Attribute(_, name):
            return located(Value(getattr(ruling_of(inner), name, None)), value)
    return located(ast.Starred(inner, ast.Load()), value)


def _looked_up(key: ast.expr, keys: list[ast.expr | None], values: list[ast.expr]) -> ast.expr:
    """A member of a written-out dictionary, as a choice."""
    chosen = values[-1]
    for name, value in reversed(list(zip(keys[:-1], values, strict=False))):
        test = located(ast.Compare(key, [ast.Is()], [name or NONE]), value)
        chosen = located(ast.IfExp(test, value, chosen), value)
    return chosen


def _sliced(value: ast.expr, slice_: ast.Slice) -> ast.expr:
    """A part of a tuple that is written out, by constant bounds."""
    members = literal(value)
    if members is None:
        raise Unreadable(f"{where(value)}: 读不出取了哪一部分")
    ends = [e.value if isinstance(e, Value) else None for e in (slice_.lower, slice_.upper)]
    return located(ast.Tuple(members[slice(*ends)], ast.Load()), value)


def _product(members: list[ast.expr], path: Path) -> Iterator[tuple[Path, list[ast.expr]]]:
    if not members:
        yield path, []
        return
    for outcome in alternatives(members[0], path):
        for way, others in _product(members[1:], outcome.path):
            yield way, [outcome.value, *others]


def _called(function: Any, call: ast.Call, path: Path) -> Iterator[Outcome]:
    if function in MAKERS:
        yield from _drawn(function, call, path)
    elif function is dataclasses.replace:
        for outcome in alternatives(call.args[0], path):
            yield Outcome(outcome.path, changed(outcome.value, call))
    elif not DECIDES.search(returns(function)):
        yield Outcome(path, call)
    elif call.args and noting(call, call.args[0]) is not None:
        for outcome in alternatives(call.args[0], path):
            yield Outcome(outcome.path, noted(outcome.value, function, Value(True)))
    else:
        yield from outcomes(called(function, call), path)


def _drawn(maker: Any, call: ast.Call, path: Path) -> Iterator[Outcome]:
    """The rulings that one of `MAKERS` may make: who bears the cost may depend on the case, too."""
    given = arguments(maker, call)
    for way, decided in _product(given.decisive, path):
        yield Outcome(way, located(drawn(given, decided), call))

"""What a rule may say besides who bears a cost: deadlines, steps, warnings, proof, objections.

Every one that the code can say, in its order; when it says it is left to the code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

from bot.law.advice import Burden, Caution, Objection, Step
from bot.law.statutes import Citation
from bot.rulebook.paths import Path
from bot.rulebook.reading import alternatives
from bot.rulebook.ruling import citations
from bot.rulebook.source import (
    Scope,
    Value,
    called,
    definition,
    located,
    on_a_case,
    returns,
)

KINDS: tuple[type, ...] = (Step, Caution, Burden, Objection)
SAYS = re.compile(r"\b(Step|Caution|Burden|Objection|Deadline|_Outcome)\b")
"""What a function returns that may say something."""

Fields = dict[str, ast.expr]
"""What is said, as closed syntax by the names of the class or of the function for deadlines."""


def remarks(function: Callable[..., Any], kind: type) -> list[Fields]:
    """The remarks of this kind that the function may make. Raises Unreadable."""
    return [fields for found, fields in _calls(function) if found is kind]


def deadlines(function: Callable[..., Any]) -> list[Fields]:
    """The deadlines that the function may name: what the function that counts them is given."""
    return [fields for found, fields in _calls(function) if found is None]


def articles(basis: ast.expr) -> tuple[Citation, ...]:
    """All articles that may be cited, whatever the case. Raises Unreadable."""
    found = [a for way in alternatives(basis, Path()) for a in citations(way.value)]
    return tuple(dict.fromkeys(found))


def strings(function: Callable[..., Any]) -> list[ast.expr]:
    """The texts of the list that the function returns. Raises Unreadable."""
    scope = on_a_case(_plain(function))
    found = [
        text
        for expression, is_result in _expressions(definition(scope.function).body, [scope])
        if is_result or _is_addition(expression)
        for text in _texts(expression)
    ]
    return list({ast.dump(text): text for text in found}.values())


def _plain(function: Callable[..., Any]) -> FunctionType:
    assert isinstance(function, FunctionType)
    return function


def _calls(function: Callable[..., Any]) -> list[tuple[type | None, Fields]]:
    found = _within(on_a_case(_plain(function)), (), {})
    distinct = {
        (kind, *((name, ast.dump(value)) for name, value in fields.items())): (kind, fields)
        for kind, fields in found
    }
    return list(distinct.values())


def _within(
    scope: Scope, above: tuple[FunctionType, ...], seen: dict[int, ast.AST]
) -> Iterator[tuple[type | None, Fields]]:
    for expression, _ in _expressions(definition(scope.function).body, [scope]):
        for node in _unseen(expression, seen):
            match node:
                case Value(value) if type(value) in KINDS:
                    yield type(value), _of_object(value)
                case ast.Call(Value(type() as kind)) if kind in KINDS:
                    yield kind, _given(kind, node)
                case ast.Call(Value(FunctionType() as function)):
                    if not SAYS.search(returns(function)) or function in above:
                        continue
                    inner = called(function, node)
                    if {"name", "event", "missed"} <= inner.names.keys():
                        yield None, dict(inner.names)
                    else:
                        yield from _within(inner, (*above, function), seen)


def _unseen(node: ast.AST, seen: dict[int, ast.AST]) -> Iterator[ast.AST]:
    """The node and those within it, once each: what a variable holds is in every use of it."""
    if id(node) not in seen:
        seen[id(node)] = node
        yield node
        for child in ast.iter_child_nodes(node):
            yield from _unseen(child, seen)


def _given(kind: type, call: ast.Call) -> Fields:
    names = kind.__dataclass_fields__  # type: ignore[attr-defined]
    positional = dict(zip(names, call.args, strict=False))
    return positional | {str(k.arg): k.value for k in call.keywords}


def _of_object(value: Any) -> Fields:
    return {name: Value(getattr(value, name)) for name in value.__dataclass_fields__}


def _expressions(body: list[ast.stmt], scopes: list[Scope]) -> Iterator[tuple[ast.expr, bool]]:
    """Every closed expression of the statements, and whether it is what the function returns.

    `scopes` holds the scope as it is after the last statement; branches are taken one after another.
    """
    for statement in body:
        match statement:
            case ast.Return(ast.expr() as value):
                yield scopes[-1].close(value), True
            case ast.Assign([target], value) | ast.AnnAssign(target, _, ast.expr() as value):
                closed = scopes[-1].close(value)
                scopes.append(scopes[-1].bind(target, closed))
                yield closed, False
            case ast.AugAssign(ast.Name(name) as target, op, value):
                both = ast.BinOp(ast.Name(name, ast.Load()), op, value)
                closed = scopes[-1].close(located(both, value))
                scopes.append(scopes[-1].bind(target, closed))
                yield closed, False
            case ast.Expr(value):
                yield scopes[-1].close(value), False
            case _:
                for field in ("body", "orelse", "cases", "handlers", "finalbody"):
                    for part in getattr(statement, field, []):
                        inner = (
                            part.body
                            if hasattr(part, "body") and not isinstance(part, ast.stmt)
                            else [part]
                        )
                        yield from _expressions(inner, scopes)


def _is_addition(expression: ast.expr) -> bool:
    match expression:
        case ast.Call(ast.Attribute(_, "append" | "extend" | "insert")):
            return True
    return False


def _texts(expression: ast.expr) -> Iterator[ast.expr]:
    match expression:
        case Value(str()) | ast.JoinedStr():
            yield expression
        case ast.Tuple(members) | ast.List(members):
            for member in members:
                yield from _texts(member)
        case ast.Starred(value):
            yield from _texts(value)
        case ast.IfExp(_, then, otherwise):
            yield from _texts(then)
            yield from _texts(otherwise)
        case ast.BinOp(left, _, right):
            yield from _texts(left)
            yield from _texts(right)
        case ast.Call(ast.Attribute(_, "append" | "extend" | "insert"), args):
            for argument in args:
                yield from _texts(argument)
        case ast.Call(Value(FunctionType() as function)) if "str" in returns(function):
            inner = called(function, expression)
            for value, is_result in _expressions(definition(function).body, [inner]):
                if is_result or _is_addition(value):
                    yield from _texts(value)

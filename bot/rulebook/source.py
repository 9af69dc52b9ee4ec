"""A function of the rules as closed syntax: every name is replaced by what it stands for.

What a name means (a function, an enum member, an article) stands in a `Value`. The one name that stays
is `CASE`, the case that the rules look at. Nodes carry the `path` of their file for messages.
"""

from __future__ import annotations

import ast
import builtins
import inspect
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

from bot.law.known import once
from bot.law.statutes import cite

TRANSPARENT = {once.__name__}
"""Decorators that only remember what the function returns."""
ROOT = Path(__file__).parents[2]


class Value(ast.expr):
    """What a name means or a literal is: any object, as a leaf of closed syntax."""

    _fields = ("value",)
    __match_args__ = ("value",)

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


CASE = ast.Name("case", ast.Load())
NONE = Value(None)
ANY = Value(...)
"""The place of any member of what is not written out."""
Node = TypeVar("Node", bound=ast.AST)


class Unreadable(ValueError):
    """Code that the rulebook cannot follow, with its file and line."""


def where(node: ast.AST) -> str:
    """bot/law/situations/no_reason.py:42"""
    return f"{shown_path(getattr(node, 'path', '?'))}:{getattr(node, 'lineno', '?')}"


def shown_path(path: str) -> str:
    """The path from the root of the project, where it lies there."""
    return str(Path(path).relative_to(ROOT)) if Path(path).is_relative_to(ROOT) else path


def unwrapped(function: FunctionType) -> FunctionType:
    """The function itself, where a decorator only passes on what it gets and gives."""
    while isinstance(inner := getattr(function, "__wrapped__", None), FunctionType):
        code = function.__code__
        passes_on = code.co_flags & inspect.CO_VARKEYWORDS
        if not passes_on and code.co_qualname.split(".")[0] not in TRANSPARENT:
            break
        function = inner
    return function


def uncached(value: Any) -> Any:
    """The function whose results a cache of `functools` keeps; any other value as it is."""
    inner = getattr(value, "__wrapped__", None)
    is_cache = isinstance(inner, FunctionType) and not isinstance(value, FunctionType)
    return inner if is_cache else value


def place(function: FunctionType) -> str:
    """Where the function stands: bot/law/refund.py:39"""
    code = unwrapped(function).__code__
    return f"{shown_path(code.co_filename)}:{code.co_firstlineno}"


def definition(function: FunctionType) -> ast.FunctionDef:
    """The syntax of the function. Raises Unreadable for one that has no `def` (a lambda)."""
    code = unwrapped(function).__code__
    found = _definitions(code.co_filename).get((code.co_name, code.co_firstlineno))
    if found is None:
        raise Unreadable(f"{place(function)}: {code.co_name} 不是用 def 写的，读不出来")
    return found


@cache
def _definitions(path: str) -> dict[tuple[str, int], ast.FunctionDef]:
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    found = {}
    for node in ast.walk(tree):
        vars(node)["path"] = path
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            found[node.name, first] = node
    return found


def returns(function: object) -> str:
    """The annotation of what the function returns, as written."""
    if not isinstance(function, FunctionType):
        return ""
    annotation = function.__annotations__.get("return", "")
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")


@dataclass(frozen=True, slots=True)
class Scope:
    """What the names of a function mean: its parameters and variables, then its module's."""

    function: FunctionType
    names: Mapping[str, ast.expr]

    def close(self, expression: ast.expr) -> ast.expr:
        """The expression with every name replaced by what it stands for."""
        closed: ast.expr = _Closing(self).visit(deepcopy(expression))
        return closed

    def bind(self, target: ast.expr, value: ast.expr) -> Scope:
        """This scope after an assignment; what is not a name is left alone."""
        match target:
            case ast.Name(id=name):
                return replace(self, names={**self.names, name: value})
            case ast.Tuple(elts=targets):
                scope = self
                for number, part in enumerate(targets):
                    scope = scope.bind(part, _part(value, number))
                return scope
        return self

    def outer(self, name: str) -> ast.expr | None:
        """What the name means outside the function, or None where nobody knows."""
        code = self.function.__code__
        cells = dict(zip(code.co_freevars, self.function.__closure__ or (), strict=True))
        if name in cells:
            return Value(uncached(cells[name].cell_contents))
        for names in (self.function.__globals__, vars(builtins)):
            if name in names:
                return Value(uncached(names[name]))
        return None


def called(function: FunctionType, call: ast.Call) -> Scope:
    """The scope inside the function when it is called so. Raises Unreadable."""
    function = unwrapped(function)
    spec = definition(function).args
    values = list(call.args)
    names: dict[str, ast.expr] = {}
    for parameter in (*spec.posonlyargs, *spec.args):
        if values and not isinstance(values[0], ast.Starred):
            names[parameter.arg] = values.pop(0)
    if spec.vararg:
        names[spec.vararg.arg] = ast.Tuple(values, ast.Load())
    elif values:
        raise Unreadable(f"{where(call)}: {function.__name__} 的参数对不上")
    for keyword in call.keywords:
        if keyword.arg is None:
            raise Unreadable(f"{where(call)}: 读不出 ** 传的参数")
        names[keyword.arg] = keyword.value
    for parameter_, meta in inspect.signature(function, follow_wrapped=False).parameters.items():
        if parameter_ not in names and meta.default is not meta.empty:
            names[parameter_] = Value(meta.default)
    return Scope(function, names)


def on_a_case(function: FunctionType) -> Scope:
    """The scope inside the function when its first argument is the case, and others are open."""
    function = unwrapped(function)
    first, *others = [p.arg for p in definition(function).args.args]
    return Scope(function, {first: CASE} | {name: Value(name) for name in others})


def literal(node: ast.expr) -> list[ast.expr] | None:
    """The members of a tuple or list that is written out."""
    return node.elts if isinstance(node, ast.Tuple | ast.List) else None


def _part(value: ast.expr, number: int) -> ast.expr:
    members = literal(value)
    if members is not None and not any(isinstance(m, ast.Starred) for m in members):
        return members[number]
    return located(ast.Subscript(value, Value(number), ast.Load()), value)


def located(new: Node, old: ast.AST) -> Node:
    """`new`, which stands where `old` stood."""
    vars(new).update({key: vars(old)[key] for key in ("path", "lineno") if key in vars(old)})
    return new


def _plain(node: ast.expr) -> Any:
    return node.value if isinstance(node, Value) else None


def _flat(members: Iterable[ast.expr]) -> list[ast.expr]:
    """The members, with those of written-out tuples that are unpacked among them."""
    found: list[ast.expr] = []
    for member in members:
        inner = literal(member.value) if isinstance(member, ast.Starred) else None
        found += [member] if inner is None else inner
    return found


class _Closing(ast.NodeTransformer):
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._scope.names.get(node.id) or self._scope.outer(node.id) or node

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return located(Value(node.value), node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        node.value = self.visit(node.value)
        if isinstance(node.value, Value):
            value = node.value.value
            if hasattr(value, node.attr):
                return located(Value(uncached(getattr(value, node.attr))), node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        node.args = _flat(node.args)
        match node:
            case ast.Call(Value(function), [value]) if function in (bool, list, tuple):
                return value
            case ast.Call(Value(function), [value, Value(str(name))]) if function is getattr:
                return located(ast.Attribute(value, name, ast.Load()), node)
            case ast.Call(Value(function)) if function is cite:
                return self._cited(node)
        return node

    def _cited(self, node: ast.Call) -> ast.expr:
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if not all(isinstance(argument, Value) for argument in given):
            raise Unreadable(f"{where(node)}: cite(...) 的条文要直接写出来")
        keywords = {str(k.arg): _plain(k.value) for k in node.keywords}
        return located(Value(cite(*map(_plain, node.args), **keywords)), node)

    def visit_Tuple(self, node: ast.Tuple) -> ast.expr:
        self.generic_visit(node)
        node.elts = _flat(node.elts)
        return node

    def visit_List(self, node: ast.List) -> ast.expr:
        self.generic_visit(node)
        node.elts = _flat(node.elts)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.Subscript(ast.Tuple() | ast.List(), Value(int(number))):
                return _part(node.value, number)
        return node

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.expr:
        bound = self._scope.names.get(node.target.id)
        closed: ast.expr = self.visit(node.value) if bound is None else bound
        return closed

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        return node

    def visit_ListComp(self, node: ast.ListComp) -> ast.expr:
        return located(ast.List(list(self._unrolled(node.elt, node.generators)), ast.Load()), node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.expr:
        return located(ast.List(list(self._unrolled(node.elt, node.generators)), ast.Load()), node)

    def _unrolled(
        self, element: ast.expr, generators: list[ast.comprehension]
    ) -> Iterator[ast.expr]:
        """The element once for each member of what is written out; of the rest, for any member."""
        if not generators:
            closed = self._scope.close(element)
            if isinstance(closed, ast.Subscript) and closed.slice is ANY:
                closed = located(ast.Starred(closed.value, ast.Load()), closed)
            yield closed
            return
        first, *others = generators
        over = self._scope.close(first.iter)
        members = literal(over)
        if members is None:
            members = [located(ast.Subscript(over, ANY, ast.Load()), over)]
        for member in members:
            yield from _Closing(self._scope.bind(first.target, member))._unrolled(element, others)

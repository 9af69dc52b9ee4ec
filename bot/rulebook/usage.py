"""Which facts and parameters the rules look at, and where articles are cited at all."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from bot.law.goods import classify
from bot.law.known import NAMED_BY, Known
from bot.law.negotiation import Factor
from bot.law.parameters import parameter
from bot.law.precedents import precedent
from bot.law.statutes import Citation, cite
from bot.rulebook.source import Scope, Unreadable, Value, definition, shown_path, unwrapped

OWN = "bot."
LOOK_UPS = (cite, parameter, precedent, classify)
"""What reads our law files, and no case."""
NOT_NAMES = {"channel", "id"}
"""Arguments whose strings are no names of facts, although some are spelt alike."""


def mentioned(functions: Iterable[Callable[..., Any]]) -> set[str]:
    """The attributes and strings in these functions and in all of ours that they call."""
    seen: set[FunctionType] = set()
    found: set[str] = set()
    waiting = [f for f in functions if isinstance(f, FunctionType)]
    while waiting:
        function = waiting.pop()
        if function not in seen:
            seen.add(function)
            names, others = _read(function)
            found |= names
            waiting += others
    if "concerns" in found:
        found |= {fact for cost, fact in NAMED_BY.items() if cost in found}
    return found


def _read(function: FunctionType) -> tuple[set[str], list[FunctionType]]:
    """What the function mentions, and which of our functions it names."""
    try:
        node = definition(function)
    except Unreadable:
        return set(_names_in(function.__code__)), []
    scope = Scope(unwrapped(function), {})
    names: set[str] = set()
    others: list[FunctionType] = []
    for part in _without(node, NOT_NAMES):
        match part:
            case ast.Attribute(ast.Name(owner), attribute):
                names.add(attribute)
                others += _of_the_view(attribute)
                module = scope.outer(owner)
                if isinstance(module, Value) and isinstance(module.value, ModuleType):
                    others += _ours(getattr(module.value, attribute, None))
            case ast.Attribute(_, attribute):
                names.add(attribute)
            case ast.Constant(str(text)):
                names.add(text)
            case ast.Name(name) if isinstance(meant := scope.outer(name), Value):
                others += _ours(meant.value)
    return names, others


def _ours(value: Any) -> Iterator[FunctionType]:
    """Our functions in a value: itself, or those of the members of a tuple."""
    if value in LOOK_UPS:
        return
    if isinstance(value, FunctionType) and value.__module__.startswith(OWN):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            if isinstance(member, Factor):
                yield from _ours(member.holds)


def _of_the_view(name: str) -> list[FunctionType]:
    """The function of this name by which rules see a case (`case.purchase_day`)."""
    member = vars(Known).get(name)
    function = getattr(member, "func", member)
    return [function] if isinstance(function, FunctionType) else []


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    yield from (text for text in code.co_consts if isinstance(text, str))


def _without(node: ast.AST, keywords: set[str]) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.keyword) and child.arg in keywords):
            yield from _without(child, keywords)


def cited_in_code(folder: Path) -> Iterator[tuple[Citation, str]]:
    """Every `cite(...)` that is written out below the folder, with the function around it."""
    for path in sorted(folder.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                match call:
                    case ast.Call(ast.Name("cite"), args, keywords):
                        try:
                            values = [ast.literal_eval(a) for a in args]
                            named = {str(k.arg): ast.literal_eval(k.value) for k in keywords}
                        except ValueError:
                            continue
                        yield cite(*values, **named), f"{shown_path(str(path))}：{function.name}"

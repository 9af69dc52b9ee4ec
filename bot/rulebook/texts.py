"""Texts of the rules that depend on the case: what varies stands in 〔〕."""

from __future__ import annotations

import ast
from types import FunctionType
from typing import Any

from bot.law.deadlines import UNIT_NAMES, within
from bot.law.parameters import parameter, parameter_names
from bot.law.wording import day, yuan
from bot.rulebook.paths import Path
from bot.rulebook.reading import outcomes
from bot.rulebook.source import NONE, Value, called, returns
from bot.rulebook.words import Words, length


class Texts:
    """Writes out texts; a part that there are no words for is 〔…〕, which is no problem."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def text(self, node: ast.expr, path: Path | None = None) -> str:
        """The text, on the way `path` if it is one of a rule's."""
        path = path or Path()
        match node:
            case Value(None):
                return ""
            case Value(str(value)):
                return value
            case ast.JoinedStr(parts):
                return "".join(self.text(part, path) for part in parts)
            case ast.FormattedValue(value):
                return self.text(value, path)
            case ast.BinOp(left, ast.Add(), right):
                return self.text(left, path) + self.text(right, path)
            case ast.IfExp(condition, then, otherwise):
                return self._either(path.simplify(condition), then, otherwise, path)
            case ast.BoolOp(ast.Or(), [*_, Value(str(last))]):
                return last
            case ast.Subscript(ast.Dict(values=texts)):
                return f"〔{'／'.join(self.text(text, path) for text in texts)}〕"
            case ast.Subscript(Value(names)) if names is UNIT_NAMES:
                return ""
            case ast.Subscript(Value(dict() as constants)):
                return f"〔{'／'.join(map(str, constants.values()))}〕"
            case ast.Call(Value(function)):
                return self._called(function, node, path)
            case ast.Attribute(ast.Call(Value(function)), "value") if function is parameter:
                return self._words.term(node)
        return self._blank(node)

    def _either(self, test: ast.expr, then: ast.expr, otherwise: ast.expr, path: Path) -> str:
        if isinstance(test, Value):
            return self.text(then if test.value else otherwise, path)
        first, second = _bare(self.text(then, path)), _bare(self.text(otherwise, path))
        when = self._words.if_sayable(self._words.condition, test)
        if when is None:
            return f"〔{'／'.join(filter(None, (first, second)))}〕"
        if not first:
            return f"〔{self._words.condition(test, False)}：{second}〕"
        return f"〔{when}：{first}；否则：{second}〕" if second else f"〔{when}：{first}〕"

    def _called(self, function: Any, call: ast.Call, path: Path) -> str:
        if function is within:
            text, name, *_ = call.args
            span = "〔…〕"
            if isinstance(name, Value) and name.value in parameter_names():
                span = length(name.value)
            return self.text(text).replace("{}", span)
        if function in (day, yuan):
            return self._blank(call.args[0])
        if not isinstance(function, FunctionType) or "str" not in returns(function):
            return self._blank(call)
        chosen: ast.expr = NONE
        for outcome in reversed(list(outcomes(called(function, call), path))):
            told = list(outcome.path.told[len(path.told) :])
            all_ = ast.BoolOp(ast.And(), told)
            chosen = ast.IfExp(all_, outcome.value, chosen) if told else outcome.value
        return self.text(chosen, path)

    def _blank(self, node: ast.expr) -> str:
        return f"〔{self._words.if_sayable(self._words.term, node) or '…'}〕"


def _bare(text: str) -> str:
    """The text without brackets around all of it."""
    inner = text[1:-1]
    return inner if text == f"〔{inner}〕" and not {"〔", "〕"} & set(inner) else text

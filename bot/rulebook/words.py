"""Conditions and terms of the rules in Chinese."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from types import FunctionType
from typing import Any

from bot.case import FACTS
from bot.law.deadlines import UNIT_NAMES
from bot.law.parameters import Parameter, parameter, parameter_names
from bot.law.shares import COST_NAMES
from bot.law.statutes import Citation
from bot.rulebook.paths import Path, same
from bot.rulebook.source import Value, called, place, returns, where

ATTRIBUTES = {
    "today": "今天",
    "purchase_day": "购买日",
    "delivery_day": "签收日",
    "complaint_day": "投诉日",
    "kind": "商品的种类",
    "mail": "寄递限制",
    "excluded": "法定例外的种类",
    "intact": "完好按哪一类看",
    "due": "最后一天",
    "name": "商品",
}
"""What the view of a case and its parts are called. A truth value needs a predicate with `@said`."""

VALUES = {
    "prohibited": "禁寄",
    "restricted": "限寄",
    "sealed": "密封的食品、化妆品等",
    "electronic": "电子电器",
    "textile": "服装、箱包、家居等",
}
"""What the values of a class of goods are called."""

ORDER: dict[type[ast.cmpop], tuple[str, str, str, str]] = {
    ast.Lt: ("低于", "不低于", "早于", "不早于"),
    ast.Gt: ("高于", "不高于", "晚于", "不晚于"),
    ast.LtE: ("不高于", "高于", "不晚于", "晚于"),
    ast.GtE: ("不低于", "低于", "不早于", "早于"),
}
"""How a comparison is said and denied, of amounts and of days."""

ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "加",
    ast.Sub: "减",
    ast.Mult: "乘",
    ast.Div: "除以",
}


class Words:
    """Puts closed syntax into Chinese, and notes what it has no words for."""

    def __init__(self) -> None:
        self.problems: dict[str, bool] = {}
        """Each with whether it is a predicate without a label."""
        self.terms: dict[str, FunctionType] = {}

    # Conditions

    def condition(self, test: ast.expr, holds: bool = True) -> str:
        """What it means that the test holds, or that it does not."""
        match test:
            case ast.UnaryOp(ast.Not(), operand):
                return self.condition(operand, not holds)
            case ast.BoolOp(op, values):
                return self._joined(values, isinstance(op, ast.And) is holds, holds)
            case ast.Compare(left, [op], rights):
                return self._compared(left, op, rights, holds)
        return self._true(test, holds)

    def _joined(self, values: list[ast.expr], all_: bool, holds: bool) -> str:
        parts = []
        for value in self._alike(values) if not all_ or not holds else values:
            text = self.condition(value, holds)
            inner = value.operand if isinstance(value, ast.UnaryOp) else value
            several = isinstance(inner, ast.BoolOp) and len(self._alike(inner.values)) > 1
            parts.append(f"（{text}）" if several else text)
        return ("，且" if all_ else "，或者").join(parts)

    def _alike(self, values: list[ast.expr]) -> list[ast.expr]:
        """The values, with comparisons of one thing to several made one."""
        found: dict[str, ast.expr] = {}
        for value in values:
            match value:
                case ast.Compare(left, [ast.Is()], [Value(Enum())] as rights):
                    before = found.get(same(left))
                    earlier = before.comparators if isinstance(before, ast.Compare) else []
                    found[same(left)] = ast.Compare(left, [ast.Is()], [*earlier, *rights])
                case _:
                    found[same(value)] = value
        return list(found.values())

    def _compared(self, left: ast.expr, op: ast.cmpop, rights: list[ast.expr], holds: bool) -> str:
        match op, rights:
            case ast.Is(), [Value(None)]:
                return self._unknown(left, holds)
            case ast.Is(), [Value(bool(value))]:
                return self.condition(left, value is holds)
            case ast.Is(), _:
                names = ("或" if holds else "、").join(map(self.term, rights))
                return f"{self.term(left)}{'＝' if holds else '≠'}{names}"
            case _, [right] if type(op) in ORDER:
                words = ORDER[type(op)][2:] if _is_day(left) or _is_day(right) else ORDER[type(op)]
                return f"{self.term(left)}{words[0] if holds else words[1]}{self.term(right)}"
        return self._unsaid(left, "这个比较")

    def _unknown(self, subject: ast.expr, holds: bool) -> str:
        match subject:
            case ast.Call(ast.Attribute(ast.Name(), "stated"), [Value(str(name))]):
                return f"{'没说过' if holds else '说过'}{self._fact(name)}"
            case ast.Call(ast.Attribute(ast.Name(), "in_force")):
                return self._true(subject, not holds)
            case ast.Attribute(ast.Name(), "kind"):
                return f"商品{'没有' if holds else '已经'}归类"
            case ast.Call(Value(FunctionType() as function)):
                return f"{'没有' if holds else '有'}“{self._label(function, subject)}”"
        return f"{'不知道' if holds else '知道'}{self.term(subject)}"

    def _true(self, test: ast.expr, holds: bool) -> str:
        match test:
            case ast.Attribute(ast.Name(), name) if name in FACTS:
                return self._fact_holds(name, holds)
            case ast.Call(ast.Attribute(ast.Name(), "stated"), [Value(str(name))]):
                if _is_truth(name) and holds:
                    return self._fact_holds(name, holds)
                return f"{'说过' if holds else '没说过'}{self._fact(name)}"
            case ast.Call(ast.Attribute(ast.Name(), "concerns"), [Value(str(cost))]):
                return f"{'' if holds else '没有'}提到{COST_NAMES[cost]}"
            case ast.Call(ast.Attribute(ast.Name(), "in_force"), [Value(Citation() as article)]):
                return f"{article.label}{'已经' if holds else '还没有'}施行"
            case ast.Call(Value(FunctionType() as function)):
                label = self._label(function, test)
                return f"“{label}”{'' if holds else '不成立'}"
        return self._unsaid(test, "这个条件")

    def _fact_holds(self, name: str, holds: bool) -> str:
        fact = self._fact(name)
        if not _is_truth(name):
            return f"{'知道' if holds else '不知道'}{fact}"
        titles = [c.title for c in FACTS[name].choices if c.value is holds]
        if titles:
            return f"{fact}：“{titles[0]}”"
        return fact if holds else f"并非{fact}"

    # Terms

    def term(self, node: ast.expr) -> str:
        """What a value is called."""
        match node:
            case ast.Attribute(ast.Name(), name) if name in FACTS:
                return self._fact(name)
            case ast.Call(ast.Attribute(ast.Name(), "stated"), [Value(str(name))]):
                return self._fact(name)
            case Value(value):
                return self._value(value, node)
            case ast.Attribute(ast.Call(Value(function), [Value(str(name)), *_]), "value") if (
                function is parameter
            ):
                return length(name)
            case ast.Call(Value(FunctionType() as function)):
                return self._label(function, node)
            case ast.BoolOp(ast.Or(), values):
                first, *others = map(self.term, values)
                return first + "".join(f"（没有就按{other}）" for other in others)
            case ast.BinOp(left, op, right) if type(op) in ARITHMETIC:
                sides = [
                    f"（{self.term(s)}）" if isinstance(s, ast.BinOp) else self.term(s)
                    for s in (left, right)
                ]
                return ARITHMETIC[type(op)].join(sides)
            case ast.IfExp(condition, then, otherwise):
                when = self.condition(Path().simplify(condition))
                return f"（{when}：{self.term(then)}；否则：{self.term(otherwise)}）"
        return self._other_term(node)

    def _other_term(self, node: ast.expr) -> str:
        match node:
            case ast.Call(Value(function), args) if function in (min, max):
                which = "小" if function is min else "大"
                return f"（{'、'.join(map(self.term, args))}中较{which}的）"
            case ast.Attribute(ast.Name() | ast.Attribute(_, "kind"), name) if name in ATTRIBUTES:
                return ATTRIBUTES[name]
            case ast.Attribute(owner, "due"):
                return f"{self.term(owner)}的{ATTRIBUTES['due']}"
        return self._unsaid(node, "这个值")

    def _value(self, value: Any, node: ast.expr) -> str:
        match value:
            case None:
                return "没有"
            case Enum():
                return f"“{self._title(value, node)}”"
            case str() if value in parameter_names():
                return length(value)
            case str() if not value.isascii() or value in VALUES:
                return f"“{VALUES.get(value, value)}”"
            case int() | Decimal() | date():
                return str(value)
        return self._unsaid(node, "这个值")

    def _title(self, value: Enum, node: ast.expr) -> str:
        """How the choice is called that stands for the value."""
        for fact in FACTS.values():
            for choice in fact.choices:
                if choice.value is value:
                    return choice.title
        self.problems[f"{where(node)}: {value!r} 不是任何事实的选项，没有中文叫法"] = False
        return str(value.value)

    def _fact(self, name: str) -> str:
        return FACTS[name].name

    def _label(self, function: FunctionType, call: ast.expr) -> str:
        label = getattr(function, "said", None)
        if label is None:
            problem = f"{place(function)}: {function.__name__} 没有 @said（{where(call)} 用到）"
            self.problems[problem] = returns(function) == "bool"
            return f"{function.__name__}？"
        self.terms[label] = function
        if "{" in label and isinstance(call, ast.Call):
            given = called(function, call).names
            used = {
                name: self.term(value) for name, value in given.items() if f"{{{name}}}" in label
            }
            return str(label.format_map(used))
        return str(label)

    def _unsaid(self, node: ast.expr, what: str) -> str:
        self.problems[f"{where(node)}: {what}没有说法，请写进有 @said 的函数里"] = False
        return "……"

    def if_sayable(self, say: Callable[..., str], *given: Any, strict: bool = False) -> str | None:
        """What `say` says of what is given, or None if that would leave a problem.

        Such a problem is forgotten; unless `strict`, also that a predicate has no label.
        """
        problems, terms = dict(self.problems), dict(self.terms)
        self.problems = {}
        try:
            text = say(*given)
            new = self.problems
        finally:
            self.problems = problems
        if new:
            self.terms = terms
            self.problems |= {
                text: True for text, unlabelled in new.items() if unlabelled and strict
            }
            return None
        return text


def length(name: str) -> str:
    """7天: the latest value of a parameter."""
    return amount_text(parameter(name, date.max))


def amount_text(rule: Parameter) -> str:
    """7天, 3倍, 500元, 60%–100%"""
    units = {**UNIT_NAMES, "times": "倍", "yuan": "元", "percent": "%"}
    ends = rule.value if isinstance(rule.value, list | tuple) else [rule.value]
    return "–".join(f"{end}{units[rule.unit]}" for end in ends)


def _is_truth(fact: str) -> bool:
    meta = FACTS[fact]
    values = [meta.presumed, *(choice.value for choice in meta.choices)]
    return any(isinstance(value, bool) for value in values)


def _is_day(node: ast.expr) -> bool:
    match node:
        case ast.Attribute(_, name) | ast.Call(ast.Attribute(_, "stated"), [Value(name)]):
            return str(name).endswith(("_date", "_day", "today", "due"))
        case ast.BoolOp(_, values):
            return any(map(_is_day, values))
        case Value(value):
            return isinstance(value, date)
        case ast.Call(Value(function)):
            return "date" in returns(function)
    return False

"""What the rulebook says, in Chinese and with its articles; `markdown` lays it out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from types import FunctionType
from typing import Any

from bot.law.advice import Bearer, Burden, Caution, Objection, Step, Strength
from bot.law.advise import advise
from bot.law.parameters import parameter, parameter_names
from bot.law.precedents import precedent
from bot.law.shares import COST_NAMES
from bot.law.situations.situation import Situation
from bot.law.statutes import Citation
from bot.rulebook.clauses import Clause, clauses
from bot.rulebook.paths import Path, Shown
from bot.rulebook.reading import outcomes
from bot.rulebook.remarks import Fields, articles, deadlines, remarks, strings
from bot.rulebook.ruling import Ruling
from bot.rulebook.source import NONE, Unreadable, Value, definition, literal, on_a_case, where
from bot.rulebook.texts import Texts
from bot.rulebook.words import Words, amount_text, length

BEARERS = {
    Bearer.SELLER: "商家",
    Bearer.CONSUMER: "买家",
    Bearer.INSURER: "运费险",
    Bearer.PLATFORM: "平台",
    Bearer.CARRIER: "快递",
    Bearer.SHARED: "分担",
    Bearer.NEGOTIABLE: "双方商量",
}
FATES = {
    Bearer.SELLER: "商家退还",
    Bearer.CONSUMER: "商家可以不退",
    Bearer.NEGOTIABLE: "退不退由双方商量",
}
COMES_BACK = ("goods_price", "deposit")
"""What the buyer has paid already: the question is whether it comes back."""
STRENGTHS = {
    Strength.STATUTORY: "法律写明",
    Strength.INFERRED: "由法条推出",
    Strength.AGREED: "按约定",
    Strength.NEGOTIABLE: "可以谈",
}
CHANNELS = {
    "seller": "商家",
    "platform": "平台",
    "carrier": "快递",
    "12315": "12315",
    "mediation": "调解",
    "court": "法院",
}
UNKNOWN = "〔…〕"
SIDES = {"seller": "商家", "consumer": "买家", "carrier": "快递公司"}


@dataclass(frozen=True, slots=True)
class Told:
    """Something that the rules say: the line, lines below it, its articles, and what it is made of."""

    line: str
    more: tuple[str, ...] = ()
    basis: tuple[Citation, ...] = ()
    parts: tuple[Told, ...] = ()

    def all_basis(self) -> Iterator[Citation]:
        """The articles of this and of its parts."""
        yield from self.basis
        for part in self.parts:
            yield from part.all_basis()


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule for one cost: its question, its exceptions in order, the general rule last."""

    cost: str
    question: str
    clauses: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Everything about one situation, or about all of them."""

    rules: tuple[Rule, ...]
    sections: tuple[tuple[str, tuple[Told, ...]], ...]

    def basis(self) -> Iterator[Citation]:
        """Every article that the chapter cites."""
        clauses = [clause for rule in self.rules for clause in rule.clauses]
        for told in (*clauses, *(row for _, rows in self.sections for row in rows)):
            yield from told.all_basis()


@dataclass(frozen=True, slots=True)
class Term:
    """A label that conditions use, where it is defined, and what it means, if that can be said."""

    label: str
    place: str
    meaning: tuple[str, ...]


class Writer:
    """Writes the chapters, and gathers every problem on the way."""

    def __init__(self) -> None:
        self.words = Words()
        self._texts = Texts(self.words)
        self.problems: dict[str, None] = {}

    def chapter(self, situation: Situation) -> Chapter:
        rules = tuple(rule for cost in situation.costs if (rule := self._rule(cost)))
        return Chapter(
            rules,
            (
                ("期限", self._each(situation.deadlines, deadlines, self._deadline)),
                ("谁来证明", self._remarks(situation.burden, Burden)),
                ("商家会怎么说", self._remarks(situation.objections, Objection)),
                ("证据", self._each(situation.evidence, strings, self._evidence)),
                ("下一步", self._remarks(situation.steps, Step)),
                ("要当心的", self._remarks(situation.warnings, Caution)),
            ),
        )

    def common(self) -> Chapter:
        """What is said in every situation."""
        return Chapter(
            (),
            (
                ("期限", self._each(advise, deadlines, self._deadline)),
                ("下一步", self._remarks(advise, Step)),
                ("要当心的", self._remarks(advise, Caution)),
            ),
        )

    def terms(self) -> list[Term]:
        """The labels used so far and those that their meanings use."""
        found: dict[str, Term] = {}
        while open_ := [label for label in self.words.terms if label not in found]:
            for label in open_:
                function = self.words.terms[label]
                place = f"{function.__module__}.{function.__name__}"
                found[label] = Term(label, place, self._meaning(function))
        return [found[label] for label in sorted(found) if "{" not in label]

    # One rule

    def _rule(self, cost: Callable[..., Any]) -> Rule | None:
        try:
            found = clauses(cost)
        except Unreadable as error:
            self.problems[str(error)] = None
            return None
        name = cost.__name__
        return Rule(name, question(name), tuple(self._clause(name, clause) for clause in found))

    def _clause(self, cost: str, clause: Clause) -> Told:
        when, ruling = self._when(clause.tests), clause.ruling
        if clause.parts:
            return Told(f"{when}：", parts=tuple(self._clause(cost, part) for part in clause.parts))
        if ruling is None:
            return Told(f"{when} → 本情形不管，看别的情形")
        more = [self._texts.text(ruling.reason, clause.path)]
        condition = self._texts.text(ruling.condition, clause.path)
        if condition:
            more.append(f"条件：{condition}")
        more += [self._note(function, case) for function, case in ruling.notes]
        more += dict.fromkeys(text for part in ruling.guidance for text in self._guidance(part))
        if not ruling.basis:
            more.append("**没有依据**")
        line = f"{when} → **{self._bearer(cost, ruling)}**（{STRENGTHS[ruling.strength]}）"
        return Told(line, tuple(filter(None, more)), ruling.basis)

    def _when(self, tests: Shown) -> str:
        if not tests:
            return "其他情况"
        both = tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), list(tests))
        return self.words.condition(both)

    def _note(self, function: FunctionType, case: ast.expr) -> str:
        label = str(getattr(function, "said", ""))
        return label if isinstance(case, Value) else f"{self.words.condition(case)}：{label}"

    def _bearer(self, cost: str, ruling: Ruling) -> str:
        if ruling.parts:
            return "，".join(self._part(bearer, amount) for bearer, amount in ruling.parts)
        if cost in COMES_BACK:
            return FATES.get(ruling.bearer, f"由{BEARERS[ruling.bearer]}赔")
        return BEARERS[ruling.bearer]

    def _part(self, bearer: Bearer, amount: ast.expr) -> str:
        part = self.words.if_sayable(self.words.term, amount) or "一部分"
        return f"{part}{BEARERS[bearer]}{'' if bearer is Bearer.NEGOTIABLE else '出'}"

    def _guidance(self, part: ast.expr) -> list[str]:
        """Where a talk usually ends, what either side may say, and a case that was settled."""
        found = []
        for node in ast.walk(part):
            match node:
                case ast.Call(Value(function), [Value(str(id_))]) if function is precedent:
                    found.append(f"个案：{precedent(id_).text}（{precedent(id_).source}）")
                case ast.Call(Value(FunctionType() as function)):
                    body = ast.walk(definition(function))
                    names = [n.value for n in body if isinstance(n, ast.Constant)]
                    found += _usual(names)
                case Value(tuple() as factors):
                    found += [_factor(f) for f in factors if hasattr(f, "favours")]
        return found

    # Remarks

    def _each(
        self,
        function: Callable[..., Any],
        read: Callable[[Callable[..., Any]], list[Any]],
        tell: Callable[[Any], Told],
    ) -> tuple[Told, ...]:
        try:
            found = dict.fromkeys(tell(fields) for fields in read(function))
            return tuple(told for told in found if told.line != UNKNOWN)
        except Unreadable as error:
            self.problems[str(error)] = None
            return ()

    def _remarks(self, function: Callable[..., Any], kind: type) -> tuple[Told, ...]:
        return self._each(function, lambda f: remarks(f, kind), _TELL[kind].__get__(self))

    def _evidence(self, text: ast.expr) -> Told:
        return Told(self._texts.text(text))

    def _deadline(self, given: Fields) -> Told:
        name, event, missed = (self._text(given, key) for key in ("name", "event", "missed"))
        match given:
            case {"parameter_name": Value(str(number))}:
                rule = parameter(number, date.max)
                span = amount_text(rule)
                further = [a for value in given.values() if literal(value) for a in articles(value)]
                basis = (*([rule.article] if rule.article else []), *further)
            case {"rule": ast.Call(_, [_, Value("days"), days, article])}:
                span = f"〔{self.words.if_sayable(self.words.term, days) or '…'}〕天"
                basis = articles(article)
            case _:
                raise Unreadable(f"{where(given['event'])}: 读不出“{name}”有多长")
        return Told(f"**{name}**：{event}起{span}。{missed}", (), basis)

    def _step(self, given: Fields) -> Told:
        channel = CHANNELS.get(self._text(given, "channel"), UNKNOWN)
        say = self._text(given, "say")
        more = (f"可以这样写：“{say}”",) if say else ()
        return Told(f"**{channel}**：{self._text(given, 'text')}", more, _basis(given))

    def _caution(self, given: Fields) -> Told:
        return Told(self._text(given, "text"), (), _basis(given))

    def _burden(self, given: Fields) -> Told:
        side = SIDES.get(self._text(given, "on"), "")
        return Told(f"**{side}**：{self._text(given, 'point')}", (), _basis(given))

    def _objection(self, given: Fields) -> Told:
        says, answer = self._text(given, "seller_says"), self._text(given, "answer")
        return Told(f"商家：“{says}”", (f"回答：{answer}",), _basis(given))

    def _text(self, given: Fields, name: str) -> str:
        return self._texts.text(given.get(name, NONE))

    # Terms

    def _meaning(self, function: FunctionType) -> tuple[str, ...]:
        """When the label holds, line by line; empty where the code has to be read."""
        if function.__annotations__.get("return") != "bool":
            return ()
        try:
            found = list(outcomes(on_a_case(function), Path()))
        except Unreadable:
            return ()
        lines = []
        for outcome in found:
            line = self.words.if_sayable(self._meant, outcome.path, outcome.value, strict=True)
            if line is None:
                return ()
            lines.append(line)
        return tuple(lines)

    def _meant(self, path: Path, value: ast.expr) -> str:
        told = [self.words.condition(test) for test in path.told]
        when = "，且".join(told) or "其他情况"
        value = path.simplify(value)
        if isinstance(value, Value):
            return f"{when} → {'是' if value.value else '不是'}"
        meant = self.words.condition(value)
        return f"{when} → 看{meant}" if told else meant


_TELL: dict[type, Callable[..., Told]] = {
    Step: Writer._step,
    Caution: Writer._caution,
    Burden: Writer._burden,
    Objection: Writer._objection,
}


def question(cost: str) -> str:
    """What a consumer asks about the cost."""
    name = COST_NAMES[cost]
    if cost in COMES_BACK:
        return f"{name}退不退？"
    return f"有没有{name}？" if cost == "punitive_damages" else f"{name}谁出？"


def _basis(given: Fields) -> tuple[Citation, ...]:
    return articles(given.get("basis", ast.Tuple([], ast.Load())))


def _usual(names: list[Any]) -> list[str]:
    known = [name for name in names if name in parameter_names()]
    return [f"谈的起点：商家出{length(name)}（`{name}`）" for name in known]


def _factor(factor: Any) -> str:
    weight = getattr(factor, "weight", None)
    return f"对{SIDES[factor.favours]}有利{f'（分量{weight}）' if weight else ''}：{factor.text}"

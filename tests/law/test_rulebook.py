"""docs/rules.md says what the rules decide: all of it, and nothing else."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

import pytest
from generated_cases import Given, cases
from hypothesis import HealthCheck, given, settings

from bot.case import FACTS
from bot.law.known import NAMED_BY, Known, Missing
from bot.law.parameters import parameter_names
from bot.law.situations import SITUATIONS
from bot.law.statutes import all_citations
from bot.rulebook import FILE, rulebook
from bot.rulebook.chapters import question
from bot.rulebook.clauses import Clause, clauses
from bot.rulebook.ruling import Ruling
from bot.rulebook.source import Value

RULES = {(s.id, rule.__name__): rule for s in SITUATIONS for rule in s.costs}
OPERATIONS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Is: lambda one, other: one is other or one == other,
    ast.In: lambda one, other: one in other,
    ast.Lt: operator.lt,
    ast.Gt: operator.gt,
    ast.LtE: operator.le,
    ast.GtE: operator.ge,
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@pytest.fixture(scope="module")
def text() -> str:
    return rulebook()


def section(text: str, anchor: str) -> str:
    """The text below the heading with this anchor, up to the next chapter."""
    return text.split(f'<a id="{anchor}"></a>')[1].split("\n## ", 1)[0]


# The document


def test_the_file_is_current(text: str) -> None:
    assert FILE.read_text(encoding="utf-8") == text, "run `python -m bot law rules`"


def test_every_situation_has_its_chapter_with_every_cost(text: str) -> None:
    for situation in SITUATIONS:
        chapter = section(text, situation.id)
        assert situation.holds in chapter
        assert situation.not_modelled in chapter
        for rule in situation.costs:
            assert f"### {question(rule.__name__)}" in chapter, rule.__name__


def test_every_number_fact_and_article_is_there(text: str) -> None:
    numbers, facts = section(text, "parameters"), section(text, "facts")
    assert [name for name in parameter_names() if f"`{name}`" not in numbers] == []
    assert [name for name in FACTS if f"`{name}`" not in facts] == []
    articles = section(text, "articles") + section(text, "uncited")
    assert [a.label for a in all_citations() if f"- {a.label}" not in articles] == []


def test_every_question_that_may_be_asked_is_there(text: str) -> None:
    facts = section(text, "facts")
    assert [fact.ask for fact in FACTS.values() if fact.ask not in facts] == []


def test_there_is_no_rule_without_an_article(text: str) -> None:
    assert "**没有依据**" not in text


def test_nothing_in_it_is_code(text: str) -> None:
    """What the reader sees is Chinese: no Python, and names only in backquotes."""
    for leak in ("case.", "lambda", "<function", "Bearer.", "None", "True", "False"):
        assert leak not in text


# The rules


def evaluated(node: ast.expr, case: Known) -> Any:
    """What closed syntax means for a case."""

    def of(part: ast.expr) -> Any:
        return evaluated(part, case)

    match node:
        case Value(value):
            return value
        case ast.Name("case"):
            return case
        case ast.Attribute(owner, name):
            return getattr(of(owner), name)
        case ast.Call(function, arguments, keywords):
            return of(function)(*map(of, arguments), **{str(k.arg): of(k.value) for k in keywords})
        case ast.UnaryOp(ast.Not(), operand):
            return not of(operand)
        case ast.BoolOp(ast.And(), values):
            return all(map(of, values))
        case ast.BoolOp(ast.Or(), [first, *others]):
            return of(first) or (evaluated(ast.BoolOp(ast.Or(), others), case) if others else None)
        case ast.Compare(left, [op], [right]):
            return OPERATIONS[type(op)](of(left), of(right))
        case ast.BinOp(left, op, right):
            return OPERATIONS[type(op)](of(left), of(right))
        case ast.IfExp(condition, then, otherwise):
            return of(then) if of(condition) else of(otherwise)
        case ast.Subscript(owner, key):
            return of(owner)[of(key)]
        case ast.Dict(keys, values):
            return {of(k): of(v) for k, v in zip(keys, values, strict=True) if k is not None}
    raise AssertionError(ast.dump(node))


def first_that_holds(found: tuple[Clause, ...], case: Known) -> Ruling | None:
    for clause in found:
        if all(evaluated(test, case) for test in clause.tests):
            return first_that_holds(clause.parts, case) if clause.parts else clause.ruling
    raise AssertionError("no clause holds")


@pytest.fixture(scope="module")
def told() -> dict[tuple[str, str], tuple[Clause, ...]]:
    return {name: clauses(rule) for name, rule in RULES.items()}


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(drawn=cases())
def test_the_clauses_decide_as_the_rules_do(
    told: dict[tuple[str, str], tuple[Clause, ...]], drawn: Given
) -> None:
    for (situation, cost), rule in RULES.items():
        known = Known(drawn.case, drawn.today)
        try:
            came_up = cost not in NAMED_BY or known.concerns(cost)
            share = rule(known) if came_up else None
        except Missing:
            continue
        if not came_up:
            continue
        ruling = first_that_holds(told[situation, cost], Known(drawn.case, drawn.today))
        where = f"{situation}: {cost}"
        if share is None or ruling is None:
            assert (share, ruling) == (None, None), where
            continue
        bearers = {bearer for bearer, _ in ruling.parts} | {ruling.bearer}
        assert share.bearer in bearers, where
        assert share.strength is ruling.strength, where
        assert set(share.basis) == set(ruling.basis), where

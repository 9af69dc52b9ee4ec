"""`match` statements as chains of `if`."""

from __future__ import annotations

import ast

from bot.rulebook.source import Unreadable, literal, located, where


def as_ifs(subject: ast.expr, cases: list[ast.match_case]) -> list[ast.stmt]:
    """The cases as a chain of `if`. Raises Unreadable."""
    chain: list[ast.stmt] = []
    for case in reversed(cases):
        test = _matches(subject, case.pattern)
        if case.guard is not None:
            test = located(ast.BoolOp(ast.And(), [test, case.guard]), test)
        chain = [located(ast.If(test, case.body, chain), subject)]
    return chain


def _matches(subject: ast.expr, pattern: ast.pattern) -> ast.expr:
    test: ast.expr
    match pattern:
        case ast.MatchValue(value):
            test = ast.Compare(subject, [ast.Eq()], [value])
        case ast.MatchSingleton(value):
            test = ast.Compare(subject, [ast.Is()], [ast.Constant(value)])
        case ast.MatchOr(patterns):
            test = ast.BoolOp(ast.Or(), [_matches(subject, p) for p in patterns])
        case ast.MatchAs(None, None):
            test = ast.Constant(True)
        case ast.MatchSequence(patterns) if len(literal(subject) or ()) == len(patterns):
            pairs = zip(literal(subject) or (), patterns, strict=True)
            test = ast.BoolOp(ast.And(), [_matches(s, p) for s, p in pairs])
        case _:
            raise Unreadable(f"{where(pattern)}: 读不懂 match 里的这一种")
    return located(test, pattern)

"""Who bears a cost, as a rule makes it with `seller(...)`, `divided(...)` and so on."""

from __future__ import annotations

import ast
import dataclasses
import re
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from bot.law.advice import Bearer, Share, Strength
from bot.law.shares import borne_by, divided, negotiable
from bot.law.statutes import Citation
from bot.rulebook.paths import same
from bot.rulebook.source import NONE, Unreadable, Value, called, located, returns, where

MAKERS = (borne_by, divided, negotiable, Share)
"""What makes a ruling; the others in `bot.law.shares` call these."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Who bears a cost. Texts and amounts stay closed syntax: they may depend on the case.

    `parts` are who bears what of a cost that several bear, `guidance` where a talk usually ends,
    `notes` functions whose label says how they changed the ruling, and in which case.
    """

    bearer: Bearer
    strength: Strength
    basis: tuple[Citation, ...]
    reason: ast.expr
    parts: tuple[tuple[Bearer, ast.expr], ...] = ()
    condition: ast.expr = NONE
    guidance: tuple[ast.expr, ...] = ()
    notes: tuple[tuple[FunctionType, ast.expr], ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for rulings that say the same."""
        parts = tuple((bearer, same(amount)) for bearer, amount in self.parts)
        cases = [case for _, case in self.notes]
        texts = tuple(map(same, (self.reason, self.condition, *self.guidance, *cases)))
        return self.bearer, self.strength, self.basis, parts, texts


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a maker is given. `decisive` is read through: strength, articles, who bears the parts."""

    given: dict[str, ast.expr]
    amounts: list[ast.expr]
    decisive: list[ast.expr]


def arguments(maker: Any, call: ast.Call) -> Arguments:
    """The arguments of a call of one of `MAKERS`. Raises Unreadable."""
    given = {str(k.arg): k.value for k in call.keywords}
    if maker is not Share:
        given = dict(called(maker, call).names)
    if maker is negotiable:
        given |= {
            "bearer": Value(Bearer.NEGOTIABLE),
            "strength": Value(Strength.NEGOTIABLE),
        }
    parts = given.get("parts", ast.Dict([], []))
    if not isinstance(parts, ast.Dict):
        raise Unreadable(f"{where(call)}: 谁出多少要直接写出来")
    bearers = [key or NONE for key in parts.keys] or [given["bearer"]]
    return Arguments(given, parts.values, [given["strength"], given["basis"], *bearers])


def drawn(arguments: Arguments, decided: list[ast.expr]) -> Value:
    """The ruling, after its decisive arguments have been read. Raises Unreadable."""
    strength, basis, *bearers = decided
    who = [_member(bearer, Bearer) for bearer in bearers]
    given = arguments.given
    return Value(
        Ruling(
            bearer=who[0] if len(who) == 1 else Bearer.SHARED,
            strength=_member(strength, Strength),
            basis=tuple(dict.fromkeys(citations(basis))),
            reason=given["reason"],
            parts=tuple(zip(who, arguments.amounts, strict=False)),
            guidance=tuple(
                given[name]
                for name in ("seller_percent", "precedent", "arguments")
                if name in given
            ),
        )
    )


def citations(basis: ast.expr) -> tuple[Citation, ...]:
    """The articles of a tuple of them. Raises Unreadable."""
    match basis:
        case Value(Citation() as article):
            return (article,)
        case ast.Tuple(elts) | ast.List(elts):
            return tuple(article for member in elts for article in citations(member))
        case ast.Starred(value):
            return citations(value)
        case Value(tuple() as articles):
            return articles
    raise Unreadable(f"{where(basis)}: 读不出引用了哪些条文")


def changed(value: ast.expr, call: ast.Call) -> ast.expr:
    """The ruling after `replace(ruling, condition=…)`; amounts are not told and may change."""
    ruling = ruling_of(value)
    if ruling is None:
        raise Unreadable(f"{where(call)}: 这里可能没有可以改的结论")
    changes = {str(k.arg): k.value for k in call.keywords}
    if changes.keys() & {"bearer", "strength", "basis"}:
        raise Unreadable(f"{where(call)}: 改了由谁出或依据的，要给函数加 @said")
    other = dataclasses.replace(
        ruling,
        condition=changes.get("condition", ruling.condition),
        reason=changes.get("reason", ruling.reason),
    )
    return located(Value(other), value)


def noting(value: ast.expr, share: ast.expr) -> FunctionType | None:
    """The labelled function, if `value` is its change of `share`."""
    match value:
        case ast.Call(Value(FunctionType() as function), [given, *_]):
            if given is share and hasattr(function, "said") and gives_share(given):
                return function
    return None


def noted(value: ast.expr, function: FunctionType, case: ast.expr) -> ast.expr:
    """The ruling, if it is one, with a note of what changes it in that case."""
    ruling = ruling_of(value)
    if ruling is None:
        return value
    with_note = dataclasses.replace(ruling, notes=(*ruling.notes, (function, case)))
    return located(Value(with_note), value)


def gives_share(value: ast.expr) -> bool:
    """Whether the value is a ruling, or a call of a rule that makes one."""
    match value:
        case Value(Ruling()):
            return True
        case ast.Call(Value(function)):
            is_share = function in (Share, dataclasses.replace)
            return is_share or re.search(r"\bShare\b", returns(function)) is not None
        case ast.IfExp(_, then, otherwise):
            return gives_share(then) or gives_share(otherwise)
        case ast.BoolOp(ast.Or(), values):
            return any(map(gives_share, values))
    return False


def ruling_of(value: ast.expr) -> Ruling | None:
    """The ruling that was read, or None. Raises Unreadable."""
    match value:
        case Value(Ruling() as ruling):
            return ruling
        case Value(None):
            return None
    raise Unreadable(f"{where(value)}: 读不出由谁出")


def _member(value: ast.expr, kind: type[Any]) -> Any:
    if isinstance(value, Value) and isinstance(value.value, kind):
        return value.value
    raise Unreadable(f"{where(value)}: 读不出由谁出、有多硬")

"""The cases of a conversation, advised on as of today: what papers and what-ifs are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Path

from bot.case import Case
from bot.law import Advice, advise
from bot.web.errors import Problem
from bot.web.sessions import ClockOf, StateOf


@dataclass(frozen=True, slots=True)
class AdvisedCase:
    """A case with its advice of the day `today`."""

    case: Case
    advice: Advice
    today: date


async def _advised_case(
    state: StateOf,
    matter: Annotated[int, Path(description="`matter` of the reply that carries the advice.")],
    clock: ClockOf,
) -> AdvisedCase:
    """Raises Problem: unknown_case, no_advice_yet."""
    if not 0 <= matter < len(state.matters):
        raise Problem(404, "unknown_case", "这段对话里没有这件东西。")
    case, today = state.matters[matter].case, clock.today()
    advice = advise(case, today)
    if not isinstance(advice, Advice) or not state.matters[matter].advised:
        raise Problem(409, "no_advice_yet", "这件事还没有结论，先把问题答完。")
    return AdvisedCase(case, advice, today)


AdvisedCaseOf = Annotated[AdvisedCase, Depends(_advised_case)]

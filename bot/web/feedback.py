"""Whether it helped, and what became of it: three taps."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from bot.case import State
from bot.feedback import Outcome, Way, keep
from bot.law import Advice, advise
from bot.web.errors import Problem
from bot.web.metrics import Metrics
from bot.web.sessions import ClockOf, StateOf, StoreOf, errors


class Feedback(BaseModel):
    helpful: bool | None = None
    outcome: Outcome | None = None
    by: Way | None = Field(None, description="By which way it came to that.")


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


router = APIRouter(prefix="/api/chat/{session}", tags=["chat"])


@router.post("/feedback", status_code=204, responses=errors(404, 422, 503))
async def give(
    given: Feedback,
    state: StateOf,
    store: StoreOf,
    clock: ClockOf,
    metrics: Annotated[Metrics, Depends(_metrics)],
) -> Response:
    """Keeps it without any link to the conversation: the day and the situations advised on."""
    if given == Feedback():
        raise Problem(422, "invalid_request", "还没有选：有没有帮助，或者结果怎么样。")
    today = clock.today()
    situations = _advised_on(state, today)
    await keep(store, today, situations, given.helpful, given.outcome, given.by)
    helpful = {True: "yes", False: "no", None: "not_said"}[given.helpful]
    metrics.feedback.labels(helpful, given.outcome or "not_said").inc()
    return Response(status_code=204)


def _advised_on(state: State, today: date) -> list[str]:
    """The ids of the situations of all cases that have an advice."""
    results = [advise(matter.case, today) for matter in state.matters if matter.advised]
    advices = [result for result in results if isinstance(result, Advice)]
    return [situation.id for advice in advices for situation in advice.situations]

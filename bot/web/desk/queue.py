"""The queue: what should be opened first, and why."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from bot.desk.cases import Cases, Filters, Status, UnknownCase
from bot.law.situations import SITUATIONS
from bot.priority import Level
from bot.web.desk.door import START, Mediator
from bot.web.desk.pages import page
from bot.web.sessions import ClockOf, StoreOf

A_PAGE = 50
MOST_WORDS = 100

router = APIRouter(prefix=START, include_in_schema=False)


@router.get("")
async def queue(
    request: Request,
    who: Mediator,
    store: StoreOf,
    clock: ClockOf,
    level: str = "",
    situation: str = "",
    status: str = "",
    words: Annotated[str, Query(max_length=MOST_WORDS)] = "",
    after: str = "",
) -> Response:
    """Filters that do not exist filter nothing: an old bookmark still shows the queue."""
    cases = Cases(store)
    filters = Filters(
        status=Status.CLOSED if status == Status.CLOSED else Status.OPEN,
        level=Level(level) if level in list(Level) else None,
        situation=situation if situation in {one.id for one in SITUATIONS} else None,
        words=words.strip(),
    )
    try:
        last = await cases.read(after) if after else None
    except UnknownCase:
        last = None
    found = await cases.queue(A_PAGE + 1, last, filters)
    return page(
        "queue.html",
        who=who,
        today=clock.today(),
        filters=filters,
        levels=list(Level),
        counts=await cases.count(filters.status),
        entries=found[:A_PAGE],
        more=request.url.include_query_params(after=found[A_PAGE - 1].id)
        if len(found) > A_PAGE
        else None,
    )

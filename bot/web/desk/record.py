"""The audit log, for who leads."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from bot.desk import audit
from bot.web.desk.door import START, Lead
from bot.web.desk.pages import page
from bot.web.sessions import ClockOf, StoreOf

A_PAGE = 100

router = APIRouter(prefix=START, include_in_schema=False)


@router.get("/record")
async def record(
    who: Lead, store: StoreOf, clock: ClockOf, person: str = "", before: int | None = None
) -> Response:
    """Looking at it is recorded, too."""
    found = await audit.entries(store, A_PAGE + 1, before, person or None)
    async with store.writing_once() as connection:
        await audit.record(connection, clock.now(), who.name, "audit_viewed")
    more = found[A_PAGE - 1].number if len(found) > A_PAGE else None
    return page(
        "record.html",
        who=who,
        entries=found[:A_PAGE],
        actions=audit.ACTIONS,
        person=person,
        more=more,
    )

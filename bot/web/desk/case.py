"""The page of a case: story, facts, law, computation, deadlines."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from bot.case import Case
from bot.desk import audit
from bot.desk.case_file import case_file
from bot.desk.cases import Cases, UnknownCase
from bot.law.acceptance import acceptance
from bot.web.desk.door import START, Mediator, Refused
from bot.web.desk.pages import page
from bot.web.sessions import ClockOf, StoreOf

router = APIRouter(prefix=f"{START}/cases", include_in_schema=False)


@router.get("/{id}")
async def show(id: str, who: Mediator, store: StoreOf, clock: ClockOf) -> Response:
    """That it was seen is recorded."""
    cases = Cases(store)
    try:
        entry = await cases.read(id)
        versions = await cases.versions(id)
        said = await store.history(await cases.conversation(id))
    except UnknownCase:
        raise Refused(404, "没有这个案件，或者当事人已经删除了。") from None
    async with store.writing_once() as connection:
        await audit.record(connection, clock.now(), who.name, "case_viewed", id)
    texts = {message.position: message.text for message in said}
    today = clock.today()
    file = case_file(versions, texts, today)
    return page(
        "case.html",
        who=who,
        today=today,
        entry=entry,
        file=file,
        messages=said,
        acceptance=acceptance(Case.model_validate(versions[-1].facts), today),
    )

"""The page of a case: story, facts, law, computation, deadlines; and what is done with it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from bot.case import Case
from bot.desk import audit
from bot.desk.case_file import case_file
from bot.desk.cases import Cases, Status, UnknownCase
from bot.desk.work import Changed, Work
from bot.law.acceptance import acceptance
from bot.web.desk.door import START, Mediator, OwnForm, Refused
from bot.web.desk.pages import page
from bot.web.sessions import ClockOf, StoreOf

MOST_CHARACTERS = 5_000
"""Of a note."""

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
        raise _unknown() from None
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
        notes=await Work(store).notes(id),
        most=MOST_CHARACTERS,
    )


@router.post("/{id}/notes")
async def add_note(
    id: str, who: Mediator, fields: OwnForm, store: StoreOf, clock: ClockOf
) -> Response:
    text = fields.get("text", "").strip()
    if not text or len(text) > MOST_CHARACTERS:
        raise Refused(422, f"备注要写1到{MOST_CHARACTERS}个字。回到上一页，写的还在。")
    try:
        await Work(store).add_note(id, text, clock.now(), who.name)
    except UnknownCase:
        raise _unknown() from None
    return RedirectResponse(f"{START}/cases/{id}#notes", 303)


@router.post("/{id}/status")
async def set_status(
    id: str, who: Mediator, fields: OwnForm, store: StoreOf, clock: ClockOf
) -> Response:
    """Closes or opens the case that was on the page: not one that has changed since."""
    version, status = fields.get("version", ""), fields.get("status", "")
    if not (version.isascii() and version.isdigit() and status in list(Status)):
        raise Refused(422, "没能读懂发来的内容，请回到上一页再试。")
    try:
        await Work(store).set_status(id, Status(status), int(version), clock.now(), who.name)
    except UnknownCase:
        raise _unknown() from None
    except Changed:
        raise Refused(409, "这个案件刚刚变了，没有改动。请重新打开，看了新情况再决定。") from None
    return RedirectResponse(f"{START}/cases/{id}", 303)


def _unknown() -> Refused:
    return Refused(404, "没有这个案件，或者当事人已经删除了。")

"""Papers and deadlines of a case, to read, to copy and to take along."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, Field

from bot.answer.calendar import calendar
from bot.answer.papers import EvidenceItem, Paper, papers_for
from bot.answer.papers.docx import docx
from bot.answer.papers.filling import MOST_CHARACTERS, BlankTooLong, UnfitForBlank, UnknownBlank
from bot.web.cases import AdvisedCaseOf
from bot.web.errors import Problem
from bot.web.evidence import PicturesOf
from bot.web.sessions import ClockOf, Key, errors

router = APIRouter(prefix="/api/chat/{session}/cases/{matter}", tags=["papers"])

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CALENDAR = "text/calendar"


class Papers(BaseModel):
    papers: list[Paper]


class Blanks(BaseModel):
    """What the person wrote into the blanks, by their ids: used for this one file, kept nowhere."""

    blanks: dict[str, str] = Field(default_factory=dict)


async def _evidence(key: Key, pictures: PicturesOf) -> tuple[EvidenceItem, ...]:
    """Raises UnknownConversation."""
    return tuple(
        EvidenceItem(number, one.supports, one.received_at, one.sha256)
        for number, one in enumerate(await pictures.all(key), 1)
    )


async def _papers(
    about: AdvisedCaseOf, evidence: Annotated[tuple[EvidenceItem, ...], Depends(_evidence)]
) -> tuple[Paper, ...]:
    return papers_for(about.case, about.advice, about.today, evidence)


PapersOf = Annotated[tuple[Paper, ...], Depends(_papers)]


@router.get("/papers", responses=errors(404, 409, 503))
async def papers(made: PapersOf) -> Papers:
    """The papers that are of use in this case; what the person has to fill in stands as 【label】."""
    return Papers(papers=list(made))


@router.post(
    "/papers/{paper}.docx",
    response_class=Response,
    responses={200: {"content": {WORD: {}}}, **errors(404, 409, 413, 422, 503)},
)
def word_file(
    paper: Annotated[str, Path(description="`id` of the paper.")], made: PapersOf, body: Blanks
) -> Response:
    """The paper as a Word file. Blanks that are not given stay marked."""
    chosen = next((each for each in made if each.id == paper), None)
    if chosen is None:
        raise Problem(404, "unknown_paper", "没有这份文书，或者这件事用不上它。")
    try:
        content = docx(chosen, body.blanks)
    except UnknownBlank:
        raise Problem(422, "unknown_blank", "有一处填的内容，这份文书里没有对应的空。") from None
    except BlankTooLong as error:
        message = f"“{error.label}”太长了，最多写{MOST_CHARACTERS}个字。"
        raise Problem(422, "blank_too_long", message) from None
    except UnfitForBlank as error:
        message = f"“{error.blank.label}”这样填不行：{error.blank.hint}。"
        raise Problem(422, "unfit_for_blank", message) from None
    return _file(content, WORD, f"{chosen.id}.docx", f"{chosen.name}.docx")


@router.get(
    "/deadlines.ics",
    response_class=Response,
    responses={200: {"content": {CALENDAR: {}}}, **errors(404, 409, 503)},
)
async def deadlines(
    about: AdvisedCaseOf,
    key: Key,
    matter: Annotated[int, Path(description="`matter` of the reply that carries the advice.")],
    clock: ClockOf,
) -> Response:
    """The deadlines that have not passed, for a calendar, with reminders the day before and on the day."""
    content = calendar(about.advice, f"{key}/{matter}", about.today, clock.now())
    if content is None:
        raise Problem(409, "no_deadlines", "这件事现在没有算得出日子、又还没过的期限。")
    return _file(content, CALENDAR, "deadlines.ics", "退货期限.ics")


def _file(content: bytes, media_type: str, plain_name: str, name: str) -> Response:
    """A file to save; old programs that know no other names than ASCII save it by `plain_name`."""
    disposition = f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})

"""Pictures as evidence: sent, listed, shown, described, removed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AfterValidator, BaseModel, Field

from bot.case import FACTS
from bot.evidence.facts import Found, facts_in
from bot.evidence.picture import MAX_BYTES, NotAPicture, RefusedPicture, TooManyPixels
from bot.evidence.store import (
    MOST_PICTURES,
    EvidenceStore,
    FactJson,
    Kept,
    TooManyPictures,
    UnknownPicture,
)
from bot.law.wording import full_day, yuan
from bot.web.errors import Problem, busy
from bot.web.guard import clean as clean_text
from bot.web.picture_worker import Busy, PictureWorker
from bot.web.sessions import ClockOf, Key, StoreOf, errors

MOST_CHARACTERS = 200

Supports = Annotated[
    str,
    Field(max_length=MOST_CHARACTERS, description="What the picture is to prove."),
    AfterValidator(clean_text),
]


class FoundFact(BaseModel):
    fact: str = Field(description="A field of the case, for `facts` of a message.")
    name: str
    value: str | bool = Field(description="Yuan with two places, an ISO date, or true.")
    shown: str = Field(description="The value as people write it.")
    line: str = Field(description="Where in the picture it stands.")


class Evidence(BaseModel):
    id: str
    sha256: str = Field(description="Of the bytes as they were sent.")
    media_type: str = Field(description="Of the picture as it is kept, like the sizes.")
    bytes: int
    width: int
    height: int
    received_at: datetime = Field(description="UTC")
    supports: str | None
    lines: list[str] | None = Field(description="Text in the picture; null: could not be read.")
    facts: list[FoundFact] = Field(
        description="To be confirmed by the person. Two of one fact, or of one line, exclude each other."
    )


class AllEvidence(BaseModel):
    evidence: list[Evidence]


class Description(BaseModel):
    supports: Supports | None


def _pictures(store: StoreOf) -> EvidenceStore:
    return EvidenceStore(store)


def _worker(request: Request) -> PictureWorker:
    worker: PictureWorker = request.app.state.picture_worker
    return worker


PicturesOf = Annotated[EvidenceStore, Depends(_pictures)]
WorkerOf = Annotated[PictureWorker, Depends(_worker)]

router = APIRouter(prefix="/api/chat/{session}/evidence", tags=["evidence"])

_BODY = {
    "requestBody": {
        "required": True,
        "description": f"A JPEG, PNG, WebP or HEIC of at most {MAX_BYTES:,} bytes.",
        "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post(
    "", status_code=201, responses=errors(404, 409, 413, 415, 422, 503), openapi_extra=_BODY
)
async def send(
    request: Request,
    key: Key,
    pictures: PicturesOf,
    worker: WorkerOf,
    clock: ClockOf,
    supports: Annotated[Supports | None, Query()] = None,
) -> Evidence:
    """Keeps a picture and reads the text in it, which takes seconds.

    The same bytes again are answered alike and not kept twice. Metadata is stripped, a large picture
    scaled down, and everything is kept as JPEG; of an animation the first frame.
    """
    data = await request.body()
    at = clock.now()
    try:
        kept = await keep_picture(pictures, worker, key, data, at, clock.day(at), supports or None)
    except TooManyPictures:
        raise _too_many() from None
    except RefusedPicture as refused:
        raise _refusal(refused) from None
    except Busy:
        raise busy() from None
    return _shown(kept)


@router.get("", responses=errors(404, 503))
async def read(key: Key, pictures: PicturesOf) -> AllEvidence:
    """The pictures of the conversation, the first one first."""
    return AllEvidence(evidence=[_shown(one) for one in await pictures.all(key)])


@router.get("/{id}", responses=errors(404, 503), response_class=Response)
async def show(key: Key, id: str, pictures: PicturesOf) -> Response:
    """The picture as it is kept."""
    try:
        media_type, content = await pictures.content(key, id)
    except UnknownPicture:
        raise _unknown_picture() from None
    return Response(content, media_type=media_type, headers={"Content-Disposition": "inline"})


@router.patch("/{id}", responses=errors(404, 422, 503))
async def describe(key: Key, id: str, said: Description, pictures: PicturesOf) -> Evidence:
    """Says what the picture is to prove."""
    try:
        return _shown(await pictures.describe(key, id, said.supports or None))
    except UnknownPicture:
        raise _unknown_picture() from None


@router.delete("/{id}", status_code=204, responses=errors(404, 503))
async def remove(key: Key, id: str, pictures: PicturesOf) -> Response:
    """Deletes the picture for good."""
    try:
        await pictures.remove(key, id)
    except UnknownPicture:
        raise _unknown_picture() from None
    return Response(status_code=204)


async def keep_picture(
    pictures: EvidenceStore,
    worker: PictureWorker,
    key: str,
    data: bytes,
    at: datetime,
    day: date,
    supports: str | None = None,
) -> Kept:
    """Examines a picture that came in at that moment, on that day, and keeps it; one of the same bytes
    is not kept twice. Raises RefusedPicture, Busy, TooManyPictures, UnknownConversation."""
    digest = sha256(data).hexdigest()
    kept = await pictures.admit(key, digest)
    if kept is not None:
        return kept
    picture, lines = await worker.examine(data)
    facts = [_stored(fact) for fact in facts_in(lines or (), day)]
    return await pictures.keep(key, digest, picture, lines, facts, supports, at)


def _stored(found: Found) -> FactJson:
    value = True if found.value is True else str(found.value)
    return {"fact": found.fact, "value": value, "line": found.line}


def _shown(kept: Kept) -> Evidence:
    facts = [
        FoundFact(
            name=FACTS[fact["fact"]].name, shown=as_written(fact["fact"], fact["value"]), **fact
        )
        for fact in kept.facts
    ]
    return Evidence.model_validate({**asdict(kept), "facts": facts})


def as_written(fact: str, value: str | bool) -> str:
    """The value of a kept fact as people write it."""
    if isinstance(value, bool):
        return "（运费0元）"
    if fact.endswith("_date"):
        return full_day(date.fromisoformat(value))
    return yuan(Decimal(value))


def _unknown_picture() -> Problem:
    return Problem(404, "unknown_picture", "没有这张图片，或者已经移除了。")


def _too_many() -> Problem:
    return Problem(
        409,
        "too_many_pictures",
        f"一段对话最多放{MOST_PICTURES}张图片。先移除用不上的，再发新的。",
    )


def _refusal(refused: RefusedPicture) -> Problem:
    match refused:
        case NotAPicture():
            return Problem(
                415,
                "not_a_picture",
                "这不是能用的图片。请发 JPG、PNG、WebP 或 HEIC 图片；打不开的，截屏后再发。",
            )
        case TooManyPixels():
            return Problem(
                422,
                "too_many_pixels",
                "这张图片的尺寸太大了，最多5000万像素。截屏后再发，会小很多。",
            )
    return Problem(
        422, "broken_picture", "这张图片打不开，可能坏了或没传完。请重发，或者截屏后再发。"
    )

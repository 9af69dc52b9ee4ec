"""The chat API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, JsonValue

from bot.rasa import AdvisorFailed, Reply
from bot.store import IdTaken
from bot.web.confirmed import confirmed_facts
from bot.web.errors import advisor_unavailable, id_taken
from bot.web.sessions import ClockOf, Key, StoreOf, TurnsOf, errors


class NewChat(BaseModel):
    session: str = Field(description="Opaque 128-bit token: who has it can read the conversation.")


class NewMessage(BaseModel):
    id: str = Field(
        pattern=r"^[A-Za-z0-9_-]{1,64}$",
        description="Chosen by the client. The same id again is answered alike, not taken twice.",
    )
    text: str = Field(description="What the person says, in their own words.")
    facts: dict[str, JsonValue] | None = Field(
        None,
        description="Facts that the person confirmed by a tap: they count as they are, whatever the "
        'text says. Names and values as in `Case`: {"return_freight": "27.00"}.',
    )
    matter: int | None = Field(
        None, ge=0, le=10_000, description="Which case `facts` are about; null: the one spoken of."
    )


class Answer(BaseModel):
    replies: list[Reply]
    today: date = Field(description="The day that the days left are counted from.")


class ChatMessage(BaseModel):
    id: str
    text: str
    at: datetime = Field(description="UTC")
    facts: dict[str, Any] | None = Field(description="What the person confirmed with it.")
    matter: int | None = Field(description="Which case `facts` are about.")
    replies: list[Reply] | None = Field(description="null: not answered yet; send it again.")


class Chat(BaseModel):
    messages: list[ChatMessage]
    today: date = Field(description="The day that the days left are counted from.")


router = APIRouter(prefix="/api/chat", tags=["chat"])


@router.post("", status_code=201, responses=errors(503))
async def start(store: StoreOf, clock: ClockOf) -> NewChat:
    """Starts a conversation."""
    return NewChat(session=await store.create(clock.now()))


@router.post("/{session}/messages", responses=errors(404, 409, 413, 422, 503))
async def say(message: NewMessage, key: Key, turns: TurnsOf, clock: ClockOf) -> Answer:
    """Says something and returns the answer. After a 503 the same id may be sent again."""
    facts = confirmed_facts(message.facts, message.text) if message.facts else None
    matter = message.matter if facts else None
    try:
        replies = await turns.answer(key, message.id, message.text, facts, matter)
    except IdTaken:
        raise id_taken() from None
    except AdvisorFailed:
        raise advisor_unavailable() from None
    return Answer(replies=[Reply.model_validate(reply) for reply in replies], today=clock.today())


@router.get("/{session}", responses=errors(404, 503))
async def read(key: Key, store: StoreOf, clock: ClockOf) -> Chat:
    """The conversation so far, to go on with it after a reload."""
    messages = await store.history(key)
    return Chat(
        messages=[ChatMessage.model_validate(m, from_attributes=True) for m in messages],
        today=clock.today(),
    )


@router.delete("/{session}", status_code=204, responses=errors(404, 503))
async def erase(key: Key, store: StoreOf) -> Response:
    """Erases the conversation everywhere, for good."""
    await store.erase(key)
    return Response(status_code=204)

"""What the calls about one conversation have in common."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Path, Request

from bot.case import State
from bot.clock import Clock
from bot.store import Store
from bot.web.errors import ErrorBody
from bot.web.turns import Turns


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a call may fail with, for the OpenAPI document."""
    return {status: {"model": ErrorBody} for status in statuses}


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


StoreOf = Annotated[Store, Depends(_store)]


def _turns(request: Request) -> Turns:
    turns: Turns = request.app.state.turns
    return turns


def _clock(request: Request) -> Clock:
    clock: Clock = request.app.state.clock
    return clock


async def _key(
    session: Annotated[str, Path(description="From `POST /api/chat`.")], store: StoreOf
) -> str:
    return await store.key_of(session)


Key = Annotated[str, Depends(_key)]


async def _state(key: Key, store: StoreOf) -> State:
    """Raises UnknownConversation."""
    return State.model_validate(await store.state(key) or {})


TurnsOf = Annotated[Turns, Depends(_turns)]
ClockOf = Annotated[Clock, Depends(_clock)]
StateOf = Annotated[State, Depends(_state)]

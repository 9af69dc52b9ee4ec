"""Going on with a conversation in another browser, by a short code."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from bot.resume_codes import ResumeCodes, UnknownCode
from bot.web.errors import Problem
from bot.web.sessions import ClockOf, Key, StoreOf, errors


class NewCode(BaseModel):
    code: str = Field(description="Such as 7K2QM-X9WDA; opens the conversation once.")
    expires_at: datetime = Field(description="UTC")


class TypedCode(BaseModel):
    code: str = Field(
        max_length=100, description="As somebody typed it: letter case, blanks and dashes are free."
    )


class Resumed(BaseModel):
    session: str = Field(description="A further token of the conversation; the others stay valid.")


def _codes(store: StoreOf) -> ResumeCodes:
    return ResumeCodes(store)


CodesOf = Annotated[ResumeCodes, Depends(_codes)]

router = APIRouter(prefix="/api/chat", tags=["chat"])


@router.post("/{session}/resume-code", status_code=201, responses=errors(404, 503))
async def issue(key: Key, codes: CodesOf, clock: ClockOf) -> NewCode:
    """A code for another device, in place of the one before."""
    issued = await codes.issue(key, clock.now())
    return NewCode(code=issued.code, expires_at=issued.expires_at)


@router.post("/resume", status_code=201, responses=errors(404, 422, 503))
async def resume(typed: TypedCode, codes: CodesOf, clock: ClockOf) -> Resumed:
    """Opens the conversation of a code, which is used up by that."""
    try:
        return Resumed(session=await codes.redeem(typed.code, clock.now()))
    except UnknownCode:
        raise Problem(
            404,
            "unknown_code",
            "这个接续码不对、用过了或者过期了。请在原来的设备上再要一个新的。",
        ) from None

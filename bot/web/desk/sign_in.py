"""Signing in and out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.web.desk.door import (
    START,
    AccountsOf,
    Form,
    Mediator,
    OwnForm,
    let_in,
    let_out,
    token,
)
from bot.web.desk.pages import page
from bot.web.sessions import ClockOf

router = APIRouter(prefix=START, include_in_schema=False)


@router.get("/sign-in")
async def show(next: str = START) -> Response:
    return page("sign_in.html", wanted=next, name="", wrong=False)


@router.post("/sign-in")
async def sign_in(request: Request, fields: Form, accounts: AccountsOf, clock: ClockOf) -> Response:
    """The session in a cookie, or the form again, which does not say what was wrong."""
    name, wanted = fields.get("name", ""), fields.get("next", START)
    opened = await accounts.sign_in(name, fields.get("password", ""), clock.now())
    if opened is None:
        return page("sign_in.html", 401, wanted=wanted, name=name, wrong=True)
    return let_in(request, opened, wanted)


@router.post("/sign-out")
async def sign_out(
    request: Request, who: Mediator, _form: OwnForm, accounts: AccountsOf, clock: ClockOf
) -> Response:
    await accounts.sign_out(token(request), who.name, clock.now())
    return let_out(request)

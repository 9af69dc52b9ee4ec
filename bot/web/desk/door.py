"""The desk's door: who is there, what they may do, and that a form is theirs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import parse_qs, quote, urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from bot.clock import Clock
from bot.desk.accounts import Accounts, Role, SignedIn
from bot.web.desk.pages import page
from bot.web.form_origin import from_our_page

COOKIE = "desk"
SECURE_COOKIE = "__Host-desk"
START = "/desk"
MOST_FIELDS = 20


class NobodyThere(Exception):
    """Who is not signed in is shown the door, and then led to `wanted`."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted


class Refused(Exception):
    """Ends a request with a page that says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def accounts(request: Request) -> Accounts:
    found: Accounts = request.app.state.accounts
    return found


AccountsOf = Annotated[Accounts, Depends(accounts)]


def token(request: Request) -> str:
    """The session's token, "" where there is none."""
    return request.cookies.get(SECURE_COOKIE) or request.cookies.get(COOKIE) or ""


async def signed_in(request: Request, accounts: AccountsOf) -> SignedIn:
    """Who is there. Raises NobodyThere."""
    clock: Clock = request.app.state.clock
    who = await accounts.signed_in(token(request), clock.now())
    if who is None:
        raise NobodyThere(_local(request.url.path) if request.method == "GET" else START)
    return who


def require(role: Role) -> Callable[..., Awaitable[SignedIn]]:
    """Who is there, if they have at least this role. Raises NobodyThere, Refused."""

    async def required(who: Annotated[SignedIn, Depends(signed_in)]) -> SignedIn:
        if not who.role.covers(role):
            raise Refused(403, f"这一页要{role.name_zh}才能看。")
        return who

    return required


Mediator = Annotated[SignedIn, Depends(require(Role.MEDIATOR))]
Lead = Annotated[SignedIn, Depends(require(Role.LEAD))]


async def form(request: Request) -> dict[str, str]:
    """The fields of a form on a page of ours. Raises Refused."""
    if not from_our_page(request):
        raise Refused(403, "请在工作台自己的页面里填写。")
    body = (await request.body()).decode("utf-8", "replace")
    try:
        fields = parse_qs(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refused(400, "没能读懂发来的内容，请回到上一页再试。") from None
    return {name: values[-1] for name, values in fields.items()}


Form = Annotated[dict[str, str], Depends(form)]


async def own_form(fields: Form, who: Annotated[SignedIn, Depends(signed_in)]) -> dict[str, str]:
    """The fields of a form that this session was given. Raises NobodyThere, Refused."""
    if fields.get("form_key") != who.form_key:
        raise Refused(403, "这一页放太久了，没有改动。请刷新后再试。")
    return fields


OwnForm = Annotated[dict[str, str], Depends(own_form)]


def let_in(request: Request, token: str, wanted: str) -> Response:
    """To what was wanted, with the session's cookie."""
    response = RedirectResponse(_local(wanted), 303)
    secure = request.url.scheme == "https"
    name = SECURE_COOKIE if secure else COOKIE
    response.set_cookie(name, token, path="/", secure=secure, httponly=True, samesite="lax")
    return response


def let_out(request: Request) -> Response:
    """To the door, without the cookie."""
    response = RedirectResponse(f"{START}/sign-in", 303)
    for name in (COOKIE, SECURE_COOKIE):
        if name in request.cookies:
            secure = name == SECURE_COOKIE
            response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")
    return response


def install(app: FastAPI) -> None:
    """Makes `app` show the door, and refusals as pages."""

    @app.exception_handler(NobodyThere)
    async def nobody(_request: Request, error: NobodyThere) -> Response:
        return RedirectResponse(f"{START}/sign-in?next={quote(error.wanted)}", 303)

    @app.exception_handler(Refused)
    async def refused(_request: Request, error: Refused) -> Response:
        return page("refused.html", error.status, message=error.message)


def _local(wanted: str) -> str:
    """A place at the desk; the start for what is none."""
    parts = urlsplit(wanted)
    here = parts.path == START or parts.path.startswith(f"{START}/")
    if parts.scheme or parts.netloc or not here or "\\" in wanted or ".." in wanted:
        return START
    return parts.path

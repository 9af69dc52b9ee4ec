"""What the APIs of 公众号 and 微信客服 have in common: error codes, access tokens, quotas, faults."""

from __future__ import annotations

import json
import re
import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

MAX_TEXT_BYTES = 2048
TOKEN_SECONDS = 7200
ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u")

ERRORS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40033: "invalid charset. please check your request, if include \\uxxxx will create fail",
    40035: "invalid parameter",
    40125: "invalid appsecret",
    41001: "access_token missing",
    42001: "access_token expired",
    43002: "require POST method",
    44004: "empty content",
    45002: "content size out of limit",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    47001: "data format error",
    48001: "api unauthorized",
    95000: "invalid open_kfid",
    95001: "send msg count limit",
    95002: "send msg time limit",
}

Fault: TypeAlias = Literal["", "down", "garbage", "status", "refused"]
"""down: the connection breaks; garbage: no JSON; status: HTTP 502; refused: an error code."""


class ApiError(Exception):
    """Answered as {"errcode", "errmsg"}, with HTTP status 200 as the platform does."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


async def error_answer(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return answer(errcode=error.code, errmsg=ERRORS.get(error.code, "error"))


def answer(**fields: Any) -> Response:
    return JSONResponse(fields, media_type="application/json; encoding=utf-8")


class Cut(Response):
    """The connection breaks after the headers."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"100")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


def fault_answer(fault: Fault, refusal: int) -> Response | None:
    """Raises ApiError."""
    match fault:
        case "down":
            return Cut()
        case "garbage":
            return PlainTextResponse("<html><body>502 Bad Gateway</body></html>")
        case "status":
            return PlainTextResponse("", 502)
        case "refused":
            raise ApiError(refusal)
        case "":
            return None


async def json_body(request: Request) -> dict[str, Any]:
    """Raises ApiError."""
    try:
        body = json.loads((await request.body()).decode())
    except ValueError:
        raise ApiError(47001) from None
    if not isinstance(body, dict):
        raise ApiError(47001)
    return body


async def text_message(request: Request) -> tuple[dict[str, Any], str]:
    """The body of a call that sends a text, and the text. Raises ApiError."""
    body = await json_body(request)
    # Users would read the escapes as they stand there.
    if ESCAPED.search(await request.body()):
        raise ApiError(40033)
    if body.get("msgtype") != "text":
        raise ApiError(40008)
    text = body.get("text")
    content = text.get("content") if isinstance(text, dict) else None
    if not isinstance(content, str) or not content:
        raise ApiError(44004)
    if len(content.encode()) > MAX_TEXT_BYTES:
        raise ApiError(45002)
    return body, content


class AccessTokens:
    """One token at a time, as long as it works. `unknown` is the code for a token that never was one."""

    def __init__(self, unknown: int, now: Callable[[], float]) -> None:
        self._unknown = unknown
        self._now = now
        self._runs_out: dict[str, float] = {}
        self._latest: str | None = None
        self.calls = 0
        self.issued = 0
        self.forced = 0

    def current(self, *, force: bool = False) -> Response:
        """The answer to who asks for a token; `force` makes a new one and ends the old one."""
        self.forced += force
        if force and self._latest is not None:
            del self._runs_out[self._latest]
            self._latest = None
        if self._latest is None or self._left(self._latest) <= 0:
            self._latest = secrets.token_urlsafe(96)
            self._runs_out[self._latest] = self._now() + TOKEN_SECONDS
            self.issued += 1
        return answer(access_token=self._latest, expires_in=int(self._left(self._latest)))

    def expire(self) -> None:
        if self._latest is not None:
            self._runs_out[self._latest] = self._now()

    def require(self, request: Request) -> None:
        """Raises ApiError."""
        token = request.query_params.get("access_token", "")
        if not token:
            raise ApiError(41001)
        if token not in self._runs_out:
            raise ApiError(self._unknown)
        if self._left(token) <= 0:
            raise ApiError(42001)

    def _left(self, token: str) -> float:
        return self._runs_out[token] - self._now()


@dataclass
class _Grant:
    left: int
    until: float


class Quotas:
    """How many messages a user may still get. Each kind of the user's doings grants anew.

    `late` and `many` are the codes for "nothing is open any more" and "all of it is used up".
    """

    def __init__(self, late: int, many: int, now: Callable[[], float]) -> None:
        self._late = late
        self._many = many
        self._now = now
        self._grants: defaultdict[str, dict[str, _Grant]] = defaultdict(dict)

    def grant(self, user: str, kind: str, count: int, seconds: float) -> None:
        self._grants[user][kind] = _Grant(count, self._now() + seconds)

    def end(self, user: str) -> None:
        self._grants.pop(user, None)

    def open(self, user: str) -> bool:
        return bool(self._live(user))

    def spend(self, user: str) -> None:
        """One message, from what runs out first. Raises ApiError."""
        live = self._live(user)
        if not live:
            raise ApiError(self._late)
        usable = [grant for grant in live if grant.left]
        if not usable:
            raise ApiError(self._many)
        min(usable, key=lambda grant: grant.until).left -= 1

    def _live(self, user: str) -> list[_Grant]:
        grants = self._grants[user].values() if user in self._grants else ()
        return [grant for grant in grants if grant.until > self._now()]

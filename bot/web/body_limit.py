"""Refuses a request body that is too large or too slow, before anything reads it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.evidence.picture import MAX_BYTES
from bot.web.errors import Problem, busy, picture_too_large, too_large, too_slow

_PICTURE = re.compile(r"/api/chat/[^/]+/evidence")


@dataclass(slots=True)
class _Allowance:
    """How large a body may be, in bytes, how long it may take, and how many are read at a time."""

    size: int
    seconds: float
    at_a_time: int
    too_large: Callable[[], Problem]
    being_read: int = 0


class BodyLimit:
    """Reads the body up to the limit and passes it on in one piece.

    FastAPI's own `max_body_size` would answer in English plain text. Pictures are large and come over
    slow lines: only some of them are held in memory at a time.
    """

    def __init__(
        self,
        app: ASGIApp,
        limit: int,
        seconds: float = 15,
        picture_seconds: float = 120,
        pictures: int = 12,
    ) -> None:
        self._app = app
        self._text = _Allowance(limit, seconds, 10_000, too_large)
        self._picture = _Allowance(MAX_BYTES, picture_seconds, pictures, picture_too_large)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        allowed = self._picture if _PICTURE.fullmatch(scope["path"]) else self._text
        try:
            body = await _read(allowed, scope, receive)
        except Problem as problem:
            await problem.response()(scope, receive, send)
            return
        if body is None:
            return
        whole: Message = {"type": "http.request", "body": body, "more_body": False}

        async def replay() -> Message:
            nonlocal whole
            message, whole = whole, {"type": ""}
            return message if message["type"] else await receive()

        await self._app(scope, replay, send)


async def _read(allowed: _Allowance, scope: Scope, receive: Receive) -> bytes | None:
    """The whole body; None where the client went away. Raises Problem: too large, too slow, busy."""
    announced = Headers(scope=scope).get("content-length", "0")
    if not announced.isdecimal() or int(announced) > allowed.size:
        raise allowed.too_large()
    if allowed.being_read >= allowed.at_a_time:
        raise busy()
    allowed.being_read += 1
    try:
        async with asyncio.timeout(allowed.seconds):
            body = bytearray()
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > allowed.size:
                    raise allowed.too_large()
    except TimeoutError:
        raise too_slow() from None
    finally:
        allowed.being_read -= 1
    return bytes(body)

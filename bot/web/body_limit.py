"""Refuses a request body that is too large, before anything reads it."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.evidence.picture import MAX_BYTES
from bot.web.errors import Problem, picture_too_large, too_large

_PICTURE = re.compile(r"/api/chat/[^/]+/evidence")


class BodyLimit:
    """Reads the body up to the limit and passes it on in one piece.

    FastAPI's own `max_body_size` would answer in English plain text.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    def _limit_of(self, scope: Scope) -> tuple[int, Problem]:
        """How many bytes may be sent there, and what is said of more."""
        if _PICTURE.fullmatch(scope["path"]):
            return MAX_BYTES, picture_too_large()
        return self._limit, too_large()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit, refusal = self._limit_of(scope)
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > limit:
            await refusal.response()(scope, receive, send)
            return
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > limit:
                await refusal.response()(scope, receive, send)
                return
        whole: Message = {"type": "http.request", "body": bytes(body), "more_body": False}

        async def replay() -> Message:
            nonlocal whole
            message, whole = whole, {"type": ""}
            return message if message["type"] else await receive()

        await self._app(scope, replay, send)

"""One log line a request: what was asked for, how it ended, how long it took."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.log import log

# Asked for every few seconds by machines: they would bury everything else.
_QUIET = {"/healthz", "/readyz", "/metrics"}


class AccessLog:
    """Logs the route's pattern (`/api/chat/{session}`), never the path itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            if route not in _QUIET:
                took = round((time.perf_counter() - started) * 1000, 1)
                log.info("request", method=scope["method"], route=route, status=status, ms=took)

"""A stand-in for Rasa and the action server: speaks their HTTP, and fails on demand.

Its dialogue is the simplest that shows a lost, doubled or misplaced message: the state is the list of
all texts so far, and every answer says which one in that list it answers.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.case import Case, FreightPromise, ReturnReason
from bot.law import Advice, advise

_DECIDED = advise(
    Case(
        goods="壁画",
        return_reason=ReturnReason.CHANGED_MIND,
        signed_date=date(2026, 1, 15),
        return_freight=Decimal("150.00"),
        insurance_payout=Decimal("9.00"),
        return_freight_promise=FreightPromise.FREE_RETURN,
        seller_offered_free_channel=False,
        cap_shown_before_order=False,
        insured=True,
    ),
    date(2026, 1, 20),
)
assert isinstance(_DECIDED, Advice)
ADVICE = _DECIDED.to_json()
CHOICES = ["有", "没有", "不清楚"]


class RasaStub:
    """Answers as Rasa's REST channel does; `calls` are the requests that it got."""

    def __init__(self) -> None:
        self._held: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self._socket = bound_socket()
        self.reset()
        self._app = Starlette(
            routes=[
                Route("/webhooks/rest/webhook", self._webhook, methods=["POST"]),
                Route("/webhooks/rest/", self._rasa_health),
                Route("/health", self._actions_health),
            ]
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def reset(self) -> None:
        """As new: no calls so far, no fault."""
        self.calls: list[dict[str, Any]] = []
        self.called = threading.Event()
        self.fault = ""
        self.actions_up = True

    def release(self) -> None:
        """Lets the turns go on that the fault "hang" holds."""
        self.fault = ""
        for loop, event in self._held:
            loop.call_soon_threadsafe(event.set)
        self._held.clear()

    def close(self) -> None:
        self._socket.close()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Until it runs, a connection to it is refused."""
        with serving(self._app, self._socket):
            try:
                yield
            finally:
                self.release()

    async def _rasa_health(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def _actions_health(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok"}, 200 if self.actions_up else 500)

    async def _webhook(self, request: Request) -> Response:
        call = await request.json()
        self.calls.append(call)
        self.called.set()
        match self.fault:
            case "hang":
                event = asyncio.Event()
                self._held.append((asyncio.get_running_loop(), event))
                await event.wait()
            case "silent":
                return JSONResponse([])
            case "no text":
                return JSONResponse([{"custom": {"state": {"texts": ["卡住了"]}}}])
            case "garbage":
                return PlainTextResponse("<html>")
            case "wrong shape":
                return JSONResponse({"text": "不是列表"})
            case "status":
                return JSONResponse([{"text": "出错了"}], 500)
            case "cut":
                return StreamingResponse(_cut(), headers={"Content-Length": "1000"})
        return JSONResponse(self._answer(call))

    def _answer(self, call: dict[str, Any]) -> list[dict[str, Any]]:
        text = call["message"]
        texts = [*(call["metadata"]["state"] or {"texts": []})["texts"], text]
        custom: dict[str, Any] = {"state": {"texts": texts}}
        said: dict[str, Any] = {"text": f"第{len(texts)}条：{text}"}
        if "问我" in text:
            said["buttons"] = [{"title": f"选{c}", "payload": c} for c in CHOICES]
            choices = [{"title": c, "value": c} for c in CHOICES]
            custom["question"] = {"fact": "promise", "text": "有没有？", "choices": choices}
        if "方案" in text:
            custom |= {"advice": ADVICE, "card": "instead", "matter": 0}
        return [{"recipient_id": call["sender"], **said}, {"custom": custom}]


def bound_socket() -> socket.socket:
    # Said to be TCP, or asyncio does not set TCP_NODELAY and every answer waits.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.bind(("127.0.0.1", 0))
    return bound


@contextmanager
def serving(app: ASGIApp, bound: socket.socket) -> Iterator[None]:
    """Serves an application from a thread of its own."""
    # Connections wait in the socket's queue until the server is up: nobody has to poll for it.
    bound.listen(128)
    config = uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


async def _cut() -> Any:
    yield b"["
    raise ConnectionAbortedError

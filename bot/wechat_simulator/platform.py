"""What both platforms are: a server with an API, in a thread of its own, that calls callbacks."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.wechat_simulator.accounts import OUT_OF_ORDER, Delivery, Sent
from bot.wechat_simulator.api import (
    ERRORS,
    AccessTokens,
    ApiError,
    Fault,
    Quotas,
    error_answer,
    fault_answer,
)
from bot.wechat_simulator.envelope import BadEnvelope, Call

T = TypeVar("T")

TRUST = ssl.create_default_context()


class Platform:
    """`timeout`: seconds that a try may take. `now`: seconds since 1970, for quotas and tokens.

    The API and the callbacks run in the server's own event loop: who uses it may wait in any other.
    """

    def __init__(
        self,
        callback: str,
        routes: list[Route],
        tokens: AccessTokens,
        quotas: Quotas,
        *,
        timeout: float,
        tries: int,
        fresh_nonces: bool,
        now: Callable[[], float],
    ) -> None:
        self.callbacks = [callback]
        self.sent: list[Sent] = []
        self.errors: deque[int] = deque()
        self.token_fault: Fault = ""
        self.media_fault: Fault = ""
        self.send_fault: Fault = ""
        self.on_sent: Callable[[Sent], None] = lambda sent: None
        self._tokens = tokens
        self._quotas = quotas
        self._now = now
        self._timeout = timeout
        self._tries = tries
        self._fresh_nonces = fresh_nonces
        self._turn = itertools.count()
        self._media: dict[str, bytes] = {}
        self._seen: list[Sent] = []
        self._url: str | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._arrived: asyncio.Condition
        self._app = Starlette(
            routes=[*routes, Route("/cgi-bin/media/get", self._get_media)],
            exception_handlers={ApiError: error_answer},
        )

    @property
    def url(self) -> str:
        """Of its API, without a slash at the end. Raises RuntimeError unless it runs."""
        if self._url is None:
            raise RuntimeError("the stand-in is not running")
        return self._url

    @property
    def tokens_issued(self) -> int:
        """How many different access tokens it has handed out."""
        return self._tokens.issued

    @property
    def token_calls(self) -> int:
        """How often it was asked for an access token."""
        return self._tokens.calls

    @property
    def force_refreshes(self) -> int:
        return self._tokens.forced

    def expire_token(self) -> None:
        """The next call with the current access token is answered with 42001."""
        self._tokens.expire()

    def texts(self, user: str) -> list[str]:
        """All that the user saw from the account, in order."""
        return [seen.text for seen in self._seen if seen.user == user]

    async def wait_sent(self, user: str, count: int, seconds: float = 10) -> list[Sent]:
        """The messages sent through the API to the user, once there are that many. Raises TimeoutError."""

        def of_user() -> list[Sent]:
            return [sent for sent in self.sent if sent.user == user]

        async def wait() -> list[Sent]:
            async with asyncio.timeout(seconds), self._arrived:
                await self._arrived.wait_for(lambda: len(of_user()) >= count)
            return of_user()

        return await self._in_own_loop(wait())

    @contextmanager
    def running(self, port: int = 0) -> Iterator[None]:
        """Serves on 127.0.0.1; a free port unless one is given. Raises OSError if it is taken."""
        self._arrived = asyncio.Condition()
        with _listening(port) as bound, _serving(self._app, bound) as loop:
            self._loop = loop
            self._url = f"http://127.0.0.1:{bound.getsockname()[1]}"
            try:
                yield
            finally:
                self._loop = self._url = None

    async def _in_own_loop(self, work: Coroutine[Any, Any, T]) -> T:
        if self._loop is None:
            work.close()
            raise RuntimeError("the stand-in is not running")
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _post(
        self, sign: Callable[[], Call], read: Callable[[bytes], str | None]
    ) -> Delivery:
        """Calls the callback until a try is answered, or all are used up.

        `read` finds the passive reply in the body, or raises BadEnvelope.
        """
        started = time.monotonic()
        call = sign()
        for number in range(1, self._tries + 1):
            if number > 1 and self._fresh_nonces:
                call = sign()
            response = await self._request("POST", call.query, call.body)
            if response is not None and response.status_code < 500:
                seconds = time.monotonic() - started
                passive, problem = None, None
                try:
                    if response.status_code != 200:
                        raise BadEnvelope(f"HTTP {response.status_code}")
                    passive = read(response.content)
                except BadEnvelope as bad:
                    problem = f"{OUT_OF_ORDER}（{bad}）"
                return Delivery(passive, number, seconds, [response.content], problem)
        problem = f"{OUT_OF_ORDER}（{self._tries} 次都没有按时得到回答）"
        return Delivery(None, self._tries, time.monotonic() - started, [], problem)

    async def _request(
        self, method: str, query: Mapping[str, str], body: bytes = b""
    ) -> httpx.Response | None:
        """None where there is no answer in time."""
        url = httpx.URL(self.callbacks[next(self._turn) % len(self.callbacks)])
        # A connection of its own: a try must not fail because a worker closed an old one.
        async with httpx.AsyncClient(verify=TRUST, trust_env=False, timeout=None) as client:
            try:
                async with asyncio.timeout(self._timeout):
                    return await client.request(
                        method,
                        url.copy_merge_params(query),
                        content=body,
                        headers={"Content-Type": "text/xml"} if body else {},
                    )
            except (httpx.TransportError, TimeoutError):
                return None

    def _keep(self, data: bytes) -> str:
        media_id = secrets.token_urlsafe(48)
        self._media[media_id] = data
        return media_id

    def _show(self, user: str, text: str) -> Sent:
        shown = Sent(user, text, time.monotonic())
        self._seen.append(shown)
        return shown

    async def _record(self, user: str, text: str) -> None:
        sent = self._show(user, text)
        self.sent.append(sent)
        async with self._arrived:
            self._arrived.notify_all()
        self.on_sent(sent)

    def _sending(self, request: Request) -> Response | None:
        """What goes wrong with a call that sends, before anything is looked at. Raises ApiError."""
        failed = fault_answer(self.send_fault, -1)
        if failed is None and self.errors:
            raise ApiError(self.errors.popleft())
        if failed is None:
            self._tokens.require(request)
        return failed

    def _require_api(self) -> None:
        """Raises ApiError where the account may not call it."""

    async def _get_media(self, request: Request) -> Response:
        failed = fault_answer(self.media_fault, 40007)
        if failed is not None:
            return failed
        self._tokens.require(request)
        self._require_api()
        media_id = request.query_params.get("media_id", "")
        if media_id not in self._media:
            # As the platform does: JSON that is not called so.
            return PlainTextResponse(f'{{"errcode":40007,"errmsg":"{ERRORS[40007]}"}}')
        kind = media_type(self._media[media_id])
        disposition = f'attachment; filename="{media_id}.{kind.split("/")[1]}"'
        headers = {"Content-disposition": disposition}
        return Response(self._media[media_id], media_type=kind, headers=headers)


def media_type(data: bytes) -> str:
    if data.startswith(b"#!AMR"):
        return "audio/amr"
    return "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"


def _listening(port: int) -> socket.socket:
    # Said to be TCP, or asyncio does not set TCP_NODELAY and every answer waits 40 ms.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", port))
        bound.listen(512)
    except OSError:
        bound.close()
        raise
    return bound


@contextmanager
def _serving(app: ASGIApp, bound: socket.socket) -> Iterator[asyncio.AbstractEventLoop]:
    """Serves from a thread of its own; what is still under way at the end is cancelled."""
    config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    started: Future[asyncio.AbstractEventLoop] = Future()

    def work() -> None:
        with asyncio.Runner() as runner:
            started.set_result(runner.get_loop())
            runner.run(server.serve([bound]))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield started.result()
    finally:
        server.should_exit = True
        thread.join()

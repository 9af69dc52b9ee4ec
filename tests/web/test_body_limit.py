"""Bodies that come too slowly, and too many at once."""

from __future__ import annotations

import asyncio

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.body_limit import BodyLimit

PICTURES = "/api/chat/x/evidence"


async def _length(request: Request) -> Response:
    return Response(str(len(await request.body())))


def client(**limits: float) -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/{path:path}", _length, methods=["POST"])])
    app.add_middleware(BodyLimit, limit=1024, **limits)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot")


class Slow(httpx.AsyncByteStream):
    """A body of which the last byte comes when it is told to."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.end = asyncio.Event()

    async def __aiter__(self):
        self.begun.set()
        yield b"1"
        await self.end.wait()
        yield b"2"


def code(response: httpx.Response) -> str:
    return str(response.json()["error"]["code"])


async def test_a_body_that_never_ends_is_given_up() -> None:
    async with client(seconds=0, picture_seconds=0) as browser:
        for path in ("/", PICTURES):
            response = await browser.post(path, content=Slow())
            assert (response.status_code, code(response)) == (408, "too_slow")


async def test_only_some_pictures_are_held_at_a_time() -> None:
    async with client(pictures=1) as browser:
        slow = Slow()
        first = asyncio.create_task(browser.post(PICTURES, content=slow))
        await slow.begun.wait()
        refused = await browser.post(PICTURES, content=b"12")
        assert (refused.status_code, code(refused)) == (503, "busy")
        assert (await browser.post("/", content=b"12")).text == "2"
        slow.end.set()
        assert (await first).text == "2"
        assert (await browser.post(PICTURES, content=b"12")).text == "2"

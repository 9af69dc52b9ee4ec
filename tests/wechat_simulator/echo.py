"""A small account's server, on wechatpy: says back what it was told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import wechatpy
import xmltodict
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from wechatpy.crypto import WeChatCrypto
from wechatpy.enterprise.crypto import WeChatCrypto as WeComCrypto
from wechatpy.exceptions import WeChatException
from wechatpy.replies import TextReply
from wechatpy.utils import check_signature

from tests.web.rasa_stub import bound_socket, serving

TOKEN = "aTokenForTests"
AES_KEY = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU"
APP_ID = "wx1234567890abcdef"
CORP_ID = "ww1234567890abcdef"


class Echo:
    """`hanging`, `failing`: so many of the next tries are never answered, or with HTTP 500.

    `reply` makes the raw body from what was received, instead of the echo.
    """

    def __init__(self) -> None:
        self._socket = bound_socket()
        self.reset()
        self._app = Starlette(
            routes=[
                Route("/wechat", self._verify, methods=["GET"]),
                Route("/wechat", self._receive, methods=["POST"]),
                Route("/kf", self._verify_kf, methods=["GET"]),
                Route("/kf", self._receive_kf, methods=["POST"]),
            ],
            exception_handlers={WeChatException: _refuse},
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def reset(self) -> None:
        """As new."""
        self.tries: list[Try] = []
        self.hanging = 0
        self.failing = 0
        self.reply: Callable[[Any], bytes] | None = None

    @contextmanager
    def running(self) -> Iterator[Echo]:
        with self._socket, serving(self._app, self._socket):
            yield self

    async def _verify(self, request: Request) -> Response:
        query = request.query_params
        check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
        return PlainTextResponse(query["echostr"])

    async def _receive(self, request: Request) -> Response:
        query = request.query_params
        check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
        body = (await request.body()).decode()
        sealed = query.get("encrypt_type") == "aes"
        crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
        signed = (query.get("msg_signature"), query["timestamp"], query["nonce"])
        plain = crypto.decrypt_message(body, *signed) if sealed else body
        failure = await self._note(Try(dict(query), body, xmltodict.parse(plain)["xml"]), request)
        if failure is not None:
            return failure
        message = wechatpy.parse_message(plain)
        if self.reply is not None:
            return Response(self.reply(message))
        text = getattr(message, "content", None) or getattr(message, "event", None) or message.type
        reply = TextReply(content=text, message=message).render()
        return Response(crypto.encrypt_message(reply, query["nonce"]) if sealed else reply)

    async def _verify_kf(self, request: Request) -> Response:
        query = request.query_params
        signed = (query["msg_signature"], query["timestamp"], query["nonce"])
        crypto = WeComCrypto(TOKEN, AES_KEY, CORP_ID)
        return PlainTextResponse(crypto.check_signature(*signed, query["echostr"]))

    async def _receive_kf(self, request: Request) -> Response:
        query = request.query_params
        body = (await request.body()).decode()
        signed = (query["msg_signature"], query["timestamp"], query["nonce"])
        plain = WeComCrypto(TOKEN, AES_KEY, CORP_ID).decrypt_message(body, *signed)
        failure = await self._note(Try(dict(query), body, xmltodict.parse(plain)["xml"]), request)
        return failure or PlainTextResponse("success")

    async def _note(self, received: Try, request: Request) -> Response | None:
        self.tries.append(received)
        if self.hanging:
            self.hanging -= 1
            # The body is read: what still comes is that the other side has hung up.
            await request.receive()
            return Response()
        if self.failing:
            self.failing -= 1
            return PlainTextResponse("", 500)
        return None


class Try:
    def __init__(self, query: dict[str, str], body: str, fields: dict[str, str]) -> None:
        self.query = query
        self.body = body
        self.fields = fields


async def _refuse(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("", 403)


class Clock:
    """Seconds since 1970, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1_768_900_000.0

    def __call__(self) -> float:
        return self.seconds

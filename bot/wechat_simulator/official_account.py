"""公众号: the callbacks that WeChat makes for its users, and the API that the account calls."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from wechatpy.crypto import PrpCrypto

from bot.wechat_simulator.accounts import Account, Delivery, Mode
from bot.wechat_simulator.api import (
    AccessTokens,
    ApiError,
    Quotas,
    answer,
    fault_answer,
    json_body,
    text_message,
)
from bot.wechat_simulator.envelope import Call, Envelope, signature, write_xml
from bot.wechat_simulator.platform import Platform, media_type
from bot.wechat_simulator.replies import read_reply

HOURS_48 = 48 * 3600.0
MINUTE = 60.0
OPENING_EVENTS = {"subscribe", "CLICK", "SCAN"}
MAX_BUTTONS = 3


class WeChat(Platform):
    """`fresh_nonces`: whether a retry is signed anew, or sent byte for byte as before.

    With several `callbacks` they take turns, try by try. `errors` are the codes that the next calls
    that send a message get; `token_fault`, `media_fault` and `send_fault` hold until they are "" again.
    `on_sent` is called, in the server's thread, with every message sent through the API. `menu` is
    the last one made. Raises ValueError where the mode needs an EncodingAESKey that is not there or bad.
    """

    def __init__(
        self,
        account: Account,
        mode: Mode,
        callback: str,
        *,
        timeout: float = 5.0,
        tries: int = 3,
        fresh_nonces: bool = True,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(
            callback,
            [
                Route("/cgi-bin/stable_token", self._stable_token, methods=["POST"]),
                Route("/cgi-bin/message/custom/send", self._custom_send, methods=["POST"]),
                Route("/cgi-bin/menu/create", self._create_menu, methods=["POST"]),
                Route("/mmbiz_jpg/{media_id}/0", self._get_picture),
            ],
            AccessTokens(40001, now),
            Quotas(45015, 45047, now),
            timeout=timeout,
            tries=tries,
            fresh_nonces=fresh_nonces,
            now=now,
        )
        self.menu: list[dict[str, Any]] = []
        self._account = account
        self._mode = mode
        self._ids = itertools.count(23_000_000_000_000_000 + secrets.randbelow(10**15))
        self._envelope = None
        if mode is not Mode.PLAIN:
            key = account.encoding_aes_key or ""
            self._envelope = Envelope(PrpCrypto, account.token, key, account.app_id)

    async def text(self, user: str, content: str, *, id: str | None = None) -> Delivery:
        """A text of the user; the same `id` again is the same message to WeChat."""
        fields = {"MsgType": "text", "Content": content}
        return await self.message(user, fields | ({"MsgId": id} if id else {}))

    async def voice(self, user: str, recognition: str, data: bytes = b"#!AMR\n") -> Delivery:
        """`recognition` is what WeChat understood; "" where it understood nothing."""
        fields = {"MsgType": "voice", "MediaId": self._keep(data), "Format": "amr"}
        return await self.message(user, fields | {"Recognition": recognition})

    async def picture(self, user: str, data: bytes) -> Delivery:
        """The bytes can be fetched by the media id."""
        media_id = self._keep(data)
        url = f"{self.url}/mmbiz_jpg/{media_id}/0"
        return await self.message(user, {"MsgType": "image", "PicUrl": url, "MediaId": media_id})

    async def event(
        self, user: str, name: str, key: str = "", *, created: int | None = None
    ) -> Delivery:
        """subscribe, unsubscribe, CLICK (with the button's key), VIEW, SCAN …; `created`: seconds
        since 1970, to send the same event twice."""
        fields = {"MsgType": "event", "Event": name, "EventKey": key}
        return await self.message(user, fields | ({"CreateTime": str(created)} if created else {}))

    async def message(self, user: str, fields: dict[str, str]) -> Delivery:
        """A message of any type; what is not in `fields` is filled in as WeChat does."""
        return await self._in_own_loop(self._deliver(user, self._whole(user, fields)))

    def call(self, user: str, fields: dict[str, str]) -> Call:
        """The signed call with which WeChat would bring this message, for tests that spoil it."""
        return self._signed(user, self._whole(user, fields))

    async def verify(self) -> bool:
        """What the console does when the address is entered: is the account's server the owner's?"""
        echo = str(secrets.randbelow(10**18))
        query = self._query() | {"echostr": echo}
        response = await self._in_own_loop(self._request("GET", query))
        return response is not None and response.status_code == 200 and response.text == echo

    def _whole(self, user: str, fields: dict[str, str]) -> dict[str, str]:
        common = {
            "ToUserName": self._account.original_id,
            "FromUserName": user,
            "CreateTime": str(int(self._now())),
        }
        if fields.get("MsgType") != "event":
            common["MsgId"] = str(next(self._ids))
        return common | fields

    def _grant(self, user: str, fields: dict[str, str]) -> None:
        match fields:
            case {"MsgType": "event", "Event": "unsubscribe"}:
                self._quotas.end(user)
            case {"MsgType": "event", "Event": name} if name in OPENING_EVENTS:
                self._quotas.grant(user, "event", 3, MINUTE)
            case {"MsgType": "event"}:
                pass
            case _:
                self._quotas.grant(user, "message", 5, HOURS_48)

    async def _deliver(self, user: str, fields: dict[str, str]) -> Delivery:
        self._grant(user, fields)
        delivery = await self._post(
            lambda: self._signed(user, fields),
            lambda body: read_reply(body, user, self._account, self._mode, self._envelope),
        )
        if delivery.passive is not None:
            self._show(user, delivery.passive)
        return delivery

    def _signed(self, user: str, fields: dict[str, str]) -> Call:
        query = self._query() | {"openid": user}
        if self._envelope is None:
            return Call(query, write_xml(fields).encode())
        sealed = self._envelope.seal(write_xml(fields))
        signed = self._envelope.sign(query["timestamp"], query["nonce"], sealed)
        shown = fields if self._mode is Mode.COMPATIBLE else {"ToUserName": fields["ToUserName"]}
        body = write_xml(shown | {"Encrypt": sealed}).encode()
        return Call(query | {"encrypt_type": "aes", "msg_signature": signed}, body)

    def _query(self) -> dict[str, str]:
        timestamp, nonce = str(int(self._now())), str(secrets.randbelow(10**10))
        signed = signature(self._account.token, timestamp, nonce)
        return {"signature": signed, "timestamp": timestamp, "nonce": nonce}

    def _require_api(self) -> None:
        if not self._account.certified:
            raise ApiError(48001)

    async def _stable_token(self, request: Request) -> Response:
        self._tokens.calls += 1
        failed = fault_answer(self.token_fault, 40125)
        if failed is not None:
            return failed
        body = await json_body(request)
        if body.get("grant_type") != "client_credential":
            raise ApiError(40002)
        if body.get("appid") != self._account.app_id:
            raise ApiError(40013)
        if body.get("secret") != self._account.app_secret:
            raise ApiError(40125)
        return self._tokens.current(force=body.get("force_refresh") is True)

    async def _custom_send(self, request: Request) -> Response:
        failed = self._sending(request)
        if failed is not None:
            return failed
        self._require_api()
        body, text = await text_message(request)
        user = body.get("touser")
        if not isinstance(user, str) or not user:
            raise ApiError(40003)
        self._quotas.spend(user)
        await self._record(user, text)
        return answer(errcode=0, errmsg="ok")

    async def _create_menu(self, request: Request) -> Response:
        self._tokens.require(request)
        self._require_api()
        buttons = (await json_body(request)).get("button")
        if not isinstance(buttons, list) or not 1 <= len(buttons) <= MAX_BUTTONS:
            raise ApiError(40016)
        self.menu = buttons
        return answer(errcode=0, errmsg="ok")

    async def _get_picture(self, request: Request) -> Response:
        """The PicUrl of a message, which anyone may open."""
        data = self._media.get(request.path_params["media_id"])
        return (
            Response(status_code=404)
            if data is None
            else Response(data, 200, None, media_type(data))
        )

"""微信客服: says that there is something new, hands it out page by page, takes the answers."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from wechatpy.enterprise.crypto import PrpCrypto

from bot.wechat_simulator.accounts import CustomerServiceAccount, Delivery
from bot.wechat_simulator.api import (
    AccessTokens,
    ApiError,
    Fault,
    Quotas,
    answer,
    fault_answer,
    json_body,
    text_message,
)
from bot.wechat_simulator.envelope import Call, Envelope, write_xml
from bot.wechat_simulator.platform import Platform

HOURS_48 = 48 * 3600.0
CALLBACK_TOKEN_SECONDS = 600.0
WELCOME_SECONDS = 20.0
MAX_PAGE = 1000
CUSTOMER, SYSTEM, STAFF = 3, 4, 5
CURSOR = re.compile(r"cursor-(\d{1,9})")
MESSAGE_ID = re.compile(r"[0-9a-zA-Z_-]{1,32}")


class CustomerService(Platform):
    """As WeChat of the official account, but its callback only says that there is something.

    `page_size` is how many messages sync_msg gives at most at a time. `announce=False` keeps the
    callback back, so that several messages wait. `sync_fault` is sync_msg's, "refused" being -1.
    """

    def __init__(
        self,
        account: CustomerServiceAccount,
        callback: str,
        *,
        timeout: float = 5.0,
        tries: int = 3,
        fresh_nonces: bool = True,
        page_size: int = MAX_PAGE,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(
            callback,
            [
                Route("/cgi-bin/gettoken", self._get_token),
                Route("/cgi-bin/kf/sync_msg", self._sync, methods=["POST"]),
                Route("/cgi-bin/kf/send_msg", self._send, methods=["POST"]),
                Route("/cgi-bin/kf/send_msg_on_event", self._welcome, methods=["POST"]),
            ],
            AccessTokens(40014, now),
            Quotas(95002, 95001, now),
            timeout=timeout,
            tries=tries,
            fresh_nonces=fresh_nonces,
            now=now,
        )
        self.page_size = page_size
        self.sync_fault: Fault = ""
        self._account = account
        self._envelope = Envelope(
            PrpCrypto, account.token, account.encoding_aes_key, account.corp_id
        )
        self._messages: list[dict[str, Any]] = []
        self._callback_tokens: dict[str, float] = {}
        self._welcome_codes: dict[str, tuple[str, float]] = {}
        self._last_ids: dict[str, str] = {}
        self._welcomed: dict[str, float] = {}

    async def text(self, user: str, content: str, *, announce: bool = True) -> Delivery:
        return await self._from_customer(user, "text", {"content": content}, announce)

    async def picture(self, user: str, data: bytes, *, announce: bool = True) -> Delivery:
        return await self._from_customer(user, "image", {"media_id": self._keep(data)}, announce)

    async def voice(self, user: str, data: bytes, *, announce: bool = True) -> Delivery:
        """The platform understands no speech for 微信客服: there are only the bytes."""
        return await self._from_customer(user, "voice", {"media_id": self._keep(data)}, announce)

    async def staff(self, user: str, content: str, *, announce: bool = True) -> Delivery:
        """A person of the organisation answers the customer in WeCom."""
        message = self._message(STAFF, "text", {"content": content}, user)
        self._show(user, content)
        return await self._in_own_loop(self._put(message, announce))

    async def enter(self, user: str, *, announce: bool = True) -> Delivery:
        """The customer opens the conversation; there is a welcome code unless they know each other."""
        event = {
            "event_type": "enter_session",
            "open_kfid": self._account.open_kfid,
            "external_userid": user,
            "scene": "",
        }
        now = self._now()
        if not self._quotas.open(user) and now - self._welcomed.get(user, 0) >= HOURS_48:
            code = event["welcome_code"] = secrets.token_urlsafe(16)
            self._welcome_codes[code] = user, now + WELCOME_SECONDS
        # An event names its account and customer only inside.
        return await self._in_own_loop(self._put(self._message(SYSTEM, "event", event), announce))

    async def fail(self, user: str, fail_type: int = 4, *, announce: bool = True) -> Delivery:
        """The last text for the customer, which was taken, does not arrive; 4: they refuse them."""
        event: dict[str, Any] = {
            "event_type": "msg_send_fail",
            "open_kfid": self._account.open_kfid,
            "external_userid": user,
            "fail_msgid": self._last_ids[user],
            "fail_type": fail_type,
        }
        return await self._in_own_loop(self._put(self._message(SYSTEM, "event", event), announce))

    async def verify(self) -> bool:
        """What the console does when the address is entered."""
        echo = str(secrets.randbelow(10**18))
        sealed = self._envelope.seal(echo)
        query = self._query(sealed) | {"echostr": sealed}
        response = await self._in_own_loop(self._request("GET", query))
        return response is not None and response.status_code == 200 and response.text == echo

    def call(self) -> Call:
        """The signed call that says that there is something, for tests that spoil it."""
        token = "ENC" + secrets.token_urlsafe(32)
        self._callback_tokens[token] = self._now() + CALLBACK_TOKEN_SECONDS
        return self._signed(token)

    async def _from_customer(
        self, user: str, kind: str, content: dict[str, str], announce: bool
    ) -> Delivery:
        self._quotas.grant(user, "message", 5, HOURS_48)
        message = self._message(CUSTOMER, kind, content, user)
        return await self._in_own_loop(self._put(message, announce))

    def _message(
        self, origin: int, kind: str, content: dict[str, Any], user: str | None = None
    ) -> dict[str, Any]:
        whose = {"open_kfid": self._account.open_kfid, "external_userid": user} if user else {}
        return {
            "msgid": secrets.token_urlsafe(24),
            **whose,
            "send_time": int(self._now()),
            "origin": origin,
            "msgtype": kind,
            kind: content,
        }

    async def _put(self, message: dict[str, Any], announce: bool) -> Delivery:
        self._messages.append(message)
        if announce:
            return await self._post(self.call, lambda body: None)
        return Delivery(None, 0, 0, [], None)

    def _signed(self, token: str) -> Call:
        inside = {
            "ToUserName": self._account.corp_id,
            "CreateTime": str(int(self._now())),
            "MsgType": "event",
            "Event": "kf_msg_or_event",
            "Token": token,
            "OpenKfId": self._account.open_kfid,
        }
        sealed = self._envelope.seal(write_xml(inside))
        outside = {"ToUserName": self._account.corp_id, "AgentID": "", "Encrypt": sealed}
        return Call(self._query(sealed), write_xml(outside).encode())

    def _query(self, sealed: str) -> dict[str, str]:
        timestamp, nonce = str(int(self._now())), str(secrets.randbelow(10**10))
        signed = self._envelope.sign(timestamp, nonce, sealed)
        return {"msg_signature": signed, "timestamp": timestamp, "nonce": nonce}

    async def _get_token(self, request: Request) -> Response:
        self._tokens.calls += 1
        failed = fault_answer(self.token_fault, 40001)
        if failed is not None:
            return failed
        if request.query_params.get("corpid") != self._account.corp_id:
            raise ApiError(40013)
        if request.query_params.get("corpsecret") != self._account.secret:
            raise ApiError(40001)
        return self._tokens.current()

    async def _sync(self, request: Request) -> Response:
        failed = fault_answer(self.sync_fault, -1)
        if failed is not None:
            return failed
        self._tokens.require(request)
        body = await json_body(request)
        self._require_open_kfid(body)
        token = body.get("token")
        if token and self._callback_tokens.get(token, 0) <= self._now():
            raise ApiError(40035)
        cursor = CURSOR.fullmatch(body.get("cursor") or "cursor-0")
        limit = body.get("limit", MAX_PAGE)
        if cursor is None or not isinstance(limit, int) or not 0 < limit <= MAX_PAGE:
            raise ApiError(40035)
        start = int(cursor[1])
        page = self._messages[start : start + min(limit, self.page_size)]
        end = start + len(page)
        return answer(
            errcode=0,
            errmsg="ok",
            next_cursor=f"cursor-{end}",
            has_more=int(end < len(self._messages)),
            msg_list=page,
        )

    async def _send(self, request: Request) -> Response:
        failed = self._sending(request)
        if failed is not None:
            return failed
        body, text = await text_message(request)
        self._require_open_kfid(body)
        user, message_id = body.get("touser"), _message_id(body)
        if not isinstance(user, str) or not user:
            raise ApiError(40003)
        self._quotas.spend(user)
        self._last_ids[user] = message_id
        await self._record(user, text)
        return answer(errcode=0, errmsg="ok", msgid=message_id)

    async def _welcome(self, request: Request) -> Response:
        failed = self._sending(request)
        if failed is not None:
            return failed
        body, text = await text_message(request)
        message_id = _message_id(body)
        user, until = self._welcome_codes.pop(str(body.get("code")), ("", 0.0))
        if until <= self._now():
            raise ApiError(40035)
        self._welcomed[user] = self._now()
        await self._record(user, text)
        return answer(errcode=0, errmsg="ok", msgid=message_id)

    def _require_open_kfid(self, body: dict[str, Any]) -> None:
        if body.get("open_kfid") != self._account.open_kfid:
            raise ApiError(95000)


def _message_id(body: dict[str, Any]) -> str:
    """The one that the caller gave, or a new one. Raises ApiError."""
    given = body.get("msgid") or secrets.token_urlsafe(20)
    if not isinstance(given, str) or not MESSAGE_ID.fullmatch(given):
        raise ApiError(40035)
    return given

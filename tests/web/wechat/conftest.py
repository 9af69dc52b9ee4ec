"""The application with a WeChat account, and a follower who writes to it; Rasa is a stand-in."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from xml.sax.saxutils import escape

import httpx
import pytest
import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from bot.settings import Settings
from bot.web.app import create_app
from bot.web.wechat.settings import OfficialAccount, WeChatSettings
from tests.web.conftest import Browser

TOKEN = "token"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SECRET = "a secret of more than thirty-two characters"
ACCOUNT = OfficialAccount(TOKEN, "wx1", "app secret", AES_KEY, False, "http://127.0.0.1:1")
WECHAT = WeChatSettings("https://advice.example", SECRET, 1, ACCOUNT, None)

_numbers = count(1)


def signed(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


@dataclass(frozen=True)
class Call:
    """One try of WeChat, to be made as it is or changed."""

    query: dict[str, str]
    body: bytes


@dataclass
class Follower:
    """Somebody who writes in secure mode; `mode` plain or compatible changes that."""

    browser: Browser
    openid: str = "oFollower-1"
    mode: str = "secure"
    app_id: str = "wx1"
    crypto: WeChatCrypto = field(default_factory=lambda: WeChatCrypto(TOKEN, AES_KEY, "wx1"))

    def call(self, at: int | None = None, **fields: str) -> Call:
        """A try of the message with these fields."""
        timestamp = str(at or int(time.time()))
        nonce = f"nonce{next(_numbers)}"
        told = {
            "ToUserName": "gh_1",
            "FromUserName": self.openid,
            "CreateTime": timestamp,
            "MsgType": "text",
            "MsgId": str(next(_numbers)),
        } | fields
        plain = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in told.items())
        query = {
            "signature": signed(TOKEN, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "openid": self.openid,
        }
        if self.mode == "plain":
            return Call(query, f"<xml>{plain}</xml>".encode())
        crypto = WeChatCrypto(TOKEN, AES_KEY, self.app_id)
        sealed = xmltodict.parse(crypto.encrypt_message(f"<xml>{plain}</xml>", nonce, timestamp))
        encrypt = sealed["xml"]["Encrypt"]
        query |= {"encrypt_type": "aes", "msg_signature": signed(TOKEN, timestamp, nonce, encrypt)}
        open_part = plain if self.mode == "compatible" else "<ToUserName>gh_1</ToUserName>"
        return Call(query, f"<xml>{open_part}<Encrypt>{encrypt}</Encrypt></xml>".encode())

    async def send(self, call: Call) -> httpx.Response:
        return await self.browser.post("/wechat", params=call.query, content=call.body)

    def read(self, response: httpx.Response) -> str:
        """The text of a passive reply; "" where there is none."""
        assert response.status_code == 200, response.text
        if response.content == b"success":
            return ""
        fields = xmltodict.parse(response.text)["xml"]
        if self.mode != "plain":
            opened = self.crypto.decrypt_message(
                response.text, fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"]
            )
            fields = xmltodict.parse(opened)["xml"]
        assert (fields["ToUserName"], fields["FromUserName"]) == (self.openid, "gh_1")
        assert fields["MsgType"] == "text"
        text = str(fields["Content"])
        assert 0 < len(text.encode()) <= 2048
        return text

    async def says(self, text: str) -> str:
        return self.read(await self.send(self.call(Content=text)))

    async def does(self, event: str, key: str = "") -> str:
        fields = {"MsgType": "event", "Event": event, "EventKey": key}
        return self.read(await self.send(self.call(**fields)))


@asynccontextmanager
async def following(settings: Settings, wechat: WeChatSettings = WECHAT) -> AsyncIterator[Follower]:
    app = create_app(settings, wechat)
    async with app.router.lifespan_context(app), Browser(app) as browser:
        plain = wechat.official is not None and wechat.official.encoding_aes_key is None
        yield Follower(browser, mode="plain" if plain else "secure")


@pytest.fixture
async def follower(settings: Settings) -> AsyncIterator[Follower]:
    """Of an account that is not certified, in secure mode."""
    async with following(settings) as follower:
        yield follower


def certified(api_url: str) -> WeChatSettings:
    """Of an account that may send through WeChat's servers at `api_url`."""
    return replace(WECHAT, official=replace(ACCOUNT, certified=True, api_url=api_url))

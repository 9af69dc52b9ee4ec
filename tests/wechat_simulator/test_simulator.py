"""The stand-in for WeChat's servers, held against an account's server that is written with wechatpy."""

from __future__ import annotations

import asyncio
import base64
import re
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from typer.testing import CliRunner
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.replies import TextReply
from wechatpy.utils import WeChatSigner

from bot import wechat_commands
from bot.wechat_simulator import (
    OUT_OF_ORDER,
    Account,
    CustomerService,
    CustomerServiceAccount,
    Mode,
    WeChat,
)
from tests.wechat_simulator.echo import AES_KEY, APP_ID, CORP_ID, TOKEN, Clock, Echo

ACCOUNT = Account(APP_ID, "a-secret", TOKEN, AES_KEY, "gh_abcdef", certified=True)
DESK = CustomerServiceAccount(CORP_ID, "a-secret", TOKEN, AES_KEY, "wk123")
USER = "oUser1"
HOUR = 3600
PNG = b"\x89PNG\r\n\x1a\n rest"


@pytest.fixture(scope="module")
def server() -> Iterator[Echo]:
    with Echo().running() as running:
        yield running


@pytest.fixture
def echo(server: Echo) -> Echo:
    server.reset()
    return server


@pytest.fixture(scope="module")
def all_day() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def running(server: Echo, all_day: Clock) -> Iterator[dict[Mode, WeChat]]:
    with ExitStack() as stack:
        all_modes = {}
        for mode in Mode:
            wechat = WeChat(ACCOUNT, mode, f"{server.url}/wechat", now=all_day)
            stack.enter_context(wechat.running())
            all_modes[mode] = wechat
        yield all_modes


@pytest.fixture
def standing(running: dict[Mode, WeChat], server: Echo) -> dict[Mode, WeChat]:
    """Without faults; what it remembers of other tests is about other users."""
    for wechat in running.values():
        wechat.callbacks = [f"{server.url}/wechat"]
        wechat.errors.clear()
        wechat.token_fault = wechat.media_fault = wechat.send_fault = ""
        wechat.on_sent = lambda sent: None
    return running


@pytest.fixture
def wechat(standing: dict[Mode, WeChat]) -> WeChat:
    return standing[Mode.SECURE]


@pytest.fixture
def user() -> str:
    return f"o{uuid4().hex}"


@pytest.fixture
def start(echo: Echo) -> Iterator[Callable[..., WeChat]]:
    """Makes a running stand-in that calls `echo`."""
    with ExitStack() as stack:

        def started(mode: Mode = Mode.SECURE, account: Account = ACCOUNT, **more: Any) -> WeChat:
            wechat = WeChat(account, mode, f"{echo.url}/wechat", **more)
            stack.enter_context(wechat.running())
            return wechat

        yield started


class Api:
    """The account's side of the API."""

    def __init__(self, base: str) -> None:
        self.http = httpx.AsyncClient(base_url=base, trust_env=False, verify=False)
        self.token = ""

    async def refresh(self, secret: str = "a-secret", **more: Any) -> dict[str, Any]:
        body = {"grant_type": "client_credential", "appid": APP_ID, "secret": secret, **more}
        said: dict[str, Any] = (await self.http.post("/cgi-bin/stable_token", json=body)).json()
        self.token = said.get("access_token", self.token)
        return said

    async def post(self, path: str, **how: Any) -> dict[str, Any]:
        query = {"access_token": self.token}
        answer = await self.http.post(f"/cgi-bin/{path}", params=query, **how)
        assert answer.status_code == 200
        said: dict[str, Any] = answer.json()
        return said

    async def send(self, user: str, text: str) -> int:
        body = {"touser": user, "msgtype": "text", "text": {"content": text}}
        return int((await self.post("message/custom/send", json=body))["errcode"])

    async def media(self, media_id: str) -> httpx.Response:
        query = {"access_token": self.token, "media_id": media_id}
        return await self.http.get("/cgi-bin/media/get", params=query)


@pytest.fixture
async def api(wechat: WeChat) -> AsyncIterator[Api]:
    api = Api(wechat.url)
    async with api.http:
        await api.refresh()
        yield api


@pytest.mark.parametrize("mode", Mode)
async def test_a_message_reaches_the_account_and_its_reply_the_user(
    standing: dict[Mode, WeChat], echo: Echo, user: str, mode: Mode
) -> None:
    wechat = standing[mode]
    assert await wechat.verify()
    delivery = await wechat.text(user, "鞋子开胶，运费27.00元", id="12345")
    assert (delivery.passive, delivery.tries, delivery.problem) == (
        "鞋子开胶，运费27.00元",
        1,
        None,
    )
    assert wechat.texts(user) == ["鞋子开胶，运费27.00元"]
    [received] = echo.tries
    assert received.fields["MsgId"] == "12345"
    assert received.fields["FromUserName"] == received.query["openid"] == user
    assert ("Content" in received.body) == (mode is not Mode.SECURE)
    assert ("Encrypt" in received.body) == (mode is not Mode.PLAIN)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("content", ["😀𠮷", "a]]>b & <c>", "一\n二", "壁" * 2000])
async def test_any_text_arrives_as_it_was_typed(
    standing: dict[Mode, WeChat], echo: Echo, user: str, mode: Mode, content: str
) -> None:
    await standing[mode].text(user, content)
    assert echo.tries[0].fields["Content"] == content


async def test_every_kind_of_message_has_its_fields(wechat: WeChat, echo: Echo, user: str) -> None:
    await wechat.voice(user, "运费十二块")
    await wechat.picture(user, PNG)
    await wechat.event(user, "CLICK", "LETTER")
    await wechat.message(user, {"MsgType": "location", "Label": "北京"})
    voice, picture, event, location = (received.fields for received in echo.tries)
    assert voice["Recognition"] == "运费十二块"
    assert (picture["MsgType"], httpx.get(picture["PicUrl"]).content) == ("image", PNG)
    assert (event["Event"], event["EventKey"], "MsgId" in event) == ("CLICK", "LETTER", False)
    assert location["Label"] == "北京"
    assert len({fields["MsgId"] for fields in (voice, picture, location)}) == 3


async def test_the_same_event_can_be_sent_twice(wechat: WeChat, echo: Echo, user: str) -> None:
    await wechat.event(user, "subscribe", created=1_768_000_000)
    await wechat.event(user, "subscribe", created=1_768_000_000)
    assert echo.tries[0].fields == echo.tries[1].fields


async def test_another_token_is_refused_and_shown_as_a_fault(start: Callable[..., WeChat]) -> None:
    wechat = start(account=replace(ACCOUNT, token="another"))
    assert not await wechat.verify()
    delivery = await wechat.text(USER, "你好")
    assert delivery.problem == f"{OUT_OF_ORDER}（HTTP 403）"
    assert wechat.texts(USER) == []


@pytest.mark.parametrize("fresh", [True, False])
async def test_a_try_that_is_too_slow_is_dropped_and_the_message_sent_again(
    start: Callable[..., WeChat], echo: Echo, fresh: bool
) -> None:
    wechat = start(timeout=0.2, fresh_nonces=fresh)
    echo.hanging = 2
    delivery = await wechat.text(USER, "你好")
    assert (delivery.passive, delivery.tries, len(delivery.bodies)) == ("你好", 3, 1)
    assert all(received.fields == echo.tries[0].fields for received in echo.tries)
    assert len({received.query["nonce"] for received in echo.tries}) == (3 if fresh else 1)
    assert len({received.body for received in echo.tries}) == (3 if fresh else 1)


async def test_after_three_slow_tries_the_user_reads_that_the_account_is_out_of_order(
    start: Callable[..., WeChat], echo: Echo
) -> None:
    wechat = start(timeout=0.1)
    echo.hanging = 4
    delivery = await wechat.text(USER, "你好")
    assert delivery.problem is not None
    assert delivery.problem.startswith(OUT_OF_ORDER)
    assert (delivery.passive, delivery.tries, delivery.bodies) == (None, 3, [])
    assert len(echo.tries) == 3


async def test_a_server_error_and_a_refused_connection_count_as_not_answered(
    wechat: WeChat, echo: Echo, user: str
) -> None:
    echo.failing = 1
    assert (await wechat.text(user, "你好")).tries == 2
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        wechat.callbacks = [f"http://127.0.0.1:{closed.getsockname()[1]}/wechat"]
        assert not await wechat.verify()
        delivery = await wechat.text(user, "你好")
    assert (delivery.tries, delivery.bodies) == (3, [])


async def test_several_callbacks_take_turns_try_by_try(
    wechat: WeChat, echo: Echo, user: str
) -> None:
    with Echo().running() as other:
        wechat.callbacks = [f"{echo.url}/wechat", f"{other.url}/wechat"]
        await wechat.text(user, "一")
        await wechat.text(user, "二")
        echo.failing = 1
        await wechat.text(user, "三")
    seen = [[received.fields["Content"] for received in server.tries] for server in (echo, other)]
    assert seen == [["一", "三"], ["二", "三"]]


async def test_many_users_at_once_each_get_their_own_reply(
    standing: dict[Mode, WeChat], user: str
) -> None:
    wechat = standing[Mode.SECURE]
    users = [f"{user}{number}" for number in range(40)]
    deliveries = await asyncio.gather(*(wechat.text(name, f"我是{name}") for name in users))
    assert [delivery.passive for delivery in deliveries] == [f"我是{name}" for name in users]


@pytest.mark.parametrize("nothing", [b"success", b""])
async def test_success_and_an_empty_body_are_no_reply(
    standing: dict[Mode, WeChat], user: str, echo: Echo, nothing: bytes
) -> None:
    echo.reply = lambda message: nothing
    delivery = await standing[Mode.SECURE].text(user, "你好")
    assert (delivery.passive, delivery.problem, delivery.bodies) == (None, None, [nothing])


def plain_reply(message: Any, **fields: Any) -> bytes:
    reply = TextReply(content=fields.pop("content", "好"), message=message)
    for name, value in fields.items():
        setattr(reply, name, value)
    return bytes(reply.render().encode())


def sealed_reply(plain: bytes, *, app_id: str = APP_ID, token: str = TOKEN) -> bytes:
    return bytes(WeChatCrypto(token, AES_KEY, app_id).encrypt_message(plain, "1").encode())


def badly_padded(plain: bytes) -> bytes:
    """The last byte says 2, the one before something else; wechatpy itself would take it."""
    crypto = PrpCrypto(base64.b64decode(AES_KEY + "="))
    inside = b"r" * 16 + len(plain).to_bytes(4, "big") + plain + APP_ID.encode()
    inside += b"\x02" * 2 if len(inside) % 32 == 30 else b""
    filler = 32 - (len(inside) + 2) % 32
    sealed = base64.b64encode(crypto.cipher.encrypt(inside + b"\x07" * (filler + 1) + b"\x02"))
    signer = WeChatSigner()
    signer.add_data(TOKEN, "1", "1", sealed)
    return (
        f"<xml><Encrypt>{sealed.decode()}</Encrypt><MsgSignature>{signer.signature}</MsgSignature>"
        "<TimeStamp>1</TimeStamp><Nonce>1</Nonce></xml>"
    ).encode()


@pytest.mark.parametrize(
    ("mode", "reply", "reason"),
    [
        (Mode.PLAIN, lambda m: b'{"text": "json"}', "不是 XML"),
        (Mode.PLAIN, lambda m: b"<html></html>", "根"),
        (Mode.PLAIN, lambda m: b'<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>', "不是 XML"),
        (Mode.PLAIN, lambda m: plain_reply(m, target="oOther"), "ToUserName"),
        (Mode.PLAIN, lambda m: plain_reply(m, source="gh_other"), "FromUserName"),
        (Mode.PLAIN, lambda m: re.sub(rb"Time>\d+", b"Time>now", plain_reply(m)), "CreateTime"),
        (Mode.PLAIN, lambda m: plain_reply(m, content=""), "Content 是空的"),
        (Mode.PLAIN, lambda m: plain_reply(m, content="壁" * 682 + "abc"), "2049"),
        (
            Mode.PLAIN,
            lambda m: plain_reply(m).replace(b"<![CDATA[text]]>", b"video"),
            "MsgType",
        ),
        (Mode.PLAIN, lambda m: sealed_reply(plain_reply(m)), "明文模式"),
        (Mode.SECURE, plain_reply, "没有加密"),
        (Mode.SECURE, lambda m: sealed_reply(plain_reply(m), app_id="wxother"), "AppId"),
        (Mode.SECURE, lambda m: sealed_reply(plain_reply(m), token="other"), "签名"),
        (
            Mode.SECURE,
            lambda m: sealed_reply(plain_reply(m)).replace(b"Nonce", b"Other"),
            "缺 Nonce",
        ),
        (Mode.SECURE, lambda m: badly_padded(plain_reply(m)), "解不开"),
    ],
)
async def test_a_malformed_reply_is_a_fault_of_the_account(
    standing: dict[Mode, WeChat],
    echo: Echo,
    user: str,
    mode: Mode,
    reply: Callable[[Any], bytes],
    reason: str,
) -> None:
    echo.reply = reply
    delivery = await standing[mode].text(user, "你好")
    assert delivery.problem is not None
    assert delivery.problem.startswith(OUT_OF_ORDER)
    assert reason in delivery.problem
    assert (delivery.passive, standing[mode].texts(user)) == (None, [])


async def test_2048_bytes_fit(standing: dict[Mode, WeChat], echo: Echo, user: str) -> None:
    longest = "壁" * 682 + "ab"
    echo.reply = lambda message: plain_reply(message, content=longest)
    assert (await standing[Mode.PLAIN].text(user, "你好")).passive == longest


@pytest.mark.parametrize("sealed", [False, True])
async def test_in_compatible_mode_the_reply_may_be_plain_or_encrypted(
    standing: dict[Mode, WeChat], echo: Echo, user: str, sealed: bool
) -> None:
    echo.reply = lambda message: (sealed_reply if sealed else bytes)(plain_reply(message))
    assert (await standing[Mode.COMPATIBLE].text(user, "你好")).passive == "好"


async def test_a_spoiled_call_is_refused(wechat: WeChat, echo: Echo, user: str) -> None:
    call = wechat.call(user, {"MsgType": "text", "Content": "你好"})
    spoiled = call.query | {"msg_signature": "0" * 40}
    async with httpx.AsyncClient(trust_env=False) as http:
        good = await http.post(f"{echo.url}/wechat", params=call.query, content=call.body)
        bad = await http.post(f"{echo.url}/wechat", params=spoiled, content=call.body)
    assert (good.status_code, bad.status_code) == (200, 403)


async def test_messages_by_the_api_arrive_in_order_after_the_passive_reply(
    wechat: WeChat, api: Api, user: str
) -> None:
    heard: list[str] = []
    wechat.on_sent = lambda sent: heard.append(sent.text)
    await wechat.text(user, "你好")
    waiting = asyncio.create_task(wechat.wait_sent(user, 2))
    assert [await api.send(user, "第一段 \\u"), await api.send(user, "第二段")] == [0, 0]
    assert [sent.text for sent in await waiting] == ["第一段 \\u", "第二段"]
    assert wechat.texts(user) == ["你好", "第一段 \\u", "第二段"]
    assert heard == ["第一段 \\u", "第二段"]
    with pytest.raises(TimeoutError):
        await wechat.wait_sent(user, 3, seconds=0)


async def test_five_messages_within_48_hours_of_the_users_last(
    wechat: WeChat, api: Api, all_day: Clock, user: str
) -> None:
    assert await api.send(user, "没来过的人") == 45015
    await wechat.text(user, "你好")
    assert [await api.send(user, "答") for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    await wechat.text(user, "还有")
    all_day.seconds += 48 * HOUR - 1
    await api.refresh()
    assert await api.send(user, "答") == 0
    all_day.seconds += 1
    assert await api.send(user, "答") == 45015


@pytest.mark.parametrize("event", ["subscribe", "CLICK"])
async def test_three_messages_within_a_minute_of_following_or_a_menu_click(
    wechat: WeChat, api: Api, all_day: Clock, event: str, user: str
) -> None:
    await wechat.event(user, event, "KEY")
    assert [await api.send(user, "答") for _ in range(4)] == [0, 0, 0, 45047]
    all_day.seconds += 60
    assert await api.send(user, "答") == 45015


async def test_a_click_uses_up_its_own_messages_before_those_of_the_last_text(
    wechat: WeChat, api: Api, user: str
) -> None:
    await wechat.text(user, "你好")
    await wechat.event(user, "CLICK", "KEY")
    assert [await api.send(user, "答") for _ in range(9)] == [0] * 8 + [45047]


async def test_nothing_more_can_be_sent_to_who_unfollowed(
    wechat: WeChat, api: Api, user: str
) -> None:
    await wechat.text(user, "你好")
    await wechat.event(user, "unsubscribe")
    await wechat.event(user, "VIEW", "https://example.cn")
    assert await api.send(user, "答") == 45015


async def test_the_token_stays_the_same_until_it_runs_out_or_a_new_one_is_forced(
    wechat: WeChat, api: Api, all_day: Clock
) -> None:
    await api.refresh(force_refresh=True)
    first = api.token
    before = (wechat.tokens_issued, wechat.token_calls, wechat.force_refreshes)
    all_day.seconds += 7000
    again = await api.refresh()
    assert (again["access_token"], again["expires_in"]) == (first, 200)
    await api.refresh(force_refresh=True)
    assert api.token != first
    all_day.seconds += 7200
    await api.refresh()
    after = (wechat.tokens_issued, wechat.token_calls, wechat.force_refreshes)
    assert [new - old for old, new in zip(before, after, strict=True)] == [2, 3, 1]


async def test_a_token_that_does_not_work_is_refused_with_its_reason(
    wechat: WeChat, api: Api, user: str
) -> None:
    await wechat.text(user, "你好")
    old = api.token
    wechat.expire_token()
    assert await api.send(user, "答") == 42001
    await api.refresh()
    assert await api.send(user, "答") == 0
    await api.refresh(force_refresh=True)
    new, api.token = api.token, old
    assert await api.send(user, "答") == 42001
    api.token = "none"
    assert await api.send(user, "答") == 40001
    api.token = ""
    assert await api.send(user, "答") == 41001
    api.token = new
    assert await api.send(user, "答") == 0


async def test_the_secret_must_be_right(api: Api) -> None:
    assert (await api.refresh(secret="other"))["errcode"] == 40125
    assert (await api.refresh(appid="other"))["errcode"] == 40013
    assert (await api.refresh(grant_type="other"))["errcode"] == 40002


async def test_the_token_endpoint_fails_on_demand(wechat: WeChat, api: Api) -> None:
    wechat.token_fault = "down"
    with pytest.raises(httpx.TransportError):
        await api.refresh()
    wechat.token_fault = "garbage"
    with pytest.raises(ValueError, match="Expecting value"):
        await api.refresh()
    wechat.token_fault = "status"
    assert (await api.http.post("/cgi-bin/stable_token")).status_code == 502
    wechat.token_fault = "refused"
    assert (await api.refresh())["errcode"] == 40125


async def test_sending_fails_on_demand_and_then_nothing_arrives(
    wechat: WeChat, api: Api, user: str
) -> None:
    await wechat.text(user, "你好")
    wechat.errors.extend([45015, -1])
    assert [await api.send(user, "答") for _ in range(3)] == [45015, -1, 0]
    wechat.send_fault = "down"
    with pytest.raises(httpx.TransportError):
        await api.send(user, "答")
    assert wechat.texts(user) == ["你好", "答"]


async def test_an_account_that_is_not_certified_may_not_call_the_api(
    start: Callable[..., WeChat],
) -> None:
    wechat = start(account=replace(ACCOUNT, certified=False))
    await wechat.text(USER, "你好")
    api = Api(wechat.url)
    async with api.http:
        await api.refresh()
        assert await api.send(USER, "答") == 48001
        assert (await api.post("menu/create", json={"button": [{}]}))["errcode"] == 48001
        assert (await api.media("x")).json()["errcode"] == 48001


async def test_what_the_api_does_not_take(wechat: WeChat, api: Api) -> None:
    await wechat.text(USER, "你好")
    bodies = [
        (b"no json", 47001),
        ("答".encode("gbk"), 47001),
        (b"[]", 47001),
        (b'{"touser":"oUser1","msgtype":"text","text":{"content":"\\u7b54"}}', 40033),
        (b'{"touser":"oUser1","msgtype":"image","image":{}}', 40008),
        (b'{"touser":"oUser1","msgtype":"text","text":{"content":""}}', 44004),
        (b'{"touser":"oUser1","msgtype":"text","text":"a"}', 44004),
        (b'{"msgtype":"text","text":{"content":"a"}}', 40003),
        (b'{"touser":"oUser1","msgtype":"text","text":{"content":"%b"}}' % (b"a" * 2049), 45002),
    ]
    answers = [await api.post("message/custom/send", content=body) for body, _code in bodies]
    assert [answer["errcode"] for answer in answers] == [code for _body, code in bodies]
    assert [sent for sent in wechat.sent if sent.user == USER] == []


async def test_a_picture_can_be_fetched_by_its_media_id(
    wechat: WeChat, api: Api, echo: Echo, user: str
) -> None:
    await wechat.picture(user, PNG)
    answer = await api.media(echo.tries[0].fields["MediaId"])
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    assert answer.headers["content-disposition"].endswith('.png"')
    assert (await api.media("unknown")).json()["errcode"] == 40007
    wechat.media_fault = "refused"
    assert (await api.media("unknown")).json()["errcode"] == 40007
    wechat.media_fault = ""
    wechat.expire_token()
    assert (await api.media("unknown")).json()["errcode"] == 42001


async def test_the_menu_is_kept(wechat: WeChat, api: Api) -> None:
    buttons = [{"type": "click", "name": "写信", "key": "LETTER"}]
    assert (await api.post("menu/create", json={"button": buttons}))["errcode"] == 0
    assert wechat.menu == buttons
    assert (await api.post("menu/create", json={"button": [{}] * 4}))["errcode"] == 40016


async def test_nothing_goes_out_unless_it_runs() -> None:
    wechat = WeChat(ACCOUNT, Mode.PLAIN, "http://127.0.0.1:1/wechat")
    with pytest.raises(RuntimeError, match="not running"):
        await wechat.text(USER, "你好")
    with pytest.raises(RuntimeError, match="not running"):
        _ = wechat.url


@pytest.mark.parametrize("key", [None, "", "short", "!" * 43, "AB" * 22])
def test_encrypting_needs_a_whole_key(key: str | None) -> None:
    with pytest.raises(ValueError, match=r"EncodingAESKey|base64"):
        WeChat(replace(ACCOUNT, encoding_aes_key=key), Mode.SECURE, "http://127.0.0.1:1/wechat")


class DeskApi(Api):
    """The organisation's side of 微信客服."""

    async def refresh(self, secret: str = "a-secret", **more: Any) -> dict[str, Any]:
        query = {"corpid": CORP_ID, "corpsecret": secret, **more}
        said: dict[str, Any] = (await self.http.get("/cgi-bin/gettoken", params=query)).json()
        self.token = said.get("access_token", self.token)
        return said

    async def send(self, user: str, text: str, **more: Any) -> int:
        body = {"touser": user, "open_kfid": "wk123", "msgtype": "text", **more}
        said = await self.post("kf/send_msg", json=body | {"text": {"content": text}})
        return int(said["errcode"])

    async def sync(self, **more: Any) -> dict[str, Any]:
        return await self.post("kf/sync_msg", json={"open_kfid": "wk123", **more})

    async def welcome(self, code: str) -> int:
        body = {"code": code, "msgtype": "text", "text": {"content": "欢迎"}}
        return int((await self.post("kf/send_msg_on_event", json=body))["errcode"])


@pytest.fixture
def desk(echo: Echo, all_day: Clock) -> Iterator[CustomerService]:
    desk = CustomerService(DESK, f"{echo.url}/kf", now=all_day)
    with desk.running():
        yield desk


@pytest.fixture
async def desk_api(desk: CustomerService) -> AsyncIterator[DeskApi]:
    api = DeskApi(desk.url)
    async with api.http:
        await api.refresh()
        yield api


async def test_the_desks_callback_says_that_there_is_something(
    desk: CustomerService, desk_api: DeskApi, echo: Echo
) -> None:
    assert await desk.verify()
    delivery = await desk.text(USER, "鞋子开胶")
    assert (delivery.problem, delivery.bodies) == (None, [b"success"])
    [told] = echo.tries
    assert (told.fields["Event"], told.fields["OpenKfId"]) == ("kf_msg_or_event", "wk123")
    assert (told.fields["ToUserName"], "Content" in told.fields) == (CORP_ID, False)
    said = await desk_api.sync(token=told.fields["Token"])
    [message] = said["msg_list"]
    assert (message["text"]["content"], message["external_userid"]) == ("鞋子开胶", USER)
    assert (message["origin"], said["has_more"]) == (3, 0)


async def test_messages_come_page_by_page(
    desk: CustomerService, desk_api: DeskApi, echo: Echo
) -> None:
    desk.page_size = 2
    for number in range(4):
        await desk.text(USER, str(number), announce=False)
    await desk.staff(USER, "我来看看")
    assert len(echo.tries) == 1
    pages, cursor, more = [], "", 1
    while more:
        page = await desk_api.sync(cursor=cursor)
        cursor, more = page["next_cursor"], page["has_more"]
        pages.append([message["text"]["content"] for message in page["msg_list"]])
    assert pages == [["0", "1"], ["2", "3"], ["我来看看"]]
    assert (await desk_api.sync(cursor=cursor))["msg_list"] == []
    assert len((await desk_api.sync(limit=1))["msg_list"]) == 1


async def test_pictures_and_voice_of_the_desk_are_fetched_by_media_id(
    desk: CustomerService, desk_api: DeskApi
) -> None:
    await desk.picture(USER, PNG)
    await desk.voice(USER, b"#!AMR\n")
    picture, voice = (await desk_api.sync())["msg_list"]
    assert (await desk_api.media(picture["image"]["media_id"])).content == PNG
    sound = await desk_api.media(voice["voice"]["media_id"])
    assert sound.headers["content-type"] == "audio/amr"


async def test_who_comes_in_can_be_welcomed_once_and_soon(
    desk: CustomerService, desk_api: DeskApi, all_day: Clock
) -> None:
    await desk.enter(USER)
    await desk.enter("oUser2")
    first, second = ((message["event"]) for message in (await desk_api.sync())["msg_list"])
    assert (first["event_type"], first["external_userid"]) == ("enter_session", USER)
    assert [await desk_api.welcome(first["welcome_code"]) for _ in range(2)] == [0, 40035]
    all_day.seconds += 20
    assert await desk_api.welcome(second["welcome_code"]) == 40035
    assert desk.texts(USER) == ["欢迎"]
    await desk.enter(USER)
    assert "welcome_code" not in (await desk_api.sync())["msg_list"][-1]["event"]


async def test_five_messages_for_each_of_the_customers(
    desk: CustomerService, desk_api: DeskApi, all_day: Clock
) -> None:
    assert await desk_api.send(USER, "没来过的人") == 95002
    await desk.text(USER, "你好")
    assert [await desk_api.send(USER, "答") for _ in range(6)] == [0, 0, 0, 0, 0, 95001]
    assert len(await desk.wait_sent(USER, 5)) == 5
    await desk.text(USER, "还有")
    all_day.seconds += 48 * HOUR
    await desk_api.refresh()
    assert await desk_api.send(USER, "答") == 95002


async def test_what_the_desks_api_does_not_take(desk: CustomerService, desk_api: DeskApi) -> None:
    await desk.text(USER, "你好")
    assert await desk_api.send(USER, "答", open_kfid="wk9") == 95000
    assert await desk_api.send(USER, "答", touser="") == 40003
    assert await desk_api.send(USER, "答", msgid="中文") == 40035
    assert (await desk_api.sync(open_kfid="wk9"))["errcode"] == 95000
    assert (await desk_api.sync(cursor="other"))["errcode"] == 40035
    assert (await desk_api.sync(token="other"))["errcode"] == 40035
    assert (await desk_api.refresh(secret="other"))["errcode"] == 40001
    assert (await desk_api.refresh(corpid="other"))["errcode"] == 40013
    desk.sync_fault = desk.token_fault = "status"
    assert (await desk_api.http.post("/cgi-bin/kf/sync_msg")).status_code == 502
    assert (await desk_api.http.get("/cgi-bin/gettoken")).status_code == 502
    desk.send_fault = "status"
    assert (await desk_api.http.post("/cgi-bin/kf/send_msg")).status_code == 502
    assert (await desk_api.http.post("/cgi-bin/kf/send_msg_on_event")).status_code == 502
    desk_api.token = "none"
    desk.send_fault = ""
    assert await desk_api.send(USER, "答") == 40014


def simulate(monkeypatch: pytest.MonkeyPatch, lines: str, *options: str, **env: str) -> str:
    """What the terminal shows. Ends with what the command says where it refuses."""
    for name in wechat_commands.EXAMPLES:
        monkeypatch.delenv(name, raising=False)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    arguments = ["simulate", "--port", port, *options]
    result = CliRunner().invoke(wechat_commands.app, arguments, input=lines, env=env)
    return result.output + (str(result.exception) if result.exit_code else "")


TERMINAL_ENV = {
    "WECHAT_TOKEN": TOKEN,
    "WECHAT_APP_ID": APP_ID,
    "WECHAT_APP_SECRET": "a-secret",
    "WECHAT_ENCODING_AES_KEY": AES_KEY,
}


def test_chatting_in_the_terminal(
    monkeypatch: pytest.MonkeyPatch, echo: Echo, tmp_path: Any
) -> None:
    (tmp_path / "壁画.png").write_bytes(PNG)
    echo.failing = 1
    lines = [
        "鞋子开胶",
        "/::) 笑",
        "/关注",
        "/菜单 LETTER",
        "/语音 运费十二块",
        f"/图片 {tmp_path}/壁画.png",
        f"/图片 {tmp_path}/没有.png",
        "/换人 小红",
        "/取关",
        "/跳舞",
        "/退出",
        "之后的不算",
    ]
    options = ("--callback", f"{echo.url}/wechat")
    shown = simulate(monkeypatch, "\n".join(lines), *options, **TERMINAL_ENV)
    assert "验证通过" in shown
    assert "公众号（被动回复，第1次重试，" in shown
    assert "鞋子开胶" in shown
    assert "没有.png：读不了" in shown
    assert "没看懂“/跳舞”" in shown
    assert "之后的不算" not in shown
    assert "make run" not in shown
    kinds = [received.fields.get("Event", received.fields["MsgType"]) for received in echo.tries]
    expected = ["text", "text", "text", "subscribe", "CLICK", "voice", "image", "unsubscribe"]
    assert kinds == expected
    assert echo.tries[-1].fields["FromUserName"] != echo.tries[0].fields["FromUserName"]


def test_without_settings_it_says_how_to_start_the_advisor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = ("--callback", "http://127.0.0.1:1/wechat", "--subscription")
    shown = simulate(monkeypatch, "你好\n", *options)
    for name, value in wechat_commands.EXAMPLES.items():
        assert f"{name}={value} \\\n" in shown
    assert "WECHAT_ACCOUNT=uncertified" in shown
    assert "WECHAT_API_URL=http://127.0.0.1:" in shown
    assert "没有通过验证" in shown
    assert OUT_OF_ORDER in shown


def test_secrets_that_are_set_are_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    env = TERMINAL_ENV | {"WECHAT_ENCODING_AES_KEY": "", "WECHAT_APP_ID": ""}
    shown = simulate(monkeypatch, "", "--callback", "http://127.0.0.1:1/wechat", **env)
    assert "这里没有设 WECHAT_APP_ID、WECHAT_ENCODING_AES_KEY" in shown
    assert TOKEN not in shown
    assert "a-secret" not in shown


def test_without_a_key_it_speaks_plain(monkeypatch: pytest.MonkeyPatch, echo: Echo) -> None:
    env = TERMINAL_ENV | {"WECHAT_ENCODING_AES_KEY": ""}
    simulate(monkeypatch, "你好\n", "--callback", f"{echo.url}/wechat", **env)
    assert "Encrypt" not in echo.tries[0].body


@pytest.mark.parametrize(
    ("options", "env", "expected"),
    [
        (["--callback", "wechat"], {}, "要写成 http://主机:端口/wechat"),
        ([], {"WECHAT_ENCODING_AES_KEY": "short"}, "43个字符"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, options: list[str], env: dict[str, str], expected: str
) -> None:
    assert expected in simulate(monkeypatch, "", *options, **env)


def test_a_taken_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"端口 {port} 用不了" in simulate(monkeypatch, "", "--port", port)

"""微信客服: every message is fetched and answered once, in order, whatever the platform does."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import httpx
import pytest
from sqlalchemy import make_url
from starlette.requests import Request
from starlette.responses import Response

from bot.settings import Settings
from bot.shared_cache import CacheUnavailable, StoreCache
from bot.web.app import create_app
from bot.web.wechat import words
from bot.web.wechat.settings import CustomerService as AccountSettings
from bot.wechat_simulator import Call, CustomerService, CustomerServiceAccount
from tests.evidence.pictures import ORDER, screenshot
from tests.web.rasa_stub import RasaStub, bound_socket, serving
from tests.web.wechat.conftest import AES_KEY, TOKEN, WECHAT

ACCOUNT = CustomerServiceAccount("ww1", "kf secret", TOKEN, AES_KEY, "wkShop")
ANNA, BERT = "wmAnna", "wmBert"


class WeCom(CustomerService):
    """`spoilt` are answers of sync_msg that come before all others; `asked` is what it was asked for."""

    def __init__(self, **options: Any) -> None:
        self.ahead = 0.0
        super().__init__(ACCOUNT, "", now=lambda: time.time() + self.ahead, **options)
        self.spoilt: deque[bytes] = deque()
        self.asked: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self.meanwhile: deque[str] = deque()

    def put(self, *messages: dict[str, Any]) -> None:
        """What sync_msg gives, as it is."""
        self._messages.extend(messages)
        self.allow(*(message.get("external_userid", "") for message in messages))

    def allow(self, *users: str) -> None:
        """They may be answered."""
        for user in users:
            self._quotas.grant(user, "message", 5, 48 * 3600)

    async def spoil(self, call: Call) -> httpx.Response:
        response = await self._in_own_loop(self._request("POST", call.query, call.body))
        assert response is not None
        return response

    async def _sync(self, request: Request) -> Response:
        self.asked.put(await request.json())
        if self.spoilt:
            return Response(self.spoilt.popleft(), media_type="application/json")
        page = await super()._sync(request)
        if self.meanwhile:
            await self.text(ANNA, self.meanwhile.popleft())
        return page


def written(content: str, user: str = ANNA, **fields: Any) -> dict[str, Any]:
    """A message as sync_msg gives it."""
    return {
        "msgid": f"m-{content[:20]}-{user}",
        "open_kfid": ACCOUNT.open_kfid,
        "external_userid": user,
        "send_time": int(time.time()),
        "origin": 3,
        "msgtype": "text",
        "text": {"content": content},
    } | fields


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.wechat.channel.RETRY_SECONDS", 0.05)
    monkeypatch.setattr("bot.web.wechat.channel.SWEEP_SECONDS", 0.2)
    monkeypatch.setattr("bot.web.wechat.customer_service.SWEEP_SECONDS", 0.2)


@contextmanager
def answering(settings: Settings, wecom: WeCom) -> Iterator[str]:
    """The advisor, as the account's server; its address."""
    bound = bound_socket()
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    account = AccountSettings(ACCOUNT.corp_id, ACCOUNT.secret, TOKEN, AES_KEY, wecom.url)
    app = create_app(settings, replace(WECHAT, official=None, customer_service=account))
    with serving(app, bound):
        wecom.callbacks = [f"{url}/wechat/kf"]
        yield url


Begin = Callable[..., WeCom]


@pytest.fixture
def begin(settings: Settings) -> Iterator[Begin]:
    """WeCom, and the advisor as its customer service."""
    with ExitStack() as stack:

        def make(**options: Any) -> WeCom:
            wecom = WeCom(**options)
            stack.enter_context(wecom.running())
            stack.enter_context(answering(settings, wecom))
            return wecom

        yield make


async def answers(wecom: WeCom, count: int, user: str = ANNA) -> list[str]:
    """All texts that the advisor sent to somebody, once there are so many."""
    return [sent.text for sent in await wecom.wait_sent(user, count)]


async def asked(wecom: WeCom, times: int = 1) -> list[dict[str, Any]]:
    """What sync_msg was asked for, the next times it is."""
    return [await asyncio.to_thread(wecom.asked.get, timeout=10) for _ in range(times)]


async def failures(wecom: WeCom) -> float:
    """How many texts could not be sent, as the metrics tell."""
    page = httpx.URL(wecom.callbacks[0]).copy_with(path="/metrics")
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        text = (await client.get(page)).text
    start = 'bot_wechat_sends_total{outcome="failed"} '
    return sum(float(line[len(start) :]) for line in text.splitlines() if line.startswith(start))


async def until_failed(wecom: WeCom) -> None:
    async with asyncio.timeout(10):
        while not await failures(wecom):
            pass


async def test_the_console_checks_the_address(begin: Begin) -> None:
    wecom = begin()
    assert await wecom.verify()
    refused = await wecom.spoil(replace(wecom.call(), query={}))
    assert refused.status_code == 403


async def test_every_text_is_answered_once_and_in_order(begin: Begin, stub: RasaStub) -> None:
    wecom = begin()
    for text in ("鞋子想退 😀𠮷", "运费12", "谢谢"):
        delivery = await wecom.text(ANNA, text)
        assert (delivery.problem, delivery.passive, delivery.tries) == (None, None, 1)
    assert await answers(wecom, 3) == ["第1条：鞋子想退 😀𠮷", "第2条：运费12", "第3条：谢谢"]
    assert len(stub.calls) == 3


async def test_a_text_that_does_not_fit_is_sent_in_parts(begin: Begin) -> None:
    wecom = begin()
    story = "鞋子昨天签收的，不喜欢，想退。" * 130
    await wecom.text(ANNA, story)
    parts = await answers(wecom, 3)
    assert "".join(parts) == f"第1条：{story}"
    assert all(len(part.encode()) <= 2048 for part in parts)


async def test_what_would_be_a_flood_is_shown_on_request(begin: Begin) -> None:
    wecom = begin()
    sentence = "𠮷" * 275 + "。"
    await wecom.text(ANNA, sentence * 7)
    parts = await answers(wecom, 1)
    while "回复“继续”" in parts[-1]:
        await wecom.text(ANNA, "继续")
        parts = await answers(wecom, len(parts) + 1)
    assert "".join(part.split("\n\n（还有")[0] for part in parts) == f"第1条：{sentence * 7}"
    await wecom.text(ANNA, "继续")
    assert (await answers(wecom, len(parts) + 1))[-1] == words.NOTHING_WAITING


async def test_what_waits_on_several_pages_is_read_by_one_of_two_workers(
    settings: Settings, database_url: str, stub: RasaStub
) -> None:
    settings = replace(settings, database_url=database_url)
    wecom = WeCom(page_size=2)
    texts = ["鞋子", "外套", "帽子", "手套"]
    with wecom.running(), answering(settings, wecom) as one, ExitStack() as other:
        # Not both at once: within a process, one makes the tables.
        assert await wecom.verify()
        two = other.enter_context(answering(settings, wecom))
        wecom.callbacks = [f"{one}/wechat/kf", f"{two}/wechat/kf"]
        for text in texts:
            await wecom.text(ANNA, text, announce=False)
            await wecom.text(BERT, text, announce=False)
        told = await asyncio.gather(*(wecom.spoil(wecom.call()) for _ in range(4)))
        assert {response.status_code for response in told} == {200}
        for user in (ANNA, BERT):
            await wecom.text(user, "完")
            shown = [f"第{n}条：{text}" for n, text in enumerate([*texts, "完"], start=1)]
            assert await answers(wecom, 5, user) == shown
    assert len(stub.calls) == 10


async def test_a_callback_that_comes_twice_is_one_message(begin: Begin, stub: RasaStub) -> None:
    wecom = begin()
    await wecom.text(ANNA, "鞋子想退", announce=False)
    call = wecom.call()
    told = await asyncio.gather(*(wecom.spoil(call) for _ in range(3)))
    assert [(one.status_code, one.content) for one in told] == [(200, b"success")] * 3
    await answers(wecom, 1)
    await wecom.text(ANNA, "运费12")
    assert await answers(wecom, 2) == ["第1条：鞋子想退", "第2条：运费12"]
    assert len(stub.calls) == 2


async def test_what_comes_during_the_reading_is_read_at_once(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.wechat.customer_service.SWEEP_SECONDS", 600)
    wecom = begin()
    wecom.meanwhile.append("运费12")
    await wecom.text(ANNA, "鞋子想退")
    assert await answers(wecom, 2) == ["第1条：鞋子想退", "第2条：运费12"]


def page(**fields: Any) -> bytes:
    return json.dumps(
        {"errcode": 0, "errmsg": "ok", "next_cursor": "", "has_more": 0} | fields
    ).encode()


BAD = [
    None,
    "text",
    {},
    written("无号", msgid=""),
    written("长号", msgid="m" * 200),
    written("半个字", msgid="\ud83d"),
    written("半个\ud83d"),
    written("无时", send_time=None),
    written("久远", send_time=10**400),
    written("不是字", text={"content": 12}),
    written("没有字", text=None),
    written("长名", user="u" * 200),
    written("无名", user=""),
    written("无类", msgtype=None),
    {"msgid": "e1", "send_time": 1, "origin": 4, "msgtype": "event", "event": None},
    {"msgid": "e2", "send_time": 1, "origin": 4, "msgtype": "event", "event": {"event_type": "?"}},
]


async def test_a_message_that_cannot_be_read_stops_none_of_the_others(begin: Begin) -> None:
    wecom = begin()
    users = [f"wmGood{number}" for number in range(len(BAD))]
    wecom.allow(*users)
    mixed = [
        message
        for user, bad in zip(users, BAD, strict=True)
        for message in (bad, written("好", user))
    ]
    wecom.spoilt.append(page(msg_list=mixed, has_more=1, next_cursor="cursor-0"))
    await wecom.text(ANNA, "完")
    for user in users:
        assert await answers(wecom, 1, user) == ["第1条：好"]
    assert await answers(wecom, 1) == ["第1条：完"]


async def test_messages_of_other_kinds_are_answered(begin: Begin) -> None:
    wecom = begin()
    kinds = ["video", "file", "location", "link", "business_card", "miniprogram", "image", "新"]
    for kind in kinds:
        wecom.put(written(kind, user=f"wm-{kind}", msgtype=kind))
    await wecom.spoil(wecom.call())
    for kind in kinds:
        assert await answers(wecom, 1, f"wm-{kind}") == [words.UNSUPPORTED_TYPING]
    wecom.put(written(""))
    await wecom.spoil(wecom.call())
    assert (await answers(wecom, 1))[0].startswith("没有收到文字。")


SPOILT = [
    page(msg_list="?"),
    page(has_more=1, msg_list=[]),
    page(next_cursor="\ud83d", msg_list=[]),
    b"[]",
    b"\xff\xfe",
]


async def test_a_page_that_is_none_is_asked_for_again(begin: Begin, stub: RasaStub) -> None:
    wecom = begin()
    wecom.spoilt.extend(SPOILT)
    await wecom.text(ANNA, "鞋子想退")
    assert await answers(wecom, 1) == ["第1条：鞋子想退"]
    assert [read["cursor"] for read in await asked(wecom, len(SPOILT))] == [""] * len(SPOILT)
    assert len(stub.calls) == 1


async def test_a_page_without_messages_is_one(begin: Begin) -> None:
    wecom = begin()
    wecom.spoilt.append(page(msg_list=None, has_more=1, next_cursor="cursor-0"))
    await wecom.text(ANNA, "鞋子想退")
    assert await answers(wecom, 1) == ["第1条：鞋子想退"]
    assert [read["cursor"] for read in await asked(wecom, 2)] == ["", "cursor-0"]


FAULTS: list[Any] = ["down", "garbage", "status", "refused"]


async def test_what_cannot_be_fetched_is_fetched_later(begin: Begin, stub: RasaStub) -> None:
    wecom = begin(page_size=1)
    for number, fault in enumerate(FAULTS):
        wecom.sync_fault = fault
        for text in ("鞋子", "外套"):
            delivery = await wecom.text(ANNA, text)
            assert delivery.problem is None
        wecom.sync_fault = ""
        sent = await answers(wecom, 2 * number + 2)
        assert sent[-2:] == [f"第{2 * number + 1}条：鞋子", f"第{2 * number + 2}条：外套"]
    assert len(stub.calls) == 2 * len(FAULTS)


async def test_after_a_long_outage_it_is_fetched_without_the_callbacks_token(begin: Begin) -> None:
    wecom = begin()
    wecom.sync_fault = "status"
    await wecom.text(ANNA, "鞋子想退")
    wecom.ahead = 700
    wecom.sync_fault = ""
    assert await answers(wecom, 1) == ["第1条：鞋子想退"]


async def test_without_an_access_token_nothing_is_lost(begin: Begin) -> None:
    wecom = begin()
    for number, fault in enumerate(FAULTS, start=1):
        wecom.token_fault = fault
        tries = wecom.token_calls
        await wecom.text(ANNA, fault)
        async with asyncio.timeout(10):
            while wecom.token_calls == tries:
                await asyncio.sleep(0)
        wecom.token_fault = ""
        assert (await answers(wecom, number))[-1] == f"第{number}条：{fault}"
        # The next one needs a new token.
        wecom.expire_token()


async def test_an_expired_access_token_is_replaced(begin: Begin) -> None:
    wecom = begin()
    await wecom.text(ANNA, "鞋子")
    await answers(wecom, 1)
    wecom.expire_token()
    await wecom.text(ANNA, "外套")
    assert await answers(wecom, 2) == ["第1条：鞋子", "第2条：外套"]
    assert wecom.tokens_issued == 2


async def test_an_outage_of_the_cache_ends_nothing(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_in_vain: SimpleQueue[str] = SimpleQueue()

    async def fail(_cache: StoreCache, key: str) -> None:
        asked_in_vain.put(key)
        raise CacheUnavailable

    wecom = begin()
    with monkeypatch.context() as away:
        away.setattr(StoreCache, "get", fail)
        await wecom.text(ANNA, "鞋子想退")
        for _ in range(3):
            await asyncio.to_thread(asked_in_vain.get, timeout=10)
    assert await answers(wecom, 1) == ["第1条：鞋子想退"]


def database(settings: Settings) -> str:
    path = make_url(settings.database_url).database
    assert path is not None
    return path


async def test_what_was_taken_before_a_crash_is_answered_once(
    settings: Settings, stub: RasaStub
) -> None:
    wecom = WeCom(page_size=2)
    with wecom.running(), ExitStack() as first:
        first.enter_context(answering(settings, wecom))
        assert await wecom.verify()
        with closing(sqlite3.connect(database(settings))) as connection:
            connection.execute(
                "CREATE TRIGGER crash BEFORE UPDATE OF cursor ON wechat_inboxes "
                "BEGIN SELECT RAISE(ABORT, 'crash'); END"
            )
        for text in ("鞋子", "外套", "帽子"):
            await wecom.text(ANNA, text, announce=False)
        await wecom.spoil(wecom.call())
        assert await answers(wecom, 2) == ["第1条：鞋子", "第2条：外套"]
        first.close()
        with closing(sqlite3.connect(database(settings))) as connection:
            connection.execute("DROP TRIGGER crash")
        with answering(settings, wecom):
            assert await answers(wecom, 3) == ["第1条：鞋子", "第2条：外套", "第3条：帽子"]
    assert len(stub.calls) == 3


async def test_what_was_there_before_the_advisor_is_not_answered(begin: Begin) -> None:
    wecom = begin(page_size=2)
    long_ago = int(time.time()) - 3600
    wecom.put(*(written(f"旧{n}", send_time=long_ago) for n in range(5)))
    # The second page fails: the first reading goes on with the next one.
    wecom.spoilt.append(page(has_more=1, next_cursor="cursor-2", msg_list=[]))
    wecom.spoilt.append(b"?")
    await wecom.text(ANNA, "新")
    assert await answers(wecom, 1) == ["第1条：新"]


async def test_what_waited_for_long_is_answered(begin: Begin) -> None:
    wecom = begin()
    await wecom.text(ANNA, "鞋子")
    await answers(wecom, 1)
    wecom.put(written("昨天说的", send_time=int(time.time()) - 86400))
    await wecom.text(ANNA, "帽子")
    assert await answers(wecom, 3) == ["第1条：鞋子", "第2条：昨天说的", "第3条：帽子"]


async def test_who_comes_in_is_welcomed_once(begin: Begin) -> None:
    wecom = begin()
    await wecom.enter(ANNA)
    assert await answers(wecom, 1) == [words.WELCOME_TYPING]
    await wecom.spoil(wecom.call())
    await wecom.enter(ANNA)
    await wecom.text(ANNA, "鞋子想退")
    assert await answers(wecom, 2) == [words.WELCOME_TYPING, "第1条：鞋子想退"]


async def test_who_came_in_long_ago_is_not_welcomed_any_more(begin: Begin) -> None:
    wecom = begin()
    event = {"event_type": "enter_session", "external_userid": ANNA, "welcome_code": "code"}
    entered = {"msgid": "e", "send_time": int(time.time()) - 60, "origin": 4, "msgtype": "event"}
    wecom.put(entered | {"event": event})
    await wecom.text(ANNA, "鞋子想退")
    assert await answers(wecom, 1) == ["第1条：鞋子想退"]


async def test_a_picture_becomes_evidence_and_its_facts_are_confirmed(
    begin: Begin, stub: RasaStub
) -> None:
    wecom = begin()
    await wecom.picture(ANNA, screenshot(ORDER))
    found = (await wecom.wait_sent(ANNA, 1, seconds=60))[0].text
    assert found.startswith("图收好了，算作证据。读到：")
    await wecom.text(ANNA, "1")
    await answers(wecom, 2)
    assert stub.calls[-1]["metadata"]["facts"]["goods_price"]


async def test_pictures_that_cannot_be_had(begin: Begin) -> None:
    wecom = begin()
    wecom.put(written("过期", msgtype="image", image={"media_id": "gone"}))
    await wecom.text(ANNA, "鞋子")
    assert await answers(wecom, 2) == [words.PICTURE_GONE, "第1条：鞋子"]
    wecom.media_fault = "garbage"
    await wecom.picture(ANNA, b"\x89PNG")
    assert "https://advice.example/w/" in (await answers(wecom, 3))[2]


async def test_who_speaks_is_asked_to_type(begin: Begin, stub: RasaStub) -> None:
    wecom = begin()
    await wecom.voice(ANNA, b"#!AMR\n")
    assert await answers(wecom, 1) == [words.NO_VOICE]
    assert stub.calls == []


def test_nobody_is_told_to_speak() -> None:
    for text in (words.WELCOME_TYPING, words.UNSUPPORTED_TYPING):
        assert "语音" not in text.replace("听不了语音", "")


async def test_what_the_quota_does_not_allow_is_offered_again(begin: Begin) -> None:
    wecom = begin()
    wecom.errors.append(95001)
    await wecom.text(ANNA, "鞋子想退")
    await until_failed(wecom)
    assert wecom.sent == []
    await wecom.text(ANNA, "还在吗")
    assert await answers(wecom, 1) == [f"第2条：还在吗\n\n{words.EARLIER_UNSEEN}"]
    await wecom.text(ANNA, "结果")
    assert (await answers(wecom, 2))[1] == "第1条：鞋子想退"
    assert await failures(wecom) == 1


async def test_what_did_not_arrive_after_all_is_offered_again(begin: Begin) -> None:
    wecom = begin()
    await wecom.text(ANNA, "鞋子想退")
    await answers(wecom, 1)
    await wecom.fail(ANNA)
    await wecom.text(ANNA, "还在吗")
    assert (await answers(wecom, 2))[1] == f"第2条：还在吗\n\n{words.EARLIER_UNSEEN}"
    await wecom.text(ANNA, "结果")
    assert (await answers(wecom, 3))[2] == "第1条：鞋子想退"


async def test_a_busy_platform_is_asked_again(begin: Begin) -> None:
    wecom = begin()
    wecom.errors.extend([-1, -1])
    await wecom.text(ANNA, "鞋子想退")
    assert await answers(wecom, 1) == ["第1条：鞋子想退"]


async def test_a_choice_by_its_number(begin: Begin) -> None:
    wecom = begin()
    await wecom.text(ANNA, "问我")
    assert (await answers(wecom, 1))[0].endswith("回复数字或文字：\n1 选有\n2 选没有\n3 选不清楚")
    await wecom.text(ANNA, "２")
    assert (await answers(wecom, 2))[1] == "第2条：没有"


async def test_who_confirms_it_is_erased(begin: Begin, settings: Settings) -> None:
    wecom = begin()
    await wecom.text(ANNA, "我的秘密")
    await wecom.text(BERT, "我还在")
    await wecom.text(ANNA, "删除")
    assert await answers(wecom, 2) == ["第1条：我的秘密", words.CONFIRM_DELETE]
    await answers(wecom, 1, BERT)
    await wecom.text(ANNA, "确认删除")
    assert (await answers(wecom, 3))[2] == words.DELETED
    with closing(sqlite3.connect(database(settings))) as connection:
        for table in ("conversations", "wechat_people", "wechat_deliveries"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)
    await wecom.text(ANNA, "又来了")
    await wecom.text(BERT, "没变")
    assert (await answers(wecom, 4))[3] == "第1条：又来了"
    assert await answers(wecom, 2, BERT) == ["第1条：我还在", "第2条：没变"]


async def test_what_the_staff_writes_is_not_answered(begin: Begin, stub: RasaStub) -> None:
    wecom = begin()
    await wecom.staff(ANNA, "我是真人")
    await wecom.text(ANNA, "鞋子想退")
    assert await answers(wecom, 1) == ["第1条：鞋子想退"]
    assert len(stub.calls) == 1


async def test_customers_do_not_see_each_other(begin: Begin) -> None:
    wecom = begin()
    wecom.errors.append(95001)
    await wecom.text(ANNA, "鞋子想退")
    await until_failed(wecom)
    await wecom.text(BERT, "结果")
    await wecom.text(BERT, "我是另一个")
    assert await answers(wecom, 2, BERT) == [words.NOTHING_WAITING, "第1条：我是另一个"]
    await wecom.text(ANNA, "结果")
    assert await answers(wecom, 1) == ["第1条：鞋子想退"]


async def test_who_it_was_is_neither_kept_nor_logged(
    begin: Begin, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    wecom = begin()
    await wecom.enter(BERT)
    await answers(wecom, 1, BERT)
    wecom.errors.append(95001)
    wecom.put(written("没有字", text=None))
    await wecom.text(ANNA, "鞋子想退")
    await until_failed(wecom)
    await wecom.text(ANNA, "运费12")
    await answers(wecom, 1)
    kept = b"".join(file.read_bytes() for file in Path(database(settings)).parent.iterdir())
    logged = capsys.readouterr()
    for secret in (ANNA, BERT, ACCOUNT.secret):
        assert secret.encode() not in kept
        assert secret not in logged.out + logged.err
    assert "wechat_kf_bad_message" in logged.err
    assert "鞋子" not in logged.out + logged.err


def tampered(wecom: WeCom) -> Call:
    call = wecom.call()
    place = call.body.index(b"<Encrypt>") + 30
    return replace(
        call, body=call.body[:place] + bytes([call.body[place] ^ 1]) + call.body[place + 1 :]
    )


def of_another_organisation(wecom: WeCom) -> Call:
    account = replace(ACCOUNT, corp_id="ww2")
    return CustomerService(account, "").call()


def old(wecom: WeCom) -> Call:
    wecom.ahead = -400
    return wecom.call()


def early(wecom: WeCom) -> Call:
    wecom.ahead = 400
    return wecom.call()


def badly_signed(wecom: WeCom) -> Call:
    call = wecom.call()
    return replace(call, query=call.query | {"msg_signature": "0" * 40})


def unsigned(wecom: WeCom) -> Call:
    return replace(wecom.call(), query={})


def garbage(wecom: WeCom) -> Call:
    return replace(wecom.call(), body=b"\xff\xfe{]")


async def test_other_calls_are_refused(begin: Begin) -> None:
    wecom = begin()
    for call in (tampered, of_another_organisation, badly_signed, unsigned, garbage, old, early):
        refused = await wecom.spoil(call(wecom))
        assert refused.status_code == 403, call
        assert refused.json()["error"]["message"] == "这个地址只接受微信服务器的请求。"
    assert wecom.asked.empty()


async def test_a_call_that_was_heard_serves_no_other_body(begin: Begin) -> None:
    wecom = begin()
    heard, other = wecom.call(), wecom.call()
    assert (await wecom.spoil(heard)).status_code == 200
    assert (await wecom.spoil(replace(heard, body=other.body))).status_code == 403


async def test_a_nonce_serves_one_message(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    wecom = begin()
    monkeypatch.setattr("bot.wechat_simulator.customer_service.secrets.randbelow", lambda _: 7)
    monkeypatch.setattr(wecom, "_now", lambda: float(int(time.time()) // 100 * 100))
    assert (await wecom.spoil(wecom.call())).status_code == 200
    assert (await wecom.spoil(wecom.call())).status_code == 403

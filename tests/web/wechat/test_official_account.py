"""Who may call, and what they get: refused calls, tries of one message, what a follower sees."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from bot.settings import Settings
from bot.web.wechat import words
from tests.web.conftest import Browser, opened
from tests.web.rasa_stub import RasaStub
from tests.web.wechat.conftest import ACCOUNT, TOKEN, WECHAT, Call, Follower, following, signed


async def test_it_is_off_where_it_is_not_configured(browser: Browser) -> None:
    for path in ("/wechat", "/wechat/kf"):
        assert (await browser.get(path)).status_code == 404
        assert (await browser.post(path)).status_code == 404


async def test_the_console_checks_the_address(follower: Follower) -> None:
    at = str(int(time.time()))
    query = {"signature": signed(TOKEN, at, "n"), "timestamp": at, "nonce": "n", "echostr": "e1"}
    answer = await follower.browser.get("/wechat", params=query)
    assert (answer.status_code, answer.text) == (200, "e1")
    assert answer.headers["content-type"].startswith("text/plain")
    refused = await follower.browser.get("/wechat", params=query | {"signature": "0" * 40})
    assert refused.status_code == 403


@pytest.mark.parametrize("mode", ["plain", "compatible", "secure"])
async def test_an_answer_in_every_mode(settings: Settings, mode: str) -> None:
    key = None if mode == "plain" else ACCOUNT.encoding_aes_key
    account = replace(ACCOUNT, encoding_aes_key=key)
    async with following(settings, replace(WECHAT, official=account)) as follower:
        follower.mode = mode
        assert await follower.says("鞋子想退 😀𠮷") == "第1条：鞋子想退 😀𠮷"
        assert await follower.says("运费12") == "第2条：运费12"


async def test_every_try_gets_the_same_bytes_and_the_case_holds_it_once(
    follower: Follower, stub: RasaStub
) -> None:
    call = follower.call(Content="鞋子想退", MsgId="77")
    first = await follower.send(call)
    again = await follower.send(call)
    signed_anew = await follower.send(follower.call(Content="鞋子想退", MsgId="77"))
    assert first.content == again.content == signed_anew.content
    assert len(stub.calls) == 1


async def test_tries_at_once_are_one_message(follower: Follower, stub: RasaStub) -> None:
    calls = [follower.call(Content="鞋子想退", MsgId="77") for _ in range(3)]
    answers = await asyncio.gather(*map(follower.send, calls))
    assert len({answer.content for answer in answers}) == 1
    assert len(stub.calls) == 1


async def test_after_a_restart_a_try_gets_the_same_bytes(
    settings: Settings, stub: RasaStub
) -> None:
    async with following(settings) as follower:
        first = await follower.send(follower.call(Content="鞋子想退", MsgId="77"))
    async with following(settings) as follower:
        again = await follower.send(follower.call(Content="鞋子想退", MsgId="77"))
    assert first.content == again.content
    assert len(stub.calls) == 1


async def test_two_messages_at_once_are_both_answered(follower: Follower) -> None:
    both = await asyncio.gather(follower.says("鞋子"), follower.says("外套"))
    assert sorted(answer[:3] for answer in both) == ["第1条", "第2条"]


def changed(body: bytes, place: int) -> bytes:
    return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


def old(follower: Follower) -> Call:
    return follower.call(at=int(time.time()) - 400, Content="旧")


def early(follower: Follower) -> Call:
    return follower.call(at=int(time.time()) + 400, Content="早")


def tampered(follower: Follower) -> Call:
    call = follower.call(Content="改")
    return Call(call.query, changed(call.body, call.body.index(b"<Encrypt>") + 20))


def of_another_account(follower: Follower) -> Call:
    return replace(follower, app_id="wx2").call(Content="别人的")


def in_plain_text(follower: Follower) -> Call:
    return replace(follower, mode="plain").call(Content="没加密")


def badly_signed(follower: Follower) -> Call:
    call = follower.call(Content="签错")
    return Call(call.query | {"msg_signature": "0" * 40}, call.body)


def unsigned(follower: Follower) -> Call:
    return Call({}, follower.call(Content="没签").body)


def bomb(follower: Follower) -> Call:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><xml><Encrypt>&a9;</Encrypt></xml>'
    return Call(follower.call(Content="炸").query, body.encode())


def garbage(follower: Follower) -> Call:
    return Call(follower.call(Content="乱").query, b"\xff\xfe{]")


def empty(follower: Follower) -> Call:
    return Call(follower.call(Content="空").query, b"")


def endless_query(follower: Follower) -> Call:
    call = follower.call(Content="长")
    return Call(call.query | {"nonce": "n" * 10_000}, call.body)


@pytest.mark.parametrize(
    "bad",
    [
        old,
        early,
        tampered,
        of_another_account,
        in_plain_text,
        badly_signed,
        unsigned,
        bomb,
        garbage,
        empty,
        endless_query,
    ],
)
async def test_what_is_not_wechats_is_refused_alike(
    follower: Follower, stub: RasaStub, bad: object
) -> None:
    answer = await follower.send(bad(follower))  # type: ignore[operator]
    assert answer.status_code == 403
    message = "这个地址只接受微信服务器的请求。"
    assert answer.json() == {"error": {"code": "forbidden", "message": message}}
    assert not stub.calls
    assert await follower.says("还在吗") == "第1条：还在吗"


async def test_a_nonce_serves_one_message(settings: Settings, stub: RasaStub) -> None:
    plain = replace(WECHAT, official=replace(ACCOUNT, encoding_aes_key=None))
    async with following(settings, plain) as follower:
        call = follower.call(Content="真的", MsgId="1")
        assert (await follower.send(call)).status_code == 200
        forged = Call(call.query, call.body.replace("真的".encode(), "假的".encode()))
        other = Call(call.query, forged.body.replace(b"<MsgId>1<", b"<MsgId>2<"))
        assert (await follower.send(other)).status_code == 403
        # With the number of the first one it is a try of that: answered alike, and not taken.
        assert follower.read(await follower.send(forged)) == "第1条：真的"
    assert len(stub.calls) == 1


async def test_a_body_of_ten_megabytes_is_refused(follower: Follower) -> None:
    call = follower.call(Content="大")
    answer = await follower.send(Call(call.query, b"x" * 10_000_000))
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["video", "shortvideo", "location", "link", "file", "never_seen"])
async def test_kinds_that_cannot_be_read(follower: Follower, stub: RasaStub, kind: str) -> None:
    answer = follower.read(await follower.send(follower.call(MsgType=kind)))
    assert answer == words.UNSUPPORTED_WITHOUT_PICTURES
    assert not stub.calls


async def test_empty_content_is_answered(follower: Follower, stub: RasaStub) -> None:
    assert "没有收到文字" in await follower.says("")
    assert not stub.calls


@pytest.mark.parametrize(
    "said", ["2", "２", "2.", "②", "二", "第二个", "选2", "没有", "2、没有"], ids=str
)
async def test_choices_are_numbered_and_may_be_said(follower: Follower, said: str) -> None:
    asked = await follower.says("问我")
    assert "1 选有\n2 选没有\n3 选不清楚" in asked
    expected = "没有" if said != "2、没有" else said
    assert await follower.says(said) == f"第2条：{expected}"


async def test_the_last_choice_is_not_to_know(follower: Follower) -> None:
    await follower.says("问我")
    assert await follower.says("3") == "第2条：不清楚"


@pytest.mark.parametrize("number", ["1", "④", "第一个", "二"])
async def test_a_number_chooses_nothing_where_nothing_is_open(
    follower: Follower, number: str
) -> None:
    await follower.says("问我")
    await follower.says("有")
    assert await follower.says(number) == words.NOTHING_WAITING
    assert await follower.says("运费12") == "第3条：运费12"


@pytest.mark.parametrize("said", ["刪除", "我想删除", "删除。"])
async def test_erasing_is_understood_in_other_words(follower: Follower, said: str) -> None:
    assert await follower.says(said) == words.CONFIRM_DELETE
    assert await follower.says("不删了") == words.NOT_DELETED


async def test_what_was_not_confirmed_is_said_not_to_count(follower: Follower) -> None:
    heard = {"MsgType": "voice", "MediaId": "m", "Recognition": "运费27块"}
    await follower.send(follower.call(**heard))
    assert await follower.says("先不说这个") == f"{words.UNCONFIRMED}\n\n第1条：先不说这个"
    await follower.send(follower.call(**heard))
    assert await follower.says("运费不对") == words.VOICE_AGAIN


async def test_events(follower: Follower, stub: RasaStub) -> None:
    assert await follower.does("subscribe") == words.WELCOME_WITHOUT_PICTURES
    assert await follower.does("SCAN", "x") == ""
    assert await follower.does("LOCATION") == ""
    assert await follower.does("VIEW", "https://x") == ""
    assert not stub.calls
    assert await follower.does("CLICK", "next_step") == "第1条：接下来怎么做？"
    assert await follower.does("CLICK", "of another menu") == ""


async def test_an_event_is_taken_once(follower: Follower, stub: RasaStub) -> None:
    at = str(int(time.time()))
    fields = {"MsgType": "event", "Event": "CLICK", "EventKey": "why", "CreateTime": at}
    first = await follower.send(follower.call(**fields))
    again = await follower.send(follower.call(**fields))
    assert first.content == again.content
    assert len(stub.calls) == 1


async def test_a_voice_message_with_a_sum_is_confirmed_first(
    follower: Follower, stub: RasaStub
) -> None:
    heard = {"MsgType": "voice", "MediaId": "m", "Recognition": "鞋子想退运费27块。"}
    asked = follower.read(await follower.send(follower.call(**heard)))
    assert "27块" in asked
    assert not stub.calls
    assert await follower.says("1") == "第1条：鞋子想退运费27块"


async def test_a_voice_message_that_was_misheard_is_dropped(
    follower: Follower, stub: RasaStub
) -> None:
    heard = {"MsgType": "voice", "MediaId": "m", "Recognition": "运费27块"}
    await follower.send(follower.call(**heard))
    assert await follower.says("不对") == words.VOICE_AGAIN
    assert await follower.says("运费17块") == "第1条：运费17块"


async def test_a_voice_message_without_sums_is_answered_and_shown(follower: Follower) -> None:
    heard = {"MsgType": "voice", "MediaId": "m", "Recognition": "鞋子不喜欢想退"}
    answer = follower.read(await follower.send(follower.call(**heard)))
    assert answer == "我听到的是：“鞋子不喜欢想退”\n\n第1条：鞋子不喜欢想退"
    nothing = {"MsgType": "voice", "MediaId": "m"}
    assert follower.read(await follower.send(follower.call(**nothing))) == words.VOICE_EMPTY


async def test_erasing_asks_first_and_erases_everything(follower: Follower) -> None:
    await follower.says("鞋子想退")
    assert await follower.says("删除") == words.CONFIRM_DELETE
    erasing = follower.call(Content="确认删除", MsgId="9")
    first = await follower.send(erasing)
    assert follower.read(first) == words.DELETED
    assert (await follower.send(erasing)).content == first.content
    assert await follower.says("又来了") == "第1条：又来了"


async def test_a_late_try_of_erasing_does_not_erase_what_came_after(follower: Follower) -> None:
    before = follower.call(Content="鞋子想退", MsgId="7", CreateTime=str(int(time.time()) - 9))
    await follower.send(before)
    erasing = follower.call(Content="确认删除", MsgId="9")
    await follower.send(erasing)
    assert await follower.says("又来了") == "第1条：又来了"
    assert follower.read(await follower.send(erasing)) == words.DELETED
    # Nor does a late try of a message from before bring that back.
    assert follower.read(await follower.send(before)) == ""
    assert await follower.says("还在") == "第2条：还在"


async def test_the_link_of_an_erased_conversation_does_not_open_the_new_one(
    follower: Follower,
) -> None:
    answer = await follower.says("给我方案")
    (link,) = (word for word in answer.split() if word.startswith("https://advice.example/w/"))
    await follower.says("确认删除")
    await follower.says("又来了")
    opened = await follower.browser.post("/api/chat/open", json={"link": link.rsplit("/", 1)[1]})
    assert opened.status_code == 404


async def test_a_late_try_of_leaving_does_not_erase_who_came_back(settings: Settings) -> None:
    async with following(settings, replace(WECHAT, erase_days=0)) as follower:
        at = str(int(time.time()))
        leaving = {"MsgType": "event", "Event": "unsubscribe", "CreateTime": at}
        await follower.send(follower.call(**leaving))
        await follower.does("subscribe")
        assert await follower.says("又来了") == "第1条：又来了"
        await follower.send(follower.call(**leaving))
        assert await follower.says("还在") == "第2条：还在"


async def test_who_leaves_is_erased_after_the_days_that_are_set(settings: Settings) -> None:
    async with following(settings, replace(WECHAT, erase_days=0)) as follower:
        await follower.says("鞋子想退")
        assert await follower.does("unsubscribe") == ""
        await follower.does("subscribe")
        assert await follower.says("又来了") == "第1条：又来了"
    async with following(settings) as follower:
        follower.openid = "oFollower-2"
        await follower.says("鞋子想退")
        await follower.does("unsubscribe")
        await follower.does("subscribe")
        assert await follower.says("又来了") == "第2条：又来了"


async def test_the_advice_brings_a_link_that_opens_the_conversation(follower: Follower) -> None:
    answer = await follower.says("给我方案")
    link = next(line for line in answer.split() if line.startswith("https://advice.example/w/"))
    token = link.rsplit("/", 1)[1]
    session = (await follower.browser.post("/api/chat/open", json={"link": token})).json()
    texts = await follower.browser.texts(session["session"])
    assert [text for text, _ in texts] == ["给我方案"]


async def test_openids_are_nowhere_in_the_database_or_the_log(
    follower: Follower, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    await follower.does("subscribe")
    await follower.says("鞋子想退")
    async with opened(settings) as browser:
        assert browser is not None
    file = settings.database_url.removeprefix("sqlite+aiosqlite:///")
    for name in (file, f"{file}-wal"):
        with open(name, "rb") as database:
            assert b"oFollower-1" not in database.read()
    logged = "".join(capfd.readouterr())
    assert "oFollower-1" not in logged
    assert "鞋子" not in logged

"""The chat API as a client sees it."""

from __future__ import annotations

import asyncio
import base64
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from bot.settings import Settings
from tests.web.conftest import Browser, opened
from tests.web.rasa_stub import ADVICE, CHOICES, RasaStub


def code(response: httpx.Response) -> str:
    """The code of an error, once its shape is checked."""
    error = response.json()["error"]
    assert set(error) == {"code", "message"}
    assert any("\u4e00" <= character <= "\u9fff" for character in error["message"])
    return str(error["code"])


async def test_a_message_is_answered(browser: Browser, stub: RasaStub) -> None:
    session = await browser.start()
    response = await browser.say(session, "鞋子不喜欢想退")

    assert response.status_code == 200
    (reply,) = response.json()["replies"]
    assert reply["text"] == "第1条：鞋子不喜欢想退"
    assert (reply["buttons"], reply["advice"], reply["question"]) == ([], None, None)
    (call,) = stub.calls
    assert call["message"] == "鞋子不喜欢想退"
    assert call["metadata"] == {"state": None, "today": "2026-01-20"}


async def test_a_session_is_a_128_bit_token(browser: Browser) -> None:
    response = await browser.post("/api/chat")
    assert response.status_code == 201
    assert len(base64.urlsafe_b64decode(response.json()["session"] + "==")) == 16


async def test_advice_question_and_buttons_come_with_their_text(browser: Browser) -> None:
    session = await browser.start()
    (reply,) = (await browser.say(session, "问我，再给方案")).json()["replies"]
    assert reply["text"] == "第1条：问我，再给方案"
    assert reply["buttons"] == [{"title": f"选{c}", "value": c} for c in CHOICES]
    assert reply["question"]["fact"] == "promise"
    assert reply["advice"] == ADVICE


async def test_state_is_threaded_and_a_sender_is_never_reused(
    browser: Browser, stub: RasaStub
) -> None:
    session = await browser.start()
    await browser.say(session, "一", "a")
    await browser.say(session, "二", "b")
    assert [call["metadata"]["state"] for call in stub.calls] == [None, {"texts": ["一"]}]
    assert stub.calls[0]["sender"] != stub.calls[1]["sender"]
    assert session not in str(stub.calls)


async def test_a_conversation_can_be_read_again(browser: Browser) -> None:
    session = await browser.start()
    await browser.say(session, "一", "a")
    (message,) = (await browser.get(f"/api/chat/{session}")).json()["messages"]
    assert message["id"] == "a"
    assert message["at"].endswith("Z")
    assert message["replies"][0]["text"] == "第1条：一"


async def test_conversations_do_not_see_each_other(browser: Browser) -> None:
    one, other = await browser.start(), await browser.start()
    await browser.say(one, "一")
    assert (await browser.say(other, "二")).json()["replies"][0]["text"] == "第1条：二"
    assert await browser.texts(other) == [("二", ["第1条：二"])]


async def test_the_same_id_is_answered_alike_and_taken_once(
    browser: Browser, stub: RasaStub
) -> None:
    session = await browser.start()
    first = await browser.say(session, "一", "a")
    again = await browser.say(session, "一", "a")
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(stub.calls) == 1


async def test_the_same_id_twenty_times_at_once_is_taken_once(
    browser: Browser, stub: RasaStub
) -> None:
    session = await browser.start()
    answers = await asyncio.gather(*(browser.say(session, "一", "a") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len(stub.calls) == 1
    assert await browser.texts(session) == [("一", ["第1条：一"])]


async def test_messages_at_once_are_answered_one_after_the_other(browser: Browser) -> None:
    session = await browser.start()
    await asyncio.gather(*(browser.say(session, f"话{n}", f"id{n}") for n in range(10)))
    kept = await browser.texts(session)
    assert {text for text, _ in kept} == {f"话{n}" for n in range(10)}
    assert [replies for _, replies in kept] == [
        [f"第{place}条：{text}"] for place, (text, _) in enumerate(kept, 1)
    ]


async def test_two_processes_take_each_message_once_and_in_order(settings: Settings) -> None:
    async with opened(settings) as one, opened(settings) as other:
        session = await one.start()
        answers = await asyncio.gather(
            *(where.say(session, f"话{n}", f"id{n}") for n in range(8) for where in (one, other))
        )
        kept = await one.texts(session)
    assert {answer.status_code for answer in answers} == {200}
    assert len(kept) == 8
    assert [replies for _, replies in kept] == [
        [f"第{place}条：{text}"] for place, (text, _) in enumerate(kept, 1)
    ]


async def test_the_same_id_with_another_text_is_refused(browser: Browser, stub: RasaStub) -> None:
    session = await browser.start()
    await browser.say(session, "一", "a")
    response = await browser.say(session, "二", "a")
    assert (response.status_code, code(response)) == (409, "id_taken")
    assert len(stub.calls) == 1


async def test_erasing_leaves_nothing_behind(
    browser: Browser, settings: Settings, tmp_path: Path
) -> None:
    session = await browser.start()
    await browser.say(session, "我的电话是13800138000")
    files = [*(tmp_path / "var").iterdir()]
    assert any(b"13800138000" in file.read_bytes() for file in files)

    assert (await browser.delete(f"/api/chat/{session}")).status_code == 204
    assert not any(b"13800138000" in file.read_bytes() for file in files if file.exists())
    for response in (
        await browser.get(f"/api/chat/{session}"),
        await browser.say(session, "还在吗", "b"),
        await browser.delete(f"/api/chat/{session}"),
    ):
        assert (response.status_code, code(response)) == (404, "unknown_session")


async def test_what_is_erased_while_it_is_answered_stays_erased(
    browser: Browser, stub: RasaStub
) -> None:
    session = await browser.start()
    stub.fault = "hang"
    saying = asyncio.create_task(browser.say(session, "一"))
    await asyncio.to_thread(stub.called.wait)
    await browser.delete(f"/api/chat/{session}")
    stub.release()
    assert (await saying).status_code == 404
    assert (await browser.get(f"/api/chat/{session}")).status_code == 404


async def test_the_store_does_not_hold_the_session_token(browser: Browser, tmp_path: Path) -> None:
    session = await browser.start()
    await browser.say(session, "一")
    files = [*(tmp_path / "var").iterdir()]
    assert files
    assert not any(session.encode() in file.read_bytes() for file in files)


@pytest.mark.parametrize(
    "text",
    ["", " \n\t ", "\x00\x01", "\u200b\ufeff", "😀👍", "？？！", "/restart", '/inform{"price":1}',
     "／restart", "\u200b / restart", "字" * 2001],
)  # fmt: skip
async def test_what_stops_at_the_door_is_answered_once_and_changes_nothing(
    browser: Browser, stub: RasaStub, text: str
) -> None:
    session = await browser.start()
    await browser.say(session, "一", "a")
    response = await browser.say(session, text, "b")
    assert response.status_code == 200
    (reply,) = response.json()["replies"]
    assert reply["text"]
    assert (await browser.say(session, text, "b")).json() == response.json()
    assert (await browser.say(session, "二", "c")).json()["replies"][0]["text"] == "第2条：二"
    assert [call["message"] for call in stub.calls] == ["一", "二"]


async def test_null_bytes_and_broken_characters_are_taken_out(
    browser: Browser, stub: RasaStub
) -> None:
    session = await browser.start()
    url = f"/api/chat/{session}/messages"
    body = b'{"id": "a", "text": "\\u0000\\ud800\\u8fd0\\u8d39\\u000727"}'
    response = await browser.post(url, content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 200
    assert stub.calls[0]["message"] == "运费27"
    assert await browser.texts(session) == [("运费27", ["第1条：运费27"])]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"id": "a"}',
        b'{"text": "x"}',
        b'{"id": "a", "text": 1}',
        b'{"id": "", "text": "x"}',
        b'{"id": "a b", "text": "x"}',
        b'{"id": "a\\n", "text": "x"}',
        b'{"id": "' + b"a" * 65 + b'", "text": "x"}',
    ],
)
async def test_a_request_that_is_no_message_is_refused(
    browser: Browser, stub: RasaStub, body: bytes
) -> None:
    url = f"/api/chat/{await browser.start()}/messages"
    response = await browser.post(url, content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, code(response)) == (422, "invalid_request")
    assert not stub.calls


@pytest.mark.parametrize("body", [b'{"id": "\xff"}', b"[" * 60_000])
async def test_a_body_that_cannot_be_read_is_refused(browser: Browser, body: bytes) -> None:
    url = f"/api/chat/{await browser.start()}/messages"
    response = await browser.post(url, content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, code(response)) == (400, "bad_request")


async def test_a_refusal_does_not_repeat_what_was_sent(browser: Browser) -> None:
    url = f"/api/chat/{await browser.start()}/messages"
    response = await browser.post(url, json={"id": "张三 13800138000", "text": "x"})
    assert "13800138000" not in response.text


async def test_a_large_body_is_refused_whether_announced_or_not(
    browser: Browser, stub: RasaStub
) -> None:
    url = f"/api/chat/{await browser.start()}/messages"
    announced = await browser.post(url, json={"id": "a", "text": "字" * 40_000})
    assert (announced.status_code, code(announced)) == (413, "too_large")

    async def chunks():
        for _ in range(70):
            yield b" " * 1024

    streamed = await browser.post(url, content=chunks())
    assert (streamed.status_code, code(streamed)) == (413, "too_large")
    assert not stub.calls


@pytest.mark.parametrize(
    ("method", "path", "status", "expected"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/api/chat", 405, "method_not_allowed"),
        ("GET", "/api/chat/unknown", 404, "unknown_session"),
        ("DELETE", "/api/chat/unknown", 404, "unknown_session"),
        ("GET", "/page/nothing.js", 404, "not_found"),
        ("GET", "/page/..%2f..%2fstore.py", 404, "not_found"),
    ],
)
async def test_errors_have_one_shape(
    browser: Browser, method: str, path: str, status: int, expected: str
) -> None:
    response = await browser.request(method, path)
    assert (response.status_code, code(response)) == (status, expected)


async def test_a_message_to_an_unknown_session_is_refused(browser: Browser, stub: RasaStub) -> None:
    response = await browser.say("unknown", "一")
    assert (response.status_code, code(response)) == (404, "unknown_session")
    assert not stub.calls


async def test_a_broken_store_is_an_error_that_can_be_read(
    browser: Browser, tmp_path: Path
) -> None:
    session = await browser.start()
    with closing(sqlite3.connect(tmp_path / "var/bot.db")) as database:
        database.executescript("DROP TABLE messages; DROP TABLE conversations")
    response = await browser.say(session, "一")
    assert (response.status_code, code(response)) == (503, "store_unavailable")
    parts = (await browser.get("/readyz")).json()
    assert parts == {"rasa": True, "actions": True, "store": False, "cache": False}

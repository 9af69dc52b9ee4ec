"""A conversation goes on in another browser by a short code."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.resume_codes import ResumeCodes, UnknownCode
from bot.store import Store, UnknownConversation, conversation_key
from tests.web.conftest import Browser

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)


async def code_of(browser: Browser, session: str) -> str:
    response = await browser.post(f"/api/chat/{session}/resume-code")
    assert response.status_code == 201
    code: str = response.json()["code"]
    return code


async def resume(browser: Browser, code: Any) -> tuple[int, dict[str, Any]]:
    response = await browser.post("/api/chat/resume", json={"code": code})
    return response.status_code, response.json()


async def test_another_browser_goes_on_and_both_see_the_same(browser: Browser) -> None:
    session = await browser.start()
    await browser.say(session, "一", "a")
    code = await code_of(browser, session)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", code)
    status, body = await resume(browser, code)
    assert status == 201
    other = body["session"]
    assert other != session
    assert (await browser.say(other, "二", "b")).json()["replies"][0]["text"] == "第2条：二"
    assert (await browser.say(session, "二", "b")).json()["replies"][0]["text"] == "第2条：二"
    assert await browser.texts(session) == await browser.texts(other)


async def test_messages_through_two_tokens_are_answered_one_after_the_other(
    browser: Browser,
) -> None:
    session = await browser.start()
    _, body = await resume(browser, await code_of(browser, session))
    tokens = (session, body["session"])
    await asyncio.gather(*(browser.say(tokens[n % 2], f"话{n}", f"id{n}") for n in range(8)))
    kept = await browser.texts(session)
    assert len(kept) == 8
    assert [said for _, said in kept] == [
        [f"第{n}条：{text}"] for n, (text, _) in enumerate(kept, 1)
    ]


async def test_a_code_is_used_once(browser: Browser) -> None:
    code = await code_of(browser, await browser.start())
    answers = await asyncio.gather(*(resume(browser, code) for _ in range(5)))
    assert sorted(status for status, _ in answers) == [201, 404, 404, 404, 404]
    status, body = await resume(browser, code)
    assert (status, body["error"]["code"]) == (404, "unknown_code")
    assert "再要一个新的" in body["error"]["message"]


async def test_a_new_code_replaces_the_old_one(browser: Browser) -> None:
    session = await browser.start()
    old, new = await code_of(browser, session), await code_of(browser, session)
    assert (await resume(browser, old))[0] == 404
    assert (await resume(browser, new))[0] == 201


@pytest.mark.parametrize("code", ["", "7K2QM", "你好", "0" * 10, "①" * 10])
async def test_what_is_no_code_opens_nothing(browser: Browser, code: str) -> None:
    await code_of(browser, await browser.start())
    status, body = await resume(browser, code)
    assert (status, body["error"]["code"]) == (404, "unknown_code")


@pytest.mark.parametrize("code", [b"null", b"7", b'"\\ud800"', b'"%b"' % (b"0" * 101)])
async def test_what_cannot_be_a_code_is_refused(browser: Browser, code: bytes) -> None:
    response = await browser.post(
        "/api/chat/resume",
        content=b'{"code": %b}' % code,
        headers={"Content-Type": "application/json"},
    )
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (422, "invalid_request")
    assert "接续码" in error["message"]


async def test_erasing_by_any_token_makes_every_token_and_code_unknown(browser: Browser) -> None:
    session = await browser.start()
    _, body = await resume(browser, await code_of(browser, session))
    other, code = body["session"], await code_of(browser, session)
    assert (await browser.delete(f"/api/chat/{other}")).status_code == 204
    for token in (session, other):
        assert (await browser.get(f"/api/chat/{token}")).status_code == 404
        assert (await browser.say(token, "还在吗")).status_code == 404
        assert (await browser.post(f"/api/chat/{token}/resume-code")).status_code == 404
    assert (await resume(browser, code))[0] == 404


async def test_the_store_holds_neither_codes_nor_tokens(browser: Browser, tmp_path: Path) -> None:
    session = await browser.start()
    _, body = await resume(browser, await code_of(browser, session))
    code = await code_of(browser, session)
    for file in (tmp_path / "var").iterdir():
        content = file.read_bytes()
        for secret in (body["session"], code, code.replace("-", "")):
            assert secret.encode() not in content


@pytest.fixture
async def store(database_url: str):
    store = await Store.open(database_url)
    yield store
    await store.close()


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code,
        lambda code: code.lower(),
        lambda code: code.replace("-", ""),
        lambda code: f"  {code.replace('-', ' ')}\n",
        lambda code: code.replace("-", "—"),
        lambda code: "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else "－" for c in code),
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("0", "o").replace("1", "I"),
    ],
)
async def test_a_code_may_be_typed_in_many_ways(
    store: Store, typed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = iter("0A1B0CZ1D0")
    monkeypatch.setattr("bot.resume_codes.secrets.choice", lambda _: next(letters))
    key = conversation_key(await store.create(NOW))
    codes = ResumeCodes(store)
    issued = await codes.issue(key, NOW)
    assert issued.code == "0A1B0-CZ1D0"
    session = await codes.redeem(typed(issued.code), NOW)
    assert await store.key_of(session) == key


async def test_a_code_holds_seven_days(store: Store) -> None:
    key = conversation_key(await store.create(NOW))
    codes = ResumeCodes(store)
    issued = await codes.issue(key, NOW)
    assert issued.expires_at == NOW + timedelta(days=7)
    with pytest.raises(UnknownCode):
        await codes.redeem(issued.code, issued.expires_at)
    assert await codes.redeem(issued.code, issued.expires_at - timedelta(seconds=1))


async def test_of_codes_issued_at_once_one_is_good(store: Store) -> None:
    key = conversation_key(await store.create(NOW))
    codes = ResumeCodes(store)
    issued = await asyncio.gather(*(codes.issue(key, NOW) for _ in range(6)))
    opened = await asyncio.gather(
        *(codes.redeem(one.code, NOW) for one in issued), return_exceptions=True
    )
    assert sorted(isinstance(one, str) for one in opened) == [False] * 5 + [True]


async def test_a_conversation_that_is_unknown_gets_no_code(store: Store) -> None:
    with pytest.raises(UnknownConversation):
        await ResumeCodes(store).issue("nothing", NOW)

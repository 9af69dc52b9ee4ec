"""A conversation goes on in a browser by a signed link that expires."""

from __future__ import annotations

import asyncio
import re
import string
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.store import Store, UnknownConversation, conversation_key
from bot.web.wechat.links import VALID, BadLink, ExpiredLink, Links
from tests.web.conftest import Browser

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
KEY = conversation_key("a conversation")
LINKS = Links(b"k" * 32, "https://example.org")
ALPHABET = string.ascii_letters + string.digits + "-_"

keys = st.binary(min_size=32, max_size=32).map(bytes.hex)
moments = st.datetimes(datetime(1970, 1, 2), datetime(2106, 1, 1), timezones=st.just(UTC))


def token_of(url: str) -> str:
    return url.rsplit("/", 1)[1]


TOKEN = token_of(LINKS.url(KEY, LATER))
OF_NOTHING = token_of(LINKS.url(KEY, datetime(2100, 1, 1, tzinfo=UTC)))


@given(keys, moments)
def test_a_link_opens_its_conversation_until_it_expires(key: str, expires_at: datetime) -> None:
    expires_at = expires_at.replace(microsecond=0)
    token = token_of(LINKS.url(key, expires_at))
    assert LINKS.opened(token, expires_at - timedelta(microseconds=1)) == key
    with pytest.raises(ExpiredLink):
        LINKS.opened(token, expires_at)


def test_a_link_is_the_same_every_time_and_fit_for_any_address_bar() -> None:
    url = LINKS.url(KEY, LATER)
    assert url == LINKS.url(KEY, LATER)
    assert re.fullmatch(r"https://example\.org/w/[A-Za-z0-9_-]{71}", url)
    assert Links(b"k" * 32, "https://example.org/").url(KEY, LATER) == url


def test_the_time_zone_of_the_expiry_does_not_matter() -> None:
    assert LINKS.url(KEY, LATER.astimezone(SHANGHAI)) == LINKS.url(KEY, LATER)


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from(ALPHABET))
def test_a_changed_character_makes_a_bad_link(place: int, character: str) -> None:
    changed = TOKEN[:place] + character + TOKEN[place + 1 :]
    if changed != TOKEN:
        with pytest.raises(BadLink):
            LINKS.opened(changed, NOW)


@pytest.mark.parametrize("character", ALPHABET)
def test_the_last_character_cannot_be_changed_either(character: str) -> None:
    """Two of its bits mean nothing in base64."""
    if character != TOKEN[-1]:
        with pytest.raises(BadLink):
            LINKS.opened(TOKEN[:-1] + character, NOW)


@given(st.text() | st.text(ALPHABET + "=.", min_size=60, max_size=80))
def test_what_is_no_link_is_a_bad_one(token: str) -> None:
    with pytest.raises(BadLink):
        LINKS.opened(token, NOW)


@pytest.mark.parametrize(
    "token", ["", TOKEN[:-1], TOKEN + "A", TOKEN + "=", TOKEN + "\n", " " + TOKEN, TOKEN * 1000]
)
def test_what_is_cut_or_lengthened_is_a_bad_link(token: str) -> None:
    with pytest.raises(BadLink):
        LINKS.opened(token, NOW)


def test_a_link_of_another_key_is_a_bad_one_even_when_it_is_expired() -> None:
    stranger = Links(b"x" * 32, "https://example.org")
    for expires_at in (LATER, NOW - timedelta(days=1)):
        with pytest.raises(BadLink):
            LINKS.opened(token_of(stranger.url(KEY, expires_at)), NOW)


@pytest.fixture
async def browser(browser: Browser) -> Browser:
    browser.app.state.links = LINKS
    return browser


def link_to(browser: Browser, session: str, lasts: timedelta = VALID) -> str:
    at = browser.app.state.clock.now()
    return token_of(LINKS.url(conversation_key(session), at + lasts))


async def opened(
    browser: Browser, link: Any, session: str | None = None
) -> tuple[int, dict[str, Any]]:
    response = await browser.post("/api/chat/open", json={"link": link, "session": session})
    return response.status_code, response.json()


async def test_a_browser_goes_on_and_both_see_the_same(browser: Browser) -> None:
    session = await browser.start()
    await browser.say(session, "一", "a")
    response = await browser.post("/api/chat/open", json={"link": link_to(browser, session)})
    assert response.status_code == 201
    assert response.headers["Cache-Control"] == "no-store"
    other = response.json()["session"]
    assert other != session
    assert (await browser.say(other, "二", "b")).json()["replies"][0]["text"] == "第2条：二"
    assert await browser.texts(session) == await browser.texts(other)


async def test_a_link_can_be_opened_again_and_every_browser_gets_a_token_of_its_own(
    browser: Browser,
) -> None:
    session = await browser.start()
    link = link_to(browser, session)
    answers = await asyncio.gather(*(opened(browser, link) for _ in range(5)))
    assert [status for status, _ in answers] == [201] * 5
    tokens = {body["session"] for _, body in answers}
    assert len(tokens) == 5
    for token in tokens:
        assert (await browser.get(f"/api/chat/{token}")).status_code == 200


async def test_a_browser_that_is_in_the_conversation_keeps_its_token(browser: Browser) -> None:
    session = await browser.start()
    link = link_to(browser, session)
    assert await opened(browser, link, session) == (200, {"session": session})
    _, body = await opened(browser, link)
    assert await opened(browser, link, body["session"]) == (200, body)


@pytest.mark.parametrize("session", ["", "nothing", "中文", "x" * 10_000])
async def test_a_browser_with_a_token_of_nothing_gets_a_new_one(
    browser: Browser, session: str
) -> None:
    mine = await browser.start()
    status, body = await opened(browser, link_to(browser, mine), session)
    assert status == 201
    assert (await browser.get(f"/api/chat/{body['session']}")).status_code == 200


async def test_a_browser_in_another_conversation_gets_a_new_token(browser: Browser) -> None:
    one, other = await browser.start(), await browser.start()
    status, body = await opened(browser, link_to(browser, one), other)
    assert status == 201
    assert body["session"] not in (one, other)


@pytest.mark.parametrize("link", ["", "你好", "A" * 71, "A" * 60_000, OF_NOTHING])
async def test_an_unknown_link_opens_nothing(browser: Browser, link: str) -> None:
    status, body = await opened(browser, link)
    assert status == 404
    assert body["error"] == {
        "code": "unknown_link",
        "message": "这个链接不对，或者这段对话已经删掉了。",
    }


async def test_half_a_character_is_no_link(browser: Browser) -> None:
    response = await browser.post(
        "/api/chat/open",
        content=b'{"link": "\\ud800", "session": "\\ud800"}',
        headers={"Content-Type": "application/json"},
    )
    assert (response.status_code, response.json()["error"]["code"]) == (404, "unknown_link")


async def test_an_expired_link_opens_nothing(browser: Browser) -> None:
    session = await browser.start()
    status, body = await opened(browser, link_to(browser, session, timedelta(0)), session)
    assert status == 410
    assert body["error"] == {
        "code": "link_expired",
        "message": "这个链接过期了。回到微信里再问一句，会给新的。",
    }


@pytest.mark.parametrize("with_token", ["none", "first", "further"])
async def test_the_link_of_an_erased_conversation_opens_nothing(
    browser: Browser, with_token: str
) -> None:
    session = await browser.start()
    link = link_to(browser, session)
    _, body = await opened(browser, link)
    tokens = {"none": None, "first": session, "further": body["session"]}
    assert (await browser.delete(f"/api/chat/{body['session']}")).status_code == 204
    status, body = await opened(browser, link, tokens[with_token])
    assert (status, body["error"]["code"]) == (404, "unknown_link")


async def test_without_wechat_no_link_is_known(browser: Browser) -> None:
    link = link_to(browser, await browser.start())
    browser.app.state.links = None
    status, body = await opened(browser, link)
    assert (status, body["error"]["code"]) == (404, "unknown_link")


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        (b"{}", "link"),
        (b'{"link": null}', "link"),
        (b'{"link": 7}', "link"),
        (b'{"link": "A", "session": 7}', "session"),
        (b"[]", "JSON"),
    ],
)
async def test_what_cannot_be_a_link_is_refused(browser: Browser, sent: bytes, named: str) -> None:
    response = await browser.post(
        "/api/chat/open", content=sent, headers={"Content-Type": "application/json"}
    )
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (422, "invalid_request")
    assert named in error["message"]


async def test_who_only_fetches_the_page_opens_nothing(browser: Browser) -> None:
    session = await browser.start()
    store = browser.app.state.store
    made: list[str] = []

    async def counted(key: str) -> str:
        made.append(key)
        return "token"

    store.further_session = counted
    link = link_to(browser, session)
    page = await browser.get(f"/w/{link}")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    home = await browser.get("/")
    assert page.content == home.content
    assert page.headers["Content-Security-Policy"] == home.headers["Content-Security-Policy"]
    assert link not in page.text
    assert not made
    # Nor does it tell whether a link is good.
    assert (await browser.get("/w/nothing")).content == page.content


async def test_the_log_holds_neither_links_nor_tokens(
    capfd: pytest.CaptureFixture[str], browser: Browser
) -> None:
    session = await browser.start()
    good, expired = link_to(browser, session), link_to(browser, session, timedelta(0))
    _, body = await opened(browser, good)
    await opened(browser, expired)
    await opened(browser, good[:-1] + "!")
    await browser.get(f"/w/{good}")
    await browser.get(f"/w/{good}/more")
    written = capfd.readouterr().err
    assert '"/w/{token}"' in written
    assert '"/api/chat/open"' in written
    for secret in (good[:-1], expired, session, body["session"], conversation_key(session)):
        assert secret not in written


async def test_the_store_holds_neither_links_nor_tokens(browser: Browser, tmp_path: Path) -> None:
    session = await browser.start()
    link = link_to(browser, session)
    _, body = await opened(browser, link)
    for file in (tmp_path / "var").iterdir():
        content = file.read_bytes()
        for secret in (link, body["session"]):
            assert secret.encode() not in content


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = await Store.open(database_url)
    yield store
    await store.close()


async def test_a_further_session_token_leads_to_the_conversation(store: Store) -> None:
    key = conversation_key(await store.create(NOW))
    tokens = await asyncio.gather(*(store.further_session(key) for _ in range(4)))
    assert {await store.key_of(token) for token in tokens} == {key}


async def test_there_is_no_further_session_token_of_nothing(store: Store) -> None:
    with pytest.raises(UnknownConversation):
        await store.further_session(KEY)

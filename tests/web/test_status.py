"""For machines that watch, and what every answer carries."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from bot.settings import Settings
from bot.store import Store
from bot.web.page import FILES
from tests.web.conftest import Browser, opened
from tests.web.rasa_stub import RasaStub


async def test_all_is_well(browser: Browser) -> None:
    assert (await browser.get("/healthz")).json() == {"status": "ok"}
    ready = await browser.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"rasa": True, "actions": True, "store": True, "cache": True}


async def test_the_part_that_is_down_is_named(browser: Browser, stub: RasaStub) -> None:
    stub.actions_up = False
    ready = await browser.get("/readyz")
    assert ready.status_code == 503
    assert ready.json() == {"rasa": True, "actions": False, "store": True, "cache": True}


async def test_it_lives_but_is_not_ready_without_rasa(
    without_rasa: tuple[Settings, RasaStub],
) -> None:
    settings, _rasa = without_rasa
    async with opened(settings) as browser:
        assert (await browser.get("/healthz")).status_code == 200
        ready = await browser.get("/readyz")
    assert ready.status_code == 503
    assert ready.json() == {"rasa": False, "actions": False, "store": True, "cache": True}


async def test_turns_are_counted_by_outcome(browser: Browser, stub: RasaStub) -> None:
    session = await browser.start()
    await browser.say(session, "一", "a")
    await browser.say(session, "一", "a")
    await browser.say(session, "😀", "b")
    stub.fault = "garbage"
    await browser.say(session, "二", "c")
    text = (await browser.get("/metrics")).text
    for outcome in ("answered", "repeated", "canned", "failed"):
        assert f'bot_turns_total{{outcome="{outcome}"}} 1.0' in text
    assert "bot_turn_seconds_count 2.0" in text


async def test_the_log_holds_neither_words_nor_tokens(
    capfd: pytest.CaptureFixture[str], browser: Browser, stub: RasaStub
) -> None:
    session = await browser.start()
    await browser.say(session, "张三13800138000", "a")
    stub.fault = "garbage"
    await browser.say(session, "李四13900139000", "b")
    await browser.get(f"/api/chat/{session}")
    written = capfd.readouterr().err
    events = [json.loads(line) for line in written.splitlines()]
    assert "rasa_bad_answer" in {event.get("code") for event in events}
    assert "/api/chat/{session}" in {event.get("route") for event in events}
    for secret in ("张三", "13800138000", "李四", "13900139000", session):
        assert secret not in written


async def test_an_unforeseen_error_is_answered_and_logged_without_its_words(
    capfd: pytest.CaptureFixture[str], browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_store: Store, _key: str) -> None:
        raise RuntimeError("张三13800138000")

    monkeypatch.setattr(Store, "history", broken)
    response = await browser.get(f"/api/chat/{await browser.start()}")
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal_error"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    written = capfd.readouterr().err
    assert "RuntimeError" in written
    assert "13800138000" not in written


@pytest.mark.parametrize("path", ["/", "/docs", "/healthz", "/page/page.js", "/nowhere"])
async def test_every_answer_is_locked_down(browser: Browser, path: str) -> None:
    headers = (await browser.get(path)).headers
    policy = dict(part.strip().split(" ", 1) for part in
                  headers["Content-Security-Policy"].split(";"))  # fmt: skip
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert not [name for name in headers if name.startswith("access-control-")]


async def test_a_conversation_is_kept_by_no_cache(browser: Browser) -> None:
    session = await browser.start()
    response = await browser.get(f"/api/chat/{session}")
    assert response.headers["Cache-Control"] == "no-store"


class Links(HTMLParser):
    """Everything that a page loads or links to, and what it must not have."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.found += [values[name] or "" for name in ("src", "href") if name in values]
        self.inline += [name for name in values if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and not values.get("src")):
            self.inline.append(tag)


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_a_page_loads_only_what_is_here(browser: Browser, path: str) -> None:
    page = await browser.get(path)
    assert page.headers["Content-Type"].startswith("text/html")
    links = Links(page.text)
    assert links.found
    assert not links.inline
    for link in links.found:
        assert (await browser.get(link)).status_code == 200, link


async def test_the_docs_list_every_call(browser: Browser) -> None:
    page = (await browser.get("/docs")).text
    document = (await browser.get("/openapi.json")).json()
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page
    described = document["paths"]["/api/chat/{session}/messages"]["post"]["responses"]
    assert set(described) == {"200", "404", "409", "413", "422", "503"}
    assert {answer["content"]["application/json"]["schema"]["$ref"] for status, answer
            in described.items() if status != "200"} == {"#/components/schemas/ErrorBody"}  # fmt: skip


def test_the_pages_files_name_no_other_host() -> None:
    files = [file for file in FILES.rglob("*") if file.suffix in (".html", ".css", ".js")]
    assert len(files) >= 3
    namespace = "http://www.w3.org/2000/svg"
    for file in files:
        text = file.read_text().replace(namespace, "")
        assert not re.search(r"(https?:)?//[\w-]+\.\w", text), file

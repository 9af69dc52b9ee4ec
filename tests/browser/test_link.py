"""The link that leads from WeChat to the page, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, Request, expect

from bot.settings import Settings
from bot.store import conversation_key
from bot.web.app import create_app
from bot.web.wechat.links import VALID, Links
from tests.browser.stage import violations
from tests.browser.test_page import bubbles, menu, session_of, told
from tests.web.rasa_stub import RasaStub, bound_socket, serving

EXPIRED = "这个链接过期了。回到微信里再问一句，会给新的。"
UNKNOWN = "这个链接不对，或者这段对话已经删掉了。"

pytestmark = pytest.mark.parametrize("context", ["phone"], indirect=True)


@pytest.fixture(scope="module")
def linked(
    stub_server: RasaStub, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Links]]:
    """Where the application listens, and its links."""
    database: Path = tmp_path_factory.mktemp("linked") / "bot.db"
    settings = Settings(
        rasa_url=stub_server.url,
        actions_url=stub_server.url,
        database_url=f"sqlite+aiosqlite:///{database}",
        today=date(2026, 1, 20),
    )
    app, bound = create_app(settings), bound_socket()
    origin = f"http://127.0.0.1:{bound.getsockname()[1]}"
    with serving(app, bound):
        # It answers once it has started.
        httpx.get(f"{origin}/healthz")
        app.state.links = Links(b"k" * 32, origin)
        yield origin, app.state.links


@pytest.fixture(scope="module")
def origin(linked: tuple[str, Links]) -> str:
    return linked[0]


class Talk:
    """A conversation that went on elsewhere."""

    def __init__(self, links: Links, origin: str) -> None:
        self._links = links
        self._api = httpx.Client(base_url=origin)
        session = self._api.post("/api/chat").json()["session"]
        self._key, self._path = conversation_key(session), f"/api/chat/{session}"
        self._said = 0

    def say(self, text: str) -> None:
        self._said += 1
        message = {"id": str(self._said), "text": text}
        self._api.post(f"{self._path}/messages", json=message).raise_for_status()

    def erase(self) -> None:
        self._api.delete(self._path).raise_for_status()

    def link(self, lasts: timedelta = VALID) -> str:
        return self._links.url(self._key, datetime.now(UTC) + lasts)

    def close(self) -> None:
        self._api.close()


@pytest.fixture
def talk(linked: tuple[str, Links], stub: RasaStub) -> Iterator[Talk]:
    origin, links = linked
    talk = Talk(links, origin)
    talk.say("问我，给我方案")
    yield talk
    talk.close()


def address(page: Page) -> str:
    return urlsplit(page.url).path


def test_a_link_opens_the_conversation_and_leaves_the_address(page: Page, talk: Talk) -> None:
    named: list[str] = []
    token = urlsplit(talk.link()).path.removeprefix("/w/")

    def watch(request: Request) -> None:
        if token in request.url or token in str(request.headers):
            named.append(urlsplit(request.url).path)

    page.on("request", watch)
    page.goto(f"/w/{token}")
    expect(page.locator("advice-card")).to_be_visible()
    expect(bubbles(page).first).to_have_text("问我，给我方案")
    assert address(page) == "/"
    assert named == [f"/w/{token}"]
    assert violations(page, "html") == []
    page.reload()
    expect(page.locator("advice-card")).to_be_visible()
    assert address(page) == "/"
    # One step back is where they had been before: the link is not in between.
    page.go_back()
    assert address(page) == "/"


def test_what_is_said_on_the_page_belongs_to_the_conversation(page: Page, talk: Talk) -> None:
    page.goto(talk.link())
    told(page, "二")
    talk.say("三")
    page.reload()
    expect(bubbles(page).last).to_have_text("第3条：三")


def test_a_link_of_the_same_conversation_shows_what_came_since(page: Page, talk: Talk) -> None:
    page.goto(talk.link())
    expect(page.locator("advice-card")).to_be_visible()
    session = session_of(page)
    talk.say("二")
    page.goto(talk.link(timedelta(days=2)))
    expect(bubbles(page).last).to_have_text("第2条：二")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert session_of(page) == session


def test_the_conversation_before_can_be_found_again(page: Page, talk: Talk) -> None:
    told(page, "一")
    page.goto(talk.link())
    expect(page.locator("#code-value")).not_to_be_empty()
    code = page.locator("#code-value").inner_text()
    assert violations(page, "html") == []
    page.get_by_role("button", name="好了").click()
    expect(page.locator("advice-card")).to_be_visible()
    menu(page, "我有接续码")
    page.get_by_role("textbox", name="接续码").fill(code)
    page.get_by_role("button", name="接着聊", exact=True).click()
    expect(bubbles(page)).to_have_text(["一", "第1条：一"])


def test_nobody_is_told_how_to_find_what_was_erased(
    page: Page, talk: Talk, linked: tuple[str, Links]
) -> None:
    page.goto(talk.link())
    expect(page.locator("advice-card")).to_be_visible()
    talk.erase()
    origin, links = linked
    later = Talk(links, origin)
    later.say("一")
    with page.expect_response("**/resume-code") as asked:
        page.goto(later.link())
    assert asked.value.status == 404
    expect(bubbles(page)).to_have_text(["一", "第1条：一"])
    expect(page.locator(".notice")).to_have_count(0)
    later.close()


@pytest.mark.parametrize(("fault", "notice"), [("expired", EXPIRED), ("erased", UNKNOWN)])
def test_a_link_that_opens_nothing_says_why_and_the_page_can_be_used(
    page: Page, talk: Talk, fault: str, notice: str
) -> None:
    if fault == "erased":
        talk.erase()
    page.goto(talk.link(timedelta(0) if fault == "expired" else timedelta(days=3)))
    expect(page.locator(".notice")).to_have_text(notice)
    expect(page.get_by_role("status")).to_have_text(notice)
    assert address(page) == "/"
    assert violations(page, "html") == []
    told(page, "一")
    page.reload()
    expect(bubbles(page)).to_have_text(["一", "第1条：一"])


def test_an_expired_link_leaves_the_conversation_that_was_there(page: Page, talk: Talk) -> None:
    page.goto(talk.link())
    expect(page.locator("advice-card")).to_be_visible()
    page.goto(talk.link(timedelta(0)))
    expect(page.locator(".notice")).to_have_text(EXPIRED)
    expect(page.locator("advice-card")).to_be_visible()


def test_a_lost_connection_is_said_and_the_link_can_be_tried_again(page: Page, talk: Talk) -> None:
    page.route("**/api/chat/open", lambda route: route.abort())
    page.goto(talk.link())
    expect(page.locator(".failed")).to_contain_text("网络好像不通")
    assert address(page) == "/"
    page.unroute("**/api/chat/open")
    page.get_by_role("button", name="重试").click()
    expect(page.locator("advice-card")).to_be_visible()
    expect(page.locator(".notice")).to_have_count(0)


def test_other_windows_follow_the_link(page: Page, talk: Talk) -> None:
    told(page, "一")
    other = page.context.new_page()
    other.goto(talk.link())
    expect(other.locator("advice-card")).to_be_visible()
    expect(page.locator("advice-card")).to_be_visible()

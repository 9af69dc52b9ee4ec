"""The three taps of <feedback-form>."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.stage import stage, too_small, violations

# On a desktop nothing behaves otherwise.
pytestmark = pytest.mark.parametrize("context", ["phone"], indirect=True)

SHOW = """async (session) => {
  const api = await import("/page/api.js");
  await import("/page/feedback/feedback.js");
  const form = document.createElement("feedback-form");
  form.api = { send: (given) => api.feedback(session, given) };
  form.session = session;
  document.getElementById("stage").append(form);
}"""


SESSION = "3q2-7wAAAAAAAAAAAAAAAA"


class Server:
    """Notes what is sent, and answers with `status`."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.status = 204

    def __call__(self, route: Route) -> None:
        self.got.append(route.request.post_data_json)
        body = '{"error": {"code": "store_unavailable", "message": "存不了。"}}'
        route.fulfill(status=self.status, body="" if self.status == 204 else body)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def form(context: BrowserContext, server: Server) -> Iterator[Page]:
    with stage(context, "feedback/feedback.css") as page:
        page.route("**/api/chat/*/feedback", server)
        page.evaluate(SHOW, SESSION)
        yield page


def tap(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("button", name=name, exact=True).click()


def test_three_taps_are_one_answer(form: Page, server: Server) -> None:
    tap(form, "有", "解决了一部分", "12315")
    expect(form.get_by_role("status")).to_have_text("谢谢！")
    assert server.got == [{"helpful": True, "outcome": "partly", "by": "12315"}]


def test_every_question_can_be_skipped(form: Page, server: Server) -> None:
    tap(form, "跳过", "还在等", "跳过")
    expect(form.get_by_role("status")).to_have_text("谢谢！")
    assert server.got == [{"helpful": None, "outcome": "waiting", "by": None}]


def test_nothing_said_is_not_sent(form: Page, server: Server) -> None:
    tap(form, "跳过", "跳过", "跳过")
    expect(form.get_by_role("status")).to_have_text("谢谢！")
    assert server.got == []


def test_who_leaves_after_the_first_tap_is_heard_once(form: Page, server: Server) -> None:
    tap(form, "没有")
    with form.expect_request("**/feedback"):
        form.evaluate("dispatchEvent(new Event('pagehide'))")
    form.evaluate("dispatchEvent(new Event('pagehide'))")
    expect(form.get_by_role("status")).to_have_text("谢谢！")
    assert server.got == [{"helpful": False, "outcome": None, "by": None}]


def test_the_same_conversation_is_not_asked_twice_but_may_say_more(
    form: Page, server: Server
) -> None:
    tap(form, "有", "还在等", "平台")
    form.reload()
    form.evaluate(SHOW, SESSION)
    expect(form.get_by_role("status")).to_have_text("谢谢！")
    tap(form, "情况有变，再说一次", "有", "解决了", "平台")
    expect(form.get_by_role("status")).to_have_text("谢谢！")
    assert [given["outcome"] for given in server.got] == ["waiting", "solved"]
    form.reload()
    assert SESSION not in form.evaluate("JSON.stringify(localStorage)")
    form.evaluate(SHOW, "another-conversation")
    expect(form.get_by_role("group", name="这些有帮助吗？")).to_be_visible()


def test_what_did_not_arrive_is_sent_again(form: Page, server: Server) -> None:
    server.status = 503
    tap(form, "有", "解决了", "商家")
    expect(form.get_by_role("alert")).to_have_text("没有送到：存不了。")
    server.status = 204
    tap(form, "重试")
    expect(form.get_by_role("status")).to_have_text("谢谢！")
    assert server.got[0] == server.got[1]


def test_the_keyboard_alone_is_enough(form: Page, server: Server) -> None:
    form.keyboard.press("Tab")
    for question in ("这件事现在怎么样了？", "走到了哪一步？"):
        form.keyboard.press("Enter")
        expect(form.get_by_role("group", name=question)).to_be_focused()
        form.keyboard.press("Tab")
    form.keyboard.press("Enter")
    expect(form.get_by_role("status")).to_be_focused()
    expect(form.get_by_role("status")).to_have_text("谢谢！")
    assert server.got == [{"helpful": True, "outcome": "solved", "by": "seller"}]


def test_every_state_is_accessible(form: Page, server: Server) -> None:
    server.status = 503
    for name in ("有", "解决了", "商家"):
        assert violations(form, "feedback-form") == []
        assert too_small(form, "feedback-form") == []
        tap(form, name)
    expect(form.get_by_role("alert")).to_be_visible()
    assert violations(form, "feedback-form") == []
    server.status = 204
    tap(form, "重试")
    expect(form.get_by_role("status")).to_have_text("谢谢！")
    assert violations(form, "feedback-form") == []


def test_the_real_server_takes_it(form: Page) -> None:
    form.unroute("**/api/chat/*/feedback")
    form.reload()
    session = form.evaluate("import('/page/api.js').then((api) => api.start())")
    form.evaluate(SHOW, session)
    with form.expect_response("**/feedback") as response:
        tap(form, "没有", "没解决", "法院")
    assert response.value.status == 204
    expect(form.get_by_role("status")).to_have_text("谢谢！")

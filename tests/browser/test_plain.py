"""The page for browsers without JavaScript, in one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.stage import too_small, violations
from tests.web.rasa_stub import RasaStub


@pytest.fixture
def without_scripts(chromium: Browser, stub: RasaStub, origin: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=origin, viewport=PHONE, java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def send(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="你的事").or_(page.get_by_role("textbox", name="接着说")).fill(
        text
    )
    page.get_by_role("button", name="发送").click()


def test_from_the_page_that_needs_scripts_to_an_answer(
    without_scripts: Page, stub: RasaStub
) -> None:
    page = without_scripts
    page.goto("/")
    page.get_by_role("link", name="用简单版").first.click()
    send(page, "问我")
    page.get_by_role("button", name="选没有").click()
    expect(page.get_by_text("第2条：没有")).to_be_visible()
    page.reload()
    expect(page.get_by_text("第2条：没有")).to_be_visible()
    assert [call["message"] for call in stub.calls] == ["问我", "没有"]


def test_after_an_outage_the_same_text_is_sent_again(without_scripts: Page, stub: RasaStub) -> None:
    page = without_scripts
    page.goto("/plain")
    stub.fault = "silent"
    send(page, "鞋子想退")
    expect(page.get_by_role("alert")).to_contain_text("请过一会儿重试")
    stub.fault = ""
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("第1条：鞋子想退")).to_be_visible()


def test_going_back_and_writing_something_else_loses_nothing(without_scripts: Page) -> None:
    page = without_scripts
    page.goto("/plain")
    send(page, "一")
    expect(page.get_by_text("第1条：一")).to_be_visible()
    page.go_back()
    send(page, "别的话")
    expect(page.get_by_role("alert")).to_contain_text("是旧的")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("第2条：别的话")).to_be_visible()


@pytest.mark.parametrize("state", ["start", "question", "code", "outage", "erase"])
def test_axe_has_nothing_against_it(page: Page, stub: RasaStub, state: str) -> None:
    page.goto("/plain")
    if state != "start":
        send(page, "问我")
    if state == "code":
        page.get_by_role("button", name="给我一个接续码").click()
    if state == "outage":
        stub.fault = "silent"
        send(page, "二")
    if state == "erase":
        page.get_by_text("删除这段对话").click()
    assert violations(page, "html") == []
    assert too_small(page, "body") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

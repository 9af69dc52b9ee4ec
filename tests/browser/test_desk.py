"""The desk in a real browser, with the whole product behind it: what a mediator does in the morning."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.services import ROOT
from tests.browser.stage import WATCH, violations
from tests.running import Advisor, Conversation

PASSWORD = "a long enough password"
VIEWS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1440, "height": 900}}
# Where the pictures of the documentation are wanted: docs/screenshots.
PICTURES = os.environ.get("SCREENSHOTS")
DANGER = "给我妈买的按摩椅6800，七十多岁的老人坐着漏电，联系客服好几次都没人理"


@pytest.fixture(scope="module")
def office(advisor: Advisor) -> Advisor:
    """The running product, with somebody who leads and a complaint that is urgent."""
    database = f"sqlite+aiosqlite:///{advisor.folder / 'bot.db'}"
    subprocess.run(
        [*(sys.executable, "-m", "bot", "desk", "adduser"), *("lead", "--role", "lead")],
        input=f"{PASSWORD}\n",
        env=os.environ | {"DATABASE_URL": database},
        cwd=ROOT,
        text=True,
        check=True,
    )
    for story in (DANGER, "拼多多买的衣服不喜欢想退，商家说运费我自己出"):
        with Conversation(advisor.url) as talk:
            talk.say(story)
    return advisor


@pytest.fixture(params=VIEWS)
def desk(request: pytest.FixtureRequest, chromium: Browser, office: Advisor) -> Iterator[Page]:
    """At the door. What a script throws, and what the policy refuses, fails the test."""
    context = chromium.new_context(
        base_url=office.url, viewport=VIEWS[request.param], locale="zh-CN"
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.add_init_script(WATCH)
    page.goto("/desk")
    yield page
    wrong += page.evaluate("refused")
    context.close()
    assert not wrong


def sign_in(page: Page) -> None:
    page.get_by_label("账号").fill("lead")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="队列")).to_be_visible()


def until_listed(page: Page, goods: str) -> None:
    """The docket comes a moment after the answer."""
    for _ in range(100):
        if page.get_by_role("link", name=goods).count():
            return
        page.reload()
    raise AssertionError(f"{goods} is not in the queue")


def picture(page: Page, name: str) -> None:
    if PICTURES:
        width = page.viewport_size["width"] if page.viewport_size else 0
        kind = "phone" if width < 600 else "desktop"
        page.screenshot(path=Path(PICTURES) / f"{name}-{kind}.png", full_page=True)


def test_a_morning_at_the_desk(desk: Page) -> None:
    desk.get_by_label("账号").fill("lead")
    desk.get_by_label("密码").fill("not this one")
    desk.get_by_role("button", name="登录").click()
    expect(desk.get_by_role("alert")).to_contain_text("没登录上")
    assert violations(desk, "html") == []

    sign_in(desk)
    until_listed(desk, "按摩椅")
    until_listed(desk, "衣服")
    expect(desk.locator("tbody tr").first).to_contain_text("可能伤到人")
    picture(desk, "desk-queue")
    assert violations(desk, "html") == []

    desk.get_by_label("找").fill("漏电 老人")
    desk.get_by_role("button", name="看").click()
    expect(desk.locator("tbody tr")).to_have_count(1)
    desk.get_by_role("link", name="按摩椅").click()
    expect(desk.get_by_role("heading", name="按摩椅")).to_be_visible()
    for shown in ("当事人可能是老年人", "每笔费用谁出", "12315会不会受理"):
        expect(desk.get_by_text(shown).first).to_be_visible()
    desk.get_by_role("link", name="第1句").first.click()
    expect(desk.locator("#said-1")).to_be_in_viewport()
    picture(desk, "desk-case")
    assert violations(desk, "html") == []
    across = desk.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert across <= 0, "the page is wider than the window"

    desk.get_by_role("link", name="操作记录").click()
    expect(desk.get_by_text("看了案件").first).to_be_visible()
    assert violations(desk, "html") == []
    desk.get_by_role("button", name="退出").click()
    expect(desk.get_by_role("button", name="登录")).to_be_visible()
    desk.go_back()
    expect(desk.get_by_role("button", name="登录")).to_be_visible()


def test_the_keyboard_is_enough(desk: Page) -> None:
    desk.get_by_label("账号").focus()
    desk.keyboard.type("lead")
    desk.keyboard.press("Tab")
    desk.keyboard.type(PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="队列")).to_be_visible()
    desk.get_by_label("找").focus()
    desk.keyboard.type("没有人这样说过")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("没有符合的案件")).to_be_visible()

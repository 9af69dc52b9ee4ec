"""The whole product in a browser: real Rasa, real action server, real web process, real reading of pictures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import icalendar
import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Request, expect

from bot.services import ROOT
from tests.browser.stage import WATCH, violations
from tests.evidence.pictures import screenshot
from tests.running import Advisor

STORIES = yaml.safe_load((ROOT / "tests" / "dialogue" / "stories.yml").read_text(encoding="utf-8"))
FOUR = dict(
    zip(("insurance", "defect", "mail", "shoes"), [STORIES[i] for i in (0, 2, 3, 4)], strict=True)
)
VIEWS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1440, "height": 900}}
# Where the pictures of the documentation are wanted: docs/screenshots.
PICTURES = os.environ.get("SCREENSHOTS")
SETTLED = (
    """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"""
)


class Visitor:
    """Somebody with a page of the running product. Whatever leaves the origin fails the test."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self._origin = origin
        self._wrong: list[str] = []
        self.page = context.new_page()
        self.page.add_init_script(WATCH)
        self.page.on("pageerror", lambda error: self._wrong.append(str(error)))
        self.page.on("request", self._watch)
        self.page.goto("/")

    def _watch(self, sent: Request) -> None:
        if not sent.url.startswith((self._origin, "data:", "blob:")):
            self._wrong.append(sent.url)

    def leave(self) -> None:
        self._wrong += self.page.evaluate("refused")
        assert not self._wrong

    def say(self, text: str) -> None:
        """Says something and waits until it is answered."""
        self.page.get_by_label("你想说的话").fill(text)
        self.page.get_by_role("button", name="发送").click()
        self._answered()

    def tap(self, name: str) -> None:
        """Taps an answer and waits for the next one."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self._answered()

    def _answered(self) -> None:
        expect(self.page.locator(".person .said").last).to_be_visible()
        expect(self.page.locator(".thinking")).to_be_hidden()

    def tell(self, story: dict[str, Any]) -> dict[str, Any]:
        """Tells a story, taps or types the answers, and returns the last advice."""
        self.say(story["tellings"][0])
        for _ in range(4):
            question = self.history()[-1]["replies"][-1]["question"]
            if question is None:
                break
            answer = story["answers"].get(question["fact"], "不清楚")
            titles = [choice["title"] for choice in question["choices"]]
            self.tap(answer) if answer in [*titles, "不清楚"] and titles else self.say(answer)
        expect(self.page.locator("advice-card").last).to_be_visible()
        advices = [r["advice"] for m in self.history() for r in m["replies"] if r["card"]]
        return dict(advices[-1])

    @property
    def session(self) -> str:
        return str(self.page.evaluate("localStorage.getItem('session')"))

    def history(self) -> list[dict[str, Any]]:
        response = self.page.request.get(f"/api/chat/{self.session}")
        return list(response.json()["messages"])

    def picture(self, name: str) -> None:
        """Keeps a picture for the documentation, where that is wanted."""
        if PICTURES:
            self.page.evaluate(SETTLED)
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png", animations="disabled")


def visiting(chromium: Browser, advisor: Advisor, view: str, scheme: str) -> BrowserContext:
    context = chromium.new_context(
        base_url=advisor.url,
        viewport=VIEWS[view],
        is_mobile=view == "phone",
        has_touch=view == "phone",
        color_scheme=scheme,
        locale="zh-CN",
    )
    context.set_default_timeout(20_000)
    return context


@pytest.fixture(params=[(v, s) for v in VIEWS for s in ("light", "dark")], ids="-".join)
def look(request: pytest.FixtureRequest) -> tuple[str, str]:
    view: tuple[str, str] = request.param
    return view


@pytest.fixture
def anywhere(chromium: Browser, advisor: Advisor, look: tuple[str, str]) -> Iterator[Visitor]:
    """On a phone and on a desktop, in the light and in the dark."""
    context = visiting(chromium, advisor, *look)
    visitor = Visitor(context, advisor.url)
    yield visitor
    visitor.leave()
    context.close()


@pytest.fixture
def visitor(chromium: Browser, advisor: Advisor) -> Iterator[Visitor]:
    context = visiting(chromium, advisor, "phone", "light")
    visitor = Visitor(context, advisor.url)
    yield visitor
    visitor.leave()
    context.close()


@pytest.mark.parametrize("name", FOUR)
def test_the_four_stories(anywhere: Visitor, look: tuple[str, str], name: str) -> None:
    advice = anywhere.tell(FOUR[name])
    card = anywhere.page.locator("advice-card").last
    expect(card.locator("h3")).to_have_text(advice["headline"])
    rows = card.locator(".shares > table > tbody > tr:not(.reason)").filter(visible=True)
    expect(rows).to_have_count(len(advice["shares"]))
    for share, row in zip(advice["shares"], rows.all(), strict=True):
        expect(row).to_contain_text(share["name"])
        if share["amount"] is not None:
            expect(row).to_contain_text(f"{share['amount'].removesuffix('.00')}元")
    for deadline in advice["deadlines"]:
        if deadline["due"]:
            expect(card).to_contain_text(deadline["name"])
    assert anywhere.page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    card.locator("h3").scroll_into_view_if_needed()
    anywhere.picture(f"{name}-{'-'.join(look)}")


def test_nothing_stands_in_the_way_of_assistive_technology(visitor: Visitor) -> None:
    assert violations(visitor.page, "html") == []
    visitor.tell(FOUR["insurance"])
    page = visitor.page
    card = page.locator("advice-card").last
    expect(card.get_by_role("heading", name="如果情况不同")).to_be_visible()
    for topic in ("要留的证据", "商家可能会说"):
        card.get_by_role("heading", name=topic).click()
    assert violations(page, "html") == []
    page.get_by_role("button", name="要发给商家的信和其他文书").click()
    expect(page.get_by_role("tab", selected=True)).to_be_visible()
    assert violations(page, "html") == []
    for tab in page.get_by_role("tab").all():
        tab.click()
        assert violations(page, "html") == []
    visitor.picture("papers-phone")


def test_the_letter_as_a_word_file_says_what_the_advice_says(visitor: Visitor) -> None:
    advice = visitor.tell(FOUR["defect"])
    page = visitor.page
    page.get_by_role("button", name="要发给商家的信和其他文书").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 Word").click()
    document = docx.Document(str(download.value.path()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    due = [s for s in advice["shares"] if s["split"] and "seller" in s["split"]]
    assert {s["cost"] for s in due} >= {"return_freight"}
    for share in due:
        assert share["name"] in said
        assert f"{share['split']['seller']}元" in said
    for basis in due[0]["basis"]:
        assert basis["law"] in said


def test_deadlines_go_into_a_calendar(visitor: Visitor) -> None:
    advice = visitor.tell(FOUR["shoes"])
    page = visitor.page
    page.get_by_role("button", name="要发给商家的信和其他文书").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="日历").click()
    calendar = icalendar.Calendar.from_ical(Path(download.value.path()).read_bytes())
    starts = {event.start for event in calendar.events}
    dues = {d["due"] for d in advice["deadlines"] if d["due"] and not d["passed"]}
    nominal = {d["nominal_due"] for d in advice["deadlines"] if d["due"] and not d["passed"]}
    assert starts <= {date.fromisoformat(day) for day in dues | nominal}
    assert len(calendar.events) == len(dues)


def test_a_screenshot_is_read_and_what_it_says_is_used_only_when_confirmed(
    visitor: Visitor,
) -> None:
    before = visitor.tell(FOUR["shoes"])
    page = visitor.page
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="添加图片", exact=True).click()
    slip = screenshot(
        [
            ("运单详情", ""),
            ("寄件时间", "2026-01-20 10:00"),
            ("运费", "¥13.00"),
            ("保价费", "¥2.00"),
        ]
    )
    chooser.value.set_files(
        {"name": "运单.png", "mimeType": "image/png", "buffer": BytesIO(slip).getvalue()}
    )
    reader = page.locator("picture-reader")
    box = reader.get_by_role("checkbox", name="退货运费")
    expect(box).to_be_visible(timeout=60_000)
    expect(box).not_to_be_checked()
    visitor.picture("picture-phone")
    assert [r["advice"] for m in visitor.history() for r in m["replies"] if r["card"]] == [before]
    box.check()
    reader.get_by_role("button", name="用上").click()
    expect(page.locator("advice-card").last.locator(".shares").first).to_contain_text("13元")
    page.reload()
    expect(page.locator("picture-reader img")).to_be_visible()
    page.locator("advice-card").last.get_by_role("button", name="要发给商家的信").click()
    page.get_by_role("tab", name="证据清单").click()
    (kept,) = page.request.get(f"/api/chat/{visitor.session}/evidence").json()["evidence"]
    expect(page.get_by_role("tabpanel")).to_contain_text(kept["sha256"][:12])


def test_a_what_if_is_shown_and_taken_over_by_a_tap(visitor: Visitor) -> None:
    before = visitor.tell(FOUR["shoes"])
    card = visitor.page.locator("advice-card").last
    chips = card.locator(".what-ifs")
    chips.scroll_into_view_if_needed()
    shown = visitor.page.request.get(f"/api/chat/{visitor.session}/cases/0/what-ifs").json()
    what_if = shown["what_ifs"][0]
    choice = what_if["choices"][0]
    chips.get_by_role("button", name=choice["title"]).first.click()
    chips.get_by_role("button", name="我的情况就是这样").click()
    expect(visitor.page.locator("advice-card")).to_have_count(2)
    after = [r["advice"] for m in visitor.history() for r in m["replies"] if r["card"]][-1]
    assert after["shares"] != before["shares"]
    assert after["headline"] == choice["headline"]


def test_a_conversation_goes_on_elsewhere_and_is_erased_everywhere(
    visitor: Visitor, chromium: Browser, advisor: Advisor
) -> None:
    advice = visitor.tell(FOUR["shoes"])
    page = visitor.page
    page.get_by_role("button", name="菜单").click()
    page.get_by_role("button", name="换个设备接着聊").click()
    expect(page.locator("#code-value")).not_to_be_empty()
    code = page.locator("#code-value").inner_text()
    context = visiting(chromium, advisor, "desktop", "light")
    other = Visitor(context, advisor.url)
    other.page.get_by_role("button", name="菜单").click()
    other.page.get_by_role("button", name="我有接续码").click()
    other.page.get_by_role("textbox", name="接续码").fill(code)
    other.page.get_by_role("button", name="接着聊", exact=True).click()
    expect(other.page.locator("advice-card h3").last).to_have_text(advice["headline"])
    other.page.get_by_role("button", name="菜单").click()
    other.page.get_by_role("button", name="删除我的数据").click()
    other.page.get_by_role("button", name="删除", exact=True).click()
    expect(other.page.locator("advice-card")).to_have_count(0)
    assert page.request.get(f"/api/chat/{visitor.session}").status == 404
    page.reload()
    expect(page.locator(".notice")).to_contain_text("已经删除")
    other.leave()
    context.close()


def test_several_goods_have_a_card_each(visitor: Visitor) -> None:
    visitor.say("外套大了一码不想要了，昨天签收的，杯子到手是碎的，都要退")
    page = visitor.page
    expect(page.locator("advice-card").first).to_be_visible()
    for _ in range(6):
        question = visitor.history()[-1]["replies"][-1]["question"]
        if question is None:
            break
        visitor.tap("不清楚") if question["choices"] else visitor.say("不知道")
    expect(page.locator("advice-card:not(.folded)")).to_have_count(2)
    visitor.picture("several-phone")

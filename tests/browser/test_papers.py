"""<papers-dialog> with the papers of a real case; only the server's answers are a stand-in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from bot.answer.papers import papers_for
from bot.case import Case
from bot.law import Advice, advise
from tests.browser.stage import stage, too_small, violations

# On a desktop nothing behaves otherwise.
pytestmark = pytest.mark.parametrize("context", ["phone"], indirect=True)

TODAY = date(2026, 1, 20)
CASE = Case.model_validate(
    {
        "goods": "裙子",
        "return_reason": "defect",
        "signed_date": "2026-01-15",
        "goods_price": "199.00",
        "return_freight": "12.00",
    }
)

SHOW = """async () => {
  const api = await import("/page/api.js");
  await import("/page/papers/papers.js");
  const dialog = document.createElement("papers-dialog");
  dialog.api = {
    papers: (matter) => api.papers("abc", matter),
    docx: (matter, id, blanks) => api.docx("abc", matter, id, blanks),
    hasCalendar: (matter) => api.hasCalendar("abc", matter),
    calendarUrl: (matter) => api.calendarUrl("abc", matter),
  };
  const opener = Object.assign(document.createElement("button"), { textContent: "文书" });
  opener.addEventListener("click", () => dialog.open(0));
  const host = document.createElement("div");
  host.attachShadow({ mode: "open" }).append(opener);
  document.getElementById("stage").append(host);
  document.body.append(dialog);
}"""
# In Chromium a page may copy; elsewhere it has no leave, or there is no clipboard at all.
NOTE_COPIES = """
Object.defineProperty(navigator, "clipboard", {
  configurable: true,
  value: { writeText: async (text) => { window.clipboard = text; } },
});
"""
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
IN_WECHAT = """
Object.defineProperty(navigator, "userAgent", { value: "Chrome/116.0 Mobile MicroMessenger/8.0.40" });
window.print = () => { throw new Error("printed"); };
"""
OLD_COPY = """() => {
  document.execCommand = () => {
    const { value, selectionStart, selectionEnd } = document.activeElement;
    window.clipboard = value.slice(selectionStart, selectionEnd);
    return true;
  };
}"""


def real_papers() -> list[dict[str, Any]]:
    advice = advise(CASE, TODAY)
    assert isinstance(advice, Advice)
    return [
        paper.model_dump(mode="json", by_alias=True) for paper in papers_for(CASE, advice, TODAY)
    ]


class Server:
    """Answers with `papers`, or fails with `fault`; notes what is asked for a .docx."""

    def __init__(self) -> None:
        self.papers = real_papers()
        self.fault = 0
        self.calendar = 200
        self.blanks: list[dict[str, str]] = []

    def __call__(self, route: Route) -> None:
        if self.fault:
            error = {"code": "store_unavailable", "message": "系统暂时读不出来，请稍后再试。"}
            route.fulfill(status=self.fault, json={"error": error})
        elif route.request.url.endswith("/api/chat/abc/cases/0/papers"):
            route.fulfill(json={"papers": self.papers})
        elif route.request.url.endswith("/api/chat/abc/cases/0/deadlines.ics"):
            route.fulfill(status=self.calendar, body="BEGIN:VCALENDAR")
        else:
            assert route.request.url.endswith("/papers/seller_letter.docx")
            self.blanks.append(json.loads(route.request.post_data or "")["blanks"])
            route.fulfill(body=b"PK", content_type="application/octet-stream")


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def page(context: BrowserContext, server: Server) -> Iterator[Page]:
    """The dialog, open."""
    with stage(context, "page.css", "papers/papers.css") as page:
        page.route("**/api/**", server)
        page.add_init_script(NOTE_COPIES)
        page.reload()
        open_dialog(page)
        yield page


def open_dialog(page: Page) -> None:
    page.evaluate(SHOW)
    page.get_by_role("button", name="文书").click()
    expect(page.get_by_role("dialog", name="信和文书")).to_be_visible()


def unfold(page: Page) -> None:
    page.get_by_text("点这里填").click()


def choose(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def paper(page: Page) -> Locator:
    return page.get_by_role("tabpanel").locator("article")


def test_every_paper_is_shown_as_it_is_written(page: Page, server: Server) -> None:
    for expected in server.papers:
        choose(page, expected["name"])
        expect(page.get_by_role("tabpanel", name=expected["name"])).to_contain_text(expected["for"])
        shown = "".join(paper(page).inner_text().split())
        for block in expected["blocks"]:
            for text in [
                block.get("text", ""),
                *block.get("items", []),
                *chain.from_iterable(block.get("rows", [])),
            ]:
                assert "".join(text.split()) in shown


def test_what_is_filled_in_stands_everywhere_at_once(page: Page) -> None:
    unfold(page)
    expect(page.get_by_text("还有8处要填，")).to_be_visible()
    page.get_by_label("店铺名称").fill("花<b>裙</b>店")
    page.get_by_label("订单号").fill("2026 0101")
    expect(page.get_by_text("还有6处要填，")).to_be_visible()
    expect(paper(page)).to_contain_text("花<b>裙</b>店：")
    choose(page, "12315投诉")
    expect(paper(page)).to_contain_text("店铺花<b>裙</b>店")
    expect(paper(page)).to_contain_text("订单号2026 0101")
    expect(page.get_by_label("店铺名称")).to_have_value("花<b>裙</b>店")
    page.get_by_label("店铺名称").fill(" ")
    expect(paper(page)).to_contain_text("店铺【店铺名称】")


def test_a_blank_leads_to_its_field(page: Page) -> None:
    expect(page.get_by_label("具体问题")).to_be_hidden()
    paper(page).get_by_text("【具体问题】").click()
    expect(page.get_by_label("具体问题")).to_be_focused()
    choose(page, "12315投诉")
    expect(page.get_by_label("具体问题")).to_be_visible()


def test_what_is_no_number_of_days_is_marked_and_not_filled_in(page: Page) -> None:
    unfold(page)
    days = page.get_by_label("答复天数")
    days.fill("4093311882")
    expect(days).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("这样填不行。")).to_be_visible()
    expect(paper(page)).to_contain_text("请在【答复天数】日内")
    assert violations(page, "papers-dialog") == []
    days.fill("7")
    expect(days).to_have_attribute("aria-invalid", "false")
    expect(page.get_by_text("这样填不行。")).to_be_hidden()
    expect(paper(page)).to_contain_text("请在7日内")


def test_nothing_that_is_typed_leaves_before_the_file_is_wanted(page: Page, server: Server) -> None:
    unfold(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_label("姓名").fill("张三")
    page.get_by_label("联系电话").fill("13800000000")
    expect(paper(page)).to_contain_text("张三，电话13800000000")
    expect(page.get_by_text("只留在你的浏览器里")).to_be_visible()
    assert sent == []
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 Word").click()
    assert download.value.suggested_filename == "给商家的信.docx"
    assert server.blanks == [{"name": "张三", "phone": "13800000000"}]
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("已下载。")


def test_what_is_typed_lasts_a_reload_and_is_forgotten_on_demand(page: Page) -> None:
    unfold(page)
    page.get_by_label("姓名").fill("张三")
    page.reload()
    open_dialog(page)
    expect(page.get_by_label("姓名")).to_have_value("张三")
    page.evaluate("document.querySelector('papers-dialog').forget()")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("JSON.stringify(sessionStorage)").count("张三") == 0
    page.get_by_role("button", name="文书").click()
    expect(page.get_by_label("姓名")).to_have_value("")


def test_the_whole_text_is_copied_with_what_is_filled_in(page: Page, server: Server) -> None:
    unfold(page)
    page.get_by_label("店铺名称").fill("花店")
    page.get_by_role("button", name="复制全文").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(
        "已复制。还有7处【】要填。"
    )
    text = server.papers[0]["text"].replace("【店铺名称】", "花店")
    assert page.evaluate("window.clipboard") == text


def test_the_12315_complaint_is_copied_field_by_field(page: Page) -> None:
    unfold(page)
    choose(page, "12315投诉")
    page.get_by_label("具体问题").fill("开线")
    page.get_by_role("button", name="复制这一栏：事情经过").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("已复制。")
    copied: str = page.evaluate("window.clipboard")
    assert copied.startswith("我于【下单日期】")
    assert "商品有质量问题，表现为“开线”。" in copied
    assert "投诉请求" not in copied


def test_copying_works_without_a_clipboard(page: Page, server: Server) -> None:
    page.add_init_script(NO_CLIPBOARD)
    page.reload()
    open_dialog(page)
    page.evaluate(OLD_COPY)
    copy = page.get_by_role("button", name="复制全文")
    copy.click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("已复制。")
    expect(copy).to_be_focused()
    assert page.evaluate("window.clipboard") == server.papers[0]["text"]
    page.evaluate("() => { document.execCommand = () => false; }")
    copy.click()
    expect(page.get_by_label("要复制的文字")).to_have_value(server.papers[0]["text"])
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("长按")


def test_an_app_that_cannot_save_or_print_says_so(page: Page, server: Server) -> None:
    page.add_init_script(IN_WECHAT)
    page.reload()
    open_dialog(page)
    status = page.get_by_role("dialog").get_by_role("status")
    for control in ("下载 Word", "打印", "把期限加进日历（.ics）"):
        page.get_by_text(control, exact=True).click()
        expect(status).to_contain_text("在浏览器打开")
        page.get_by_role("tab").first.click()
        expect(status).to_be_empty()
    assert server.blanks == []


def test_only_the_paper_is_printed(page: Page) -> None:
    unfold(page)
    page.get_by_label("姓名").fill("张三")
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    page.get_by_role("button", name="打印").click()
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("window.printed")
    sheet = page.locator("body > article")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("张三，电话【联系电话】")
    expect(sheet).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator("main")).to_be_hidden()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(sheet).to_have_count(0)
    expect(page.locator("main")).to_be_visible()


def test_deadlines_go_into_the_calendar_where_there_are_any(page: Page, server: Server) -> None:
    link = page.get_by_role("link", name="把期限加进日历（.ics）")
    with page.expect_download() as download:
        link.click()
    assert download.value.url.endswith("/api/chat/abc/cases/0/deadlines.ics")
    server.calendar = 409
    page.get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="文书").click()
    expect(page.get_by_role("tab")).to_have_count(len(server.papers))
    expect(link).to_have_count(0)


def test_characters_are_counted_with_what_is_filled_in(page: Page, server: Server) -> None:
    platform = server.papers[1]
    choose(page, platform["name"])
    length = len(platform["text"])
    expect(page.get_by_text(f"一共{length}字。")).to_be_visible()
    unfold(page)
    page.get_by_label("订单号").fill("12345678901234567890")
    expect(page.get_by_text(f"一共{length - len('【订单号】') + 20}字。")).to_be_visible()


def test_what_could_not_be_read_is_tried_again(page: Page, server: Server) -> None:
    page.get_by_role("button", name="关闭").click()
    server.fault = 503
    page.get_by_role("button", name="文书").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(
        "系统暂时读不出来，请稍后再试。"
    )
    assert violations(page, "papers-dialog") == []
    server.fault = 0
    page.get_by_role("button", name="重试").click()
    expect(page.get_by_role("heading", name="信和文书")).to_be_focused()
    expect(page.get_by_role("tab")).to_have_count(len(server.papers))
    server.fault = 503
    page.get_by_role("button", name="下载 Word").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(
        "系统暂时读不出来，请稍后再试。"
    )


def test_the_keyboard_goes_through_the_tabs_and_back_to_where_it_was(
    page: Page, server: Server
) -> None:
    expect(page.get_by_role("heading", name="信和文书")).to_be_focused()
    first, *_, last = [page.get_by_role("tab", name=paper["name"]) for paper in server.papers]
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="关闭")).to_be_focused()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(last).to_be_focused()
    expect(last).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel")).to_contain_text("谁来证明")
    page.keyboard.press("ArrowRight")
    expect(first).to_be_focused()
    page.keyboard.press("End")
    expect(last).to_be_focused()
    page.keyboard.press("Home")
    expect(first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("tabpanel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="文书")).to_be_focused()


def test_every_paper_is_accessible(page: Page, server: Server) -> None:
    assert violations(page, "papers-dialog") == []
    unfold(page)
    for shown in server.papers:
        choose(page, shown["name"])
        assert violations(page, "papers-dialog") == []
        assert too_small(page, "papers-dialog") == []


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [(320, 256, "normal"), (320, 568, "huge"), (640, 400, "large"), (1440, 900, "normal")],
)
def test_it_fits_every_screen(
    page: Page, server: Server, width: int, height: int, size: str
) -> None:
    unfold(page)
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("(size) => { document.documentElement.dataset.size = size; }", size)
    for shown in server.papers:
        choose(page, shown["name"])
        assert page.evaluate(
            "[...document.querySelectorAll('papers-dialog, papers-dialog *')].filter(e => e.checkVisibility())"
            ".every(e => e.getBoundingClientRect().right <= innerWidth + .5)"
        )
    page.get_by_role("button", name="打印").scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="打印")).to_be_in_viewport(ratio=1)

"""The page at / as people use it, on a phone and on a desktop."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.web.rasa_stub import RasaStub


def say(page: Page, text: str) -> None:
    page.get_by_label("你想说的话").fill(text)
    page.get_by_role("button", name="发送").click()


def bubbles(page: Page) -> Locator:
    """All bubbles after the greeting."""
    return page.locator("#log > li:not(:first-child) .bubble")


def expect_that_only_the_conversation_scrolls(page: Page) -> None:
    assert page.evaluate(
        "[document.documentElement, document.getElementById('scroll')]"
        ".every(e => e.scrollWidth <= e.clientWidth)"
        "&& document.documentElement.scrollHeight <= document.documentElement.clientHeight"
    )


def test_a_message_is_sent_and_answered(page: Page) -> None:
    say(page, "鞋子不喜欢想退")
    expect(bubbles(page)).to_have_text(["鞋子不喜欢想退", "第1条：鞋子不喜欢想退"])
    expect(page.get_by_label("你想说的话")).to_have_value("")
    expect(page.get_by_role("status")).to_have_text("第1条：鞋子不喜欢想退")
    expect(page.locator("#thinking")).to_be_hidden()


def test_an_example_can_be_tapped(page: Page, stub: RasaStub) -> None:
    example = page.get_by_role("group", name="可以这样问").get_by_role("button").first
    text = example.inner_text()
    example.click()
    expect(bubbles(page)).to_have_text([text, f"第1条：{text}"])
    expect(example).to_be_hidden()


def test_enter_sends_and_shift_enter_breaks_the_line(page: Page, stub: RasaStub) -> None:
    text = page.get_by_label("你想说的话")
    text.press_sequentially("第一行")
    text.press("Shift+Enter")
    text.press_sequentially("第二行")
    text.press("Enter")
    expect(bubbles(page)).to_have_count(2)
    assert [call["message"] for call in stub.calls] == ["第一行\n第二行"]


@pytest.mark.parametrize("event", ["{isComposing: true}", "{keyCode: 229}"])
def test_enter_that_belongs_to_the_input_method_does_not_send(page: Page, event: str) -> None:
    text = page.get_by_label("你想说的话")
    text.fill("yunfei")
    text.evaluate(
        f"e => e.dispatchEvent(new KeyboardEvent('keydown', "
        f"{{key: 'Enter', bubbles: true, cancelable: true, ...{event}}}))"
    )
    expect(text).to_have_value("yunfei")
    text.press("Enter")
    expect(bubbles(page)).to_have_count(2)


def test_blank_text_is_not_sent(page: Page, stub: RasaStub) -> None:
    say(page, "  \n ")
    say(page, "有话")
    expect(bubbles(page)).to_have_count(2)
    assert [call["message"] for call in stub.calls] == ["有话"]


def test_a_choice_shows_its_title_and_sends_its_value(page: Page, stub: RasaStub) -> None:
    say(page, "问我")
    page.get_by_role("button", name="选没有").click()
    expect(bubbles(page)).to_have_text(["问我", "第1条：问我", "选没有", "第2条：没有"])
    expect(page.get_by_role("button", name="选有")).to_have_count(0)
    page.reload()
    expect(bubbles(page)).to_have_text(["问我", "第1条：问我", "选没有", "第2条：没有"])


def test_advice_shows_who_bears_what(page: Page) -> None:
    say(page, "给我方案")
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(2)
    freight = ["退货运费", "150元", re.compile(r"运费险\s*9元\s*商家\s*141元"), "可推出"]
    expect(rows.nth(0).locator("th, td")).to_have_text(freight)
    expect(rows.nth(1).locator("th, td")).to_have_text(["保价费", "还不知道", "双方协商", "可协商"])
    expect_that_only_the_conversation_scrolls(page)


def test_a_failed_message_keeps_its_text_and_is_sent_again_under_its_id(
    page: Page, stub: RasaStub
) -> None:
    ids: list[str] = []
    page.on("request", lambda r: ids.append(r.post_data_json["id"]) if r.post_data else None)
    stub.fault = "silent"
    say(page, "运费27")
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    expect(bubbles(page)).to_have_text(["运费27"])
    expect(page.get_by_role("status")).to_contain_text("重试")
    stub.fault = ""
    page.get_by_role("button", name="重试").click()
    expect(bubbles(page)).to_have_text(["运费27", "第1条：运费27"])
    expect(page.get_by_role("button", name="重试")).to_have_count(0)
    first, second = ids
    assert first == second


def test_a_lost_connection_is_said_and_can_be_tried_again(page: Page, stub: RasaStub) -> None:
    page.context.set_offline(True)
    say(page, "运费27")
    expect(page.locator(".failed")).to_contain_text("网络")
    page.context.set_offline(False)
    page.get_by_role("button", name="重试").click()
    expect(bubbles(page)).to_have_text(["运费27", "第1条：运费27"])
    assert len(stub.calls) == 1


def test_what_had_waited_is_shown_once_it_is_answered(page: Page, stub: RasaStub) -> None:
    stub.fault = "silent"
    say(page, "一")
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    stub.fault = ""
    say(page, "二")
    expect(bubbles(page)).to_have_text(["一", "第1条：一", "二", "第2条：二"])
    expect(page.get_by_role("button", name="重试")).to_have_count(0)


def test_a_reload_goes_on_where_it_was(page: Page, stub: RasaStub) -> None:
    say(page, "一")
    expect(bubbles(page)).to_have_count(2)
    stub.fault = "silent"
    say(page, "二")
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    page.reload()
    expect(bubbles(page)).to_have_text(["一", "第1条：一", "二"])
    stub.fault = ""
    page.get_by_role("button", name="重试").click()
    expect(bubbles(page)).to_have_text(["一", "第1条：一", "二", "第2条：二"])


def test_a_new_conversation_erases_the_old_one(page: Page) -> None:
    say(page, "一")
    expect(bubbles(page)).to_have_count(2)
    session = page.evaluate("localStorage.getItem('session')")
    page.get_by_role("button", name="新对话", exact=True).click()
    page.get_by_role("button", name="先不").click()
    expect(bubbles(page)).to_have_count(2)
    page.get_by_role("button", name="新对话", exact=True).click()
    page.get_by_role("button", name="删除并开始新对话").click()
    expect(bubbles(page)).to_have_count(0)
    expect(page.get_by_role("group", name="可以这样问")).to_be_visible()
    assert page.request.get(f"/api/chat/{session}").status == 404
    say(page, "二")
    expect(bubbles(page)).to_have_text(["二", "第1条：二"])


def test_escape_does_not_erase(page: Page) -> None:
    for text in ("一", "二"):
        say(page, text)
        expect(bubbles(page)).to_have_count(2)
        if text == "一":
            page.get_by_role("button", name="新对话", exact=True).click()
            page.get_by_role("button", name="删除并开始新对话").click()
            expect(bubbles(page)).to_have_count(0)
    page.get_by_role("button", name="新对话", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    say(page, "三")
    expect(bubbles(page)).to_have_text(["二", "第1条：二", "三", "第2条：三"])


def test_a_conversation_erased_elsewhere_starts_anew_with_the_message(page: Page) -> None:
    say(page, "一")
    expect(bubbles(page)).to_have_count(2)
    session = page.evaluate("localStorage.getItem('session')")
    page.request.delete(f"/api/chat/{session}")
    say(page, "二")
    expect(bubbles(page)).to_have_text(["二", "第1条：二"])
    expect(page.get_by_text("之前的对话已经删除")).to_be_visible()


def test_what_is_typed_is_shown_as_text(page: Page) -> None:
    hostile = "<img src=x onerror=\"document.title='坏'\"><script>document.title='坏'</script>"
    say(page, hostile)
    expect(bubbles(page)).to_have_text([hostile, f"第1条：{hostile}"])
    expect(page).to_have_title("退货参谋")


def test_long_words_do_not_scroll_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    for _ in range(3):
        say(page, "h" * 500 + "给我方案，问我")
        expect(page.locator("#thinking")).to_be_hidden()
    expect(page.get_by_role("table")).to_have_count(3)
    expect_that_only_the_conversation_scrolls(page)


def test_everything_that_is_tapped_is_large_enough(page: Page) -> None:
    say(page, "问我")
    expect(page.get_by_role("button", name="选不清楚")).to_be_visible()
    for control in page.locator("button:visible, textarea").all():
        box = control.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44, control.inner_text()


def test_the_keyboard_reaches_everything_in_order(page: Page) -> None:
    page.get_by_role("heading", name="退货参谋").click()
    examples = page.get_by_role("group", name="可以这样问").get_by_role("button")
    for control in (
        page.get_by_role("button", name="新对话", exact=True),
        *examples.all(),
        page.get_by_label("你想说的话"),
        page.get_by_role("button", name="发送"),
    ):
        page.keyboard.press("Tab")
        expect(control).to_be_focused()


COLOURS = """() => {
  const channel = v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
  const parse = colour => colour.match(/[\\d.]+/g).map(Number);
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return parse(getComputedStyle(document.body).backgroundColor);
  };
  return [...document.querySelectorAll("h1, small, button, .bubble, .note, .failed p, th, td, caption")]
    .filter(e => e.offsetParent)
    .map(e => {
      const pair = [light(parse(getComputedStyle(e).color)), light(ground(e))];
      return [e.textContent, (Math.max(...pair) + .05) / (Math.min(...pair) + .05)];
    });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(page: Page, stub: RasaStub, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    say(page, "问我，给我方案")
    expect(page.get_by_role("table")).to_be_visible()
    stub.fault = "silent"
    say(page, "再来")
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    contrasts = page.evaluate(COLOURS)
    assert len(contrasts) > 10
    assert [found for found in contrasts if found[1] < 4.5] == []


def test_it_works_without_storage(chromium: Browser, origin: str, stub: RasaStub) -> None:
    context = chromium.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked'); } })"
    )
    page = context.new_page()
    page.goto(origin)
    for text in ("一", "二"):
        say(page, text)
        expect(page.locator("#log")).to_contain_text(f"：{text}")
    expect(bubbles(page)).to_have_text(["一", "第1条：一", "二", "第2条：二"])
    context.close()

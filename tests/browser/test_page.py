"""The page at / as people use it, on a phone and on a desktop."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from tests.browser.stage import too_small, violations
from tests.web.rasa_stub import ADVICE, RasaStub

MOST_SCRIPT_BYTES = 200 * 1024


def say(page: Page, text: str) -> None:
    page.get_by_label("你想说的话").fill(text)
    page.get_by_role("button", name="发送").click()


def bubbles(page: Page) -> Locator:
    """All bubbles after the greeting."""
    return page.locator(".person .said, .advisor:not(.greeting) .said")


def told(page: Page, text: str) -> None:
    """Says something and waits for the answer."""
    say(page, text)
    expect(page.locator(".advisor .said").last).to_contain_text(f"：{text}")


def menu(page: Page, name: str) -> None:
    page.get_by_role("button", name="菜单").click()
    page.get_by_role("dialog", name="菜单").get_by_text(name, exact=True).click()


def session_of(page: Page) -> str:
    session: str = page.evaluate("localStorage.getItem('session')")
    return session


def expect_that_only_the_conversation_scrolls(page: Page) -> None:
    assert page.evaluate(
        "[document.documentElement, document.querySelector('deep-chat').shadowRoot.getElementById('messages')]"
        ".every(e => e.scrollWidth <= e.clientWidth)"
        "&& document.documentElement.scrollHeight <= document.documentElement.clientHeight"
    )


def test_a_message_is_sent_and_answered(page: Page) -> None:
    say(page, "鞋子不喜欢想退")
    expect(bubbles(page)).to_have_text(["鞋子不喜欢想退", "第1条：鞋子不喜欢想退"])
    expect(page.get_by_label("你想说的话")).to_have_text("")
    expect(page.get_by_role("status")).to_have_text("第1条：鞋子不喜欢想退")
    expect(page.locator(".thinking")).to_be_hidden()


def test_an_example_can_be_tapped(page: Page) -> None:
    example = page.get_by_role("group", name="可以这样问").get_by_role("button").first
    text = example.inner_text()
    example.click()
    expect(bubbles(page)).to_have_text([text, f"第1条：{text}"])
    expect(page.get_by_role("group", name="可以这样问")).to_have_count(0)


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
    expect(text).to_have_text("yunfei")
    text.press("Enter")
    expect(bubbles(page)).to_have_count(2)


def test_blank_text_is_not_sent(page: Page, stub: RasaStub) -> None:
    say(page, "  \n ")
    told(page, "有话")
    expect(bubbles(page)).to_have_count(2)
    assert [call["message"] for call in stub.calls] == ["有话"]


def test_a_second_tap_sends_nothing_twice(page: Page, stub: RasaStub) -> None:
    say(page, "问我")
    page.get_by_role("button", name="选没有").dblclick()
    expect(bubbles(page)).to_have_text(["问我", "第1条：问我", "选没有", "第2条：没有"])
    told(page, "完")
    assert [call["message"] for call in stub.calls] == ["问我", "没有", "完"]


def test_a_choice_shows_its_title_and_sends_its_value(page: Page) -> None:
    say(page, "问我")
    page.get_by_role("button", name="选没有").click()
    expect(bubbles(page)).to_have_text(["问我", "第1条：问我", "选没有", "第2条：没有"])
    expect(page.get_by_role("button", name="选有")).to_have_count(0)
    page.reload()
    expect(bubbles(page)).to_have_text(["问我", "第1条：问我", "选没有", "第2条：没有"])


def test_advice_is_a_card_and_says_nothing_twice(page: Page) -> None:
    say(page, "给我方案")
    expect(page.locator("advice-card")).to_contain_text(ADVICE["headline"])
    expect(bubbles(page)).to_have_text(["给我方案"])
    expect(page.get_by_role("status")).to_have_text(ADVICE["headline"])
    expect_that_only_the_conversation_scrolls(page)


def test_an_answer_is_read_from_its_beginning(page: Page) -> None:
    for number in (1, 2):
        say(page, "给我方案")
        expect(page.locator("advice-card")).to_have_count(number)
        expect(page.locator("advice-card").last.locator("h3")).to_be_in_viewport(ratio=1)
    expect(page.locator(".person .said").last).to_be_in_viewport()


def test_whether_it_helped_is_asked_below_the_newest_card_alone(page: Page) -> None:
    say(page, "给我方案")
    expect(page.locator("feedback-form")).to_have_count(1)
    say(page, "给我方案")
    expect(page.locator("advice-card")).to_have_count(2)
    expect(page.locator("feedback-form")).to_have_count(1)


def test_a_failed_message_keeps_its_text_and_is_sent_again_under_its_id(
    page: Page, stub: RasaStub
) -> None:
    ids: list[str] = []
    page.on(
        "request",
        lambda r: ids.append(r.post_data_json["id"]) if r.url.endswith("/messages") else None,
    )
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


def test_a_message_that_cannot_be_taken_goes_back_to_where_it_was_typed(page: Page) -> None:
    page.route(
        "**/messages",
        lambda route: route.fulfill(
            status=422, json={"error": {"code": "invalid_request", "message": "看不懂。"}}
        ),
    )
    say(page, "运费27")
    page.get_by_role("button", name="修改").click()
    expect(page.get_by_label("你想说的话")).to_have_text("运费27")
    expect(bubbles(page)).to_have_count(0)
    page.unroute("**/messages")
    page.get_by_label("你想说的话").press("Enter")
    expect(bubbles(page)).to_have_text(["运费27", "第1条：运费27"])


def test_what_had_waited_is_shown_once_it_is_answered(page: Page, stub: RasaStub) -> None:
    stub.fault = "silent"
    say(page, "一")
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    stub.fault = ""
    say(page, "二")
    expect(bubbles(page)).to_have_text(["一", "第1条：一", "二", "第2条：二"])
    expect(page.get_by_role("button", name="重试")).to_have_count(0)


def test_what_never_arrived_is_not_forgotten(page: Page) -> None:
    page.context.set_offline(True)
    say(page, "一")
    expect(page.locator(".failed")).to_contain_text("网络")
    page.context.set_offline(False)
    say(page, "二")
    expect(bubbles(page)).to_have_text(["二", "第1条：二", "一"])
    page.get_by_role("button", name="重试").click()
    expect(bubbles(page)).to_have_text(["二", "第1条：二", "一", "第2条：一"])


def test_what_is_erased_while_it_is_answered_stays_erased(page: Page, stub: RasaStub) -> None:
    told(page, "一")
    session = session_of(page)
    stub.fault = "hang"
    say(page, "二")
    expect(page.locator(".thinking")).to_be_visible()
    menu(page, "删除我的数据")
    page.get_by_role("button", name="删除", exact=True).click()
    expect(page.locator(".notice")).to_have_text("已经删除。")
    stub.release()
    expect(page.locator(".thinking")).to_be_hidden()
    expect(bubbles(page)).to_have_count(0)
    assert session_of(page) is None
    assert page.request.get(f"/api/chat/{session}").status == 404


def test_a_reload_goes_on_where_it_was(page: Page, stub: RasaStub) -> None:
    told(page, "一")
    stub.fault = "silent"
    say(page, "二")
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    page.reload()
    expect(bubbles(page)).to_have_text(["一", "第1条：一", "二"])
    stub.fault = ""
    page.get_by_role("button", name="重试").click()
    expect(bubbles(page)).to_have_text(["一", "第1条：一", "二", "第2条：二"])


def test_two_windows_show_the_same_conversation(page: Page) -> None:
    told(page, "一")
    other = page.context.new_page()
    other.goto("/")
    expect(bubbles(other)).to_have_text(["一", "第1条：一"])
    told(other, "二")
    expect(bubbles(page)).to_have_text(["一", "第1条：一", "二", "第2条：二"])
    told(page, "三")
    expect(bubbles(other)).to_have_count(6)


def test_a_new_conversation_can_leave_the_old_one_for_later(page: Page) -> None:
    told(page, "一")
    page.get_by_role("button", name="新对话", exact=True).click()
    page.get_by_role("button", name="留着，开始新对话").click()
    expect(bubbles(page)).to_have_count(0)
    expect(page.locator("#code-value")).not_to_be_empty()
    code = page.locator("#code-value").inner_text()
    page.get_by_role("button", name="好了").click()
    told(page, "二")
    menu(page, "我有接续码")
    page.get_by_role("textbox", name="接续码").fill(code.lower())
    page.get_by_role("button", name="接着聊", exact=True).click()
    expect(bubbles(page)).to_have_text(["一", "第1条：一"])
    # What was left for it can be found again, too.
    expect(page.locator("#code-value")).not_to_have_text(code)


def test_a_conversation_goes_on_on_another_device(
    page: Page, chromium: Browser, origin: str
) -> None:
    told(page, "一")
    menu(page, "换个设备接着聊")
    expect(page.locator("#code-value")).not_to_be_empty()
    code = page.locator("#code-value").inner_text()
    device = chromium.new_context(base_url=origin)
    other = device.new_page()
    other.goto("/")
    menu(other, "我有接续码")
    other.get_by_role("textbox", name="接续码").fill("不对")
    other.get_by_role("button", name="接着聊", exact=True).click()
    expect(other.get_by_role("alert")).not_to_be_empty()
    other.get_by_role("textbox", name="接续码").fill(code)
    other.get_by_role("textbox", name="接续码").press("Enter")
    expect(bubbles(other)).to_have_text(["一", "第1条：一"])
    told(other, "二")
    page.keyboard.press("Escape")
    page.reload()
    expect(bubbles(page)).to_have_count(4)
    device.close()


def test_what_is_erased_is_gone_everywhere(page: Page) -> None:
    told(page, "一")
    session = session_of(page)
    menu(page, "删除我的数据")
    page.get_by_role("button", name="先不").click()
    expect(bubbles(page)).to_have_count(2)
    menu(page, "删除我的数据")
    page.get_by_role("button", name="删除", exact=True).click()
    expect(page.locator(".notice")).to_have_text("已经删除。")
    expect(bubbles(page)).to_have_count(0)
    expect(page.get_by_role("group", name="可以这样问")).to_be_visible()
    assert page.request.get(f"/api/chat/{session}").status == 404
    told(page, "二")
    expect(bubbles(page)).to_have_text(["二", "第1条：二"])


def test_who_takes_over_the_device_sees_nothing_that_was_filled_in(page: Page) -> None:
    told(page, "一")
    page.evaluate("async () => (await import('/page/papers/filled.js')).fillIn('name', '张三')")
    page.evaluate("localStorage.setItem('evidence ' + localStorage.getItem('session'), '{}')")
    page.get_by_role("button", name="新对话", exact=True).click()
    page.get_by_role("button", name="留着，开始新对话").click()
    expect(bubbles(page)).to_have_count(0)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "张三" not in kept
    assert "evidence" not in kept


def test_escape_does_not_erase(page: Page) -> None:
    told(page, "一")
    page.get_by_role("button", name="新对话", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    told(page, "二")
    expect(bubbles(page)).to_have_count(4)


def test_a_conversation_erased_elsewhere_starts_anew_with_the_message(page: Page) -> None:
    told(page, "一")
    page.request.delete(f"/api/chat/{session_of(page)}")
    say(page, "二")
    expect(bubbles(page)).to_have_text(["二", "第1条：二"])
    expect(page.locator(".notice")).to_contain_text("之前的对话已经删除")


def test_what_is_typed_is_shown_as_text(page: Page) -> None:
    hostile = (
        "**粗** ![](https://example.com/x.png) <img src=x onerror=\"document.title='坏'\">"
        "<script>document.title='坏'</script>"
    )
    say(page, hostile)
    expect(bubbles(page)).to_have_text([hostile, f"第1条：{hostile}"])
    expect(page).to_have_title("退货参谋")


def test_long_words_do_not_scroll_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for number in range(1, 4):
        say(page, "h" * 500 + "给我方案，问我")
        expect(page.locator("advice-card")).to_have_count(number)
    expect_that_only_the_conversation_scrolls(page)


def test_everything_that_is_tapped_is_large_enough(page: Page) -> None:
    say(page, "问我")
    expect(page.get_by_role("button", name="选不清楚")).to_be_visible()
    assert too_small(page, "body, deep-chat") == []
    for button in page.locator("#input [role=button]").all():
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    page.get_by_role("button", name="菜单").click()
    assert too_small(page, "#menu") == []


def test_the_keyboard_reaches_everything_in_order(page: Page) -> None:
    page.get_by_role("heading", name="退货参谋").click()
    examples = page.get_by_role("group", name="可以这样问").get_by_role("button")
    for control in (
        page.get_by_role("button", name="新对话", exact=True),
        page.get_by_role("button", name="菜单"),
        page.get_by_role("region", name="对话"),
        *examples.all(),
        page.get_by_role("button", name="添加图片"),
        page.get_by_label("你想说的话"),
        page.get_by_role("button", name="发送"),
    ):
        page.keyboard.press("Tab")
        expect(control).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", " "])
def test_the_send_button_works_from_the_keyboard(page: Page, key: str) -> None:
    page.get_by_label("你想说的话").fill("一")
    page.keyboard.press("Tab")
    page.keyboard.press(key)
    expect(bubbles(page)).to_have_text(["一", "第1条：一"])


def test_the_picture_button_works_from_the_keyboard(page: Page) -> None:
    with page.expect_file_chooser():
        page.get_by_role("button", name="添加图片").press("Enter")


def test_nothing_stands_in_the_way_of_assistive_technology(page: Page, stub: RasaStub) -> None:
    assert violations(page, "html") == []
    say(page, "问我，给我方案")
    expect(page.locator("advice-card")).to_be_visible()
    stub.fault = "silent"
    say(page, "再来")
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    assert violations(page, "html") == []
    for open_it in ("菜单", "新对话"):
        page.get_by_role("button", name=open_it, exact=True).click()
        assert violations(page, "html") == []
        page.keyboard.press("Escape")
    for entry in ("换个设备接着聊", "我有接续码", "删除我的数据"):
        menu(page, entry)
        expect(page.get_by_role("dialog")).to_have_count(1)
        assert violations(page, "html") == []
        page.keyboard.press("Escape")


def test_size_and_look_are_chosen_and_kept(page: Page) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    size = "getComputedStyle(document.documentElement).fontSize"
    light = page.evaluate(ground)
    menu(page, "深色")
    menu_of = page.get_by_role("dialog", name="菜单")
    menu_of.get_by_text("特大", exact=True).click()
    dark = page.evaluate(ground)
    assert dark != light
    assert page.evaluate(size) == "24px"
    page.reload()
    assert (page.evaluate(ground), page.evaluate(size)) == (dark, "24px")
    page.emulate_media(color_scheme="dark")
    menu(page, "浅色")
    assert page.evaluate(ground) == light
    expect_that_only_the_conversation_scrolls(page)


def test_we_speak_in_traditional_characters_and_the_person_is_left_alone(page: Page) -> None:
    told(page, "运费谁出")
    menu(page, "繁體")
    expect(page.get_by_role("heading", name="退貨參謀")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(bubbles(page)).to_have_text(["运费谁出", "第1條：運費誰出"])
    page.get_by_label("你想說的話").fill("问我")
    page.get_by_role("button", name="發送").click()
    expect(page.get_by_role("button", name="選沒有")).to_be_visible()
    page.reload()
    expect(bubbles(page)).to_have_text(["运费谁出", "第1條：運費誰出", "问我", "第2條：問我"])
    page.get_by_role("button", name="菜單").click()
    page.get_by_text("简体", exact=True).click()
    page.keyboard.press("Escape")
    expect(bubbles(page)).to_have_text(["运费谁出", "第1条：运费谁出", "问我", "第2条：问我"])
    expect(page.get_by_role("button", name="菜单")).to_be_visible()


def test_it_works_without_storage(chromium: Browser, origin: str, stub: RasaStub) -> None:
    context = chromium.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked'); } })"
    )
    page = context.new_page()
    page.goto(origin)
    for text in ("一", "二"):
        told(page, text)
    expect(bubbles(page)).to_have_text(["一", "第1条：一", "二", "第2条：二"])
    context.close()


@pytest.mark.parametrize(
    "missing", ["delete CSSStyleSheet.prototype.replaceSync", "delete window.HTMLDialogElement"]
)
def test_an_old_browser_gets_the_simple_page(
    chromium: Browser, origin: str, stub: RasaStub, missing: str
) -> None:
    page = chromium.new_page(base_url=origin)
    page.add_init_script(missing)
    page.goto("/")
    page.wait_for_url("**/plain")
    page.close()


def test_without_javascript_the_simple_page_is_one_tap_away(
    chromium: Browser, origin: str, stub: RasaStub
) -> None:
    context = chromium.new_context(base_url=origin, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="用简单版").click()
    page.get_by_role("textbox", name="你的事").fill("运费27")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("第1条：运费27")).to_be_visible()
    context.close()


def test_the_first_load_is_small(context: BrowserContext, stub: RasaStub) -> None:
    page = context.new_page()
    loaded: list[Request] = []
    # Playwright marks its handlers, which it cannot do with a method of a list.
    page.on("requestfinished", lambda request: loaded.append(request))  # noqa: PLW0108
    page.goto("/", wait_until="networkidle")
    expect(page.get_by_label("你想说的话")).to_be_visible()
    scripts = {
        urlsplit(request.url).path: request.sizes()["responseBodySize"]
        for request in loaded
        if request.resource_type == "script"
    }
    assert scripts.keys() >= {"/vendor/deep-chat.js", "/page/page.js", "/page/card/card.js"}
    assert "/vendor/opencc.js" not in scripts
    assert sum(scripts.values()) <= MOST_SCRIPT_BYTES
    assert min(scripts.values()) > 0

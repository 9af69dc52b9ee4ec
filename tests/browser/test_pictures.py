"""<picture-reader> in a shadow root, as it stands in the conversation."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.stage import stage, too_small, violations

# On a desktop nothing behaves otherwise.
pytestmark = pytest.mark.parametrize("context", ["phone"], indirect=True)

# The server is a stand-in that does what the test says, when it says so.
SHOW = """async ({ supports, points }) => {
  await import("/page/pictures/pictures.js");
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href: "/page/pictures/pictures.css" });
  const styled = new Promise((done) => link.addEventListener("load", done));
  const host = document.createElement("div");
  const reader = document.createElement("picture-reader");
  Object.assign(window, { reader, calls: [], confirmed: [], fault: null });
  const answer = async (...call) => {
    calls.push(call);
    if (fault) throw new Error(fault);
  };
  reader.api = {
    upload: (file, supports, onProgress) => new Promise((done, refuse) => {
      calls.push(["upload", file.name, supports]);
      Object.assign(window, {
        progress: onProgress,
        done,
        refuse: (message, retry) => refuse(Object.assign(new Error(message), { retry })),
      });
    }),
    remove: (id) => answer("remove", id),
    setSupports: (id, text) => answer("setSupports", id, text),
    url: (id) => `/kept/${id}`,
  };
  reader.supports = supports;
  reader.points = points;
  document.addEventListener("apply-fact", ({ detail }) => confirmed.push(detail));
  host.attachShadow({ mode: "open" }).append(link, reader);
  document.getElementById("stage").append(host);
  await styled;
}"""
# With the real server behind it.
REALLY = """async () => {
  const api = await import("/page/api.js");
  const { start } = await import("/page/api.js");
  window.session = await start();
  Object.assign(reader.api, {
    upload: (file, supports, onProgress) => api.sendPicture(session, file, supports, onProgress),
    remove: (id) => api.removePicture(session, id),
    setSupports: (id, text) => api.setSupports(session, id, text),
    url: (id) => api.pictureUrl(session, id),
  });
}"""
LIST = """async () => (await import("/page/api.js")).listEvidence(session)"""
START = """({ bytes, name, type }) => void reader.start(
  new File([Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0))], name, { type })
)"""
LARGE = """() => void reader.start(
  new File([new Uint8Array(10 * 1024 * 1024 + 1)], "a.jpg", { type: "image/jpeg" })
)"""
NOT_USABLE = "这不是能用的图片。请选 JPG、PNG、WebP 或 HEIC 图片，截屏也可以。"

POINTS = ["毛病的照片和视频", "寄回的面单和付款凭证"]
FREIGHT = {
    "fact": "return_freight",
    "name": "退货运费",
    "value": "12.00",
    "shown": "12元",
    "line": "运费 ¥12.00",
}
OUTBOUND = {**FREIGHT, "fact": "outbound_freight", "name": "发货运费"}
SIGNED = {
    "fact": "signed_date",
    "name": "签收日期",
    "value": "2026-01-09",
    "shown": "2026年1月9日",
    "line": "2026-01-09 已签收",
}
LINES = ["运费 ¥12.00", "2026-01-09 已签收", "<b>备注</b>"]


def evidence(**changes: Any) -> dict[str, Any]:
    return {
        "id": "e1",
        "sha256": "0123456789abcdef" * 4,
        "media_type": "image/jpeg",
        "bytes": 1000,
        "width": 60,
        "height": 120,
        "received_at": "2026-01-20T02:30:00Z",
        "supports": None,
        "lines": LINES,
        "facts": [FREIGHT, OUTBOUND, SIGNED],
        **changes,
    }


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (60, 120), "#d9b38c").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    with stage(context) as page:
        page.route("**/kept/*", lambda r: r.fulfill(body=picture(), content_type="image/png"))
        show(page)
        yield page


def show(page: Page, supports: str | None = None) -> None:
    page.evaluate(SHOW, {"supports": supports, "points": POINTS})


ORDER_PAGE = """<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<h1>订单详情</h1><p>商品总价 ¥199.00</p><p>运费 ¥12.00</p><p>实付款 ¥211.00</p>"""


def order_page(page: Page) -> bytes:
    """A screenshot of a shop's order page."""
    shop = page.context.new_page()
    shop.set_content(ORDER_PAGE)
    shot = shop.screenshot()
    shop.close()
    return shot


def start(page: Page, kind: str = "image/png", content: bytes | None = None) -> None:
    content = picture() if content is None else content
    bytes_ = base64.b64encode(content).decode()
    page.evaluate(START, {"bytes": bytes_, "name": "截图.png", "type": kind})


def finish(page: Page, **changes: Any) -> None:
    page.evaluate("(evidence) => done(evidence)", evidence(**changes))


def calls(page: Page) -> list[list[str | None]]:
    found: list[list[str | None]] = page.evaluate("calls")
    return found


def expect_status(page: Page, text: str) -> None:
    expect(page.get_by_role("status").first).to_have_text(text)


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("image/svg+xml", b"<svg/>", NOT_USABLE),
        ("application/pdf", b"%PDF", NOT_USABLE),
        ("image/jpeg", b"", "这个文件是空的，请换一张。"),
    ],
)
def test_what_cannot_be_used_is_not_even_sent(
    page: Page, kind: str, content: bytes, said: str
) -> None:
    start(page, kind, content)
    expect_status(page, said)
    expect(page.get_by_role("button", name="重试")).to_have_count(0)
    page.get_by_role("button", name="不发了").click()
    expect_status(page, "图片没有发。")
    assert calls(page) == []


def test_what_is_too_large_is_not_even_sent(page: Page) -> None:
    page.evaluate(LARGE)
    expect_status(page, "这张图超过10 MB，发不了。截屏后再发，会小很多。")
    assert calls(page) == []


@pytest.mark.parametrize("kind", ["image/jpeg", "image/webp", "image/heic", ""])
def test_pictures_are_sent_with_what_they_are_to_prove(page: Page, kind: str) -> None:
    page.evaluate("reader.supports = '毛病的照片和视频'")
    start(page, kind)
    assert calls(page) == [["upload", "截图.png", "毛病的照片和视频"]]


def test_a_picture_goes_from_sending_to_being_read(page: Page) -> None:
    start(page)
    expect_status(page, "正在上传图片")
    expect(page.get_by_role("img", name="你选的图片")).to_be_visible()
    page.evaluate("progress(0.25)")
    expect(page.get_by_role("progressbar", name="上传进度")).to_have_attribute("value", "0.25")
    page.evaluate("progress(1)")
    expect_status(page, "正在读图里的字，要几秒")
    finish(page)
    expect_status(page, "图片已保存，字也读出来了。你勾上的，我才会用。")
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.get_by_role("img", name="证据图片")).to_have_attribute("src", "/kept/e1")
    expect(page.get_by_role("link", name="证据图片")).to_have_attribute("href", "/kept/e1")
    expect(page.get_by_text("存证指纹")).to_contain_text("0123456789ab · 2026年1月20日 10:30收到")


def test_what_was_read_can_be_unfolded_and_stays_text(page: Page) -> None:
    start(page)
    finish(page)
    line = page.get_by_role("listitem").get_by_text("<b>备注</b>")
    expect(line).to_be_hidden()
    page.get_by_text("读出来的字（3行）").click()
    expect(line).to_be_visible()


def test_only_what_is_ticked_is_used(page: Page) -> None:
    start(page)
    finish(page)
    boxes = page.get_by_role("group", name="图里写的，哪些对？").get_by_role("checkbox")
    expect(boxes).to_have_count(3)
    for box in boxes.all():
        expect(box).not_to_be_checked()
    page.get_by_role("button", name="这些对，用上").click()
    expect(page.get_by_text("先勾上对的那几项。")).to_be_visible()
    assert page.evaluate("confirmed") == []
    page.get_by_label("退货运费 12元").check()
    page.get_by_label("签收日期 2026年1月9日").check()
    page.get_by_role("button", name="这些对，用上").click()
    expect_status(page, "已发给参谋：退货运费12元，签收日期2026年1月9日。")
    expect(page.get_by_role("status").first).to_be_focused()
    expect(boxes).to_have_count(0)
    assert page.evaluate("confirmed") == [
        {
            "facts": {"return_freight": "12.00", "signed_date": "2026-01-09"},
            "text": "从图片里确认：退货运费12元，签收日期2026年1月9日",
            "matter": None,
        }
    ]


def test_readings_that_exclude_each_other_are_not_both_ticked(page: Page) -> None:
    other = {**SIGNED, "value": "2026-01-08", "shown": "2026年1月8日", "line": "2026-01-08 派件"}
    start(page)
    finish(page, facts=[FREIGHT, OUTBOUND, SIGNED, other])
    for label in (
        "退货运费 12元",
        "签收日期 2026年1月9日",
        "发货运费 12元",
        "签收日期 2026年1月8日",
    ):
        page.get_by_label(label).check()
    ticked = [box.is_checked() for box in page.get_by_role("checkbox").all()]
    assert ticked == [False, True, False, True]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (None, "没读出字来，图片已保存。"),
        ([], "图里没有字，图片已保存。"),
        (["你好"], "图片已保存。没看到能用的金额或日期。"),
    ],
)
def test_nothing_found_is_said(page: Page, lines: list[str] | None, said: str) -> None:
    start(page)
    finish(page, lines=lines, facts=[])
    expect_status(page, said)
    expect(page.get_by_role("checkbox")).to_have_count(0)


def test_what_it_proves_can_be_chosen_or_told(page: Page) -> None:
    start(page)
    finish(page, supports=POINTS[0])
    choice = page.get_by_label("这张图能证明什么")
    expect(choice).to_have_value(POINTS[0])
    choice.select_option(POINTS[1])
    expect_status(page, "记下了。")
    expect(page.get_by_role("img")).to_have_attribute("alt", f"证据图片：{POINTS[1]}")
    choice.select_option("自己写…")
    own = page.get_by_label("用你的话说")
    expect(own).to_be_focused()
    own.fill(" 吊牌还在 ")
    own.press("Enter")
    expect(page.get_by_role("img")).to_have_attribute("alt", "证据图片：吊牌还在")
    choice.select_option("还没选")
    expect(page.get_by_role("img")).to_have_attribute("alt", "证据图片")
    expect(own).to_be_hidden()
    assert [call[2] for call in calls(page)[1:]] == [POINTS[1], "吊牌还在", None]


def test_what_could_not_be_noted_is_said(page: Page) -> None:
    start(page)
    finish(page)
    page.evaluate("fault = '网络好像不通，请稍后重试。'")
    page.get_by_label("这张图能证明什么").select_option(POINTS[0])
    expect_status(page, "没有记下：网络好像不通，请稍后重试。")
    expect(page.get_by_role("img")).to_have_attribute("alt", "证据图片")


def test_a_picture_of_before_is_shown_as_it_was(page: Page) -> None:
    page.evaluate(
        "(evidence) => reader.show(evidence)", evidence(supports="吊牌还在", lines=[], facts=[])
    )
    expect(page.get_by_label("这张图能证明什么").locator("option:checked")).to_have_text("自己写…")
    expect(page.get_by_label("用你的话说")).to_have_value("吊牌还在")
    expect(page.get_by_role("img", name="证据图片：吊牌还在")).to_be_visible()


def test_a_picture_that_cannot_be_shown_leaves_no_hole(page: Page) -> None:
    page.route("**/kept/*", lambda route: route.fulfill(status=404))
    page.evaluate("(evidence) => reader.show(evidence)", evidence())
    expect(page.get_by_role("link")).to_have_count(0)
    expect(page.get_by_text("存证指纹")).to_be_visible()


def test_removing_asks_first(page: Page) -> None:
    start(page)
    finish(page)
    remove = page.get_by_role("button", name="移除图片")
    remove.click()
    expect(page.get_by_role("button", name="留着")).to_be_focused()
    page.keyboard.press("Enter")
    expect(remove).to_be_focused()
    remove.click()
    page.evaluate("fault = '网络好像不通，请稍后重试。'")
    page.get_by_role("button", name="移除", exact=True).click()
    expect_status(page, "没有移除：网络好像不通，请稍后重试。")
    page.evaluate("fault = null")
    page.get_by_role("button", name="移除", exact=True).click()
    expect_status(page, "图片已移除。")
    expect(page.get_by_role("status")).to_be_focused()
    expect(page.get_by_role("img")).to_have_count(0)
    assert calls(page)[1:] == [["remove", "e1"], ["remove", "e1"]]


def test_what_failed_on_the_way_is_sent_again(page: Page) -> None:
    start(page)
    page.evaluate("refuse('网络好像不通，请稍后重试。', true)")
    expect_status(page, "网络好像不通，请稍后重试。")
    page.get_by_role("button", name="重试").click()
    expect_status(page, "正在上传图片")
    expect(page.get_by_role("status")).to_be_focused()
    finish(page)
    expect(page.get_by_role("checkbox")).to_have_count(3)
    assert len(calls(page)) == 2


def test_what_the_server_refuses_is_not_tried_again(page: Page) -> None:
    start(page)
    page.evaluate("refuse('这张图片打不开。', false)")
    expect_status(page, "这张图片打不开。")
    expect(page.get_by_role("button", name="重试")).to_have_count(0)


def test_every_state_is_accessible(page: Page) -> None:
    def check() -> None:
        assert violations(page, "#stage") == []
        assert too_small(page, "picture-reader") == []

    start(page)
    check()
    page.evaluate("refuse('网络好像不通，请稍后重试。', true)")
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    check()
    page.get_by_role("button", name="重试").click()
    page.evaluate("progress(1)")
    check()
    finish(page)
    page.get_by_text("读出来的字（3行）").click()
    page.get_by_role("button", name="这些对，用上").click()
    page.get_by_label("这张图能证明什么").select_option("自己写…")
    page.get_by_role("button", name="移除图片").click()
    check()


@pytest.mark.parametrize("width", [320, 160])
def test_it_fits_a_narrow_screen_and_a_zoomed_one(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 400})
    start(page)
    finish(page, lines=["长" * 200, "w" * 200], facts=[{**FREIGHT, "line": "1" * 120}])
    page.get_by_text("读出来的字").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_screenshot_is_really_kept_read_described_and_removed(page: Page) -> None:
    page.evaluate(REALLY)
    start(page, content=order_page(page))
    page.get_by_label("发货运费 12元").check(timeout=60_000)
    page.get_by_role("button", name="这些对，用上").click()
    page.get_by_label("这张图能证明什么").select_option(POINTS[1])
    expect_status(page, "记下了。")
    [kept] = page.evaluate(LIST)
    assert kept["supports"] == POINTS[1]
    shown = page.get_by_role("img", name=f"证据图片：{POINTS[1]}")
    expect(shown).to_have_js_property("naturalWidth", kept["width"])
    page.get_by_text("读出来的字").click()
    expect(page.get_by_role("list")).to_contain_text("12.00")
    page.get_by_role("button", name="移除图片").click()
    page.get_by_role("button", name="移除", exact=True).click()
    expect_status(page, "图片已移除。")
    assert page.evaluate(LIST) == []
    assert page.evaluate("confirmed")[0]["facts"] == {"outbound_freight": "12.00"}


def test_what_the_real_server_refuses_is_said_in_its_words(page: Page) -> None:
    page.evaluate(REALLY)
    start(page, content=b"<svg onload='alert(1)'/>")
    expect(page.get_by_role("status")).to_contain_text("截屏后再发", timeout=60_000)
    expect(page.get_by_role("button", name="重试")).to_have_count(0)


def test_a_lost_connection_can_be_tried_again(page: Page) -> None:
    page.evaluate(REALLY)
    page.context.set_offline(True)
    start(page, content=b"GIF89a")
    expect_status(page, "网络好像不通，请稍后重试。")
    page.context.set_offline(False)
    page.get_by_role("button", name="重试").click()
    expect(page.get_by_role("status")).to_contain_text("这不是能用的图片", timeout=60_000)

"""The widget on another site's page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.web.rasa_stub import RasaStub, bound_socket, serving

PAGE = """<!doctype html><html lang="zh-CN"><title>店</title>
<style>button {{ display: none }}</style>
<body><p>店铺首页</p><script src="{script}" {options}></script>"""


class Shop:
    """Another site, whose page loads the widget under a content security policy."""

    def __init__(self, origin: str) -> None:
        self.script = f"{origin}/widget.js"
        self.origin = origin
        self.policy = ""
        self.options = ""

    def page(self, _request: Request) -> HTMLResponse:
        policy = {"Content-Security-Policy": self.policy.replace("OURS", self.origin)}
        body = PAGE.format(script=self.script, options=self.options)
        return HTMLResponse(body, headers=policy if self.policy else {})


@pytest.fixture
def shop(context: BrowserContext, origin: str, stub: RasaStub) -> Iterator[Callable[..., Page]]:
    """Opens the shop's page."""
    site = Shop(origin)
    bound = bound_socket()

    def opened(policy: str = "", options: str = "") -> Page:
        site.policy, site.options = policy, options
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{bound.getsockname()[1]}/")
        return page

    with serving(Starlette(routes=[Route("/", site.page)]), bound):
        yield opened


def panel(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title=退货参谋]")


STRICT = "default-src 'none'; style-src 'self'; script-src OURS; frame-src OURS"


@pytest.mark.parametrize("policy", ["", STRICT], ids=["no policy", "strict policy"])
def test_a_story_is_told_in_the_panel(shop: Callable[..., Page], policy: str) -> None:
    page = shop(policy)
    page.get_by_role("button", name="退货问一问").click()
    frame = panel(page)
    frame.get_by_label("你想说的话").fill("运费27")
    frame.get_by_role("button", name="发送").click()
    expect(frame.locator(".said", has_text="第1条：运费27")).to_be_visible()
    frame.get_by_role("button", name="收起").click()
    launcher = page.get_by_role("button", name="退货问一问")
    expect(launcher).to_be_focused()
    launcher.press("Enter")
    expect(frame.locator(".said", has_text="第1条：运费27")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="退货问一问").click()
    expect(frame.locator(".said", has_text="第1条：运费27")).to_be_visible()


def test_escape_folds_the_panel(shop: Callable[..., Page]) -> None:
    page = shop()
    page.get_by_role("button", name="退货问一问").click()
    panel(page).get_by_label("你想说的话").press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    expect(page.get_by_role("button", name="退货问一问")).to_be_focused()


def test_where_frames_are_forbidden_a_window_opens(shop: Callable[..., Page], origin: str) -> None:
    page = shop("default-src 'none'; script-src OURS; style-src 'unsafe-inline'")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="退货问一问").click()
    assert opened.value.url == f"{origin}/"
    expect(page.get_by_role("button", name="退货问一问")).to_be_visible()


def test_the_button_says_what_the_site_wants(shop: Callable[..., Page]) -> None:
    page = shop(options='data-label="退货找人评理" data-side="left"')
    button = page.get_by_role("button", name="退货找人评理")
    box = button.bounding_box()
    viewport = page.viewport_size
    assert box
    assert viewport
    assert box["x"] < viewport["width"] / 2


def test_a_script_that_is_there_twice_shows_one_button(
    shop: Callable[..., Page], origin: str
) -> None:
    page = shop()
    page.add_script_tag(url=f"{origin}/widget.js")
    expect(page.get_by_role("button", name="退货问一问")).to_have_count(1)


def test_the_page_itself_is_shown_in_no_frame(shop: Callable[..., Page], origin: str) -> None:
    page = shop()
    page.evaluate(
        """url => {
          const frame = document.createElement('iframe');
          frame.src = url;
          frame.id = 'stolen';
          document.body.append(frame);
        }""",
        f"{origin}/",
    )
    expect(page.frame_locator("#stolen").get_by_role("heading")).to_have_count(0)
    assert page.request.get(f"{origin}/").headers["content-security-policy"].endswith("'none'")
    assert page.request.get(f"{origin}/embed").headers["content-security-policy"].endswith("*")

"""One custom element alone on an empty page of the product, under the product's own security policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

from bot.services import ROOT

AXE = ROOT / ".envs" / "vendor" / "node_modules" / "axe-core" / "axe.min.js"
EMPTY = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>台</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/page/theme.css">
<link rel="stylesheet" href="/page/dark.css" media="(prefers-color-scheme: dark)">
<link rel="stylesheet" href="/stage.css">
{links}</head><body><main><h1>台</h1><div id="stage"></div></main></body></html>"""
GROUND = "body { margin: 1rem; background: var(--ground); color: var(--ink); } h1 { margin: 0; font-size: 1rem; }"
WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  refused.push(event.violatedDirective + " " + event.blockedURI);
});
"""

# Without its own copies of our style sheets, which the policy would refuse: only a rule that axe-core leaves
# out unless it is asked for would look at them.
RUN_AXE = """(selector) => axe.run(selector, { preload: { assets: ["media"] } })"""

TAPPED = "a, button, input[type=text], label:has(input), select, summary, textarea"
SMALL = """(hosts, tapped) => hosts
  .flatMap((host) => [...host.querySelectorAll(tapped)])
  .filter((element) => element.checkVisibility())
  .filter((element) => {
    const box = element.getBoundingClientRect();
    return Math.min(box.width, box.height) < 43.9;
  })
  .map((element) => element.outerHTML)"""


@contextmanager
def stage(context: BrowserContext, *styles: str) -> Iterator[Page]:
    """The empty page with style sheets of ours.

    What a script throws, and what the policy refuses, fails the test.
    """
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(WATCH)
    page.route("**/stage", lambda route: _empty(route, styles))
    page.route("**/stage.css", _ground)
    page.goto("/stage")
    yield page
    errors += page.evaluate("refused")
    assert not errors, errors


def violations(page: Page, selector: str) -> list[str]:
    """What axe-core has against an element and what is in it, in the light and in the dark."""
    page.evaluate(AXE.read_text())
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        result: dict[str, Any] = page.evaluate(RUN_AXE, selector)
        assert result["passes"]
        found += [
            f"{scheme}: {rule['id']}: {node['html']}"
            for rule in result["violations"]
            for node in rule["nodes"]
        ]
    return found


def too_small(page: Page, selector: str) -> list[str]:
    """What is tapped and yet smaller than 44 pixels."""
    small: list[str] = page.locator(selector).evaluate_all(SMALL, TAPPED)
    return small


def _ground(route: Route) -> None:
    route.fulfill(content_type="text/css", body=GROUND)


def _empty(route: Route, styles: Sequence[str]) -> None:
    links = "".join(f'<link rel="stylesheet" href="/page/{style}">' for style in styles)
    body = EMPTY.replace("{links}", links)
    policy = "content-security-policy"
    real = route.fetch(url=route.request.url.removesuffix("stage"))
    route.fulfill(content_type="text/html", headers={policy: real.headers[policy]}, body=body)

"""What the page weighs and how soon an answer is seen: `make bench`.

Headless Chromium at a phone's size against the real three processes on this machine. The time is from
the tap on "发送" until the answer, or the card, is drawn. Figures on standard output.
"""

from __future__ import annotations

import statistics
import tempfile
from collections import Counter
from pathlib import Path

import yaml
from playwright.sync_api import Page, Request, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, PHONE
from tests.running import running

STORIES = Path(__file__).resolve().parent.parent / "tests" / "dialogue" / "stories.yml"

# Two frames later the browser has drawn what is there now.
SEEN_AFTER_SENDING = """(text) => new Promise((seen) => {
  const root = document.querySelector("deep-chat").shadowRoot;
  const answers = () => root.querySelectorAll(".advisor").length;
  const before = answers();
  root.getElementById("text-input").textContent = text;
  const began = performance.now();
  root.querySelector("[aria-label=发送]").click();
  const look = () => answers() > before
    ? requestAnimationFrame(() => requestAnimationFrame(() => seen(performance.now() - began)))
    : requestAnimationFrame(look);
  look();
})"""


def weigh(page: Page) -> Counter[str]:
    """Bytes over the line by kind, for a first visit; opens the page."""
    loaded: list[Request] = []
    # Playwright marks its handlers, which it cannot do with a method of a list.
    page.on("requestfinished", lambda request: loaded.append(request))  # noqa: PLW0108
    page.goto("/", wait_until="networkidle")
    page.get_by_label("你想说的话").wait_for()
    bytes_of: Counter[str] = Counter()
    for request in loaded:
        bytes_of[request.resource_type] += request.sizes()["responseBodySize"]
    return bytes_of


def main() -> None:
    stories = yaml.safe_load(STORIES.read_text(encoding="utf-8"))
    tellings = [telling for story in stories for telling in story["tellings"]]
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as advisor,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        milliseconds: list[float] = []
        for number, telling in enumerate(tellings):
            context = browser.new_context(base_url=advisor.url, viewport=PHONE)
            page = context.new_page()
            bytes_of = weigh(page)
            if number == 0:
                kilobytes = {kind: round(size / 1024, 1) for kind, size in bytes_of.items()}
                print(f"first load, kB over the line: {kilobytes}")
            milliseconds.append(page.evaluate(SEEN_AFTER_SENDING, telling))
            context.close()
        browser.close()
    print(
        f"first answer seen after sending, {len(milliseconds)} stories: "
        f"first {milliseconds[0]:.0f} ms, median {statistics.median(milliseconds):.0f}, "
        f"most {max(milliseconds):.0f}"
    )


if __name__ == "__main__":
    main()

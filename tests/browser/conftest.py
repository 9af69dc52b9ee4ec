"""The page in a real browser, against the real application, with a stand-in for Rasa."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from bot.settings import Settings
from bot.web.app import create_app
from tests.browser.stage import WATCH
from tests.web.rasa_stub import RasaStub, bound_socket, serving

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP = {"width": 1200, "height": 800}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    assert CHROMIUM, "no chromium found: install it, or name it in CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def stub_server() -> Iterator[RasaStub]:
    stub = RasaStub()
    with stub.running():
        yield stub


@pytest.fixture(scope="session")
def origin(stub_server: RasaStub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    database: Path = tmp_path_factory.mktemp("web") / "bot.db"
    settings = Settings(
        rasa_url=stub_server.url,
        actions_url=stub_server.url,
        database_url=f"sqlite+aiosqlite:///{database}",
        today=date(2026, 1, 20),
    )
    bound = bound_socket()
    with serving(create_app(settings), bound):
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


@pytest.fixture
def stub(stub_server: RasaStub) -> Iterator[RasaStub]:
    stub_server.reset()
    yield stub_server
    stub_server.release()


@pytest.fixture(params=["desktop", "phone"])
def context(
    request: pytest.FixtureRequest, chromium: Browser, origin: str
) -> Iterator[BrowserContext]:
    phone = request.param == "phone"
    context = chromium.new_context(
        base_url=origin,
        viewport=PHONE if phone else DESKTOP,
        is_mobile=phone,
        has_touch=phone,
        locale="zh-CN",
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, stub: RasaStub, origin: str) -> Iterator[Page]:
    """The page at /. Errors in its scripts, requests to other hosts and what its own security policy
    refuses fail the test."""
    page = context.new_page()
    page.add_init_script(WATCH)
    errors: list[str] = []
    strangers: list[str] = []

    def watch(request: Request) -> None:
        if not request.url.startswith((origin, "data:")):
            strangers.append(request.url)

    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", watch)
    page.goto("/")
    yield page
    refused = page.evaluate("refused")
    assert not errors
    assert not strangers
    assert not refused

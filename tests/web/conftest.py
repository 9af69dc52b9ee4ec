"""The web application with a stand-in for Rasa and a real SQLite file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot.case import State
from bot.settings import Settings
from bot.store import conversation_key
from bot.web.app import create_app
from tests.web.rasa_stub import RasaStub


class Browser(httpx.AsyncClient):
    """A client of the application, with the calls that most tests make."""

    def __init__(self, app: FastAPI) -> None:
        # As a browser says it for the forms of a page of ours.
        here = {"Origin": "http://bot"}
        super().__init__(transport=httpx.ASGITransport(app), base_url="http://bot", headers=here)
        self.app = app

    async def start(self) -> str:
        session: str = (await self.post("/api/chat")).json()["session"]
        return session

    async def start_at(self, state: State) -> str:
        """A conversation that has come to `state`."""
        session, store = await self.start(), self.app.state.store
        key = conversation_key(session)
        await store.take(key, "told", "我的事", datetime.now(UTC))
        pending = await store.next_pending(key, 1)
        await store.answer(key, pending, [], state.model_dump(mode="json"), datetime.now(UTC))
        return session

    async def say(self, session: str, text: str, id: str = "1") -> httpx.Response:
        return await self.post(f"/api/chat/{session}/messages", json={"id": id, "text": text})

    async def texts(self, session: str) -> list[tuple[str, list[str] | None]]:
        """Every message and what was answered."""
        messages = (await self.get(f"/api/chat/{session}")).json()["messages"]
        return [
            (m["text"], m["replies"] and [reply["text"] for reply in m["replies"]])
            for m in messages
        ]


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Browser]:
    app = create_app(settings)
    async with app.router.lifespan_context(app), Browser(app) as browser:
        yield browser


@pytest.fixture(scope="session")
def stub_server() -> Iterator[RasaStub]:
    stub = RasaStub()
    with stub.running():
        yield stub


@pytest.fixture
def stub(stub_server: RasaStub) -> Iterator[RasaStub]:
    stub_server.reset()
    yield stub_server
    stub_server.release()


@pytest.fixture
def settings(stub: RasaStub, tmp_path: Path) -> Settings:
    return Settings(
        rasa_url=stub.url,
        actions_url=stub.url,
        database_url=f"sqlite+aiosqlite:///{tmp_path}/var/bot.db",
        today=date(2026, 1, 20),
    )


@pytest.fixture
async def browser(settings: Settings) -> AsyncIterator[Browser]:
    async with opened(settings) as browser:
        yield browser


@pytest.fixture
def without_rasa(settings: Settings) -> Iterator[tuple[Settings, RasaStub]]:
    """Settings that name a Rasa which is down, and that Rasa, to be started."""
    absent = RasaStub()
    yield replace(settings, rasa_url=absent.url, actions_url=absent.url), absent
    absent.close()

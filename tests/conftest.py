from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.databases import postgresql, redis
from tests.running import Advisor, Conversation, running


@pytest.fixture(scope="session")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    """Real Rasa, real action server, real web process."""
    with running(tmp_path_factory.mktemp("advisor")) as started:
        yield started


@pytest.fixture
def talk(advisor: Advisor) -> Iterator[Conversation]:
    """A new conversation."""
    with Conversation(advisor.url) as conversation:
        yield conversation


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """Every database that the store shall run on; each test gets one of its own."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/bot.db"
        return
    async with postgresql() as url:
        yield url


@pytest.fixture
async def redis_url() -> AsyncIterator[str]:
    """A Redis database that is empty."""
    async with redis() as url:
        yield url

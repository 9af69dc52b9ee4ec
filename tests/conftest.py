from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import make_url

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
    """Every database that the store shall run on.

    A PostgreSQL server is looked for at POSTGRES_URL (by default this machine's, as user postgres);
    each test gets a database of its own. Where there is none the test is skipped, but not on CI.
    """
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/bot.db"
        return
    server = make_url(
        os.environ.get("POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
    )
    dsn = server.render_as_string(hide_password=False)
    name = f"test_{uuid4().hex}"
    try:
        admin = await asyncpg.connect(dsn, timeout=5)
    except (OSError, asyncpg.PostgresError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL server: {type(error).__name__}")
    await admin.execute(f"CREATE DATABASE {name}")
    own = server.set(drivername="postgresql+asyncpg", database=name)
    yield own.render_as_string(hide_password=False)
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


@pytest.fixture
async def redis_url() -> AsyncIterator[str]:
    """A Redis server at REDIS_TEST_URL (by default this machine's), with keys of this test's own erased.

    Where there is none the test is skipped, but not on CI.
    """
    url = os.environ.get("REDIS_TEST_URL", "redis://127.0.0.1:6379/15")
    redis = Redis.from_url(url)
    try:
        await redis.flushdb()
    except RedisError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no Redis server: {type(error).__name__}")
    yield url
    await redis.flushdb()
    await redis.aclose()

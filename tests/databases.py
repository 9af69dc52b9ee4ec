"""Databases of a test's own, on a server that is there."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import make_url


@asynccontextmanager
async def postgresql() -> AsyncIterator[str]:
    """The address of a new database, dropped after use.

    A PostgreSQL server is looked for at POSTGRES_URL (by default this machine's, as user postgres).
    Where there is none the test is skipped, but not on CI.
    """
    server = make_url(
        os.environ.get("POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
    )
    dsn = server.render_as_string(hide_password=False)
    name = f"test_{uuid4().hex}"
    try:
        admin = await asyncpg.connect(dsn, timeout=5)
    except (OSError, asyncpg.PostgresError) as error:
        _skip("PostgreSQL", error)
    await admin.execute(f"CREATE DATABASE {name}")
    own = server.set(drivername="postgresql+asyncpg", database=name)
    try:
        yield own.render_as_string(hide_password=False)
    finally:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


@asynccontextmanager
async def redis() -> AsyncIterator[str]:
    """The address of an empty Redis database: REDIS_TEST_URL, by default this machine's number 15.

    Where there is none the test is skipped, but not on CI.
    """
    url = os.environ.get("REDIS_TEST_URL", "redis://127.0.0.1:6379/15")
    client = Redis.from_url(url)
    try:
        await client.flushdb()
    except RedisError as error:
        _skip("Redis", error)
    try:
        yield url
    finally:
        await client.flushdb()
        await client.aclose()


def _skip(server: str, error: Exception) -> None:
    if os.environ.get("CI"):
        raise error
    pytest.skip(f"no {server} server: {type(error).__name__}")

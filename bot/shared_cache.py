"""Small values that all web processes share for a while: in Redis, or in the store where there is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError
from sqlalchemy import Column, String, Table, Text, delete, insert, select
from sqlalchemy.exc import IntegrityError

from bot.store import Store, Utc, metadata

CONNECTIONS = 10
"""Of each web process to Redis."""
WAIT_SECONDS = 3.0

shared_values = Table(
    "shared_values",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("value", Text, nullable=False),
    Column("expires_at", Utc, nullable=False, index=True),
)


class CacheUnavailable(RuntimeError):
    """The cache does not answer."""


class SharedCache(Protocol):
    """Values by key, each forgotten after its seconds. Every call may raise CacheUnavailable."""

    async def add(self, key: str, value: str, seconds: int) -> bool:
        """Keeps a value; False, and nothing changed, where the key has one already."""

    async def set(self, key: str, value: str, seconds: int) -> None: ...

    async def get(self, key: str) -> str | None: ...

    async def delete(self, key: str) -> None: ...

    async def ping(self) -> None:
        """Raises CacheUnavailable when nothing can be kept."""

    async def close(self) -> None: ...


def shared_cache(redis_url: str | None, store: Store) -> SharedCache:
    """Redis where its address is given, else the store."""
    return RedisCache(redis_url) if redis_url else StoreCache(store)


class RedisCache:
    def __init__(self, url: str) -> None:
        # A few that are kept: opening one takes longer than a call.
        self._redis = Redis.from_pool(
            BlockingConnectionPool.from_url(
                url,
                max_connections=CONNECTIONS,
                timeout=WAIT_SECONDS,
                decode_responses=True,
                socket_timeout=WAIT_SECONDS,
                socket_connect_timeout=1.0,
            )
        )

    async def add(self, key: str, value: str, seconds: int) -> bool:
        try:
            return bool(await self._redis.set(key, value, ex=seconds, nx=True))
        except RedisError:
            raise CacheUnavailable from None

    async def set(self, key: str, value: str, seconds: int) -> None:
        try:
            await self._redis.set(key, value, ex=seconds)
        except RedisError:
            raise CacheUnavailable from None

    async def get(self, key: str) -> str | None:
        try:
            value = await self._redis.get(key)
        except RedisError:
            raise CacheUnavailable from None
        return None if value is None else str(value)

    async def delete(self, key: str) -> None:
        try:
            await self._redis.delete(key)
        except RedisError:
            raise CacheUnavailable from None

    async def ping(self) -> None:
        await self.get("ping")

    async def close(self) -> None:
        await self._redis.aclose()


class StoreCache:
    """What a single machine needs; the store's errors pass through."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, key: str, value: str, seconds: int) -> bool:
        now = datetime.now(UTC)
        try:
            async with self._store.writing() as connection:
                await connection.execute(
                    delete(shared_values).where(shared_values.c.expires_at <= now)
                )
                await connection.execute(
                    insert(shared_values).values(
                        key=key, value=value, expires_at=now + timedelta(seconds=seconds)
                    )
                )
        except IntegrityError:
            return False
        return True

    async def set(self, key: str, value: str, seconds: int) -> None:
        expires_at = datetime.now(UTC) + timedelta(seconds=seconds)
        async with self._store.writing() as connection:
            await connection.execute(delete(shared_values).where(shared_values.c.key == key))
            await connection.execute(
                insert(shared_values).values(key=key, value=value, expires_at=expires_at)
            )

    async def get(self, key: str) -> str | None:
        async with self._store.reading() as connection:
            value: str | None = await connection.scalar(
                select(shared_values.c.value)
                .where(shared_values.c.key == key)
                .where(shared_values.c.expires_at > datetime.now(UTC))
            )
        return value

    async def delete(self, key: str) -> None:
        async with self._store.writing() as connection:
            await connection.execute(delete(shared_values).where(shared_values.c.key == key))

    async def ping(self) -> None:
        await self._store.ping()

    async def close(self) -> None:
        """The store is closed by who opened it."""

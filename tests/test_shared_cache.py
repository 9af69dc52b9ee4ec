"""What workers share: the same in Redis, in SQLite and in PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.shared_cache import CacheUnavailable, RedisCache, SharedCache, StoreCache, shared_cache
from bot.store import Store


@pytest.fixture
async def in_store(database_url: str) -> AsyncIterator[SharedCache]:
    store = await Store.open(database_url)
    yield StoreCache(store)
    await store.close()


@pytest.fixture
async def in_redis(redis_url: str) -> AsyncIterator[SharedCache]:
    cache = RedisCache(redis_url)
    yield cache
    await cache.close()


async def behaves(cache: SharedCache) -> None:
    assert await cache.get("key") is None
    assert await cache.add("key", "first", 60)
    assert not await cache.add("key", "second", 60)
    assert await cache.get("key") == "first"
    await cache.set("key", "第二", 60)
    assert await cache.get("key") == "第二"
    await cache.delete("key")
    assert await cache.get("key") is None
    assert await cache.add("key", "again", 60)
    await cache.ping()
    added = await asyncio.gather(*(cache.add("one", str(n), 60) for n in range(10)))
    assert sorted(added) == [False] * 9 + [True]


async def test_in_the_store(in_store: SharedCache) -> None:
    await behaves(in_store)
    assert await in_store.add("over", "at once", 0)
    assert await in_store.get("over") is None
    assert await in_store.add("over", "anew", 60)


async def test_in_redis(in_redis: SharedCache) -> None:
    await behaves(in_redis)


async def test_a_redis_that_is_away() -> None:
    cache = RedisCache("redis://127.0.0.1:1/0")
    for call in (
        cache.add("key", "value", 1),
        cache.set("key", "value", 1),
        cache.get("key"),
        cache.delete("key"),
        cache.ping(),
    ):
        with pytest.raises(CacheUnavailable):
            await call
    await cache.close()


async def test_redis_is_used_where_its_address_is_given(database_url: str) -> None:
    store = await Store.open(database_url)
    redis = shared_cache("redis://127.0.0.1:1/0", store)
    assert isinstance(redis, RedisCache)
    await redis.close()
    assert isinstance(shared_cache(None, store), StoreCache)
    await store.close()

"""Access tokens: one for all workers, fetched once, renewed early, replaced when refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.shared_cache import RedisCache
from bot.web.wechat.keys import Keys
from bot.web.wechat.tokens import AccessToken, AccessTokens, NoToken


@dataclass
class Platform:
    """Gives out tokens like stable_token: the same one until a new one is demanded or due."""

    number: int = 1
    fetched: list[bool] = field(default_factory=list)
    fault: str = ""
    now: datetime = datetime(2026, 1, 20, tzinfo=UTC)

    async def fetch(self, force: bool) -> AccessToken:
        self.fetched.append(force)
        await asyncio.sleep(0)
        if self.fault:
            raise NoToken(self.fault)
        self.number += force
        return AccessToken(f"token {self.number}", 7200)


@pytest.fixture
async def cache(redis_url: str) -> AsyncIterator[RedisCache]:
    cache = RedisCache(redis_url)
    yield cache
    await cache.close()


@pytest.fixture
def platform() -> Platform:
    return Platform()


def tokens(cache: RedisCache, platform: Platform) -> AccessTokens:
    keys = Keys("a secret of more than thirty-two characters")
    return AccessTokens(cache, "wx1", platform.fetch, keys.seal, keys.unseal, lambda: platform.now)


async def test_many_at_once_in_several_workers_fetch_one(
    cache: RedisCache, platform: Platform
) -> None:
    workers = [tokens(cache, platform) for _ in range(3)]
    got = await asyncio.gather(*(worker.get() for worker in workers for _ in range(20)))
    assert set(got) == {"token 1"}
    assert platform.fetched == [False]


async def test_it_is_renewed_before_it_runs_out(cache: RedisCache, platform: Platform) -> None:
    await tokens(cache, platform).get()
    platform.now += timedelta(seconds=6000)
    assert await tokens(cache, platform).get() == "token 1"
    assert len(platform.fetched) == 1
    platform.now += timedelta(seconds=700)
    platform.number = 2
    assert await tokens(cache, platform).get() == "token 2"


async def test_while_the_platform_is_away_the_old_one_still_works(
    cache: RedisCache, platform: Platform
) -> None:
    await tokens(cache, platform).get()
    platform.now += timedelta(seconds=6700)
    platform.fault = "token_ConnectError"
    assert await tokens(cache, platform).get() == "token 1"
    platform.now += timedelta(seconds=1000)
    with pytest.raises(NoToken, match="token_ConnectError"):
        await tokens(cache, platform).get()


async def test_one_that_is_refused_is_replaced_once(cache: RedisCache, platform: Platform) -> None:
    await tokens(cache, platform).get()
    got = await asyncio.gather(*(tokens(cache, platform).get(refused="token 1") for _ in range(20)))
    assert set(got) == {"token 2"}
    # Asked first whether somebody else has renewed it; only then is a new one demanded.
    assert platform.fetched == [False, False, True]
    assert await tokens(cache, platform).get() == "token 2"


async def test_it_is_kept_sealed(cache: RedisCache, platform: Platform) -> None:
    await tokens(cache, platform).get()
    assert "token 1" not in (await cache.get("wechat:token:wx1") or "")


async def test_what_cannot_be_read_is_fetched_anew(cache: RedisCache, platform: Platform) -> None:
    await cache.set("wechat:token:wx1", "sealed with another secret", 60)
    assert await tokens(cache, platform).get() == "token 1"

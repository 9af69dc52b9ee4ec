"""The access token of an account: one for all workers, fetched by one of them, before it runs out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from cryptography.fernet import InvalidToken
from pydantic import BaseModel, ValidationError

from bot.shared_cache import SharedCache

EARLY_SECONDS = 600
"""So long before it runs out a new one is fetched; the old one still works meanwhile."""
LOCK_SECONDS = 15
WAIT_SECONDS = 5.0
LOOK_AGAIN_SECONDS = 0.1

Fetch: TypeAlias = Callable[[bool], Awaitable["AccessToken"]]


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token and for how many seconds from now it works."""

    value: str
    seconds: int


class NoToken(RuntimeError):
    """No token can be had now; `code` says why, for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Kept(BaseModel):
    value: str
    runs_out: float


class AccessTokens:
    """`fetch` asks the platform; True demands a new token even where the old one should still work."""

    def __init__(
        self,
        cache: SharedCache,
        account: str,
        fetch: Fetch,
        seal: Callable[[str], str],
        unseal: Callable[[str], str],
        now: Callable[[], datetime],
    ) -> None:
        self._cache = cache
        self._key = f"wechat:token:{account}"
        self._lock = f"wechat:token-lock:{account}"
        self._fetch = fetch
        self._seal = seal
        self._unseal = unseal
        self._now = now

    async def get(self, refused: str | None = None) -> str:
        """A token that works; `refused` is one that the platform no longer takes. Raises NoToken."""
        deadline = asyncio.get_running_loop().time() + WAIT_SECONDS
        while True:
            kept = await self._kept()
            usable = kept is not None and kept.value != refused and self._left(kept) > 0
            if kept and usable and self._left(kept) > EARLY_SECONDS:
                return kept.value
            if await self._cache.add(self._lock, "1", LOCK_SECONDS):
                try:
                    return await self._renewed(refused)
                except NoToken:
                    if kept and usable:
                        return kept.value
                    raise
                finally:
                    await self._cache.delete(self._lock)
            if kept and usable:
                return kept.value
            if asyncio.get_running_loop().time() > deadline:
                raise NoToken("token_lock_timeout")
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _renewed(self, refused: str | None) -> str:
        kept = await self._kept()
        # Another worker was faster.
        if kept and kept.value != refused and self._left(kept) > EARLY_SECONDS:
            return kept.value
        token = await self._fetch(False)
        if token.value == refused:
            token = await self._fetch(True)
        runs_out = self._now().timestamp() + token.seconds
        said = _Kept(value=token.value, runs_out=runs_out).model_dump_json()
        await self._cache.set(self._key, self._seal(said), max(token.seconds, 1))
        return token.value

    async def _kept(self) -> _Kept | None:
        sealed = await self._cache.get(self._key)
        if sealed is None:
            return None
        try:
            return _Kept.model_validate_json(self._unseal(sealed))
        except (ValidationError, InvalidToken):
            return None

    def _left(self, kept: _Kept) -> float:
        return kept.runs_out - self._now().timestamp()

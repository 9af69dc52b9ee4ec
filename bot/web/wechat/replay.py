"""No request counts twice: old ones are refused, and a nonce serves one message only."""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import sha256

from bot.shared_cache import SharedCache
from bot.web.wechat.crypto import Refused

_TIMESTAMP = re.compile("[1-9][0-9]{9}")
WINDOW_SECONDS = 300
"""How far a request's clock may be from ours."""
RETRY_SECONDS = 30
"""WeChat tries a message three times within some fifteen seconds, perhaps with the same nonce."""


def require_recent(timestamp: str, now: datetime) -> None:
    """Raises Refused."""
    # WeChat signs timestamp and nonce without anything between them: one way of writing only.
    if not _TIMESTAMP.fullmatch(timestamp):
        raise Refused("bad_timestamp")
    if abs(now.timestamp() - int(timestamp)) > WINDOW_SECONDS:
        raise Refused("old_timestamp")


async def require_first_use(
    cache: SharedCache, timestamp: str, nonce: str, message: str, now: datetime
) -> None:
    """Raises Refused where the nonce came with another message, or with this one long ago.

    `message` is what all tries of one message have in common: they get the same answer.
    """
    key = f"wechat:nonce:{sha256(f'{timestamp} {nonce}'.encode()).hexdigest()}"
    seconds = now.timestamp()
    if await cache.add(key, f"{seconds} {message}", 2 * WINDOW_SECONDS):
        return
    first, _, of = (await cache.get(key) or "").partition(" ")
    if of != message or seconds - float(first) > RETRY_SECONDS:
        raise Refused("replayed")

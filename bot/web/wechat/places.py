"""The places at the advisor: a few turns at a time, and how long one has to wait for a place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter

PLACES = 4
"""More turns at a time do not make the advisor faster, but each of them slower."""
FIRST_GUESS_SECONDS = 0.2
WEIGHT = 0.1
"""How much each turn says about the next ones."""


class Places:
    """Whoever comes first gets the next place."""

    def __init__(self) -> None:
        self._places = CapacityLimiter(PLACES)
        self._turn_seconds = FIRST_GUESS_SECONDS

    def wait_seconds(self) -> float:
        """How long who comes now probably waits."""
        return self._waiting() * self._turn_seconds / PLACES

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """A place, once it is free."""
        async with self._places:
            began = asyncio.get_running_loop().time()
            try:
                yield
            finally:
                # A turn that had the machine to itself says nothing about a crowd's.
                if self._waiting():
                    took = asyncio.get_running_loop().time() - began
                    self._turn_seconds += WEIGHT * (took - self._turn_seconds)

    def _waiting(self) -> int:
        return self._places.statistics().tasks_waiting

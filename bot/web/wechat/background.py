"""Work that goes on after an answer was given; stopped together."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.web.log import log


class Background:
    """The running work of one owner."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Runs it; where it fails and nobody waits for it, the log says so."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def close(self) -> None:
        """Cancels what still runs."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("wechat_work_failed", cause=type(error).__name__)

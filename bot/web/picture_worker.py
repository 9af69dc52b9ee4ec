"""Decodes and reads pictures in a process of its own, one at a time.

Nothing that a file does to a decoder (crash, endless loop, hunger for memory) reaches this process.
The worker is started when it is needed, killed when it takes too long, and replaced after a crash.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, fail_after, to_process

from bot.evidence.bounds import bounded
from bot.evidence.picture import BrokenPicture, Picture, RefusedPicture, clean
from bot.evidence.text import read
from bot.web.log import log

R = TypeVar("R")

CLEAN_SECONDS = 20.0
READ_SECONDS = 30.0
"""Many times what a picture needs: a phone's largest photo takes four seconds of a core, a screenshot two."""
MOST_WAITING = 10
"""How many pictures may wait for their turn: a few seconds each, a few megabytes each."""


class Busy(RuntimeError):
    """Too many pictures wait already."""


class PictureWorker:
    """For one event loop."""

    def __init__(self) -> None:
        self._turn = CapacityLimiter(1)

    async def examine(self, data: bytes) -> tuple[Picture, tuple[str, ...] | None]:
        """The cleaned picture and its lines of text; None where they could not be read.

        Raises RefusedPicture, Busy.
        """
        if self._turn.statistics().tasks_waiting >= MOST_WAITING:
            raise Busy
        async with self._turn:
            picture = await _cleaned(data)
            return picture, await _lines(picture.content)


async def _cleaned(data: bytes) -> Picture:
    try:
        return await _in_worker(CLEAN_SECONDS, clean, data)
    except RefusedPicture:
        raise
    # Whatever became of the worker: the picture is to blame.
    except Exception as error:
        log.warning("picture_not_decoded", cause=type(error).__name__)
        raise BrokenPicture from None


async def _lines(content: bytes) -> tuple[str, ...] | None:
    try:
        return await _in_worker(READ_SECONDS, read, content)
    # Whatever the reader stumbled over: the picture is kept all the same.
    except Exception as error:
        log.warning("picture_not_read", cause=type(error).__name__)
        return None


async def _in_worker(seconds: float, function: Callable[[bytes], R], data: bytes) -> R:
    with fail_after(seconds):
        return await to_process.run_sync(bounded, function, data, cancellable=True)

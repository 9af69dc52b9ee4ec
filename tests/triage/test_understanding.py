"""The worker processes: one that dies takes nobody with it."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import date
from pathlib import Path

import pytest

from bot.triage.understanding import NotUnderstood, Understanding

DAY = date(2026, 1, 20)


def workers() -> list[int]:
    """Processes of ours that run the model for the batch."""
    found = []
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = status.read_bytes().split(b"\0")
            parent = int((status.parent / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if b"bot.nlu.batch" in words and parent == os.getpid():
            found.append(int(status.parent.name))
    return found


async def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost() -> None:
    async with Understanding.of(1) as understanding:
        (worker,) = workers()
        asked = [asyncio.create_task(understanding.parse(f"鞋子{n}号想退", DAY)) for n in range(6)]
        await asyncio.sleep(0)
        os.kill(worker, signal.SIGKILL)
        parsed = await asyncio.gather(*asked)
        assert [one["text"] for one in parsed] == [f"鞋子{n}号想退" for n in range(6)]
        assert (await understanding.parse("想退", DAY))["intent"]["name"]
    assert workers() == []


async def test_what_the_model_cannot_read_fails_alone() -> None:
    async with Understanding.of(1) as understanding:
        with pytest.raises(NotUnderstood):
            # No text at all: what Rasa's pipeline makes of it is an error.
            await understanding.parse(None, DAY)  # type: ignore[arg-type]
        assert (await understanding.parse("想退", DAY))["text"] == "想退"

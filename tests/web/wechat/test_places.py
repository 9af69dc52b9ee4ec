"""How long one has to wait for a place at the advisor."""

from __future__ import annotations

import asyncio

import pytest

from bot.web.wechat.places import FIRST_GUESS_SECONDS, PLACES, Places


class Turn:
    """Somebody who asks for a place, and leaves it when told."""

    def __init__(self, places: Places) -> None:
        self.has_place = asyncio.Event()
        self._over = asyncio.Event()
        self._task = asyncio.create_task(self._run(places))

    async def _run(self, places: Places) -> None:
        async with places.one():
            self.has_place.set()
            await self._over.wait()

    async def end(self) -> None:
        self._over.set()
        await self._task


async def turns(places: Places, count: int) -> list[Turn]:
    """So many ask for a place at once; as many as possible have one."""
    asked = [Turn(places) for _ in range(count)]
    for turn in asked[:PLACES]:
        await turn.has_place.wait()
    return asked


async def test_who_finds_a_place_does_not_wait() -> None:
    places = Places()
    assert places.wait_seconds() == 0
    taken = await turns(places, PLACES)
    assert places.wait_seconds() == 0
    for turn in taken:
        await turn.end()


async def test_who_comes_first_is_served_first_and_the_others_wait() -> None:
    places = Places()
    asked = await turns(places, 3 * PLACES)
    assert places.wait_seconds() == pytest.approx(2 * FIRST_GUESS_SECONDS)
    await asked[0].end()
    await asked[PLACES].has_place.wait()
    assert not asked[PLACES + 1].has_place.is_set()
    for turn in asked:
        await turn.end()
    assert places.wait_seconds() == 0


async def test_slow_turns_make_the_wait_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    places = Places()
    asked = await turns(places, 3 * PLACES)
    loop = asyncio.get_running_loop()
    later = loop.time() + 60 * FIRST_GUESS_SECONDS
    with monkeypatch.context() as patched:
        patched.setattr(loop, "time", lambda: later)
        await asked[0].end()
        await asked[PLACES].has_place.wait()
    # One fewer waits, and yet it takes longer now.
    assert places.wait_seconds() > 2 * FIRST_GUESS_SECONDS
    for turn in asked:
        await turn.end()


async def test_a_turn_alone_says_nothing_about_a_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    places = Places()
    (alone,) = await turns(places, 1)
    loop = asyncio.get_running_loop()
    later = loop.time() + 60 * FIRST_GUESS_SECONDS
    with monkeypatch.context() as patched:
        patched.setattr(loop, "time", lambda: later)
        await alone.end()
    asked = await turns(places, 2 * PLACES)
    assert places.wait_seconds() == pytest.approx(FIRST_GUESS_SECONDS)
    for turn in asked:
        await turn.end()

"""NLU for the batch: worker processes in Rasa's environment, kept busy and replaced when they die."""

from __future__ import annotations

import asyncio
import json
import os
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date
from typing import Any

from bot.services import MODEL, QUIET_RASA, RASA, ROOT

LONGEST_LINE = 64 * 1024 * 1024
SECONDS = 60.0
"""For one message; a worker that takes longer is as good as dead."""


class NotUnderstood(RuntimeError):
    """The model could not read a message; `str()` is a code for the log."""


class NoModel(RuntimeError):
    """No worker starts."""


class _Died(RuntimeError):
    pass


class _Worker:
    def __init__(self, process: Process) -> None:
        self._process = process
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._last = 0
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            *(str(RASA.parent / "python"), "-m", "bot.nlu.batch", str(MODEL)),
            cwd=ROOT,
            env=os.environ | QUIET_RASA,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            limit=LONGEST_LINE,
            # Ctrl+C is for us, who then end it.
            start_new_session=True,
        )
        assert process.stdout is not None
        if not await process.stdout.readline():
            raise NoModel
        return cls(process)

    @property
    def busy(self) -> int:
        return len(self._waiting)

    @property
    def dead(self) -> bool:
        return self._listening.done()

    async def parse(self, text: str, day: date) -> dict[str, Any]:
        """Raises _Died."""
        assert self._process.stdin is not None
        if self.dead:
            raise _Died
        self._last += 1
        number, future = self._last, asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        asked = {"n": number, "text": text, "today": day.isoformat()}
        try:
            self._process.stdin.write(json.dumps(asked).encode() + b"\n")
            async with asyncio.timeout(SECONDS):
                answer: dict[str, Any] = await future
        except (TimeoutError, ConnectionError):
            self.kill()
            raise _Died from None
        finally:
            self._waiting.pop(number, None)
        return answer

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        self.kill()
        await self._process.wait()
        await asyncio.wait([self._listening])

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        try:
            while line := await self._process.stdout.readline():
                answer = json.loads(line)
                future = self._waiting.get(answer["n"])
                if future is not None and not future.done():
                    future.set_result(answer)
        finally:
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(_Died())


class Understanding:
    """The workers. What kills one is tried once more alone, so that only the culprit fails."""

    def __init__(self, workers: list[_Worker]) -> None:
        self._workers = workers
        self._replacing = asyncio.Lock()

    @property
    def workers(self) -> int:
        """How many there are."""
        return len(self._workers)

    @classmethod
    @asynccontextmanager
    async def of(cls, workers: int) -> AsyncIterator[Understanding]:
        """So many workers, ended afterwards. Raises NoModel."""
        started = await asyncio.gather(*(_Worker.start() for _ in range(workers)))
        understanding = cls(list(started))
        try:
            yield understanding
        finally:
            await asyncio.gather(*(worker.end() for worker in understanding._workers))

    async def parse(self, text: str, day: date) -> dict[str, Any]:
        """What the model reads in a message that was written on a day. Raises NotUnderstood."""
        worker = min(self._workers, key=lambda one: one.busy)
        try:
            answer = await worker.parse(text, day)
        except _Died:
            answer = await self._alone(text, day)
        if "error" in answer:
            raise NotUnderstood(answer["error"])
        parsed: dict[str, Any] = answer["parsed"]
        return parsed

    async def _alone(self, text: str, day: date) -> dict[str, Any]:
        async with self._replacing:
            for place, worker in enumerate(self._workers):
                if worker.dead:
                    await worker.end()
                    self._workers[place] = await _Worker.start()
            alone = await _Worker.start()
            try:
                return await alone.parse(text, day)
            except _Died:
                return {"error": "worker_died"}
            finally:
                await alone.end()

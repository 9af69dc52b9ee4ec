"""Answers messages: exactly once, in order, whatever fails in between.

A turn is a pure function of state and text, so the order of work is enough: keep the message,
compute the answer, then write answer and state together (`bot.store`). What was kept and not
answered, since a process died or the advisor was away, is answered first when the talk goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from bot.clock import Clock
from bot.rasa import AdvisorFailed, Rasa, Reply, Turn
from bot.store import FactsJson, Message, Pending, Replies, Store
from bot.web import guard
from bot.web.log import log
from bot.web.metrics import Metrics

# Together less than the five seconds within which a person hears something.
BUDGET_SECONDS = 4.3
WRITING_SECONDS = 0.3
HEALTH_SECONDS = 0.5
# A message that a healthy advisor fails on this often is set aside: it would block all after it.
MAX_FAILURES = 3

_SET_ASIDE = "抱歉，这条消息我一直没能处理好，先放在一边了。请换个说法再发一次，前面说过的都还在。"


class Turns:
    """The turns of all conversations, each conversation's one after the other.

    `under_way` is how many people wait for an answer of this process.
    """

    def __init__(
        self,
        store: Store,
        rasa: Rasa,
        metrics: Metrics,
        clock: Clock,
    ) -> None:
        self._store = store
        self._rasa = rasa
        self._metrics = metrics
        self._clock = clock
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.under_way = 0

    async def answer(
        self,
        key: str,
        id: str,
        text: str,
        facts: FactsJson | None = None,
        matter: int | None = None,
        seconds: float = BUDGET_SECONDS,
    ) -> Replies:
        """The answer to a message. Raises AdvisorFailed, UnknownConversation, IdTaken.

        `facts` are JSON of `Case` that the person confirmed, about the case of index `matter`.
        After `seconds` the message stays unanswered for now.
        """
        deadline = asyncio.get_running_loop().time() + seconds
        message = await self._store.take(
            key, id, guard.clean(text), self._clock.now(), facts, matter
        )
        if message.replies is not None:
            self._metrics.turns.labels("repeated").inc()
            return message.replies
        self.under_way += 1
        try:
            async with self._alone(key, deadline):
                return await self._catch_up(key, message, deadline)
        finally:
            self.under_way -= 1

    @asynccontextmanager
    async def _alone(self, key: str, deadline: float) -> AsyncIterator[None]:
        lock = self._locks.setdefault(key, asyncio.Lock())
        try:
            async with asyncio.timeout_at(deadline):
                await lock.acquire()
        except TimeoutError:
            raise AdvisorFailed("turn_queue_timeout", heard=False) from None
        try:
            yield
        finally:
            lock.release()

    async def _catch_up(self, key: str, message: Message, deadline: float) -> Replies:
        """Answers what waits up to `message`, in order."""
        while pending := await self._store.next_pending(key, message.position):
            turn = await self._turn(key, pending, deadline)
            replies = [reply.model_dump(mode="json") for reply in turn.replies]
            state = pending.state if turn.state is None else turn.state
            written = await self._store.answer(key, pending, replies, state, self._clock.now())
            if written and pending.position == message.position:
                return replies
            # Where nothing was written, another process was faster: the next look shows its answer.
        answer = await self._store.replies(key, message.position)
        assert answer is not None, "a message that is not pending has its answer"
        return answer

    async def _turn(self, key: str, pending: Pending, deadline: float) -> Turn:
        decided = guard.check(pending.text)
        if isinstance(decided, guard.Canned):
            self._metrics.turns.labels("canned").inc()
            return Turn([Reply(text=decided.reply)], None)
        seconds = deadline - WRITING_SECONDS - asyncio.get_running_loop().time()
        try:
            with self._metrics.seconds.time():
                turn = await self._rasa.turn(
                    decided.text,
                    pending.state,
                    self._clock.day(pending.at),
                    seconds,
                    pending.facts,
                    pending.matter,
                )
        except AdvisorFailed as failed:
            log.warning("turn_failed", code=failed.code, conversation=key[:8])
            if not (failed.heard and await self._is_hopeless(key, pending)):
                self._metrics.turns.labels("failed").inc()
                raise
            self._metrics.turns.labels("set_aside").inc()
            return Turn([Reply(text=_SET_ASIDE)], None)
        self._metrics.turns.labels("answered").inc()
        return turn

    async def _is_hopeless(self, key: str, pending: Pending) -> bool:
        """Whether the message itself, and no outage, keeps failing."""
        up = await self._rasa.health(HEALTH_SECONDS)
        if not all(up.values()):
            return False
        return await self._store.count_failure(key, pending.position) >= MAX_FAILURES

"""Answers what comes from WeChat: once, in time, in order, and nothing is lost.

An answer normally is the passive reply. What takes longer is sent through the platform's interface
where the account may use it, else it waits until the person asks for it. So does what could not be
sent. Work that a process died over is taken up by any other.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from secrets import token_hex

from cryptography.fernet import InvalidToken

from bot.case import FACTS
from bot.clock import Clock
from bot.evidence.picture import RefusedPicture
from bot.evidence.store import EvidenceStore, Kept, TooManyPictures
from bot.rasa import AdvisorFailed, Reply
from bot.shared_cache import SharedCache
from bot.store import FactsJson, Store
from bot.web.evidence import as_written, keep_picture
from bot.web.log import log
from bot.web.metrics import Metrics
from bot.web.picture_worker import Busy, PictureWorker
from bot.web.turns import Turns
from bot.web.wechat import words
from bot.web.wechat.api import MediaGone, MediaTooLarge, MediaUnavailable, Platform, SendFailed
from bot.web.wechat.background import Background
from bot.web.wechat.deliveries import (
    KEPT_DAYS,
    Allowance,
    Deliveries,
    Delivery,
    Gone,
    Person,
    Status,
)
from bot.web.wechat.incoming import Incoming
from bot.web.wechat.keys import Keys
from bot.web.wechat.links import VALID, Links
from bot.web.wechat.places import Places
from bot.web.wechat.tasks import (
    Asked,
    Awaiting,
    Choices,
    Confirm,
    Found,
    Keep,
    Result,
    Say,
    Show,
    Task,
    Tell,
)

TURN_SECONDS = 20.0
JOB_SECONDS = 25.0
RETRY_SECONDS = 1.0
SEND_SECONDS = 15.0
LEASE = timedelta(seconds=20)
"""Longer than one try to send a text; so long nobody sends after a process died."""
RENEW_SECONDS = 10.0
SEND_TRIES = 3
LONGEST_PAUSE_SECONDS = 3.0
FOLLOWS_AFTER = timedelta(seconds=1)
"""So long a passive reply may be on its way before its next text is sent, which must not overtake it."""
REMEMBERED_SECONDS = 24 * 3600
MOST_SENT = 4
"""A longer answer is shown text by text, on request: the platform allows five, and who wants a flood?"""
THIRD_TRY = timedelta(seconds=9)
ABANDONED_SECONDS = 20
"""WeChat tries a message for some fifteen seconds."""
SWEEP_SECONDS = 3.0
AT_A_TIME = 8
PATIENCE_SECONDS = 3.4
"""A turn that probably has to wait longer for its place is not ready in time: then an account that may
send says so at once, and those whose answers are ready get them."""


class NotYet(RuntimeError):
    """There is no answer within the time that was given."""


class Channel:
    """One account. `certified` ones may send through the interface, others only reply."""

    def __init__(
        self,
        name: str,
        platform: Platform,
        *,
        certified: bool,
        store: Store,
        turns: Turns,
        worker: PictureWorker,
        links: Links,
        keys: Keys,
        cache: SharedCache,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self.name = name
        self.platform = platform
        self.certified = certified
        self._turns = turns
        self._worker = worker
        self._links = links
        self._keys = keys
        self._cache = cache
        self._clock = clock
        self._metrics = metrics
        self._pictures = EvidenceStore(store)
        self.deliveries = Deliveries(store, name)
        self._jobs: dict[str, asyncio.Task[Delivery]] = {}
        self._delivering: dict[str, asyncio.Task[None]] = {}
        self._background = Background()
        self._sending = asyncio.Semaphore(AT_A_TIME)
        self._places = Places()

    async def close(self) -> None:
        await self._background.close()
        await self.platform.close()

    def person(self, *who: str, address: dict[str, str]) -> Person:
        """`who` names the person within the platform; it becomes a keyed hash."""
        return Person(
            self._keys.pseudonym(self.name, *who),
            self._keys.pseudonym(self.name, *who, token_hex(16)),
            self.name,
            self._keys.seal(json.dumps(address)),
        )

    async def take(
        self,
        person: Person,
        id: str,
        plan: Callable[[Awaiting | None], Task],
        allowance: Allowance,
        status: Status,
    ) -> Delivery:
        """Keeps a message, once. Raises SQLAlchemyError."""
        return await self.deliveries.take(person, id, self._clock.now(), plan, allowance, status)

    async def reply(
        self, delivery: Delivery, deadline: float, last_call: float, hung_up: float
    ) -> Delivery:
        """Decides the passive reply by `deadline`, in the event loop's time. After `hung_up` nobody would
        see it any more: it is sent, or waits to be asked for.

        An account that can do nothing but reply is asked up to three times: until the third one, or
        the time for that, the answer is waited for until `last_call`, when NotYet is raised.
        """
        if delivery.replied_at is not None:
            return delivery
        young = self._clock.now() - delivery.at < THIRD_TRY
        patient = not self.certified and delivery.tries < 3 and young
        crowded = self.certified and self._places.wait_seconds() > PATIENCE_SECONDS
        now = asyncio.get_running_loop().time()
        made = await self._made_by(delivery, last_call if patient else now if crowded else deadline)
        if not patient and asyncio.get_running_loop().time() > hung_up:
            return self._counted(await self._decide_unseen(made or delivery))
        if made is None:
            if patient:
                raise NotYet
            decided = await self._decide_without_texts(delivery)
            if decided.replied_at is not None:
                return self._counted(decided)
            made = decided
        return self._counted(await self._decide(made))

    def _counted(self, decided: Delivery) -> Delivery:
        later = decided.reply is None or decided.status is Status.PROMISED
        self._metrics.wechat.labels(decided.status.value if later else "passive").inc()
        return decided

    def send_soon(self, conversation: str) -> None:
        """Sends in the background what is owed to a person."""
        if conversation not in self._delivering:
            task = self._background.start(self._deliver(conversation))
            self._delivering[conversation] = task
            task.add_done_callback(lambda _: self._delivering.pop(conversation, None))

    async def erase(self, person: Person, message: Incoming) -> bool:
        """Erases all that the person said before this message; False where that was done already."""
        key = f"wechat:erased:{person.person}"
        await self._cache.set(key, str(message.created), REMEMBERED_SECONDS)
        first, at = await self._first_time(message)
        await self.deliveries.erase(person.person, at)
        return first

    async def is_erased(self, person: Person, message: Incoming) -> bool:
        """Whether it is a late try of a message from before the person had everything erased."""
        erased = await self._cache.get(f"wechat:erased:{person.person}")
        return erased is not None and message.created < int(erased)

    async def leave(self, person: Person, message: Incoming, days: int) -> None:
        """The person unsubscribed: erased after so many days, unless they come back."""
        _, at = await self._first_time(message)
        if days == 0:
            await self.deliveries.erase(person.person, at)
        else:
            await self.deliveries.leave(person.person, at, at + timedelta(days=days))

    async def _first_time(self, message: Incoming) -> tuple[bool, datetime]:
        """Whether this is the first try, and when that was: what came after it is not its business."""
        now = self._clock.now()
        key = f"wechat:first-time:{message.id}"
        if await self._cache.add(key, now.isoformat(), REMEMBERED_SECONDS):
            return True, now
        return False, datetime.fromisoformat(await self._cache.get(key) or now.isoformat())

    async def sweep(self) -> None:
        """Takes up what no process is about; runs until it is cancelled."""
        while True:
            try:
                await self._sweep()
            # Whatever it is, there is a next time.
            except Exception as error:
                log.warning("wechat_sweep_failed", cause=type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS)

    async def _sweep(self) -> None:
        now = self._clock.now()
        for delivery in await self.deliveries.abandoned(now - timedelta(seconds=ABANDONED_SECONDS)):
            with suppress(Gone):
                await self._decide_unseen(delivery)
        for delivery in await self.deliveries.unanswered():
            self._job(delivery)
        for conversation in await self.deliveries.owing(now):
            self.send_soon(conversation)
        await self.deliveries.erase_who_left(now)
        await self.deliveries.forget(now - timedelta(days=KEPT_DAYS))

    async def _decide(self, made: Delivery) -> Delivery:
        """The first text is the reply; what is left follows, or waits to be asked for."""
        texts = made.texts or ()
        rest = Status.OWED if self._sends(texts) else Status.WAITING
        status = rest if len(texts) > 1 else Status.DONE
        return await self.deliveries.decide(
            made, status, texts[0], self._clock.now(), made.awaiting
        )

    def _sends(self, texts: Sequence[str]) -> bool:
        """Whether all of them are sent, one after the other."""
        return self.certified and len(texts) <= MOST_SENT

    async def _decide_without_texts(self, delivery: Delivery) -> Delivery:
        now = self._clock.now()
        if isinstance(delivery.task, Show):
            return await self.deliveries.decide(
                delivery, Status.DONE, words.NOT_READY, now, Result()
            )
        if self.certified:
            return await self.deliveries.decide(delivery, Status.OWED, None, now)
        return await self.deliveries.decide(
            delivery, Status.WAITING, words.STILL_THINKING, now, Result()
        )

    async def _decide_unseen(self, delivery: Delivery) -> Delivery:
        """Nobody saw an answer: it is sent, or waits to be asked for."""
        status = Status.OWED if self.certified else Status.WAITING
        if isinstance(delivery.task, Show) and delivery.texts is None:
            status = Status.DONE
        return await self.deliveries.decide(delivery, status, None, self._clock.now())

    async def _made_by(self, delivery: Delivery, deadline: float) -> Delivery | None:
        """The delivery with its texts; None where they are not made by `deadline`."""
        job = self._job(delivery)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(deadline):
                made = await asyncio.shield(job)
                return made if made.texts is not None else None
        return None

    def _job(self, delivery: Delivery) -> asyncio.Task[Delivery]:
        """The work on a message, shared by all of its tries in this process."""
        job = self._jobs.get(delivery.id)
        if job is None:
            job = self._background.start(self._make(delivery))
            self._jobs[delivery.id] = job
            job.add_done_callback(lambda _: self._jobs.pop(delivery.id, None))
        return job

    async def _make(self, delivery: Delivery) -> Delivery:
        """The delivery with its texts; without them where they cannot be made now."""
        if delivery.texts is not None:
            return delivery
        deadline = asyncio.get_running_loop().time() + JOB_SECONDS
        while True:
            try:
                return await self._make_once(delivery)
            except AdvisorFailed as failed:
                log.warning("wechat_answer_failed", code=failed.code)
            if asyncio.get_running_loop().time() + RETRY_SECONDS > deadline:
                return delivery
            await asyncio.sleep(RETRY_SECONDS)

    async def _make_once(self, delivery: Delivery) -> Delivery:
        """Raises AdvisorFailed, Gone."""
        awaiting: Awaiting | None = None
        match delivery.task:
            case Show(next_part=next_part):
                return await self._show(delivery, next_part)
            case Tell(text=text, awaiting=awaiting):
                replies = [Reply(text=text)]
            case Keep(media_id=media_id):
                text, awaiting = await self._keep(delivery, media_id)
                replies = [Reply(text=text)]
            case Confirm(text=text, facts=facts):
                replies = await self._said(delivery, text, facts)
            case Say(text=text):
                replies = await self._said(delivery, text)
        unseen = await self.deliveries.has_unseen(delivery)
        texts = self._texts(delivery, replies, words.EARLIER_UNSEEN if unseen else "")
        choices = [button.value for button in words.choices_of(replies)]
        if choices:
            awaiting = Choices(values=choices)
        elif any(reply.question for reply in replies):
            awaiting = Asked()
        return await self.deliveries.keep_texts(delivery, texts, awaiting)

    def _texts(self, delivery: Delivery, replies: Sequence[Reply], notice: str) -> list[str]:
        def texts(follow_up: bool) -> list[str]:
            return words.messages_of(
                replies,
                self._link(delivery),
                follow_up=follow_up,
                before=_before(delivery.task),
                notice=notice,
            )

        sent = texts(True) if self.certified else []
        return sent if 0 < len(sent) <= MOST_SENT else texts(False)

    async def _said(
        self, delivery: Delivery, text: str, facts: FactsJson | None = None
    ) -> list[Reply]:
        """The advisor's replies. Raises AdvisorFailed, UnknownConversation."""
        async with self._places.one():
            said = await self._turns.answer(
                delivery.conversation, delivery.id, text, facts, seconds=TURN_SECONDS
            )
        return [Reply.model_validate(reply) for reply in said]

    def _link(self, delivery: Delivery) -> str:
        return self._links.url(delivery.conversation, delivery.at + VALID)

    async def _show(self, delivery: Delivery, next_part: bool) -> Delivery:
        waiting = await self.deliveries.to_show(delivery.conversation, next_part=next_part)
        if waiting is None:
            return await self.deliveries.keep_texts(delivery, [words.NOTHING_WAITING], None)
        if waiting.texts is None:
            waiting = await asyncio.shield(self._job(waiting))
        return await self.deliveries.hand_over(waiting, delivery)

    async def _keep(self, delivery: Delivery, media_id: str) -> tuple[str, Awaiting | None]:
        """Keeps a picture as evidence; what to say, and the facts to be confirmed."""
        try:
            kept = await self._kept(delivery, media_id)
        except MediaGone:
            return words.PICTURE_GONE, None
        except MediaUnavailable as unavailable:
            log.warning("wechat_media_failed", code=unavailable.code)
            return words.picture_unavailable(self._link(delivery)), None
        except (RefusedPicture, MediaTooLarge):
            return words.PICTURE_REFUSED, None
        except TooManyPictures:
            return words.TOO_MANY_PICTURES, None
        except Busy:
            raise AdvisorFailed("picture_worker_busy", heard=False) from None
        found = _clear_facts(kept)
        if not found:
            return words.PICTURE_KEPT, None
        named = [(FACTS[name].name, as_written(name, value)) for name, value in found.items()]
        said = "、".join(f"{name}{shown}" for name, shown in named)
        awaiting = Found(facts=found, text=f"图片里的对：{said}")
        return words.picture_found(named), awaiting

    async def _kept(self, delivery: Delivery, media_id: str) -> Kept:
        return await keep_picture(
            self._pictures,
            self._worker,
            delivery.conversation,
            await self.platform.media(media_id),
            delivery.at,
            self._clock.day(delivery.at),
        )

    async def _deliver(self, conversation: str) -> None:
        """Sends what is owed to a person, in order, unless another process is about it."""
        now = self._clock.now()
        sealed = await self.deliveries.claim(conversation, now + LEASE, now)
        if sealed is None:
            return
        try:
            while owed := await self.deliveries.next_owed(conversation):
                if owed.sending > owed.shown:
                    await self._failed(owed, "interrupted")
                    continue
                made = await self._made_meanwhile(owed)
                if made.texts is None:
                    return
                await self._send(made, sealed)
        finally:
            await self.deliveries.release(conversation)

    async def _made_meanwhile(self, owed: Delivery) -> Delivery:
        """The delivery with its texts, and the person stays claimed; without texts if there are none yet."""
        job = self._job(owed)
        while not (await asyncio.wait({job}, timeout=RENEW_SECONDS))[0]:
            await self.deliveries.renew(owed.conversation, self._clock.now() + LEASE)
        return job.result()

    async def _send(self, delivery: Delivery, sealed: str) -> None:
        """Sends the texts left to a sealed address; where one cannot be sent they wait until they are
        asked for."""
        try:
            address = json.loads(self._keys.unseal(sealed))
        except InvalidToken:
            await self._failed(delivery, "sealed_with_another_key")
            return
        if isinstance(delivery.task, Tell) and delivery.task.code:
            address = {"code": delivery.task.code}
        texts = delivery.texts or ()
        last = len(texts) if self._sends(texts) else 1
        for text in texts[delivery.shown : last]:
            if delivery.shown:
                await asyncio.sleep(self._pause_seconds(delivery))
            now = self._clock.now()
            if not await self.deliveries.begin_sending(delivery, now, now + LEASE):
                await self._failed(delivery, "allowance")
                return
            try:
                await self._sent(delivery, address, text)
            except SendFailed as failed:
                await self._failed(delivery, failed.code)
                return
            self._metrics.wechat_sends.labels("sent").inc()
            rest = Status.OWED if delivery.shown + 1 < last else Status.WAITING
            delivery = await self.deliveries.sent(delivery, rest)

    def _pause_seconds(self, delivery: Delivery) -> float:
        """How long the next text of a begun answer waits: for a passive reply to arrive, and for those
        who have read nothing yet."""
        crowd = min(self._places.wait_seconds(), LONGEST_PAUSE_SECONDS)
        pause = crowd + FOLLOWS_AFTER.total_seconds() if crowd else 0.0
        if delivery.reply is not None and delivery.replied_at is not None:
            left = delivery.replied_at + FOLLOWS_AFTER - self._clock.now()
            pause = max(pause, left.total_seconds())
        return pause

    async def _sent(self, delivery: Delivery, address: dict[str, str], text: str) -> None:
        for tries_left in reversed(range(SEND_TRIES)):
            try:
                async with self._sending, asyncio.timeout(SEND_SECONDS):
                    return await self.platform.send(address, text, text_id(delivery))
            except TimeoutError:
                raise SendFailed("send_timeout", again=False) from None
            except SendFailed as failed:
                if not (failed.again and tries_left):
                    raise
            await asyncio.sleep(RETRY_SECONDS)
            await self.deliveries.renew(delivery.conversation, self._clock.now() + LEASE)
        return None

    async def _failed(self, delivery: Delivery, code: str) -> None:
        log.warning("wechat_send_failed", code=code, conversation=delivery.conversation[:8])
        self._metrics.wechat_sends.labels("failed").inc()
        await self.deliveries.failed(delivery, code)


def text_id(delivery: Delivery) -> str:
    """Names the next text of a delivery to the platform."""
    return f"{delivery.id[:27]}_{delivery.shown}"


def _before(task: Task) -> str:
    """What is said before the answer."""
    match task:
        case Say(heard=True, text=text):
            return words.heard(text)
        case Say(unconfirmed=True):
            return words.UNCONFIRMED
        case Confirm():
            return words.CONFIRMED
    return ""


def _clear_facts(kept: Kept) -> FactsJson:
    """Facts that the picture says once, in a line that says nothing else."""
    names = [fact["fact"] for fact in kept.facts]
    lines = [fact["line"] for fact in kept.facts]
    return {
        fact["fact"]: fact["value"]
        for fact in kept.facts
        if names.count(fact["fact"]) == 1 and lines.count(fact["line"]) == 1
    }

"""What WeChat brought and what is owed for it: kept until it was shown, whichever process dies.

A message is taken once, however often WeChat tries; what it asks for is decided then. Its texts are
made once, and so is the passive reply, so that every try gets the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    case,
    delete,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import Store, Utc, conversations, metadata
from bot.web.wechat.tasks import (
    AWAITING,
    TASK,
    Asked,
    Awaiting,
    Choices,
    Task,
    is_said,
    leaves_open,
)

KEPT_DAYS = 7
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_AT_A_TIME = 100
ON_ITS_WAY = timedelta(seconds=6)
"""So long a passive reply may be under way: what follows it is not sent before by another process."""


class Status(StrEnum):
    """OPEN: WeChat waits for the passive reply. OWED: texts go out through the platform's interface.
    PROMISED: texts are being made for who asks for them, WAITING: they are there. DONE: all was shown."""

    OPEN = "open"
    OWED = "owed"
    PROMISED = "promised"
    WAITING = "waiting"
    DONE = "done"


people = Table(
    "wechat_people",
    metadata,
    Column("person", String(64), primary_key=True),
    Column(
        "conversation",
        ForeignKey("conversations.key", name="fk_wechat_people_conversation", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("channel", String(16), nullable=False),
    Column("sealed_address", Text, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("said", Integer, nullable=False),
    Column("seen_at", Utc, nullable=False),
    Column("awaiting", JSON(none_as_null=True)),
    Column("sends_left", Integer, nullable=False),
    Column("sends_until", Utc, nullable=False),
    Column("sending_until", Utc, nullable=False),
    Column("erase_at", Utc, index=True),
    UniqueConstraint("conversation", name="uq_wechat_people_conversation"),
)

deliveries = Table(
    "wechat_deliveries",
    metadata,
    Column("id", String(64), primary_key=True),
    Column(
        "conversation",
        ForeignKey(
            "wechat_people.conversation",
            name="fk_wechat_deliveries_conversation",
            ondelete="CASCADE",
        ),
        nullable=False,
    ),
    Column("number", Integer, nullable=False),
    Column("at", Utc, nullable=False),
    Column("task", JSON, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("texts", JSON(none_as_null=True)),
    Column("awaiting", JSON(none_as_null=True)),
    Column("shown", Integer, nullable=False),
    Column("sending", Integer, nullable=False),
    Column("error", String(64)),
    Column("reply", Text),
    Column("replied_at", Utc),
    UniqueConstraint("conversation", "number", name="uq_wechat_deliveries_conversation_number"),
    Index("ix_wechat_deliveries_status_at", "status", "at"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Who writes, as a keyed hash, and where answers go: `sealed_address` is readable with the site's
    secret only. `conversation` is the key of the one that would begin now: who erased everything and
    comes back begins another one, which nothing of the old one can reach."""

    person: str
    conversation: str
    channel: str
    sealed_address: str


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many texts the platform lets us send for something that a person did, and for how long."""

    sends: int
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message of WeChat. `shown` of its `texts` were shown, `sending` of them were tried.

    `reply` is the passive reply's text once `replied_at` is set, None where there is none.
    """

    id: str
    conversation: str
    number: int
    at: datetime
    task: Task
    tries: int
    status: Status
    texts: tuple[str, ...] | None
    awaiting: Awaiting | None
    shown: int
    sending: int
    error: str | None
    reply: str | None
    replied_at: datetime | None


class Gone(LookupError):
    """The delivery was erased with its conversation meanwhile."""


class Deliveries:
    """The deliveries of one channel in a store."""

    def __init__(self, store: Store, channel: str) -> None:
        self._store = store
        self._channel = channel

    async def take(
        self,
        person: Person,
        id: str,
        at: datetime,
        plan: Callable[[Awaiting | None], Task],
        allowance: Allowance,
        status: Status,
    ) -> Delivery:
        """Keeps a message with what `plan` makes of it; one that is kept already counts a further try.

        `status` is OPEN where a passive reply is waited for, else OWED.
        """
        async with self._store.writing() as connection:
            who = await self._known_or_new(connection, person, at)
            awaiting = AWAITING.validate_python(who.awaiting) if who.awaiting else None
            task = plan(awaiting)
            number = who.taken + 1
            row = await connection.execute(
                _insert(connection, deliveries)
                .values(
                    id=id,
                    conversation=who.conversation,
                    number=number,
                    at=at,
                    task=TASK.dump_python(task, mode="json"),
                    tries=1,
                    status=status,
                    shown=0,
                    sending=0,
                    replied_at=None if status is Status.OPEN else at,
                )
                .on_conflict_do_update(
                    index_elements=[deliveries.c.id], set_={"tries": deliveries.c.tries + 1}
                )
                .returning(deliveries)
            )
            taken = _made(row.one())
            if taken.tries > 1:
                return taken
            await connection.execute(
                update(people)
                .where(people.c.person == person.person)
                .values(
                    taken=number,
                    said=number if is_said(task) else who.said,
                    seen_at=at,
                    awaiting=_json(awaiting if leaves_open(task) else None),
                    erase_at=None,
                    **_allowed(who, allowance, at),
                )
            )
            return taken

    async def read(self, id: str) -> Delivery:
        """Raises Gone."""
        async with self._store.reading() as connection:
            return await _existing(connection, id)

    async def keep_texts(
        self, delivery: Delivery, texts: Sequence[str], awaiting: Awaiting | None
    ) -> Delivery:
        """Keeps what is to be shown; texts that are kept already stay. Raises Gone."""
        async with self._store.writing() as connection:
            await _locked(connection, delivery.conversation)
            kept = await _changed(
                connection,
                and_(deliveries.c.id == delivery.id, deliveries.c.texts.is_(None)),
                texts=list(texts),
                awaiting=_json(awaiting),
                status=case(
                    (deliveries.c.status == Status.PROMISED, Status.WAITING.value),
                    else_=deliveries.c.status,
                ),
            )
            return kept or await _existing(connection, delivery.id)

    async def to_show(self, conversation: str, *, next_part: bool) -> Delivery | None:
        """The message whose next text is shown to who asks for it; None where nothing waits.

        With `next_part` that of the answer that was begun last, else that of the first one that has
        not arrived.
        """
        async with self._store.reading() as connection:
            rows = await connection.execute(
                select(deliveries)
                .where(deliveries.c.conversation == conversation)
                .where(deliveries.c.status.in_((Status.PROMISED, Status.WAITING)))
                .order_by(deliveries.c.number)
            )
            waiting = [_made(row) for row in rows]
        unseen = [one for one in waiting if one.shown == 0 or one.error]
        begun = [one for one in reversed(waiting) if one not in unseen]
        first, second = (begun, unseen) if next_part else (unseen, begun)
        return next(iter([*first, *second]), None)

    async def has_unseen(self, delivery: Delivery) -> bool:
        """Whether of an earlier message something has not arrived."""
        async with self._store.reading() as connection:
            found = await connection.scalar(
                select(deliveries.c.id).where(_unseen(delivery)).limit(1)
            )
        return found is not None

    async def hand_over(self, source: Delivery, to: Delivery) -> Delivery:
        """The next text of a waiting message becomes the text of the one that asked for it. Raises Gone."""
        async with self._store.writing() as connection:
            who = await _locked(connection, to.conversation)
            asking = await _existing(connection, to.id)
            waiting = await _existing(connection, source.id)
            # Who was told that nothing is ready takes nothing away from who asks next.
            over = asking.texts is not None or asking.status not in (Status.OPEN, Status.OWED)
            if over or waiting.texts is None or waiting.status is not Status.WAITING:
                return asking
            shown = waiting.shown + 1
            await connection.execute(
                update(deliveries)
                .where(deliveries.c.id == waiting.id)
                .values(shown=shown, status=_after(shown, waiting.texts, Status.WAITING))
            )
            await connection.execute(
                update(deliveries)
                .where(deliveries.c.id == asking.id)
                .values(texts=[waiting.texts[waiting.shown]])
            )
            more = await connection.scalar(select(deliveries.c.id).where(_unseen(asking)).limit(1))
            if waiting.awaiting and who.said == waiting.number:
                await _await(connection, to.conversation, waiting.awaiting)
            elif more is None and who.awaiting and who.awaiting["kind"] == "result":
                await _await(connection, to.conversation, None)
            return await _existing(connection, to.id)

    async def decide(
        self,
        delivery: Delivery,
        status: Status,
        reply: str | None,
        at: datetime,
        awaiting: Awaiting | None = None,
    ) -> Delivery:
        """Decides the passive reply, once: a later try gets the same. Raises Gone.

        Words that are none of the texts are decided only as long as there are none.
        Where an earlier message's texts are still to be sent, these must not overtake them: OWED.
        """
        async with self._store.writing() as connection:
            who = await _locked(connection, delivery.conversation)
            known, behind = await _existing_and_behind(connection, delivery)
            first = known.texts is not None and reply == known.texts[0]
            if status is Status.WAITING and known.texts is None:
                status = Status.PROMISED
            if known.replied_at is not None or (reply and known.texts is not None and not first):
                return known
            if behind:
                status, reply, awaiting, first = Status.OWED, None, None, False
            decided = await _changed(
                connection,
                deliveries.c.id == delivery.id,
                status=status,
                reply=reply,
                replied_at=at,
                shown=1 if first else 0,
                sending=1 if first else 0,
            )
            if _is_open(awaiting, delivery, who):
                await _await(connection, delivery.conversation, awaiting)
            return decided or known

    async def claim(self, conversation: str, until: datetime, now: datetime) -> str | None:
        """Makes this process the only one that sends to a person, for a while: the sealed address, None
        where another process is about it."""
        async with self._store.writing_once() as connection:
            sealed: str | None = await connection.scalar(
                update(people)
                .where(people.c.conversation == conversation)
                .where(people.c.sending_until <= now)
                .values(sending_until=until)
                .returning(people.c.sealed_address)
            )
        return sealed

    async def renew(self, conversation: str, until: datetime) -> None:
        """The process that sends to a person is still about it."""
        async with self._store.writing_once() as connection:
            await connection.execute(
                update(people)
                .where(people.c.conversation == conversation)
                .values(sending_until=until)
            )

    async def release(self, conversation: str) -> None:
        await self.renew(conversation, EPOCH)

    async def next_owed(self, conversation: str) -> Delivery | None:
        """The first message whose texts are to be sent.

        For who has claimed the person: where more of its texts are being sent than were shown, a
        process died over that one, which may have arrived or not.
        """
        async with self._store.reading() as connection:
            return await _first(connection, conversation, Status.OWED)

    async def begin_sending(self, delivery: Delivery, now: datetime, until: datetime) -> bool:
        """Notes that the next text is being sent, and renews; False where the platform's allowance is
        used up."""
        async with self._store.writing() as connection:
            allowed = await connection.execute(
                update(people)
                .where(people.c.conversation == delivery.conversation)
                .where(people.c.sends_left > 0, people.c.sends_until > now)
                .values(sends_left=people.c.sends_left - 1, sending_until=until)
            )
            if allowed.rowcount == 0:
                return False
            await connection.execute(
                update(deliveries)
                .where(deliveries.c.id == delivery.id)
                .values(sending=delivery.shown + 1)
            )
            return True

    async def sent(self, delivery: Delivery, rest: Status) -> Delivery:
        """Notes that the text being sent has arrived; `rest` is for what is left. Raises Gone."""
        shown = delivery.shown + 1
        asks = shown == 1 and delivery.awaiting is not None
        async with self._store.writing() if asks else self._store.writing_once() as connection:
            # The person first, as everywhere: who locks in another order waits for ever.
            who = await _locked(connection, delivery.conversation) if asks else None
            noted = await _changed(
                connection,
                and_(deliveries.c.id == delivery.id, deliveries.c.status == Status.OWED),
                shown=shown,
                status=_after(shown, delivery.texts or (), rest),
            )
            if asks and _is_open(delivery.awaiting, delivery, who):
                await _await(connection, delivery.conversation, delivery.awaiting)
            return noted or await _existing(connection, delivery.id)

    async def failed(self, delivery: Delivery, code: str) -> None:
        """Notes that the texts left could not be sent: they wait until the person asks for them."""
        async with self._store.writing_once() as connection:
            await connection.execute(
                update(deliveries)
                .where(deliveries.c.id == delivery.id)
                .values(status=Status.WAITING, error=code[:64], sending=deliveries.c.shown)
            )

    async def failed_after_all(self, person: str, text_id: str, code: str) -> None:
        """Notes that a text did not arrive although the platform had taken it; it waits again, and what
        comes after it."""
        start, _, part = text_id.rpartition("_")
        if not (start and part.isascii() and part.isdigit()):
            return
        async with self._store.writing() as connection:
            who = await _locked_person(connection, person)
            if who is None:
                return
            await connection.execute(
                update(deliveries)
                .where(deliveries.c.conversation == who.conversation)
                .where(deliveries.c.id.startswith(start, autoescape=True))
                .where(deliveries.c.sending > int(part))
                .values(status=Status.WAITING, error=code[:64], shown=int(part), sending=int(part))
            )

    async def leave(self, person: str, at: datetime, erase_at: datetime) -> None:
        """The person left at that moment: erased later, unless they came or come back."""
        async with self._store.writing() as connection:
            await connection.execute(
                update(people)
                .where(people.c.person == person, people.c.seen_at <= at)
                .values(erase_at=erase_at)
            )

    async def erase(self, person: str, at: datetime) -> None:
        """Erases all that a person said until then, unless they have said something since."""
        async with self._store.writing() as connection:
            who = await _locked_person(connection, person)
            if who is not None and who.seen_at <= at:
                await _erase(connection, who.conversation)
        await self._store.wipe()

    async def erase_who_left(self, now: datetime) -> None:
        """Erases the people who left and did not come back in time."""
        async with self._store.reading() as connection:
            due = await connection.scalars(
                select(people.c.person)
                .where(people.c.channel == self._channel, people.c.erase_at <= now)
                .limit(MOST_AT_A_TIME)
            )
            persons = list(due)
        for person in persons:
            async with self._store.writing() as connection:
                who = await _locked_person(connection, person)
                if who is not None and who.erase_at is not None and who.erase_at <= now:
                    await _erase(connection, who.conversation)
        if persons:
            await self._store.wipe()

    async def abandoned(self, before: datetime) -> list[Delivery]:
        """Messages without a passive reply that WeChat has given up since."""
        return await self._listed(
            and_(deliveries.c.status == Status.OPEN, deliveries.c.at < before)
        )

    async def unanswered(self) -> list[Delivery]:
        """Messages whose texts were promised and are not made yet."""
        return await self._listed(deliveries.c.status == Status.PROMISED)

    async def owing(self, now: datetime) -> list[str]:
        """People to whom something is to be sent, and nobody is about it."""
        async with self._store.reading() as connection:
            rows = await connection.scalars(
                select(people.c.conversation)
                .distinct()
                .join(deliveries, people.c.conversation == deliveries.c.conversation)
                .where(people.c.channel == self._channel, people.c.sending_until <= now)
                .where(deliveries.c.status == Status.OWED)
                .where(deliveries.c.replied_at <= now - ON_ITS_WAY)
                .limit(MOST_AT_A_TIME)
            )
            return list(rows)

    async def forget(self, before: datetime) -> None:
        """Forgets old messages that were answered, or whose answer nobody asked for any more."""
        async with self._store.writing() as connection:
            await connection.execute(
                delete(deliveries)
                .where(deliveries.c.status.in_((Status.DONE, Status.WAITING)))
                .where(deliveries.c.at < before)
            )

    async def _known_or_new(self, connection: AsyncConnection, person: Person, at: datetime) -> Any:
        """The person's row, locked; a new one begins a conversation."""
        who = await _locked_person(connection, person.person)
        if who is not None:
            return who
        await _insert_missing(
            connection,
            conversations,
            {"key": person.conversation, "created_at": at, "version": 0, "taken": 0},
        )
        await _insert_missing(
            connection,
            people,
            {
                "person": person.person,
                "conversation": person.conversation,
                "channel": person.channel,
                "sealed_address": person.sealed_address,
                "taken": 0,
                "said": 0,
                "seen_at": at,
                "sends_left": 0,
                "sends_until": at,
                "sending_until": EPOCH,
            },
        )
        who = await _locked_person(connection, person.person)
        if who.conversation != person.conversation:
            # Another process was faster.
            await _erase(connection, person.conversation)
        return who

    async def _listed(self, which: Any) -> list[Delivery]:
        async with self._store.reading() as connection:
            rows = await connection.execute(
                select(deliveries)
                .join(people, people.c.conversation == deliveries.c.conversation)
                .where(people.c.channel == self._channel, which)
                .order_by(deliveries.c.at)
                .limit(MOST_AT_A_TIME)
            )
            return [_made(row) for row in rows]


async def _insert_missing(
    connection: AsyncConnection, table: Table, values: dict[str, Any]
) -> None:
    await connection.execute(_insert(connection, table).values(values).on_conflict_do_nothing())


def _insert(connection: AsyncConnection, table: Table) -> Any:
    """An insert that may say what happens on a conflict, which each database has to itself."""
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)


async def _locked(connection: AsyncConnection, conversation: str) -> Any:
    """The person's row, locked: what they do and what is done for them happens one by one. Raises Gone."""
    row = await _lock(connection, people.c.conversation == conversation)
    if row is None:
        raise Gone
    return row


async def _locked_person(connection: AsyncConnection, person: str) -> Any:
    """As `_locked`; None where nobody is known by that hash."""
    return await _lock(connection, people.c.person == person)


async def _lock(connection: AsyncConnection, which: Any) -> Any:
    return (
        await connection.execute(
            update(people).where(which).values(taken=people.c.taken).returning(people)
        )
    ).first()


async def _erase(connection: AsyncConnection, conversation: str) -> None:
    await connection.execute(delete(conversations).where(conversations.c.key == conversation))


def _unseen(before: Delivery) -> Any:
    """Of messages before this one: an answer of which nothing was shown, or not all arrived."""
    return and_(
        deliveries.c.conversation == before.conversation,
        deliveries.c.number < before.number,
        or_(
            deliveries.c.status == Status.PROMISED,
            and_(
                deliveries.c.status == Status.WAITING,
                or_(deliveries.c.shown == 0, deliveries.c.error.is_not(None)),
            ),
        ),
    )


def _is_open(awaiting: Awaiting | None, delivery: Delivery, who: Any) -> bool:
    """Whether what is shown now can be answered: of the advisor's questions only the last one."""
    if isinstance(awaiting, Choices | Asked):
        return bool(who.said == delivery.number)
    return awaiting is not None


def _allowed(who: Any, allowance: Allowance, at: datetime) -> dict[str, Any]:
    """A new allowance, unless a larger one still holds."""
    until = at + allowance.lasts
    if who.sends_left >= allowance.sends and who.sends_until > until:
        return {}
    return {"sends_left": allowance.sends, "sends_until": until}


async def _await(connection: AsyncConnection, conversation: str, awaiting: Awaiting | None) -> None:
    await connection.execute(
        update(people).where(people.c.conversation == conversation).values(awaiting=_json(awaiting))
    )


async def _first(connection: AsyncConnection, conversation: str, status: Status) -> Delivery | None:
    row = (
        await connection.execute(
            select(deliveries)
            .where(deliveries.c.conversation == conversation, deliveries.c.status == status)
            .order_by(deliveries.c.number)
            .limit(1)
        )
    ).first()
    return _made(row) if row else None


async def _existing(connection: AsyncConnection, id: str) -> Delivery:
    found = await _delivery(connection, deliveries.c.id == id)
    if found is None:
        raise Gone
    return found


async def _existing_and_behind(
    connection: AsyncConnection, delivery: Delivery
) -> tuple[Delivery, bool]:
    """The delivery, and whether texts of an earlier message are still to be sent. Raises Gone."""
    earlier = deliveries.alias()
    behind = exists().where(
        earlier.c.conversation == delivery.conversation,
        earlier.c.number < delivery.number,
        earlier.c.status == Status.OWED,
    )
    row = (
        await connection.execute(
            select(deliveries, behind.label("behind")).where(deliveries.c.id == delivery.id)
        )
    ).first()
    if row is None:
        raise Gone
    return _made(row), row.behind


async def _changed(connection: AsyncConnection, which: Any, **values: Any) -> Delivery | None:
    """The delivery as it is after the change; None where there is no such one."""
    row = await connection.execute(
        update(deliveries).where(which).values(**values).returning(deliveries)
    )
    found = row.first()
    return _made(found) if found else None


async def _delivery(connection: AsyncConnection, which: Any) -> Delivery | None:
    row = (await connection.execute(select(deliveries).where(which))).first()
    return _made(row) if row else None


def _made(row: Any) -> Delivery:
    values = {name: getattr(row, name) for name in Delivery.__slots__}
    values["task"] = TASK.validate_python(values["task"])
    values["status"] = Status(values["status"])
    if values["texts"] is not None:
        values["texts"] = tuple(values["texts"])
    if values["awaiting"] is not None:
        values["awaiting"] = AWAITING.validate_python(values["awaiting"])
    return Delivery(**values)


def _json(awaiting: Awaiting | None) -> Any:
    return awaiting and AWAITING.dump_python(awaiting, mode="json")


def _after(shown: int, texts: Sequence[str], rest: Status) -> Status:
    return Status.DONE if shown >= len(texts) else rest

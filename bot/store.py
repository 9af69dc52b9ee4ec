"""What is kept: conversations, their messages and the answers.

A conversation is found by a hash of its session token, so that reading the database lets nobody
into a talk. A message is stored as pending before it is answered; its answer and the new state are
written in one transaction, which only succeeds on the version of the conversation that the answer
was made from. So nothing is lost and nothing is taken twice, whichever process dies.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self, TypeAlias

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    JSON,
    URL,
    Column,
    Connection,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    delete,
    event,
    insert,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

Replies: TypeAlias = list[dict[str, Any]]
FactsJson: TypeAlias = dict[str, Any]
StateJson: TypeAlias = dict[str, Any]

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MS = 3000
CONNECTIONS = 10
"""Of each web process to PostgreSQL."""
WIPE_AGAIN_SECONDS = 2.0


class UnknownConversation(LookupError):
    """No conversation has this key: it never existed or was erased."""


class IdTaken(ValueError):
    """The conversation already has a message of this id, with another text or other facts."""


class Utc(TypeDecorator[datetime]):
    """A moment in UTC; SQLite would forget the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("created_at", Utc, nullable=False),
    Column("version", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("state", JSON(none_as_null=True)),
    # Up to which version the desk has made cases of it (`bot.desk.docket`).
    Column("docketed", Integer, nullable=False, server_default="0"),
)
Index(
    "ix_conversations_behind",
    conversations.c.key,
    postgresql_where=conversations.c.docketed < conversations.c.version,
    sqlite_where=conversations.c.docketed < conversations.c.version,
)

messages = Table(
    "messages",
    metadata,
    Column(
        "conversation",
        ForeignKey("conversations.key", name="fk_messages_conversation", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("position", Integer, primary_key=True),
    Column("id", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("facts", JSON(none_as_null=True)),
    Column("matter", Integer),
    Column("failures", Integer, nullable=False),
    Column("replies", JSON(none_as_null=True)),
    Column("answered_at", Utc),
    # The state after the answer, and which version of the conversation that was.
    Column("state", JSON(none_as_null=True)),
    Column("version", Integer),
    UniqueConstraint("conversation", "id", name="uq_messages_conversation_id"),
)

session_tokens = Table(
    "session_tokens",
    metadata,
    Column("key", String(64), primary_key=True),
    Column(
        "conversation",
        ForeignKey("conversations.key", name="fk_session_tokens_conversation", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Message:
    """What a person wrote, and the answer; `replies` is None while it is pending.

    `facts` were confirmed with it, as JSON of `Case`, about the case of index `matter`.
    """

    position: int
    id: str
    text: str
    at: datetime
    facts: FactsJson | None
    matter: int | None
    replies: Replies | None


@dataclass(frozen=True, slots=True)
class Pending:
    """A message to answer, with the state to answer it from."""

    position: int
    text: str
    at: datetime
    facts: FactsJson | None
    matter: int | None
    version: int
    state: StateJson | None


def new_session() -> str:
    """A new session token: 128 bits that nobody can guess."""
    return secrets.token_urlsafe(16)


def conversation_key(session: str) -> str:
    """The key under which the conversation is kept that began with a session token."""
    return sha256(session.encode("utf-8", "replace")).hexdigest()


class Store:
    """The conversations in one database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        # SQLite has one writer at a time and makes the others poll for their turn, so that some
        # starve: within this process they queue here instead.
        one_writer = engine.dialect.name == "sqlite"
        self._writer: AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if one_writer else nullcontext()
        )
        # A single statement needs no BEGIN and COMMIT around it: over a network these are two more ways
        # to the database and back. The connections are the same.
        self._single = (
            engine if one_writer else engine.execution_options(isolation_level="AUTOCOMMIT")
        )
        self._wiping: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write."""
        async with self._writer, self._engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def writing_once(self) -> AsyncIterator[AsyncConnection]:
        """As `writing`, for a single statement."""
        async with self._writer, self._single.begin() as connection:
            yield connection

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection that only reads; of two statements the second may see more."""
        return self._single.connect()

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connects and brings the tables up to date; several processes may do so at once."""
        database = make_url(url)
        engine = create_async_engine(database, hide_parameters=True, **_pool(database))
        if engine.dialect.name == "sqlite":
            Path(database.database or "").parent.mkdir(parents=True, exist_ok=True)
            event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        async with engine.begin() as connection:
            await connection.run_sync(_migrate)
        store = cls(engine)
        # A process that died may have left deleted text in the log.
        await store.wipe()
        return store

    async def close(self) -> None:
        self._closing.set()
        if self._wiping is not None:
            await self._wiping
        await self._engine.dispose()

    async def ping(self) -> None:
        """Raises when the store cannot be read."""
        async with self.reading() as connection:
            await connection.execute(select(conversations.c.key).limit(1))

    async def create(self, at: datetime) -> str:
        """A new conversation; returns its session token, which is kept nowhere."""
        session = new_session()
        async with self.writing() as connection:
            await connection.execute(
                insert(conversations).values(
                    key=conversation_key(session), created_at=at, version=0, taken=0
                )
            )
        return session

    async def key_of(self, session: str) -> str:
        """The key of the conversation that a session token opens, which may be a further one."""
        key = conversation_key(session)
        async with self.reading() as connection:
            conversation: str | None = await connection.scalar(
                select(session_tokens.c.conversation).where(session_tokens.c.key == key)
            )
        return conversation or key

    async def further_session(self, key: str) -> str:
        """A further session token of a conversation; the others stay. Raises UnknownConversation."""
        try:
            async with self.writing() as connection:
                return await add_session(connection, key)
        except IntegrityError:
            raise UnknownConversation from None

    async def take(
        self,
        key: str,
        id: str,
        text: str,
        at: datetime,
        facts: FactsJson | None = None,
        matter: int | None = None,
    ) -> Message:
        """Keeps a message as pending; one that is already kept is returned as it is.

        Raises UnknownConversation, IdTaken.
        """
        try:
            async with self.writing() as connection:
                # Counting first locks the conversation: messages get their places one by one.
                position = await connection.scalar(
                    update(conversations)
                    .where(conversations.c.key == key)
                    .values(taken=conversations.c.taken + 1)
                    .returning(conversations.c.taken)
                )
                if position is None:
                    raise UnknownConversation
                await connection.execute(
                    insert(messages).values(
                        conversation=key,
                        position=position,
                        id=id,
                        text=text,
                        at=at,
                        facts=facts,
                        matter=matter,
                        failures=0,
                    )
                )
                return Message(position, id, text, at, facts, matter, None)
        except IntegrityError:
            kept = await self._message(key, messages.c.id == id)
            if (kept.text, kept.facts, kept.matter) != (text, facts, matter):
                raise IdTaken from None
            return kept

    async def next_pending(self, key: str, until: int) -> Pending | None:
        """The first message up to the place `until` that waits for its answer."""
        async with self.reading() as connection:
            row = (
                await connection.execute(
                    select(
                        messages.c.position,
                        messages.c.text,
                        messages.c.at,
                        messages.c.facts,
                        messages.c.matter,
                        conversations.c.version,
                        conversations.c.state,
                    )
                    .join(conversations, conversations.c.key == messages.c.conversation)
                    .where(messages.c.conversation == key, messages.c.position <= until)
                    .where(messages.c.answered_at.is_(None))
                    .order_by(messages.c.position)
                    .limit(1)
                )
            ).first()
        return Pending(*row) if row else None

    async def answer(
        self, key: str, pending: Pending, replies: Replies, state: StateJson | None, at: datetime
    ) -> bool:
        """Writes answer and state; False, and nothing written, if the conversation has moved on."""
        version = pending.version + 1
        async with self.writing() as connection:
            moved = await connection.execute(
                update(conversations)
                .where(conversations.c.key == key, conversations.c.version == pending.version)
                .values(version=version, state=state)
            )
            if moved.rowcount == 0:
                return False
            await connection.execute(
                update(messages)
                .where(messages.c.conversation == key, messages.c.position == pending.position)
                .values(replies=replies, answered_at=at, state=state, version=version)
            )
            return True

    async def count_failure(self, key: str, position: int) -> int:
        """Counts that a message could not be answered; returns how often that happened."""
        async with self.writing() as connection:
            failures = await connection.scalar(
                update(messages)
                .where(messages.c.conversation == key, messages.c.position == position)
                .values(failures=messages.c.failures + 1)
                .returning(messages.c.failures)
            )
        return failures or 0

    async def replies(self, key: str, position: int) -> Replies | None:
        """The answer to a message. Raises UnknownConversation."""
        return (await self._message(key, messages.c.position == position)).replies

    async def history(self, key: str) -> list[Message]:
        """All messages in order. Raises UnknownConversation."""
        async with self.reading() as connection:
            known = await connection.scalar(
                select(conversations.c.key).where(conversations.c.key == key)
            )
            if known is None:
                raise UnknownConversation
            rows = await connection.execute(_message_of(key).order_by(messages.c.position))
            return [Message(*row) for row in rows]

    async def state(self, key: str) -> StateJson | None:
        """Where a conversation stands; None before its first answer. Raises UnknownConversation."""
        async with self.reading() as connection:
            row = (
                await connection.execute(
                    select(conversations.c.state).where(conversations.c.key == key)
                )
            ).first()
        if row is None:
            raise UnknownConversation
        state: StateJson | None = row.state
        return state

    async def erase(self, key: str) -> None:
        """Deletes a conversation and all that belongs to it. Raises UnknownConversation."""
        async with self.writing() as connection:
            gone = await connection.execute(delete(conversations).where(conversations.c.key == key))
        if gone.rowcount == 0:
            raise UnknownConversation
        await self.wipe()

    async def wipe(self) -> None:
        """What was deleted cannot be read from the files of the database any more.

        SQLite cannot do that while somebody reads (a backup, say): then it is done once they are through.
        """
        if self._engine.dialect.name != "sqlite" or await self._log_is_empty():
            return
        if self._wiping is None or self._wiping.done():
            self._wiping = asyncio.create_task(self._wipe_later())

    async def _wipe_later(self) -> None:
        while not (self._closing.is_set() or await self._log_is_empty()):
            with suppress(TimeoutError):
                async with asyncio.timeout(WIPE_AGAIN_SECONDS):
                    await self._closing.wait()

    async def _log_is_empty(self) -> bool:
        """Empties the write-ahead log, where deleted text would stay until that is reused."""
        busy = True
        with suppress(DBAPIError):
            async with self.reading() as connection:
                busy = await connection.scalar(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return not busy

    async def _message(self, key: str, which: Any) -> Message:
        async with self.reading() as connection:
            row = (await connection.execute(_message_of(key).where(which))).first()
        if row is None:
            raise UnknownConversation
        return Message(*row)


async def add_session(connection: AsyncConnection, conversation: str) -> str:
    """A further session token of a conversation, which has to exist."""
    session = new_session()
    await connection.execute(
        insert(session_tokens).values(key=conversation_key(session), conversation=conversation)
    )
    return session


def _message_of(key: str) -> Any:
    said = (messages.c.position, messages.c.id, messages.c.text, messages.c.at)
    confirmed = (messages.c.facts, messages.c.matter)
    return select(*said, *confirmed, messages.c.replies).where(messages.c.conversation == key)


def _pool(database: URL) -> dict[str, Any]:
    """PostgreSQL's connections are kept: opening one takes longer than what most are opened for."""
    if database.get_backend_name() == "sqlite":
        return {}
    return {"pool_size": CONNECTIONS, "max_overflow": 0}


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Readers beside a writer, waiting instead of failing, cascades, and deleted means wiped."""
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "journal_mode = WAL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

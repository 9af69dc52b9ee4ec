"""What is kept of the pictures: beside the conversation, and erased with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import uuid4

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.evidence.picture import MEDIA_TYPE, Picture
from bot.store import Store, UnknownConversation, Utc, conversations, metadata

MOST_PICTURES = 20
"""In one conversation."""

FactJson: TypeAlias = dict[str, Any]

evidence = Table(
    "evidence",
    metadata,
    Column("id", String(32), primary_key=True),
    Column(
        "conversation",
        ForeignKey("conversations.key", name="fk_evidence_conversation", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("sha256", String(64), nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("supports", String(200)),
    Column("lines", JSON(none_as_null=True)),
    Column("facts", JSON, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("conversation", "sha256", name="uq_evidence_conversation_sha256"),
)


class UnknownPicture(LookupError):
    """The conversation has no such picture."""


class TooManyPictures(ValueError):
    """The conversation has MOST_PICTURES already."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a kept picture, without the picture.

    `sha256` is that of the bytes as they were sent; size and type are those of the picture as it is
    kept. `lines` is None where it could not be read; `facts` are `{"fact", "value", "line"}`.
    """

    id: str
    sha256: str
    received_at: datetime
    media_type: str
    bytes: int
    width: int
    height: int
    supports: str | None
    lines: list[str] | None
    facts: list[FactJson]


_KEPT = tuple(evidence.c[name] for name in Kept.__slots__)


class EvidenceStore:
    """The pictures of conversations."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def admit(self, key: str, sha256: str) -> Kept | None:
        """The picture if it is kept already; None if there is room for it.

        Raises UnknownConversation, TooManyPictures.
        """
        async with self._store.reading() as connection:
            await _require(connection, key)
            return await _kept_or_room(connection, key, sha256)

    async def keep(
        self,
        key: str,
        sha256: str,
        picture: Picture,
        lines: Sequence[str] | None,
        facts: Sequence[FactJson],
        supports: str | None,
        at: datetime,
    ) -> Kept:
        """Keeps a picture; one of the same bytes is not kept twice, but returned as it is.

        Raises UnknownConversation, TooManyPictures.
        """
        kept = Kept(
            id=uuid4().hex,
            sha256=sha256,
            received_at=at,
            media_type=MEDIA_TYPE,
            bytes=len(picture.content),
            width=picture.width,
            height=picture.height,
            supports=supports,
            lines=None if lines is None else list(lines),
            facts=list(facts),
        )
        async with self._store.writing() as connection:
            # Writing first locks the conversation: its pictures are counted one after the other.
            locked = await connection.execute(
                update(conversations)
                .where(conversations.c.key == key)
                .values(taken=conversations.c.taken)
            )
            if locked.rowcount == 0:
                raise UnknownConversation
            known = await _kept_or_room(connection, key, sha256)
            if known:
                return known
            columns = {name: getattr(kept, name) for name in Kept.__slots__}
            await connection.execute(
                insert(evidence).values(conversation=key, content=picture.content, **columns)
            )
        return kept

    async def all(self, key: str) -> list[Kept]:
        """The pictures of a conversation, the first one first. Raises UnknownConversation."""
        async with self._store.reading() as connection:
            await _require(connection, key)
            rows = await connection.execute(
                select(*_KEPT)
                .where(evidence.c.conversation == key)
                .order_by(evidence.c.received_at, evidence.c.id)
            )
            return [Kept(*row) for row in rows]

    async def content(self, key: str, id: str) -> tuple[str, bytes]:
        """A picture: its media type and its bytes. Raises UnknownPicture."""
        async with self._store.reading() as connection:
            row = (
                await connection.execute(
                    select(evidence.c.media_type, evidence.c.content).where(_is(key, id))
                )
            ).first()
        if row is None:
            raise UnknownPicture
        return row.media_type, row.content

    async def describe(self, key: str, id: str, supports: str | None) -> Kept:
        """Says what a picture is to prove. Raises UnknownPicture."""
        async with self._store.writing() as connection:
            row = (
                await connection.execute(
                    update(evidence).where(_is(key, id)).values(supports=supports).returning(*_KEPT)
                )
            ).first()
        if row is None:
            raise UnknownPicture
        return Kept(*row)

    async def remove(self, key: str, id: str) -> None:
        """Deletes a picture for good. Raises UnknownPicture."""
        async with self._store.writing() as connection:
            gone = await connection.execute(delete(evidence).where(_is(key, id)))
        if gone.rowcount == 0:
            raise UnknownPicture
        await self._store.wipe()


def _is(key: str, id: str) -> ColumnElement[bool]:
    return and_(evidence.c.conversation == key, evidence.c.id == id)


async def _require(connection: AsyncConnection, key: str) -> None:
    """Raises UnknownConversation."""
    known = await connection.scalar(select(conversations.c.key).where(conversations.c.key == key))
    if known is None:
        raise UnknownConversation


async def _kept_or_room(connection: AsyncConnection, key: str, sha256: str) -> Kept | None:
    """The picture of these bytes, if it is kept. Raises TooManyPictures."""
    of_conversation = evidence.c.conversation == key
    row = (
        await connection.execute(select(*_KEPT).where(of_conversation, evidence.c.sha256 == sha256))
    ).first()
    if row is not None:
        return Kept(*row)
    count = await connection.scalar(select(func.count()).where(of_conversation))
    if (count or 0) >= MOST_PICTURES:
        raise TooManyPictures
    return None

"""What mediators do with a case: notes, closing, opening again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, insert, select, update

from bot.desk import audit
from bot.desk.cases import Status, UnknownCase, cases
from bot.store import Store, Utc, metadata

notes = Table(
    "case_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "case",
        ForeignKey("cases.id", name="fk_case_notes_case", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("at", Utc, nullable=False),
    Column("who", String(64), nullable=False),
    Column("text", Text, nullable=False),
)


class Changed(RuntimeError):
    """Somebody else, or the consumer, has changed the case since it was looked at."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a mediator wrote about a case; `who` is the account's name."""

    at: datetime
    who: str
    text: str


class Work:
    """The work on the cases of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def notes(self, id: str) -> list[Note]:
        """The first one first."""
        async with self._store.reading() as connection:
            rows = await connection.execute(
                select(notes.c.at, notes.c.who, notes.c.text)
                .where(notes.c.case == id)
                .order_by(notes.c.id)
            )
            return [Note(*row) for row in rows]

    async def add_note(self, id: str, text: str, at: datetime, who: str) -> None:
        """Raises UnknownCase."""
        async with self._store.writing() as connection:
            # Locked: a case that is erased meanwhile takes its notes with it.
            known = await connection.scalar(
                update(cases)
                .where(cases.c.id == id)
                .values(version=cases.c.version)
                .returning(cases.c.id)
            )
            if known is None:
                raise UnknownCase
            await connection.execute(insert(notes).values(case=id, at=at, who=who, text=text))
            await audit.record(connection, at, who, "note_added", id)

    async def set_status(
        self, id: str, status: Status, version: int, at: datetime, who: str
    ) -> None:
        """Closes or opens a case that was looked at in its `version`. Raises UnknownCase, Changed."""
        action = "case_closed" if status is Status.CLOSED else "case_reopened"
        async with self._store.writing() as connection:
            done = await connection.execute(
                update(cases)
                .where(cases.c.id == id, cases.c.version == version, cases.c.status != status)
                .values(status=status)
            )
            if done.rowcount == 0:
                known = await connection.scalar(select(cases.c.id).where(cases.c.id == id))
                raise UnknownCase if known is None else Changed
            await audit.record(connection, at, who, action, id)

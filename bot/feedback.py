"""Feedback: what is kept of it says nothing of who gave it in which conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import JSON, Boolean, Column, Date, String, Table, insert

from bot.store import Store, metadata

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("day", Date, nullable=False),
    Column("situations", JSON, nullable=False),
    Column("helpful", Boolean),
    Column("outcome", String(16)),
    Column("by", String(16)),
    sqlite_with_rowid=False,
)


class Outcome(StrEnum):
    """What became of the dispute."""

    SOLVED = "solved"
    PARTLY = "partly"
    NOT_SOLVED = "not_solved"
    WAITING = "waiting"


class Way(StrEnum):
    """By which way it came to that."""

    SELLER = "seller"
    PLATFORM = "platform"
    COMPLAINT_12315 = "12315"
    MEDIATION = "mediation"
    COURT = "court"


async def keep(
    store: Store,
    day: date,
    situations: Sequence[str],
    helpful: bool | None,
    outcome: Outcome | None,
    by: Way | None,
) -> None:
    """Keeps what somebody said about advice on `situations` (their ids), under a random id."""
    async with store.writing() as connection:
        await connection.execute(
            insert(feedback).values(
                id=uuid4().hex,
                day=day,
                situations=sorted(set(situations)),
                helpful=helpful,
                outcome=outcome,
                by=by,
            )
        )

"""The cases that mediators work on, each with every version of its facts and of the advice on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
    tuple_,
)

from bot.desk.search import indexed, matches
from bot.priority import Level
from bot.store import FactsJson, Store, Utc, metadata

AdviceJson: TypeAlias = dict[str, Any]

LAST_DAY = date(9999, 12, 31)
"""Where no deadline is known: after all that are."""


class Status(StrEnum):
    """Whether somebody still has to do something about a case."""

    OPEN = "open"
    CLOSED = "closed"


cases = Table(
    "cases",
    metadata,
    Column("id", String(32), primary_key=True),
    Column(
        "conversation",
        ForeignKey("conversations.key", name="fk_cases_conversation", ondelete="CASCADE"),
        nullable=False,
    ),
    # None once the person began anew: what they tell then is another case.
    Column("matter", Integer),
    Column("opened_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("goods", String(64)),
    Column("platform", String(64)),
    Column("situations", JSON, nullable=False),
    # The first of them, to filter by.
    Column("situation", String(32)),
    Column("rank", SmallInteger, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("due", Date, nullable=False),
    Column("at_stake_fen", Integer),
    Column("rated_on", Date, nullable=False),
    Column("grams", Text, nullable=False),
    UniqueConstraint("conversation", "matter", name="uq_cases_conversation_matter"),
    Index("ix_cases_queue", "status", "rank", "due", "opened_at", "id"),
    Index("ix_cases_status_rated_on", "status", "rated_on"),
)

Index("ix_cases_grams", indexed(cases.c.grams), postgresql_using="gin").ddl_if(dialect="postgresql")

case_versions = Table(
    "case_versions",
    metadata,
    Column(
        "case",
        ForeignKey("cases.id", name="fk_case_versions_case", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("number", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("position", Integer, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("advice", JSON, nullable=False),
)


class UnknownCase(LookupError):
    """No case has this id: it never existed or was erased."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A case as the queue shows it. `situations` are ids, `at_stake` is yuan; `due` and `at_stake` are
    None where they are not known."""

    id: str
    opened_at: datetime
    changed_at: datetime
    version: int
    status: Status
    goods: str | None
    platform: str | None
    situations: tuple[str, ...]
    level: Level
    reasons: tuple[str, ...]
    due: date | None
    at_stake: Decimal | None


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cases of the queue are shown; `situation` is an id, `words` are all in what was said."""

    status: Status = Status.OPEN
    level: Level | None = None
    situation: str | None = None
    words: str = ""


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Version:
    """What was known of a case after the message at `position` of its conversation, and the advice
    (`advice/1`) of that day."""

    number: int
    at: datetime
    position: int
    facts: FactsJson
    advice: AdviceJson


_ENTRY = (
    *(cases.c.id, cases.c.opened_at, cases.c.changed_at, cases.c.version, cases.c.status),
    *(cases.c.goods, cases.c.platform, cases.c.situations, cases.c.rank, cases.c.reasons),
    *(cases.c.due, cases.c.at_stake_fen),
)
_ORDER = (cases.c.rank, cases.c.due, cases.c.opened_at, cases.c.id)


class Cases:
    """The cases in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def queue(
        self, limit: int, after: Entry | None = None, filters: Filters = EVERYTHING
    ) -> list[Entry]:
        """Cases in the order in which they are worked on, those `after` one of them."""
        which = select(*_ENTRY).where(cases.c.status == filters.status)
        if filters.level is not None:
            which = which.where(cases.c.rank == filters.level.rank)
        if filters.situation is not None:
            which = which.where(cases.c.situation == filters.situation)
        if after is not None:
            last = (after.level.rank, after.due or LAST_DAY, after.opened_at, after.id)
            which = which.where(tuple_(*_ORDER) > tuple_(*last))
        async with self._store.reading() as connection:
            if filters.words:
                which = which.where(matches(cases.c.grams, filters.words, connection.dialect))
            rows = await connection.execute(which.order_by(*_ORDER).limit(limit))
            return [_entry(row) for row in rows]

    async def count(self, status: Status = Status.OPEN) -> dict[Level, int]:
        """How many cases there are of each priority."""
        async with self._store.reading() as connection:
            rows = await connection.execute(
                select(cases.c.rank, func.count().label("many"))
                .where(cases.c.status == status)
                .group_by(cases.c.rank)
            )
            found = {row.rank: row.many for row in rows}
        return {level: found.get(level.rank, 0) for level in Level}

    async def read(self, id: str) -> Entry:
        """Raises UnknownCase."""
        async with self._store.reading() as connection:
            row = (await connection.execute(select(*_ENTRY).where(cases.c.id == id))).first()
        if row is None:
            raise UnknownCase
        return _entry(row)

    async def conversation(self, id: str) -> str:
        """The key of the conversation that it came from. Raises UnknownCase."""
        async with self._store.reading() as connection:
            key: str | None = await connection.scalar(
                select(cases.c.conversation).where(cases.c.id == id)
            )
        if key is None:
            raise UnknownCase
        return key

    async def versions(self, id: str) -> list[Version]:
        """The first one first; none where there is no such case."""
        async with self._store.reading() as connection:
            rows = await connection.execute(
                select(
                    case_versions.c.number,
                    case_versions.c.at,
                    case_versions.c.position,
                    case_versions.c.facts,
                    case_versions.c.advice,
                )
                .where(case_versions.c.case == id)
                .order_by(case_versions.c.number)
            )
            return [Version(*row) for row in rows]


def _entry(row: Any) -> Entry:
    return Entry(
        id=row.id,
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        version=row.version,
        status=Status(row.status),
        goods=row.goods,
        platform=row.platform,
        situations=tuple(row.situations),
        level=list(Level)[row.rank],
        reasons=tuple(row.reasons),
        due=None if row.due == LAST_DAY else row.due,
        at_stake=None if row.at_stake_fen is None else Decimal(row.at_stake_fen) / 100,
    )

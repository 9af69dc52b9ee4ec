"""The docket: makes cases out of what was said in conversations.

It runs beside the conversations, a moment after each answer, so that nobody who writes waits for it.
A turn leaves the state that it made with its message (`bot.store`): from these states every version of
every case follows, whenever and by whichever process the docket is made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from pydantic import ValidationError
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.case import Case, State
from bot.clock import Clock
from bot.desk.cases import LAST_DAY, Status, case_versions, cases
from bot.desk.search import grams
from bot.law import Advice
from bot.law.advise import advise_anyway
from bot.priority import priority
from bot.store import FactsJson, Store, conversations, messages
from bot.web.log import log

EVERY_SECONDS = 1.0
AT_A_TIME = 100
MANY = 2
PAUSE_SECONDS = 0.1
LONGEST_PAUSES = 5


class Docket:
    """Keeps the cases of a store up to date."""

    def __init__(self, store: Store, clock: Clock, waiting: Callable[[], int]) -> None:
        """`waiting` is how many people wait for an answer."""
        self._store = store
        self._clock = clock
        self._waiting = waiting

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                done = await self.catch_up() + await self.rate_anew()
            # Whatever it is, there is a next time.
            except Exception as error:
                log.warning("docket_failed", cause=type(error).__name__)
                done = 0
            if not done:
                await asyncio.sleep(EVERY_SECONDS)

    async def catch_up(self) -> int:
        """Takes up what was said since; returns in how many conversations that was."""
        async with self._store.reading() as connection:
            behind = await connection.scalars(
                select(conversations.c.key)
                .where(conversations.c.docketed < conversations.c.version)
                .limit(AT_A_TIME)
            )
            keys = list(behind)
        for key in keys:
            await self._let_others_first()
            async with self._store.writing() as connection:
                await self._take_up(connection, key)
        return len(keys)

    async def rate_anew(self) -> int:
        """As days pass, deadlines come near: rates what was not rated today; returns how many."""
        today = self._clock.today()
        async with self._store.reading() as connection:
            rows = await connection.execute(
                _with_last_version()
                .where(cases.c.status == Status.OPEN, cases.c.rated_on != today)
                .limit(AT_A_TIME)
            )
            stale = list(rows)
        for row in stale:
            await self._let_others_first()
            async with self._store.writing() as connection:
                said = await _said(connection, row.conversation)
                texts = [message.text for message in said if message.position <= row.position]
                case = Case.model_validate(row.facts)
                rated = _rated(case, advise_anyway(case, today), texts, today)
                # Who has changed the case meanwhile has also rated it.
                await connection.execute(
                    update(cases)
                    .where(cases.c.id == row.id, cases.c.version == row.version)
                    .values(rated)
                )
        return len(stale)

    async def _let_others_first(self) -> None:
        """While many wait, the machine's time is theirs; but not for ever."""
        for _ in range(LONGEST_PAUSES):
            if self._waiting() < MANY:
                return
            await asyncio.sleep(PAUSE_SECONDS)

    async def _take_up(self, connection: AsyncConnection, key: str) -> None:
        # Counting locks the conversation: its versions are taken up once, one after the other.
        locked = (
            await connection.execute(
                update(conversations)
                .where(conversations.c.key == key)
                .where(conversations.c.docketed < conversations.c.version)
                .values(taken=conversations.c.taken)
                .returning(conversations.c.docketed, conversations.c.version)
            )
        ).first()
        if locked is None:
            return
        said = await _said(connection, key)
        new = [one for one in said if one.version is not None and one.version > locked.docketed]
        for message in sorted(new, key=lambda one: one.version):
            texts = [one.text for one in said if one.position <= message.position]
            await self._note(connection, key, message, texts)
        await connection.execute(
            update(conversations).where(conversations.c.key == key).values(docketed=locked.version)
        )

    async def _note(
        self, connection: AsyncConnection, key: str, message: Any, texts: Sequence[str]
    ) -> None:
        """The versions that the answer to one message made."""
        try:
            state = State.model_validate(message.state or {})
        except ValidationError:
            log.warning("docket_unreadable_state", conversation=key[:8])
            return
        rows = await connection.execute(
            _with_last_version().where(cases.c.conversation == key, cases.c.matter.is_not(None))
        )
        known = {row.matter: row for row in rows}
        for place, case in enumerate(state.cases):
            facts = case.model_dump(mode="json", exclude_defaults=True)
            before = known.pop(place, None) if facts else None
            if facts and (before is None or before.facts != facts):
                await self._keep(connection, key, place, before, case, facts, message, texts)
        for left in known.values():
            await connection.execute(update(cases).where(cases.c.id == left.id).values(matter=None))

    async def _keep(
        self,
        connection: AsyncConnection,
        key: str,
        place: int,
        before: Any,
        case: Case,
        facts: FactsJson,
        message: Any,
        texts: Sequence[str],
    ) -> None:
        at: datetime = message.answered_at
        day = self._clock.day(at)
        advice = advise_anyway(case, day)
        id = before.id if before else uuid4().hex
        number = before.version + 1 if before else 1
        # What is new about a case that was closed has somebody look at it again.
        made = {"version": number, "changed_at": at, "status": Status.OPEN}
        values = made | _rated(case, advice, texts, day)
        if before:
            await connection.execute(update(cases).where(cases.c.id == id).values(values))
        else:
            begun = {"id": id, "conversation": key, "matter": place, "opened_at": at}
            await connection.execute(insert(cases).values(begun | values))
        await connection.execute(
            insert(case_versions).values(
                case=id,
                number=number,
                at=at,
                position=message.position,
                facts=facts,
                advice=advice.to_json(),
            )
        )


def _with_last_version() -> Any:
    """The cases, each with what is known of it now."""
    return select(
        cases.c.id,
        cases.c.conversation,
        cases.c.matter,
        cases.c.version,
        case_versions.c.position,
        case_versions.c.facts,
    ).join(
        case_versions,
        (case_versions.c.case == cases.c.id) & (case_versions.c.number == cases.c.version),
    )


async def _said(connection: AsyncConnection, key: str) -> Sequence[Any]:
    """The messages of a conversation, in order."""
    rows = await connection.execute(
        select(
            messages.c.position,
            messages.c.text,
            messages.c.answered_at,
            messages.c.version,
            messages.c.state,
        )
        .where(messages.c.conversation == key)
        .order_by(messages.c.position)
    )
    return rows.all()


def _rated(case: Case, advice: Advice, texts: Sequence[str], today: date) -> dict[str, Any]:
    """What the queue sorts and shows by."""
    found = priority("\n".join(texts), [(case, advice)], today)
    situations = [situation.id for situation in advice.situations]
    return {
        "goods": case.goods and case.goods[:64],
        "platform": case.platform and case.platform[:64],
        "situations": situations,
        "situation": next(iter(situations), None),
        "rank": found.level.rank,
        "reasons": list(found.reasons),
        "due": found.due or LAST_DAY,
        "at_stake_fen": None if found.at_stake is None else int(found.at_stake * 100),
        "rated_on": today,
        "grams": grams("\n".join([*texts, case.goods or "", case.platform or ""])),
    }

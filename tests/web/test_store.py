"""The store on every database that it shall run on."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.case import State
from bot.store import MIGRATIONS, IdTaken, Store, UnknownConversation, conversation_key, metadata

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = await Store.open(database_url)
    yield store
    await store.close()


@pytest.fixture
async def key(store: Store) -> str:
    return conversation_key(await store.create(NOW))


async def test_a_message_waits_then_has_its_answer(store: Store, key: str) -> None:
    taken = await store.take(key, "a", "一", NOW)
    assert (taken.position, taken.replies) == (1, None)
    pending = await store.next_pending(key, 1)
    assert pending is not None
    assert (pending.text, pending.at, pending.state) == ("一", NOW, None)
    assert await store.answer(key, pending, [{"text": "好"}], {"钱": "27.00"}, NOW)
    assert await store.next_pending(key, 1) is None
    assert (await store.take(key, "a", "一", NOW)).replies == [{"text": "好"}]

    await store.take(key, "b", "二", NOW)
    following = await store.next_pending(key, 2)
    assert following is not None
    assert following.state == {"钱": "27.00"}
    assert [(m.id, m.at) for m in await store.history(key)] == [("a", NOW), ("b", NOW)]


async def test_messages_at_once_get_places_of_their_own(store: Store, key: str) -> None:
    ids = [f"m{n}" for n in range(12)] * 2
    taken = await asyncio.gather(*(store.take(key, id, "话", NOW) for id in ids))
    assert {message.position for message in taken} == set(range(1, 13))
    assert len({(message.id, message.position) for message in taken}) == 12


async def test_of_two_answers_from_one_state_one_is_written(store: Store, key: str) -> None:
    message = await store.take(key, "a", "一", NOW)
    pending = await store.next_pending(key, message.position)
    assert pending is not None
    written = await asyncio.gather(
        *(store.answer(key, pending, [{"text": str(n)}], {"n": n}, NOW) for n in range(5))
    )
    assert sorted(written) == [False] * 4 + [True]
    assert await store.replies(key, 1) == [{"text": str(written.index(True))}]


async def test_an_id_belongs_to_one_text(store: Store, key: str) -> None:
    await store.take(key, "a", "一", NOW)
    with pytest.raises(IdTaken):
        await store.take(key, "a", "二", NOW)
    other = conversation_key(await store.create(NOW))
    assert (await store.take(other, "a", "二", NOW)).position == 1


async def test_what_is_erased_is_unknown(store: Store, key: str) -> None:
    await store.take(key, "a", "一", NOW)
    await store.erase(key)
    for asking in (
        store.history(key),
        store.take(key, "b", "二", NOW),
        store.replies(key, 1),
        store.erase(key),
    ):
        with pytest.raises(UnknownConversation):
            await asking
    assert await store.next_pending(key, 1) is None


async def test_what_is_erased_while_somebody_reads_is_wiped_once_they_are_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.BUSY_MS", 0)
    monkeypatch.setattr("bot.store.WIPE_AGAIN_SECONDS", 0)
    file = tmp_path / "bot.db"
    store = await Store.open(f"sqlite+aiosqlite:///{file}")
    key = conversation_key(await store.create(NOW))
    await store.take(key, "a", "不想留下的话", NOW)
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from messages").fetchone()
        await store.erase(key)
        assert "不想留下的话".encode() in _files(file)
    while "不想留下的话".encode() in _files(file):
        await asyncio.sleep(0)
    await store.close()


def _files(database: Path) -> bytes:
    return b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))


async def test_processes_that_start_at_once_set_the_store_up_once(database_url: str) -> None:
    program = (
        "import asyncio, sys; from bot.store import Store; asyncio.run(Store.open(sys.argv[1]))"
    )
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, database_url, stderr=PIPE
        )
        for _ in range(4)
    ]
    ended = [(await process.communicate())[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4, ended


# SQLite cannot tell what an index of PostgreSQL's, which it does not have, is over.
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression")
async def test_the_migrations_make_the_tables_that_the_code_uses(store: Store) -> None:
    async with store._engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
        )
    assert differences == []


async def test_a_reason_that_no_longer_exists_is_asked_again(database_url: str) -> None:
    """A conversation kept by the first release, in which goods could only be "otherwise wrong"."""

    def to_first_release(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    state = {"cases": [{"goods": "鞋子"}, {"goods": "杯子", "return_reason": "other_seller_fault"}]}
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(to_first_release)
    async with engine.begin() as connection:
        row = {"key": conversation_key("s" * 22), "created_at": NOW, "version": 1, "taken": 0}
        await connection.execute(metadata.tables["conversations"].insert(), row | {"state": state})
    await engine.dispose()
    store = await Store.open(database_url)
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        kept = await connection.scalar(select(metadata.tables["conversations"].c.state))
    await engine.dispose()
    await store.close()
    assert kept == {"cases": [{"goods": "鞋子"}, {"goods": "杯子"}]}
    assert State.model_validate(kept).case.return_reason is None

"""Accounts of the desk, on every database: who gets in, who does not, and what is recorded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.desk import audit
from bot.desk.accounts import (
    IDLE,
    LASTS,
    LOCKED,
    MOST_FAILURES,
    Accounts,
    NameTaken,
    Role,
    UnknownUser,
    WeakPassword,
)
from bot.store import Store

NOW = datetime(2026, 1, 20, 4, tzinfo=UTC)
GOOD = "正确的马 电池订书钉 horse"
WRONG = "another password altogether"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = await Store.open(database_url)
    yield store
    await store.close()


@pytest.fixture
async def accounts(store: Store) -> Accounts:
    # Cheap, as these are many.
    accounts = Accounts(store, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    await accounts.add("Anna", "安娜", Role.MEDIATOR, GOOD, NOW, "test")
    return accounts


async def test_the_right_password_opens_a_session(accounts: Accounts) -> None:
    token = await accounts.sign_in(" ＡＮＮＡ ", GOOD, NOW)
    assert token is not None
    who = await accounts.signed_in(token, NOW)
    assert who is not None
    assert (who.name, who.display, who.role) == ("anna", "安娜", Role.MEDIATOR)
    other = await accounts.sign_in("anna", GOOD, NOW)
    assert other is not None
    assert other != token
    again = await accounts.signed_in(other, NOW)
    assert again is not None
    assert again.form_key != who.form_key


@pytest.mark.parametrize(
    ("name", "password"), [("anna", WRONG), ("bert", GOOD), ("", ""), ("'", "'")]
)
async def test_anything_else_does_not(accounts: Accounts, name: str, password: str) -> None:
    assert await accounts.sign_in(name, password, NOW) is None


@pytest.mark.parametrize("guess", ["", "x" * 43, "'; --", "会话"])
async def test_a_guessed_token_is_nobody(accounts: Accounts, guess: str) -> None:
    assert await accounts.signed_in(guess, NOW) is None


async def test_after_many_failures_it_is_locked_for_a_while(accounts: Accounts) -> None:
    for _ in range(MOST_FAILURES):
        assert await accounts.sign_in("anna", WRONG, NOW) is None
    assert await accounts.sign_in("anna", GOOD, NOW + LOCKED - timedelta(seconds=1)) is None
    assert await accounts.sign_in("anna", GOOD, NOW + LOCKED) is not None


async def test_guesses_at_once_are_counted_one_by_one(accounts: Accounts) -> None:
    await asyncio.gather(*(accounts.sign_in("anna", WRONG, NOW) for _ in range(MOST_FAILURES)))
    assert await accounts.sign_in("anna", GOOD, NOW) is None


async def test_the_right_password_forgives_earlier_failures(accounts: Accounts) -> None:
    for _ in range(3):
        for _ in range(MOST_FAILURES - 1):
            await accounts.sign_in("anna", WRONG, NOW)
        assert await accounts.sign_in("anna", GOOD, NOW) is not None


async def test_a_session_ends(accounts: Accounts) -> None:
    token = await accounts.sign_in("anna", GOOD, NOW)
    assert token is not None
    assert await accounts.signed_in(token, NOW + IDLE) is None
    at = NOW
    while at + IDLE / 2 < NOW + LASTS:
        at += IDLE / 2
        assert await accounts.signed_in(token, at) is not None
    assert await accounts.signed_in(token, NOW + LASTS) is None


async def test_a_session_is_ended(accounts: Accounts) -> None:
    signed_out, reset, disabled = [await accounts.sign_in("anna", GOOD, NOW) for _ in range(3)]
    assert signed_out
    assert reset
    assert disabled
    await accounts.sign_out(signed_out, "anna", NOW)
    assert await accounts.signed_in(signed_out, NOW) is None
    assert await accounts.signed_in(reset, NOW) is not None
    await accounts.reset_password("ANNA", WRONG, NOW, "test")
    assert await accounts.signed_in(reset, NOW) is None
    assert await accounts.sign_in("anna", GOOD, NOW) is None
    fresh = await accounts.sign_in("anna", WRONG, NOW)
    assert fresh is not None
    await accounts.disable("anna", NOW, "test")
    assert await accounts.signed_in(fresh, NOW) is None
    assert await accounts.sign_in("anna", WRONG, NOW) is None


async def test_what_cannot_be_an_account(accounts: Accounts) -> None:
    with pytest.raises(NameTaken):
        await accounts.add("ANNA", "另一个", Role.LEAD, GOOD, NOW, "test")
    for password in ("short", "x" * 201, "bert-loves-his-desk"):
        with pytest.raises(WeakPassword):
            await accounts.add("bert", "伯特", Role.LEAD, password, NOW, "test")
    for name, display in (("", "无名"), ("x" * 65, "长"), ("bert", "  ")):
        with pytest.raises(ValueError, match="name"):
            await accounts.add(name, display, Role.LEAD, GOOD, NOW, "test")
    with pytest.raises(UnknownUser):
        await accounts.disable("bert", NOW, "test")


async def test_everything_is_recorded_and_no_password(accounts: Accounts, store: Store) -> None:
    await accounts.sign_in("anna", WRONG, NOW)
    await accounts.sign_in("a typed password", WRONG, NOW)
    token = await accounts.sign_in("anna", GOOD, NOW)
    assert token is not None
    await accounts.sign_out(token, "anna", NOW)
    found = await audit.entries(store, 10)
    assert [(one.who, one.action) for one in reversed(found)] == [
        ("test", "user_added"),
        ("anna", "sign_in_failed"),
        ("?", "sign_in_failed"),
        ("anna", "signed_in"),
        ("anna", "signed_out"),
    ]
    assert await audit.entries(store, 2, before=found[1].number) == found[2:4]
    assert {one.who for one in await audit.entries(store, 10, who="anna")} == {"anna"}
    assert not {GOOD, WRONG, token} & {
        str(value) for one in found for value in (one.detail, one.subject)
    }


@pytest.mark.parametrize("change", ["UPDATE audit_log SET who = 'nobody'", "DELETE FROM audit_log"])
async def test_what_was_recorded_stays(accounts: Accounts, store: Store, change: str) -> None:
    with pytest.raises(DBAPIError, match="only added"):
        async with store.writing() as connection:
            await connection.execute(text(change))
    assert len(await audit.entries(store, 10)) == 1


def test_roles_are_ordered() -> None:
    assert Role.ADMIN.covers(Role.LEAD)
    assert Role.LEAD.covers(Role.LEAD)
    assert not Role.MEDIATOR.covers(Role.LEAD)

"""Who may sit at the desk: accounts, passwords, sessions.

Passwords are kept as argon2id hashes, sessions by the hash of their token. A wrong name, a wrong
password and an account that is locked or disabled look and take the same.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from anyio import to_thread
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from bot.desk import audit
from bot.store import Store, Utc, metadata

LEAST_CHARACTERS = 12
MOST_CHARACTERS = 200
MOST_FAILURES = 5
LOCKED = timedelta(minutes=15)
IDLE = timedelta(hours=2)
LASTS = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


class Role(StrEnum):
    """What an account may do; each may also do what those before it may."""

    MEDIATOR = "mediator"
    LEAD = "lead"
    ADMIN = "admin"

    @property
    def name_zh(self) -> str:
        """调解员, 组长, 管理员."""
        return {"mediator": "调解员", "lead": "组长", "admin": "管理员"}[self.value]

    def covers(self, other: Role) -> bool:
        """Whether it may do what `other` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


users = Table(
    "desk_users",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("display", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("password", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Utc),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
)

sessions = Table(
    "desk_sessions",
    metadata,
    Column("token", String(64), primary_key=True),
    Column(
        "user",
        ForeignKey("desk_users.id", name="fk_desk_sessions_user", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("form_key", String(43), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
)


class NameTaken(ValueError):
    """There is an account of this name."""


class WeakPassword(ValueError):
    """A password that cannot be used; the message says why, in Chinese."""


class UnknownUser(LookupError):
    """There is no account of this name."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is there. `form_key` proves that a form came from a page of this session."""

    name: str
    display: str
    role: Role
    form_key: str


class Accounts:
    """The accounts in a store."""

    def __init__(self, store: Store, hasher: PasswordHasher | None = None) -> None:
        self._store = store
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    async def add(
        self, name: str, display: str, role: Role, password: str, at: datetime, by: str
    ) -> None:
        """Raises NameTaken, WeakPassword, ValueError for a name that is none."""
        name = _plain(name)
        if not name or len(name) > 64 or not display.strip() or len(display) > 64:
            raise ValueError("a name and a display name of at most 64 characters")
        hashed = await self._hashed(name, password)
        try:
            async with self._store.writing() as connection:
                await connection.execute(
                    insert(users).values(
                        id=secrets.token_hex(16),
                        name=name,
                        display=display.strip(),
                        role=role,
                        password=hashed,
                        failures=0,
                        disabled=False,
                        created_at=at,
                    )
                )
                await audit.record(connection, at, by, "user_added", name, role=role.value)
        except IntegrityError:
            raise NameTaken from None

    async def reset_password(self, name: str, password: str, at: datetime, by: str) -> None:
        """Another password; it unlocks, and ends all sessions. Raises UnknownUser, WeakPassword."""
        name = _plain(name)
        values = {
            "password": await self._hashed(name, password),
            "failures": 0,
            "locked_until": None,
            "disabled": False,
        }
        await self._change(name, values, at, by, "password_reset")

    async def disable(self, name: str, at: datetime, by: str) -> None:
        """Nobody signs in with it any more, and its sessions end. Raises UnknownUser."""
        await self._change(_plain(name), {"disabled": True}, at, by, "user_disabled")

    async def sign_in(self, name: str, password: str, at: datetime) -> str | None:
        """The token of a new session; None where that is not to be."""
        name = _plain(name)
        async with self._store.reading() as connection:
            known = (await connection.execute(select(users).where(users.c.name == name))).first()
        right = await self._is_right(known.password if known else self._nobody, password)
        async with self._store.writing() as connection:
            # Counted before it is looked at: guesses at once count one by one.
            tried = (
                await connection.execute(
                    update(users)
                    .where(users.c.name == name)
                    .values(failures=users.c.failures + 1)
                    .returning(users)
                )
            ).first()
            if tried is None or known is None or not right or not _may(tried, known, at):
                if tried is not None and tried.failures >= MOST_FAILURES and not _locked(tried, at):
                    locked = {"failures": 0, "locked_until": at + LOCKED}
                    await connection.execute(
                        update(users).where(users.c.id == tried.id).values(locked)
                    )
                who = name if tried is not None else "?"
                await audit.record(connection, at, who, "sign_in_failed")
                return None
            token = secrets.token_urlsafe(32)
            await connection.execute(
                update(users).where(users.c.id == tried.id).values(failures=0, locked_until=None)
            )
            await connection.execute(
                insert(sessions).values(
                    token=_hash(token),
                    user=tried.id,
                    form_key=secrets.token_urlsafe(32),
                    created_at=at,
                    seen_at=at,
                )
            )
            await audit.record(connection, at, name, "signed_in")
        return token

    async def signed_in(self, token: str, at: datetime) -> SignedIn | None:
        """Who a session's token stands for; None once it has ended."""
        which = sessions.c.token == _hash(token)
        async with self._store.reading() as connection:
            row = (
                await connection.execute(
                    select(users, sessions.c.form_key, sessions.c.created_at.label("since"))
                    .add_columns(sessions.c.seen_at)
                    .join(sessions, sessions.c.user == users.c.id)
                    .where(which)
                )
            ).first()
        if row is None or row.disabled or at >= row.since + LASTS or at >= row.seen_at + IDLE:
            return None
        if at >= row.seen_at + SEEN_EVERY:
            async with self._store.writing_once() as connection:
                await connection.execute(update(sessions).where(which).values(seen_at=at))
        return SignedIn(row.name, row.display, Role(row.role), row.form_key)

    async def sign_out(self, token: str, name: str, at: datetime) -> None:
        """Ends a session."""
        async with self._store.writing() as connection:
            await connection.execute(delete(sessions).where(sessions.c.token == _hash(token)))
            await audit.record(connection, at, name, "signed_out")

    async def _change(
        self, name: str, values: dict[str, Any], at: datetime, by: str, action: str
    ) -> None:
        async with self._store.writing() as connection:
            id = await connection.scalar(
                update(users).where(users.c.name == name).values(values).returning(users.c.id)
            )
            if id is None:
                raise UnknownUser
            await connection.execute(delete(sessions).where(sessions.c.user == id))
            await audit.record(connection, at, by, action, name)

    async def _hashed(self, name: str, password: str) -> str:
        if len(password) < LEAST_CHARACTERS:
            raise WeakPassword(f"密码至少{LEAST_CHARACTERS}个字符。")
        if len(password) > MOST_CHARACTERS:
            raise WeakPassword(f"密码最多{MOST_CHARACTERS}个字符。")
        if name in password.lower():
            raise WeakPassword("密码里不要有账号名。")
        return await to_thread.run_sync(self._hasher.hash, password)

    async def _is_right(self, hashed: str, password: str) -> bool:
        try:
            await to_thread.run_sync(self._hasher.verify, hashed, password[:MOST_CHARACTERS])
        except VerifyMismatchError:
            return False
        return True


def _may(tried: Any, known: Any, at: datetime) -> bool:
    """Whether the right password lets somebody in; not one that was changed meanwhile."""
    return not tried.disabled and not _locked(tried, at) and tried.password == known.password


def _locked(user: Any, at: datetime) -> bool:
    return user.locked_until is not None and at < user.locked_until


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().lower()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()

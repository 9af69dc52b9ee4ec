"""Who saw and changed what at the desk. Entries are only ever added: the database refuses the rest.

`detail` never holds what a consumer said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import Store, Utc, metadata

audit_log = Table(
    "audit_log",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("who", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", String(64)),
    Column("detail", JSON, nullable=False),
    Index("ix_audit_log_who_number", "who", "number"),
)

ACTIONS = {
    "user_added": "新建了账号",
    "user_disabled": "停用了账号",
    "password_reset": "重设了密码",
    "signed_in": "登录",
    "sign_in_failed": "登录没成功",
    "signed_out": "退出",
    "case_viewed": "看了案件",
    "case_closed": "结了案件",
    "case_reopened": "重新打开了案件",
    "note_added": "写了备注",
    "audit_viewed": "看了操作记录",
}
"""What is recorded, and how it is called."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry. `who` is the name of the account, as typed where there is none."""

    number: int
    at: datetime
    who: str
    action: str
    subject: str | None
    detail: dict[str, Any]


async def record(
    connection: AsyncConnection,
    at: datetime,
    who: str,
    action: str,
    subject: str | None = None,
    **detail: Any,
) -> None:
    """Adds an entry, in the transaction of what it is about. Raises KeyError for an unknown action."""
    ACTIONS[action]
    values = {"at": at, "who": who[:64], "action": action, "subject": subject, "detail": detail}
    await connection.execute(insert(audit_log).values(values))


async def entries(
    store: Store, limit: int, before: int | None = None, who: str | None = None
) -> list[Recorded]:
    """The last entries, the newest first; those older than the number `before`, those of one person."""
    which = select(audit_log).order_by(audit_log.c.number.desc()).limit(limit)
    if before is not None:
        which = which.where(audit_log.c.number < before)
    if who:
        which = which.where(audit_log.c.who == who)
    async with store.reading() as connection:
        return [Recorded(*row) for row in await connection.execute(which)]

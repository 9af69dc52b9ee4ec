"""Feedback: what is kept of it says nothing of who gave it in which conversation."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, String, Table

from bot.store import metadata

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

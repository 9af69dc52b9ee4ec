"""Short codes with which a conversation goes on in another browser."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint

from bot.store import Utc, metadata

resume_codes = Table(
    "resume_codes",
    metadata,
    Column(
        "conversation",
        ForeignKey("conversations.key", name="fk_resume_codes_conversation", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("code_hash", String(64), nullable=False),
    Column("expires_at", Utc, nullable=False),
    UniqueConstraint("code_hash", name="uq_resume_codes_code_hash"),
)

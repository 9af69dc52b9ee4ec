"""Short codes with which a conversation goes on in another browser.

A code is kept as a hash, opens its conversation once, and gives the other browser a session token of
its own. Ten characters are fifty bits: within its days nobody finds one by trying.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint, delete, insert, select

from bot.store import Store, UnknownConversation, Utc, add_session, conversations, metadata

VALID = timedelta(days=7)
# Crockford's: without letters that look like digits, and without U.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 10
_MISREAD = str.maketrans("OIL", "011")

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


class UnknownCode(LookupError):
    """No conversation goes by this code: it is wrong, used up, replaced or expired."""


@dataclass(frozen=True, slots=True)
class ResumeCode:
    """A code as it is shown, 7K2QM-X9WDA, and the moment after which it is worth nothing."""

    code: str
    expires_at: datetime


class ResumeCodes:
    """The codes of the conversations in a store: at most one each."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def issue(self, key: str, at: datetime) -> ResumeCode:
        """A new code, in place of an older one. Raises UnknownConversation."""
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        expires_at = at + VALID
        async with self._store.writing() as connection:
            # Locked, so that of two codes at once the second replaces the first.
            known = await connection.scalar(
                select(conversations.c.key).where(conversations.c.key == key).with_for_update()
            )
            if known is None:
                raise UnknownConversation
            await connection.execute(delete(resume_codes).where(resume_codes.c.conversation == key))
            await connection.execute(
                insert(resume_codes).values(
                    conversation=key, code_hash=_hash(code), expires_at=expires_at
                )
            )
        return ResumeCode(f"{code[:5]}-{code[5:]}", expires_at)

    async def redeem(self, typed: str, at: datetime) -> str:
        """A new session token of the conversation; the code is used up. Raises UnknownCode."""
        async with self._store.writing() as connection:
            row = (
                await connection.execute(
                    delete(resume_codes)
                    .where(resume_codes.c.code_hash == _hash(_meant(typed)))
                    .where(resume_codes.c.expires_at > at)
                    .returning(resume_codes.c.conversation)
                )
            ).first()
            if row is None:
                raise UnknownCode
            return await add_session(connection, row.conversation)


def _meant(typed: str) -> str:
    """The code that somebody typed: small or wide letters, blanks and dashes, O for 0, I and L for 1."""
    letters = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in letters if letter.isalnum()).translate(_MISREAD)


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()

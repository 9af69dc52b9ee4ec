"""Signed links that expire: with one, a person goes from WeChat to the page of their conversation.

A link is kept nowhere: it says itself which conversation it opens and until when, and the signature
shows that we said so. Whoever has it can open the conversation.
"""

from __future__ import annotations

import base64
import hmac
import re
import struct
from datetime import UTC, datetime, timedelta
from hashlib import sha256

VALID = timedelta(days=7)
"""How long a link in a message works."""

# Version, conversation, expiry in seconds since 1970 (until 2106).
_CLAIMS = struct.Struct(">B32sI")
_VERSION = 1
_SIGNATURE_BYTES = 16
# 53 bytes in base64, without its padding.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{71}")
_PADDING = "="


class BadLink(ValueError):
    """No link of ours, or one that was changed."""


class ExpiredLink(ValueError):
    """A link of ours that has had its time."""


class Links:
    """The links of one site: who has the key can make them."""

    def __init__(self, key: bytes, base_url: str) -> None:
        self._key = key
        self._base_url = base_url.rstrip("/")

    def url(self, conversation: str, expires_at: datetime) -> str:
        """The link to a conversation, by its key of 64 hexadecimal digits; the same every time.

        `expires_at` has a time zone and is cut to the second.
        """
        token = self._token(bytes.fromhex(conversation), int(expires_at.timestamp()))
        return f"{self._base_url}/w/{token}"

    def opened(self, token: str, now: datetime) -> str:
        """The key of the conversation that a token opens. Raises BadLink, ExpiredLink."""
        if not _TOKEN.fullmatch(token):
            raise BadLink
        _, conversation, expiry = _CLAIMS.unpack_from(base64.urlsafe_b64decode(token + _PADDING))
        # Made again and compared as a whole: so the version and the spare bits at the end of base64
        # cannot be changed either.
        if not hmac.compare_digest(token, self._token(conversation, expiry)):
            raise BadLink
        if now >= datetime.fromtimestamp(expiry, UTC):
            raise ExpiredLink
        return bytes(conversation).hex()

    def _token(self, conversation: bytes, expiry: int) -> str:
        claims = _CLAIMS.pack(_VERSION, conversation, expiry)
        signature = hmac.digest(self._key, claims, sha256)[:_SIGNATURE_BYTES]
        return base64.urlsafe_b64encode(claims + signature).decode().rstrip(_PADDING)

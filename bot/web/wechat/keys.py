"""One secret of the site, and the keys that are derived from it.

An openid becomes a person and a conversation by a keyed hash, so that reading the database tells
nobody who it was.
Where the openid itself is needed again, to send an answer later, it is kept sealed.
"""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Keys:
    """What follows from the secret; another secret makes strangers of all followers."""

    def __init__(self, secret: str) -> None:
        self._pseudonym = _derived(secret, "pseudonym")
        self._reply = _derived(secret, "reply")
        self.link = _derived(secret, "link")
        self._sealing = Fernet(base64.urlsafe_b64encode(_derived(secret, "address")))

    def pseudonym(self, *who: str) -> str:
        """64 hexadecimal digits that stand for somebody, and tell nobody without the secret who it is."""
        said = "".join(f"{len(part)}:{part}" for part in who)
        return hmac.new(self._pseudonym, said.encode(), sha256).hexdigest()

    def reply_bytes(self, delivery: str) -> bytes:
        """32 bytes that look random and are the same for every try of a message."""
        return hmac.new(self._reply, delivery.encode(), sha256).digest()

    def seal(self, text: str) -> str:
        return self._sealing.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Raises cryptography.fernet.InvalidToken where it was sealed with another secret."""
        return self._sealing.decrypt(sealed).decode()


def _derived(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, None, f"tuihuo-canmou/wechat/{purpose}".encode()).derive(
        secret.encode()
    )

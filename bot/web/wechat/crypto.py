"""WeChat's signatures and its encryption of messages.

The cipher text carries no proof of its own that it is whole: whoever decrypts checks its signature
first, and tells nobody outside why something was refused.
"""

from __future__ import annotations

import base64
import hmac
import re
from hashlib import sha1

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PREFIX_BYTES = 16
# Far more than WeChat ever sends: its longest messages are a few thousand characters.
MAX_SEALED_CHARACTERS = 262_144

_LENGTH_BYTES = 4
# Wider than AES's block of 16 bytes: that is what WeChat pads to.
_PADDED_TO_BYTES = 32
_ENCODING_AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")


class Refused(Exception):
    """Something that does not come from WeChat, or came damaged. `code` is for the log only."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def signature(*parts: str) -> str:
    """WeChat's signature of `parts`, in whatever order they come: 40 hexadecimal digits."""
    return sha1("".join(sorted(parts)).encode("utf-8", "surrogatepass")).hexdigest()


def require_signature(given: str, *parts: str) -> None:
    """Raises Refused unless `given` is the signature of `parts`; takes as long for every wrong one."""
    # As bytes: of text, only ASCII may be compared in constant time.
    right = signature(*parts).encode()
    if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), right):
        raise Refused("bad_signature")


class MessageCrypt:
    """WXBizMsgCrypt: AES-256-CBC of a prefix, the message's length, the message and its receiver."""

    def __init__(self, encoding_aes_key: str, receiver_id: str) -> None:
        """`encoding_aes_key`: the console's 43 characters, ValueError otherwise.

        `receiver_id`: the account's app id, or the corp id.
        """
        if not _ENCODING_AES_KEY.fullmatch(encoding_aes_key):
            raise ValueError("an EncodingAESKey has 43 letters and digits")
        key = base64.b64decode(encoding_aes_key + "=")
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))
        self._receiver_id = receiver_id.encode()

    def encrypt(self, message: bytes, prefix: bytes) -> str:
        """The message sealed, as base64. `prefix`: 16 unpredictable bytes, ValueError otherwise.

        The same message and prefix give the same text, so that a repeated answer can be the same.
        """
        if len(prefix) != PREFIX_BYTES:
            raise ValueError(f"a prefix has {PREFIX_BYTES} bytes")
        length = len(message).to_bytes(_LENGTH_BYTES, "big")
        plain = _padded(prefix + length + message + self._receiver_id)
        encryptor = self._cipher.encryptor()
        return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()

    def decrypt(self, sealed: str) -> bytes:
        """The message in `sealed`. Raises Refused, whatever is wrong, and nothing else.

        Some tampered texts still decrypt, to a damaged message: call `require_signature` first.
        """
        decryptor = self._cipher.decryptor()
        plain = _unpadded(decryptor.update(_cipher_text(sealed)) + decryptor.finalize())
        start = PREFIX_BYTES + _LENGTH_BYTES
        end = start + int.from_bytes(plain[PREFIX_BYTES:start], "big")
        if end > len(plain):
            raise Refused("bad_length")
        if not hmac.compare_digest(plain[end:], self._receiver_id):
            raise Refused("bad_app_id")
        return plain[start:end]


def _cipher_text(sealed: str) -> bytes:
    if len(sealed) > MAX_SEALED_CHARACTERS:
        raise Refused("bad_length")
    try:
        decoded = base64.b64decode(sealed)
    except ValueError:
        raise Refused("bad_base64") from None
    # Decoding skips foreign characters and spare bits; WeChat writes neither.
    if base64.b64encode(decoded).decode() != sealed:
        raise Refused("bad_base64")
    if not decoded or len(decoded) % _PADDED_TO_BYTES:
        raise Refused("bad_length")
    return decoded


def _padded(plain: bytes) -> bytes:
    """With PKCS#7 padding: as many bytes as are missing, each of which says how many."""
    missing = _PADDED_TO_BYTES - len(plain) % _PADDED_TO_BYTES
    return plain + bytes([missing]) * missing


def _unpadded(plain: bytes) -> bytes:
    """Without its padding. Raises Refused unless every byte of it is right."""
    count = plain[-1]
    if not 1 <= count <= _PADDED_TO_BYTES or plain[-count:] != bytes([count]) * count:
        raise Refused("bad_padding")
    return plain[:-count]

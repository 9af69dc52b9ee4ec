"""How the platform signs and encrypts, on wechatpy; the XML inside."""

from __future__ import annotations

import base64
import re
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from wechatpy.exceptions import WeChatException
from wechatpy.utils import WeChatSigner

BLOCK = 32
NUMBERS = {"CreateTime", "MsgId", "TimeStamp"}
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class BadEnvelope(ValueError):
    """Not what the platform's partner has to send; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a callback."""

    query: dict[str, str]
    body: bytes


def signature(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


class Envelope:
    """WXBizMsgCrypt. `crypto` is the PrpCrypto of wechatpy.crypto or of wechatpy.enterprise.crypto.

    `receiver` is the app id or the corporation's id. Raises ValueError for a bad key.
    """

    def __init__(self, crypto: Any, token: str, encoding_aes_key: str, receiver: str) -> None:
        key = base64.b64decode(encoding_aes_key + "=")
        if len(encoding_aes_key) != 43 or len(key) != BLOCK:
            raise ValueError("EncodingAESKey")
        self._token = token
        self._receiver = receiver
        self._crypto = crypto(key)
        # wechatpy's are letters and digits only; the platform's may be any bytes.
        self._crypto.get_random_string = lambda: secrets.token_bytes(16)

    def sign(self, timestamp: str, nonce: str, sealed: str) -> str:
        return signature(self._token, timestamp, nonce, sealed)

    def seal(self, message: str) -> str:
        return str(self._crypto.encrypt(message, self._receiver).decode())

    def open(self, sealed: str) -> str:
        """Raises BadEnvelope."""
        try:
            padded = self._crypto.cipher.decrypt(base64.b64decode(sealed, validate=True))
            _require_padding(padded)
            return str(self._crypto.decrypt(sealed, self._receiver))
        except WeChatException:
            raise BadEnvelope("密文里的 AppId 不对") from None
        except (ValueError, struct.error):
            raise BadEnvelope("密文解不开") from None


def _require_padding(padded: bytes) -> None:
    """wechatpy believes the last byte; the platform's own samples do not."""
    count = padded[-1] if padded else 0
    if not 1 <= count <= BLOCK or len(padded) % BLOCK or padded[-count:] != bytes([count]) * count:
        raise ValueError("padding")


def write_xml(fields: Mapping[str, str]) -> str:
    inside = "".join(f"<{name}>{_value(name, value)}</{name}>" for name, value in fields.items())
    return f"<xml>{inside}</xml>"


def _value(name: str, value: str) -> str:
    if name in NUMBERS:
        return value
    text = NOT_IN_XML.sub("", value).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{text}]]>"


def read_xml(body: bytes | str) -> dict[str, str]:
    """Raises BadEnvelope."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise BadEnvelope("不是 XML") from None
    if root.tag != "xml":
        raise BadEnvelope("XML 的根不是 <xml>")
    return {child.tag: child.text or "" for child in root}

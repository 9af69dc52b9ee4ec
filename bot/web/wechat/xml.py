"""WeChat's XML: reading what it sends, writing what it is answered."""

from __future__ import annotations

import re

from defusedxml.ElementTree import DefusedXMLParser, ParseError

from bot.web.wechat.crypto import Refused

# WeChat's own events go down to five.
MAX_DEPTH = 16

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_xml(body: bytes) -> dict[str, str]:
    """The text of each child of the root element, `<xml>`; of what lies deeper, nothing.

    Raises Refused for whatever is no such document in UTF-8, and for one with a DTD.
    """
    reader = _Reader()
    parser = DefusedXMLParser(target=reader, forbid_dtd=True)
    try:
        # WeChat hands on control characters that somebody typed, though no XML may hold them.
        parser.feed(_NOT_IN_XML.sub("", body.decode()))
        parser.close()
    except (ParseError, ValueError):
        raise Refused("bad_xml") from None
    return reader.fields


def text_reply(to: str, sender: str, created: int, text: str) -> bytes:
    """A passive reply of type text. `to`: the openid, `sender`: the account, `created`: epoch seconds.

    Characters that XML cannot hold are left out.
    """
    return _document(
        ToUserName=_cdata(to),
        FromUserName=_cdata(sender),
        CreateTime=str(created),
        MsgType=_cdata("text"),
        Content=_cdata(text),
    )


def encrypted_reply(sealed: str, msg_signature: str, timestamp: str, nonce: str) -> bytes:
    """A sealed passive reply. `timestamp`: epoch seconds, ValueError when it is no number."""
    if not (timestamp.isascii() and timestamp.isdigit()):
        raise ValueError("a timestamp has digits only")
    return _document(
        Encrypt=_cdata(sealed),
        MsgSignature=_cdata(msg_signature),
        TimeStamp=timestamp,
        Nonce=_cdata(nonce),
    )


class _Reader:
    """Takes the parser's events; keeps no tree, so that a deep document costs nothing."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self._depth = 0
        self._texts: list[str] = []

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH or (self._depth == 1 and tag != "xml"):
            raise Refused("bad_xml")
        if self._depth == 2:
            # WeChat does not escape "]]>" in a message: a second FromUserName could be a forged one.
            if tag in self.fields:
                raise Refused("bad_xml")
            self._texts = []

    def data(self, text: str) -> None:
        if self._depth == 2:
            self._texts.append(text)

    def end(self, tag: str) -> None:
        if self._depth == 2:
            self.fields[tag] = "".join(self._texts)
        self._depth -= 1


def _document(**elements: str) -> bytes:
    """`elements`: markup by tag."""
    inner = "".join(f"<{tag}>{markup}</{tag}>" for tag, markup in elements.items())
    return f"<xml>{inner}</xml>".encode()


def _cdata(text: str) -> str:
    # Its end inside the text is cut in two: each half alone ends nothing.
    held = _NOT_IN_XML.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{held}]]>"

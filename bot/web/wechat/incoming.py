"""What somebody did in WeChat, from the fields of the XML that tells of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from bot.web.wechat.crypto import Refused

MAX_ID_CHARACTERS = 128
MAX_KIND_CHARACTERS = 64

# Every such second has a date.
_EPOCH_SECONDS = re.compile(r"[0-9]{1,11}")


@dataclass(frozen=True, slots=True)
class Text:
    """Something typed; may be empty."""

    content: str


@dataclass(frozen=True, slots=True)
class Voice:
    """Something said; `recognition` is what WeChat heard, "" when nothing."""

    recognition: str
    media_id: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, which WeChat keeps for three days."""

    media_id: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something done: `name` in lower case, such as subscribe or click; `key`: which menu item."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A message that the advisor cannot read; `kind` is WeChat's name of it, such as video."""

    kind: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message or event. `id`: the same in each of WeChat's tries to deliver it.

    `sender`: the person's openid, `account`: the account's own id, `created`: epoch seconds.
    """

    id: str
    sender: str
    account: str
    created: int
    content: Text | Voice | Picture | Event | Unsupported


def incoming(fields: Mapping[str, str]) -> Incoming:
    """The message or event in the fields. Raises Refused when nobody could be answered."""
    sender = _required(fields, "FromUserName", MAX_ID_CHARACTERS)
    created = fields.get("CreateTime", "")
    if not _EPOCH_SECONDS.fullmatch(created):
        raise Refused("bad_message")
    content = _content(fields)
    if isinstance(content, Event):
        id = _id("e", sender, created, content.name, content.key)
    else:
        id = _id("m", sender, _required(fields, "MsgId", MAX_ID_CHARACTERS))
    account = _required(fields, "ToUserName", MAX_ID_CHARACTERS)
    return Incoming(id, sender, account, int(created), content)


def _content(fields: Mapping[str, str]) -> Text | Voice | Picture | Event | Unsupported:
    kind = _required(fields, "MsgType", MAX_KIND_CHARACTERS)
    media_id = fields.get("MediaId", "")
    match kind:
        case "text":
            return Text(fields.get("Content", ""))
        case "voice":
            return Voice(_heard(fields.get("Recognition", "")), media_id)
        case "image" if 0 < len(media_id) <= MAX_ID_CHARACTERS:
            return Picture(media_id)
        case "event":
            name = _required(fields, "Event", MAX_KIND_CHARACTERS).lower()
            return Event(name, fields.get("EventKey", ""))
        case _:
            return Unsupported(kind)


def _heard(recognition: str) -> str:
    """Without the full stop that WeChat ends everything with, so that a number stays a number."""
    return recognition.strip().rstrip("。").rstrip()


def _required(fields: Mapping[str, str], name: str, limit: int) -> str:
    value = fields.get(name, "")
    if not 0 < len(value) <= limit:
        raise Refused("bad_message")
    return value


def _id(kind: str, *parts: str) -> str:
    """Hashed: a part may hold an openid, and any length or character."""
    return f"{kind}-{sha256(json.dumps(parts).encode()).hexdigest()[:62]}"

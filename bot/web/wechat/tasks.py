"""What a message of WeChat asks of us, decided once when it comes in and kept with it.

"1" is a choice, a yes to what was heard, or the wish to see an answer: that depends on what the person
was shown last, so a later try of the same message must not be read anew.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.web.wechat import words
from bot.web.wechat.incoming import Event, Incoming, Picture, Text, Voice


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class Choices(_Model):
    """A question with numbered answers is open."""

    kind: Literal["choices"] = "choices"
    values: list[str]


class Asked(_Model):
    """A question without choices is open, for sums and days."""

    kind: Literal["asked"] = "asked"


class Heard(_Model):
    """A voice message is to be confirmed."""

    kind: Literal["heard"] = "heard"
    text: str


class Found(_Model):
    """Facts read in a picture are to be confirmed."""

    kind: Literal["found"] = "found"
    facts: dict[str, Any]
    text: str


class Result(_Model):
    """An answer that was not ready has been promised."""

    kind: Literal["result"] = "result"


Awaiting: TypeAlias = Annotated[
    Choices | Asked | Heard | Found | Result, Field(discriminator="kind")
]
AWAITING: TypeAdapter[Awaiting] = TypeAdapter(Awaiting)


class Say(_Model):
    """Words for the advisor. `heard` words are shown again, as speech recognition may be wrong; with
    `unconfirmed` ones came before, which do not count."""

    do: Literal["say"] = "say"
    text: str
    heard: bool = False
    unconfirmed: bool = False


class Confirm(_Model):
    """Facts that the person confirmed; `text` is what they are shown to have said."""

    do: Literal["confirm"] = "confirm"
    facts: dict[str, Any]
    text: str


class Keep(_Model):
    """A picture, to be kept as evidence."""

    do: Literal["keep"] = "keep"
    media_id: str


class Show(_Model):
    """A text that waits: with `next_part` of the answer that was begun last, else of the first one
    that has not arrived."""

    do: Literal["show"] = "show"
    next_part: bool


class Tell(_Model):
    """A sentence of the channel itself; with it the person may be asked to confirm something.

    It `settles` what was asked before, or leaves it open. With `code` 微信客服 lets us greet who just
    came in.
    """

    do: Literal["tell"] = "tell"
    text: str
    awaiting: Awaiting | None = None
    settles: bool = False
    code: str | None = None


Task: TypeAlias = Annotated[Say | Confirm | Keep | Show | Tell, Field(discriminator="do")]
TASK: TypeAdapter[Task] = TypeAdapter(Task)


def is_said(task: Task) -> bool:
    """Whether it goes to the advisor, whose question then is another one."""
    return isinstance(task, Say | Confirm)


def leaves_open(task: Task) -> bool:
    """Whether what was asked before can still be answered after it."""
    match task:
        case Show() | Keep():
            return True
        case Tell(awaiting=None, settles=settles):
            return not settles
    return False


# The keys of the account's menu; docs/wechat.md shows the menu.
MENU = {
    "start": "重新开始",
    "next_step": "接下来怎么做？",
    "letter": "帮我写一段给商家的话",
    "why": "为什么？依据是什么？",
    "human": "我想找真人帮忙",
}

_RESULT = {"结果", "查看结果", "看结果"}
_NEXT_PART = {"继续", "下一段", "继续看"}
_ERASE = {"删除", "删除数据", "删除我的数据", "清除数据", "我想删除", "我要删除", "全部删除"}
_KEEP = {"不删", "不删了", "先不删", "不删除"}
ERASE_FOR_GOOD = "确认删除"
_YES = {"对", "对的", "是", "是的", "没错", "都对", "嗯", "正确", "确认", "好"}
_NO = {"不对", "不是", "错了", "重说", "不", "否"}
_TRADITIONAL = str.maketrans("繼續結刪確認對沒錯數據清說", "继续结删确认对没错数据清说")
_WRONG = ("不对", "错了", "不准")
_LEAST_SUM = 10
"""A smaller number alone is rather a choice that is not open any more than a sum or a day."""


def erases(message: Incoming) -> bool:
    """Whether the person confirms that everything shall be erased."""
    return isinstance(message.content, Text) and _plain(message.content.content) == ERASE_FOR_GOOD


def task_for(message: Incoming, awaiting: Awaiting | None) -> Task | None:
    """What is to be done; None for events that need no answer."""
    task = _task_for(message, awaiting)
    if isinstance(task, Say) and isinstance(awaiting, Heard | Found):
        confirmed = isinstance(awaiting, Heard) and task.text == awaiting.text
        return task.model_copy(update={"unconfirmed": not confirmed})
    return task


def _task_for(message: Incoming, awaiting: Awaiting | None) -> Task | None:
    match message.content:
        case Text(content=text):
            return _for_text(text, awaiting)
        case Voice(recognition=heard):
            return _for_voice(heard)
        case Picture(media_id=media_id):
            return Keep(media_id=media_id)
        case Event(name="subscribe"):
            return Tell(text=words.WELCOME)
        case Event(name="click", key=key) if key in MENU:
            return Say(text=MENU[key])
        case Event():
            return None
    return Tell(text=words.UNSUPPORTED)


def _for_text(text: str, awaiting: Awaiting | None) -> Task:
    said = _plain(text)
    if said in _ERASE:
        return Tell(text=words.CONFIRM_DELETE)
    if said in _KEEP:
        return Tell(text=words.NOT_DELETED)
    if said in _RESULT | _NEXT_PART:
        return Show(next_part=said in _NEXT_PART)
    number = words.number_in(text)
    match awaiting:
        case Result() if number == 1:
            return Show(next_part=False)
        case Heard(text=heard) if number == 1 or said in _YES:
            return Say(text=heard)
        case Heard() if number == 2 or said in _NO or said.endswith(_WRONG):
            return Tell(text=words.VOICE_AGAIN, settles=True)
        case Found(facts=facts, text=named) if number == 1 or said in _YES:
            return Confirm(facts=facts, text=named)
        case Found() if number == 2 or said in _NO or said.endswith(_WRONG):
            return Tell(text=words.PICTURE_WRONG, settles=True)
        case Choices(values=values) if number is not None and number <= len(values):
            return Say(text=values[number - 1])
        case Asked() if number is not None and number < _LEAST_SUM:
            return Tell(text=words.WHICH_SUM)
        case None if number is not None:
            return Show(next_part=True)
    return Say(text=text)


def _for_voice(heard: str) -> Task:
    if not heard:
        return Tell(text=words.VOICE_EMPTY)
    amounts = words.amounts_in(heard)
    if amounts:
        return Tell(text=words.voice_confirm(heard, amounts), awaiting=Heard(text=heard))
    return Say(text=heard, heard=True)


def _plain(text: str) -> str:
    plain = re.sub(r"[\s。.!！“”\"]+", "", unicodedata.normalize("NFKC", text))
    return plain.translate(_TRADITIONAL)

"""What may go on to the advisor, and what is answered at the door.

Rasa would execute text that begins with a slash as a command (`/restart`, `/inform{"price":1}`):
such text never reaches it. Text that holds no word and no number is answered here, too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_CHARACTERS = 2000

# A command's name, perhaps with data behind it; ordinary words after a slash are no command.
_COMMAND = re.compile(r"[A-Za-z_][\w.@+-]*\s*([{\[(].*)?", re.ASCII | re.DOTALL)

_HOW_TO_TELL = "请用一两句话说说：买了什么，为什么想退，卡在哪笔钱上。"
_EMPTY = f"没有收到文字。{_HOW_TO_TELL}"
_NO_WORDS = f"只看到了表情或符号，我还不知道你的意思。{_HOW_TO_TELL}"
_COMMAND_REPLY = (
    "这里不用输入命令，直接用平常的话说就行，前面说过的都还在。想从头再来，请发“重新开始”。"
)


@dataclass(frozen=True, slots=True)
class Forward:
    """Text that goes on to the advisor."""

    text: str


@dataclass(frozen=True, slots=True)
class Canned:
    """An answer given at the door; the conversation's state stays as it is."""

    reply: str


def clean(text: str) -> str:
    """Without null bytes, control characters and broken surrogates, which no store can keep."""
    return "".join(
        character
        for character in text.replace("\r\n", "\n").replace("\r", "\n")
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs")
    ).strip()


def check(text: str) -> Forward | Canned:
    """Decides about a cleaned text."""
    if len(text) > MAX_CHARACTERS:
        return Canned(_too_long(len(text)))
    words = _without_slash(text)
    if words != text and _COMMAND.fullmatch(words.rstrip()):
        return Canned(_COMMAND_REPLY)
    if not any(unicodedata.category(character)[0] in "LN" for character in words):
        return Canned(_NO_WORDS if _visible(text) else _EMPTY)
    return Forward(words)


def _without_slash(text: str) -> str:
    """`text` from its first character that is neither a slash, nor blank, nor invisible.

    Text that does not begin with a slash is returned as it is.
    """
    slash = False
    for place, character in enumerate(text):
        if unicodedata.normalize("NFKC", character).startswith("/"):
            slash = True
        elif _visible(character):
            return text[place:] if slash else text
    return ""


def _visible(text: str) -> bool:
    return any(
        not character.isspace() and unicodedata.category(character)[0] not in "CZ"
        for character in text
    )


def _too_long(characters: int) -> str:
    return (
        f"这段话有 {characters:,} 个字，我一次最多读 {MAX_CHARACTERS:,} 个。"
        "请只留要紧的：买了什么、哪天签收、为什么退、有哪几笔钱、商家怎么说；其余的可以分几条发。"
    )

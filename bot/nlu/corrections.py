"""How people take back what they wrote, or only suppose it: 不是80，是100; 说错了; 如果花了80呢."""

from __future__ import annotations

import re

_DENIAL = re.compile(r"(?:不是|并非|不系|唔系|记成|写成|说成|听成|当成)了?(?:在|从|用)?\s?$")
_LONGEST_DENIAL = 8
_REPAIR = re.compile(
    r"不对|说错|写错|打错|搞错|弄错|讲错|错了|哦不|更正|纠正|记错|看错|算错|填错|点错|选错|搞混|弄混|改口|改一下|收回(?!去|来|了?货|的)|误会"
    r"|其实(?:是|不)|应该是|确切|准确"
)
_SUPPOSED_BEFORE = re.compile(
    r"(?:如果|要是|假如|万一|假设|若是|倘若|那换成|假使|比如说?)[^,。;!?]{0,14}$"
)
_SUPPOSED_AFTER = re.compile(r"(?:的|了|过)?[^,。;!?]{0,3}的话")
_LONGEST_SUPPOSITION = 20


def is_supposed(text: str, start: int, end: int) -> bool:
    """Whether what stands there is only supposed: 如果|没拆封, 没拆封|的话."""
    before = text[max(start - _LONGEST_SUPPOSITION, 0) : start]
    return bool(_SUPPOSED_BEFORE.search(before) or _SUPPOSED_AFTER.match(text, end))


def is_denied(text: str, start: int) -> bool:
    """Whether what begins at `start` is said not to be so: 不是|80."""
    return bool(_DENIAL.search(text, max(start - _LONGEST_DENIAL, 0), start))


def is_repaired(between: str) -> bool:
    """Whether the words between two statements take the first one back: 80，说错了，100."""
    return bool(_REPAIR.search(between))

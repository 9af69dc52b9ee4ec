"""Facts that are said in so many words: why it goes back, what was promised, what was done.

The words are in `statements.yml`. They are regular expressions, because a statement is words in an
order with gaps between them; a spaCy pattern of single characters would say the same at ten times the
length.
"""

from __future__ import annotations

import re
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from bot.nlu.corrections import is_denied, is_repaired, is_supposed
from bot.nlu.cues import load_table
from bot.nlu.extractor import FACT_EXTRACTOR, SUPPOSED, Fact, FactExtractor
from bot.nlu.numerals import to_number
from bot.nlu.reading import Reading

# A gap holds no 没: that would turn the statement round.
_GAP = "[^,。;!? 没未]{0,8}?"

_DENIED = re.compile(
    r"(?:没有?|不是|并非|未|无|非|不算|不存在|莫得|冇|不|不要|别|没有?(?:写|说|标|提|承诺|支持|提供|送))"
    r"(?:过|什么|任何|啥|觉得|因为|是)?$"
)
# 不是耳机|坏了
_SUBJECT_DENIED = re.compile(r"(?:不是|并非)(?:[^,。;!?是我第说很]{1,5}|我[^,。;!?是说]{0,2})$")
_ASKED_BEFORE = re.compile(
    r"(?:有没有|是不是|是否|有无|算不算|能不能|会不会|要不要|可不可以|可否|怎么才算|什么叫|什么是|啥叫|啥是"
    r"|能否|还是说?)[^,。;!?]{0,6}$"
)
_ASKED_AFTER = re.compile(
    r"(?:的|了|过)?(?:吗|么|嘛\?|没\?|不\?|没$|是什么|是啥|啥意思|什么意思|怎么理解|指)"
)
_REPORTED = re.compile(
    r"(?:说|讲|称|赖|怪|推说|认为|认定|回复)(?:是|我|这是|成|我们|属于|我自己|因为|“|\")*(?:[^,。;!?我]{1,4}是)?$"
)
_TOLD = re.compile(
    r"我(?:也|都|又|就|已经)?(?:[跟和对向给同][^,。;!?说]{1,4})?(?:也|都|又|就|已经)?$"
)
# Where a message states several values of a fact, the earlier one in its row counts: a promise to pay
# the freight is more than the insurance that comes with it, what is refused had been sent before.
_PREVAILING = {
    "return_freight_promise": ("free_return", "insurance_only"),
    "mismatch": ("counterfeit", "objective", "subjective"),
    "dispatch": ("late_and_urged", "late"),
    "stage": ("refused", "on_the_way", "not_shipped"),
}
# Characters before a statement in which it may be denied, asked, supposed or reported.
_LONGEST_BEFORE = 16


class _Rule(NamedTuple):
    fact: str
    value: Any
    own: bool
    about: Optional["re.Pattern[str]"]
    pattern: "re.Pattern[str]"


@DefaultV1Recipe.register(FACT_EXTRACTOR, is_trainable=False)
class StatementExtractor(FactExtractor):
    """Finds what is said in so many words."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {"words": "bot/nlu/statements.yml"}

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Compiles the expressions."""
        self._rules = [_rule(row) for row in load_table(config["words"])]

    def find(self, reading: Reading) -> Iterable[Fact]:
        """At most one statement a fact, but every reason that is given for the return."""
        found = [fact for rule in self._rules for fact in _matches(rule, reading.text)]
        # What is supposed says nothing of what is so, and the other way round.
        for supposed in (False, True):
            said: Dict[str, List[Fact]] = {}
            for fact in found:
                if (fact.role == SUPPOSED) is supposed:
                    said.setdefault(fact.entity, []).append(fact)
            _leave_out_the_way_back(said)
            for facts in said.values():
                yield from _settle(sorted(facts, key=lambda fact: fact.start), reading.text)


def _leave_out_the_way_back(said: Dict[str, List[Fact]]) -> None:
    """What happened to the goods on their way back is no reason for the return."""
    for back in said.get("lost_on_way_back", []):
        for name in ("defect", "return_reason"):
            said[name] = [
                fact
                for fact in said.get(name, [])
                if fact.end <= back.start or back.end < fact.start
            ]


def _rule(row: Dict[str, Any]) -> _Rule:
    expressions = "|".join(f"(?:{expression})" for expression in _flat(row["says"]))
    pattern = re.compile(expressions.replace("…", _GAP), re.IGNORECASE)
    about = re.compile(row["about"]) if "about" in row else None
    return _Rule(row["fact"], row.get("value"), row.get("own", False), about, pattern)


def _flat(says: List[Any]) -> Iterator[str]:
    for entry in says:
        if isinstance(entry, list):
            yield from _flat(entry)
        else:
            yield entry


def _matches(rule: _Rule, text: str) -> Iterator[Fact]:
    if rule.about and not rule.about.search(text):
        return
    for match in rule.pattern.finditer(text):
        before = text[max(match.start() - _LONGEST_BEFORE, 0) : match.start()]
        if not _is_stated(match, before) or (
            rule.own and (_is_reported(before) or _SUBJECT_DENIED.search(before))
        ):
            continue
        role = SUPPOSED if is_supposed(text, match.start(), match.end()) else None
        yield Fact(rule.fact, _value(rule, match), match.start(), match.end(), role)


def _value(rule: _Rule, match: "re.Match[str]") -> Any:
    """The value that the rule names, else the number in the words, else the words themselves."""
    if rule.value is not None:
        return rule.value
    number = match.groupdict().get("number")
    return match.group() if number is None else int(to_number(number) or 0)


def _is_reported(before: str) -> bool:
    """Whether what follows is what another said; 我跟客服说 begins what the person said."""
    reported = _REPORTED.search(before)
    return reported is not None and not _TOLD.search(before[: reported.start()])


def _is_stated(match: "re.Match[str]", before: str) -> bool:
    """Whether the words are neither denied nor asked."""
    said = match.group()
    # 有|没有, 是|不是: the statement begins in the middle of a question.
    halved = said[0] in "不没" and before[-1:] == said[1:2] != ""
    return not (
        halved
        or _DENIED.search(before)
        or is_denied(match.string, match.start())
        or _ASKED_BEFORE.search(before)
        or _ASKED_AFTER.match(match.string, match.end())
    )


def _settle(facts: List[Fact], text: str) -> List[Fact]:
    """What counts of all that is said about one fact; nothing where a message contradicts itself."""
    by_value = {fact.value: fact for fact in reversed(facts)}
    if len(by_value) <= 1 or facts[0].entity == "defect":
        return facts[:1]
    first, last = facts[0], facts[-1]
    if is_repaired(text[first.end : last.start]) or is_denied(text, first.start):
        return [last]
    if first.entity == "return_reason":
        return sorted(by_value.values(), key=lambda fact: fact.start)
    order = _PREVAILING.get(first.entity, ())
    if set(by_value) <= set(order):
        return [by_value[min(by_value, key=order.index)]]
    return []

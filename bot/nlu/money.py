"""Sums of money and what they were paid for.

The role of a sum comes from the words around it (`money.yml`); a sum whose role stays open is an
`amount`. A bare number counts as money only where the words around it leave no doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Dict, Iterable, List, Optional, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from bot.nlu.amounts import Amount, find_amounts
from bot.nlu.corrections import is_denied, is_repaired
from bot.nlu.cues import Cue, Cues, goods_words, load_table
from bot.nlu.extractor import FACT_EXTRACTOR, Fact, FactExtractor
from bot.nlu.reading import Reading

# Names in `money.yml` that are no fields of Case.
_FREIGHT, _NO_FACT, _SPENT, _WHOLE, _PART, _GOODS = (
    "freight",
    "none",
    "spent",
    "whole",
    "part",
    "goods",
)
_ROLELESS = (_SPENT, _WHOLE, _PART, _GOODS)

# A parcel is insured for about one percent of its value: a larger sum is the value itself.
_LARGEST_INSURANCE_FEE = Decimal(500)

_JUST_BEFORE = 4
# In a short message 是100 states a sum, in a long one perhaps something else.
_SHORT = 30

_LINK = re.compile(
    r"(?:是|为|了|的|要|得|花|付|就|才|只|约|共|我|钱|个|他|她|大概|大约|差不多|应该|至少|起码|一共|总共|又|[\s:=\"“”])*"
)
_NOTHING_ELSE = re.compile(
    r"(?:[是就嗯约呢啊哦吧呀的哈噢\s,。!~.]|大概|大约|差不多|应该|一共|总共|那个|左右|出头|样子|上下|吗|好像|可能|多)*"
)
_IS = re.compile(r"(?:是|改成|改为|改到|系|说的是|应为)\s?$")
_THIS = re.compile(r"[这那]$")
# 商家要扣我20块: never a price.
_DEDUCTED = re.compile(r"扣[我了掉除]*\s?$")
# 贵了8块, 多出的8块: more than usual, but for a special channel only where one is spoken of.
_EXTRA = re.compile(r"(?:贵|高|多)(?:了|出来?)的?\s?$")
_SPECIAL_CHANNEL = re.compile(r"特殊|陆运|渠道|专线|专车|危险品|危化品|特种")
_NEAR = 20
_AND = re.compile(r"(?:费|和|加上?|连|跟|带|还有|以及|与|\+)*")
_OF_A_THING = re.compile(r"的[一-龥]{2}")
_SPENT_ON_IT = re.compile(r"(?<![又还再多])花[了掉]?\s?$")
_MENTIONED_AFTER = re.compile(r"(?:的|是|算|叫)?")


@dataclass
class _Sum:
    """An amount on its way to its role."""

    amount: Amount
    clause: int
    role: Optional[str] = None

    @property
    def start(self) -> int:
        return self.amount.start

    @property
    def end(self) -> int:
        return self.amount.end


@DefaultV1Recipe.register(FACT_EXTRACTOR, is_trainable=False)
class MoneyExtractor(FactExtractor):
    """Finds sums of money with their roles."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {"words": "bot/nlu/money.yml", "goods": "bot/law/goods.yml"}

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        return ["spacy", "cn2an"]

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Reads the words that tell the role of a sum."""
        words = load_table(config["words"])
        rows = {name: words[name] for name in (_SPENT, _WHOLE, _PART)}
        self._cues = Cues({**words["roles"], **rows, _GOODS: goods_words(config["goods"])})
        self._outbound = re.compile("|".join(words["outbound"]))
        self._back = re.compile("|".join(words["back"]))
        self._insurance = re.compile("|".join(words["insurance"]))

    def find(self, reading: Reading) -> Iterable[Fact]:
        """The sums of the message, each with its role or as `amount`."""
        amounts = find_amounts(reading.text)
        if not amounts:
            return []
        return _Assignment(self, reading, amounts).facts()

    def role_of(self, cue: Cue, value: Decimal, clause: str, text: str) -> str:
        """The role that a cue in this clause of this text gives to a sum of this value."""
        before = text[max(cue.start - _JUST_BEFORE, 0) : cue.start]
        if cue.name == _FREIGHT:
            mixed = self._back.search(clause)
            outward = self._outbound.search(before if mixed else clause)
            return "outbound_freight" if outward else "return_freight"
        if cue.name == "insurance_fee" and value >= _LARGEST_INSURANCE_FEE:
            return "insured_value"
        if cue.name == "insurance_payout" and not self._insurance.search(text):
            return "amount"
        return cue.name


class _Assignment:
    """Gives the sums of one message their roles."""

    def __init__(self, extractor: MoneyExtractor, reading: Reading, amounts: List[Amount]) -> None:
        self._extractor = extractor
        self._reading = reading
        self._text = reading.text
        self._cues = [
            cue
            for cue in extractor._cues.find(reading.doc)
            if not any(a.start < cue.end and cue.start < a.end for a in amounts)
        ]
        self._sums = [
            _Sum(amount, reading.clause_at(amount.start))
            for amount in amounts
            if amount.marked or self._is_money(amount)
        ]

    def facts(self) -> List[Fact]:
        for index in range(len(self._sums)):
            self._sums[index].role = self._role(index)
        self._inherit_corrected()
        facts = self._split_wholes()
        return [fact for fact in facts if fact.entity != _NO_FACT]

    # Which numbers are money

    def _is_money(self, amount: Amount) -> bool:
        text = self._text
        before, after = text[: amount.start], text[amount.end :]
        clause = self._reading.clauses[self._reading.clause_at(amount.start)]
        alone = _NOTHING_ELSE.fullmatch(before) and _NOTHING_ELSE.fullmatch(after)
        if alone or (
            amount.value >= 10
            and _NOTHING_ELSE.fullmatch(
                text[clause.start : amount.start] + text[amount.end : clause.end]
            )
        ):
            return True
        if amount.value < 10 and any("一" <= c <= "龥" for c in text[amount.start : amount.end]):
            # 一, 两, 三 count almost anything.
            return self._follows_cue(amount, strong_only=True) and not after[:1].isalpha()
        if self._follows_cue(amount) or self._cue_after(amount) is not None:
            return True
        if _THIS.search(before) and amount.value >= 10:
            return True
        return len(text) <= _SHORT and bool(_IS.search(before) or is_denied(text, amount.start))

    def _follows_cue(self, amount: Amount, strong_only: bool = False) -> bool:
        for cue in self._cues:
            if strong_only and cue.name in _ROLELESS:
                continue
            if cue.end <= amount.start and _LINK.fullmatch(self._text[cue.end : amount.start]):
                return True
        return False

    def _cue_after(self, amount: Amount) -> Optional[Cue]:
        """The role word that the sum is joined to: 27的运费, 100块保价费, 328买的, 三百块的猫爬架."""
        for cue in self._cues:
            if cue.start < amount.end or cue.name in (_SPENT, _WHOLE, _PART):
                continue
            between = self._text[amount.end : cue.start]
            if not _MENTIONED_AFTER.fullmatch(between):
                return None
            if cue.name == _GOODS and between != "的":
                return None
            return cue
        return None

    # What they were paid for

    def _role(self, index: int) -> str:
        this = self._sums[index]
        left = self._between_previous_and(index)
        if _DEDUCTED.search(self._text[: this.start]):
            left = [cue for cue in left if cue.name not in ("goods_price", _GOODS)]
        in_clause = [cue for cue in left if self._reading.clause_at(cue.start) == this.clause]
        named = [cue for cue in in_clause if cue.name not in _ROLELESS]
        after = self._cue_after(this.amount)
        if after is not None and not self._belongs_to_next(after, index):
            adjacent = named and _LINK.fullmatch(self._text[named[-1].end : this.start])
            if self._text[this.end : after.start] or not adjacent or named[-1].name == _NO_FACT:
                return self._named(after, this)
        if _THIS.search(self._text[: this.start]):
            return "amount"
        if _EXTRA.search(self._text[: this.start]):
            near = self._text[max(this.start - _NEAR, 0) : this.end + _NEAR]
            return "special_channel_fee" if _SPECIAL_CHANNEL.search(near) else "amount"
        whole = any(cue.name == _WHOLE for cue in in_clause) or self._adds_up(named)
        if whole and not self._has_part(index):
            return "amount"
        if named:
            return self._named(named[-1], this)
        if in_clause and in_clause[-1].name == _GOODS and this.start - in_clause[-1].end <= 2:
            return "goods_price"
        later = self._cue_later_in_clause(index)
        if later is not None:
            return self._named(later, this)
        earlier = [
            cue
            for cue in left
            if cue.name not in (_SPENT, _WHOLE, _PART)
            and this.clause - self._reading.clause_at(cue.start) in (1, 2)
        ]
        if earlier:
            return self._named(earlier[-1], this)
        if self._prices_a_thing(this):
            return "goods_price"
        return "amount"

    def _prices_a_thing(self, this: _Sum) -> bool:
        """三百块的猫爬架; or money spent where a thing is spoken of."""
        if this.amount.marked and _OF_A_THING.match(self._text, this.end):
            return True
        spent = _SPENT_ON_IT.search(self._text[: this.start])
        return bool(spent) and any(cue.name in ("goods_price", _GOODS) for cue in self._cues)

    def _between_previous_and(self, index: int) -> List[Cue]:
        begin = self._sums[index - 1].end if index else 0
        return [
            cue for cue in self._cues if begin <= cue.start and cue.end <= self._sums[index].start
        ]

    def _belongs_to_next(self, cue: Cue, index: int) -> bool:
        """Whether the word after this sum leads the next sum instead: 运费27保价100."""
        if index + 1 == len(self._sums):
            return False
        following = self._sums[index + 1]
        joined = _LINK.fullmatch(self._text[cue.end : following.start])
        return bool(joined) and self._text[self._sums[index].end : cue.start] != "的"

    def _cue_later_in_clause(self, index: int) -> Optional[Cue]:
        """The first role word between this sum and the next, in its clause: 花328买了幅壁画."""
        this = self._sums[index]
        end = self._reading.clauses[this.clause].end
        if index + 1 < len(self._sums):
            end = min(end, self._sums[index + 1].start)
        for cue in self._cues:
            if this.end <= cue.start and cue.end <= end and cue.name not in _ROLELESS:
                return None if self._belongs_to_next(cue, index) else cue
        return None

    def _adds_up(self, named: List[Cue]) -> bool:
        """Whether two costs are named in one breath: 运费保价127."""
        if len(named) < 2:
            return False
        first, second = named[-2:]
        return (
            first.name == _FREIGHT
            and second.name in ("insurance_fee", "pickup_fee", "inspection_fee")
            and bool(_AND.fullmatch(self._text[first.end : second.start]))
        )

    def _named(self, cue: Cue, this: _Sum) -> str:
        if cue.name == _GOODS:
            return "goods_price"
        clause = self._reading.clauses[self._reading.clause_at(cue.start)]
        words = self._text[clause.start : clause.end]
        return self._extractor.role_of(cue, this.amount.value, words, self._text)

    # Corrections, wholes and parts

    def _inherit_corrected(self) -> None:
        """不是80，是100: the second takes the place and the role of the first."""
        for index, this in enumerate(self._sums):
            if not self._is_denied(this):
                continue
            partners = self._sums[index + 1 : index + 2] or self._sums[max(index - 1, 0) : index]
            for partner in partners:
                if partner.role == "amount" and this.role not in (None, "amount"):
                    partner.role = this.role
            this.role = _NO_FACT
        for this, following in pairwise(self._sums):
            between = self._text[this.end : following.start]
            if is_repaired(between) and following.role in ("amount", this.role):
                following.role, this.role = this.role, _NO_FACT

    def _is_denied(self, this: _Sum) -> bool:
        return len(self._sums) > 1 and is_denied(self._text, this.start)

    def _has_part(self, index: int) -> bool:
        """Whether the next sum is said to be a part of this one."""
        if index + 1 >= len(self._sums):
            return False
        this, following = self._sums[index], self._sums[index + 1]
        return following.amount.value < this.amount.value and any(
            cue.name == _PART and this.end <= cue.start < following.start for cue in self._cues
        )

    def _split_wholes(self) -> List[Fact]:
        facts = []
        for index, this in enumerate(self._sums):
            role, value = this.role or "amount", this.amount.value
            if self._has_part(index):
                # 运费保价一共127，其中保价100: what is left is the other cost that was named.
                part = self._sums[index + 1]
                named = {
                    self._named(cue, this)
                    for cue in self._between_previous_and(index)
                    if cue.name not in _ROLELESS
                }
                rest = named - {part.role}
                if len(rest) == 1:
                    role, value = rest.pop(), value - part.amount.value
            facts.append(Fact(role, _yuan(value), this.start, this.end))
        return facts


def _yuan(value: Decimal) -> str:
    """With two places; with more only where more were written, so that somebody can ask back."""
    return f"{value:.2f}" if value * 100 == int(value * 100) else f"{value:f}"

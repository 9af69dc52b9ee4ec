"""Sums of money and what they were paid for.

The role of a sum comes from the words around it (`money.yml`); a sum whose role stays open is an
`amount`. A bare number counts as money only where the words around it leave no doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Dict, Iterable, List, Optional, Text, Tuple

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from bot.nlu.amounts import Amount, find_amounts
from bot.nlu.corrections import is_denied, is_repaired
from bot.nlu.cues import Cue, Cues, goods_words, load_table
from bot.nlu.extractor import CERTAIN, FACT_EXTRACTOR, NO_ROLE, Fact, FactExtractor
from bot.nlu.reading import Reading

# Names in `money.yml` that are no fields of Case.
_FREIGHT, _SPENT, _WHOLE, _PART, _GOODS = (
    "freight",
    "spent",
    "whole",
    "part",
    "goods",
)
_SERVICE_FEE, _PAID, _THRESHOLD = ("service_fee", "paid", "threshold")
# Their words say something of a sum only right before it: 只退了|300, 留下的|裙子|200.
_ADJACENT = (
    "refund_amount",
    "returned_list_price",
    "kept_list_price",
    "missing_value",
    "discount_off",
    _THRESHOLD,
)
_DONE_TO_GOODS = ("inspection_fee", "handling_fee", "repair_fee")
_COSTS = (
    _FREIGHT,
    "return_freight",
    "outbound_freight",
    "insurance_fee",
    "insurance_payout",
    "pickup_fee",
    "inspection_fee",
    "deposit",
)
_ROLELESS = (_SPENT, _WHOLE, _PART, _GOODS)

# A parcel is insured for about one percent of its value: a larger sum is the value itself.
_LARGEST_INSURANCE_FEE = Decimal(500)

_JUST_BEFORE = 4
_JUST_AFTER = 10
# In a short message 是100 states a sum, in a long one perhaps something else.
_SHORT = 30

_LINK = re.compile(
    r"(?:是|为|了|的|要|得|花|付|就|才|只|约|共|占|有|我|钱|个|他|她|大概|大约|差不多|应该|至少|起码|一共|总共|又|[\s:=\"“”])*"
)
_NOTHING_ELSE = re.compile(
    r"(?:[是就嗯约呢啊哦吧呀的哈噢\s,。!~.]|大概|大约|差不多|应该|一共|总共|那个|左右|出头|样子|上下|吗|好像|可能|多)*"
)
_IS = re.compile(r"(?:是|改成|改为|改到|系|说的是|应为)\s?$")
_THIS = re.compile(r"[这那]$")
# 商家要扣我20块: never a price.
_DEDUCTED = re.compile(r"扣[我了掉除]*\s?$")
# 货款|的20%，|919块8: what the sum is a share of does not name it.
_SHARE_OF = re.compile(r"的?\s?\d+(?:\.\d+)?%[,、\s]*(?:也?就?是|等于|合计?|算下来|即|大?约)*\s?$")
# 贵了8块, 多出的8块: more than usual, but for a special channel only where one is spoken of.
_EXTRA = re.compile(r"(?:贵|高|多)(?:了|出来?)的?\s?$")
_SPECIAL_CHANNEL = re.compile(r"特殊|陆运|渠道|专线|专车|危险品|危化品|特种")
_NEAR = 20
_AND = re.compile(r"(?:费|和|加上?|连|跟|带|还有|以及|与|\+)*")
_OF_A_THING = re.compile(r"的[一-龥]{2}")
_SPENT_ON_IT = re.compile(r"(?<![又还再多])花[了掉]?\s?$")
# Between 留下的 and the price of what is kept; and between 满300 and what it is good for.
_NAMED_THING = re.compile(r"[^,。;!?\d花付寄运邮扣补险话时回钱款我他]{0,7}")
_KEPT = re.compile(r"的(?:那[件个条双款])?[一-龥]{0,4}?(?:留下|留着|不退|保留)")
_RETURNED = re.compile(
    r"的(?:那[件个条双款])?[一-龥]{0,4}?(?:退掉|要退|想退|退货|退了?(?=$|[,。;!?]))"
)
# 退|120|的那件
_THAT_ONE = re.compile(r"的?那[件个条双款]")
_KEEP = re.compile(r"(?:留|剩)下?\s?$")
_RETURN = re.compile(r"退[了掉]?\s?$")
_DISCOUNT = re.compile(r"(?:钱|就|可以?|才|即|立|直|\s)*减")
_FREE_SHIPPING = re.compile(r"(?:钱|就|可以?|才|即|都|\s)*(?:包邮|免邮|免运费)")
_WAIVED = re.compile(r"免(?:了|掉|去)(?:我|的)?\s?$")
# 来12回20, 往返运费各15: both ways at once.
_THERE = re.compile(r"(?<![下后出起回过买本原上])[来去]程?\s?$")
_AND_BACK = re.compile(r"[,、]?\s?[回返]程?\s?")
_BOTH_WAYS_EACH = re.compile(
    r"(?:来回|往返|来去|一来一回|去回|双程)[^,。;!?\d]{0,8}各(?:是|要|付|收)?\s?$"
)
# What a sum for sending the goods back may hold beside the freight itself.
_WAYS = ("outbound_freight", "return_freight", "reshipping_freight")
_PARTS_OF_FREIGHT = (
    "insurance_fee",
    "pickup_fee",
    "special_channel_fee",
    "handling_fee",
    "inspection_fee",
)
_SENDING = re.compile(r"运|邮|快递|寄|物流|顺丰|德邦|保费|退回|专线")
# 保价20加运费一共45
_AND_FREIGHT_IN_ALL = re.compile(
    r"[,、]?(?:和|加上?|连|跟|带|再加)?(?:上|寄|运|邮|快递|物流)?费?(?:一共|总共|合计|共计|加起来|拢共|共)(?:是|要|花了?|付了?|收了?)?\s?"
)
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
        self._sending_again = re.compile("|".join(words["sending_again"]))
        self._insurance = re.compile("|".join(words["insurance"]))
        self._credit = re.compile("|".join(words["credit"]))
        self._cancelling = re.compile("|".join(words["cancelling"]))
        self._part_return = re.compile("|".join(words["part_return"]))
        self._free_shipping = re.compile("|".join(words["free_shipping_threshold"]))

    def find(self, reading: Reading) -> Iterable[Fact]:
        """The sums of the message, each with a role, as `amount`, or as what may be none."""
        amounts = find_amounts(reading.text)
        if not amounts:
            return []
        return _Assignment(self, reading, amounts).facts()

    def role_of(self, cue: Cue, value: Decimal, clause: str, text: str) -> str:
        """The role that a cue in this clause of this text gives to a sum of this value."""
        before = text[max(cue.start - _JUST_BEFORE, 0) : cue.start]
        if cue.name == _FREIGHT:
            mixed = self._back.search(clause)
            if not mixed and self._sending_again.search(clause):
                return "reshipping_freight"
            outward = self._outbound.search(before if mixed else clause)
            return "outbound_freight" if outward else "return_freight"
        if cue.name == "insurance_fee" and value >= _LARGEST_INSURANCE_FEE:
            return "insured_value"
        if cue.name == "insurance_payout" and not self._insurance.search(text):
            return "amount"
        if cue.name == _PAID:
            return "paid_total" if self.is_part_return(text) else "goods_price"
        if cue.name == _SERVICE_FEE:
            return self._service_fee(text)
        return cue.name

    def is_part_return(self, text: str) -> bool:
        """Whether a part of an order goes back, so that its whole and its parts have prices."""
        return bool(self._part_return.search(text))

    def has_free_shipping_threshold(self, text: str) -> bool:
        """Whether freight was free because the order was large enough."""
        return bool(self._free_shipping.search(text))

    def speaks_of_the_way_out(self, text: str) -> bool:
        """Whether freight in a text is that of sending the goods to the buyer."""
        return bool(self._outbound.search(text)) and not self._back.search(text)

    def _service_fee(self, text: str) -> str:
        if self._credit.search(text):
            return "payment_fee"
        return "cancellation_fee" if self._cancelling.search(text) else "amount"


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
        self._sums = []
        self._numbers: List[Amount] = []
        for amount in amounts:
            if amount.marked or self._is_money(amount):
                self._sums.append(_Sum(amount, reading.clause_at(amount.start)))
            else:
                self._numbers.append(amount)

    def facts(self) -> List[Fact]:
        for index in range(len(self._sums)):
            self._sums[index].role = self._role(index)
        self._inherit_corrected()
        return self._split_wholes()

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
        if self._part_named_after(amount) or _BOTH_WAYS_EACH.search(before):
            return True
        if any(cue.name == _PART and 0 <= cue.start - amount.end <= _NEAR for cue in self._cues):
            return True
        if _THIS.search(before) and amount.value >= 10:
            return True
        return len(text) <= _SHORT and bool(_IS.search(before) or is_denied(text, amount.start))

    def _follows_cue(self, amount: Amount, strong_only: bool = False) -> bool:
        for cue in self._cues:
            if strong_only and cue.name in _ROLELESS:
                continue
            if cue.end <= amount.start and self._leads_to(cue, amount):
                return True
        return False

    def _cue_after(self, amount: Amount) -> Optional[Cue]:
        """The role word that the sum is joined to: 27的运费, 100块保价费, 328买的, 三百块的猫爬架."""
        for cue in self._cues:
            if cue.start < amount.end or cue.name in (_SPENT, _WHOLE, _PART, *_ADJACENT):
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
        share_of = _SHARE_OF.search(self._text[: this.start])
        if share_of:
            left = [cue for cue in left if cue.end < share_of.start()]
        in_clause = [cue for cue in left if self._reading.clause_at(cue.start) == this.clause]
        named = [cue for cue in in_clause if cue.name not in _ROLELESS]
        return (
            self._role_beside(index, named)
            or self._role_as_a_whole(index, in_clause, named)
            or self._role_in_clause(index, in_clause, named)
            or self._role_from_before(this, left)
            or "amount"
        )

    def _role_beside(self, index: int, named: List[Cue]) -> Optional[str]:
        """The role by the words right before or after the sum."""
        this = self._sums[index]
        if named and named[-1].name in _ADJACENT:
            return self._adjacent(named, index)
        part = self._part_named_after(this.amount)
        if part is not None:
            return part
        after = self._cue_after(this.amount)
        if self._is_waived_freight(this, [*named, *([after] if after else [])]):
            return "waived_freight"
        if after is not None and not self._belongs_to_next(after, index):
            adjacent = named and _LINK.fullmatch(self._text[named[-1].end : this.start])
            if self._text[this.end : after.start] or not adjacent or named[-1].name == NO_ROLE:
                return self._named(after, this)
        if _THIS.search(self._text[: this.start]):
            return "amount"
        if _EXTRA.search(self._text[: this.start]):
            near = self._text[max(this.start - _NEAR, 0) : this.end + _NEAR]
            return "special_channel_fee" if _SPECIAL_CHANNEL.search(near) else "amount"
        return None

    def _role_as_a_whole(self, index: int, in_clause: List[Cue], named: List[Cue]) -> Optional[str]:
        """The role of a sum that is said to be one of several, 一共360."""
        if not any(cue.name == _WHOLE for cue in in_clause) and not self._adds_up(named):
            return None
        if not named and self._extractor.is_part_return(self._text):
            return "paid_total"
        return None if self._has_part(index) else "amount"

    def _role_in_clause(self, index: int, in_clause: List[Cue], named: List[Cue]) -> Optional[str]:
        """The role by the words before and after the sum in its clause."""
        this = self._sums[index]
        if named:
            return self._named(named[-1], this)
        if in_clause and in_clause[-1].name == _GOODS and this.start - in_clause[-1].end <= 2:
            return "goods_price"
        later = self._cue_later_in_clause(index)
        return None if later is None else self._named(later, this)

    def _role_from_before(self, this: _Sum, left: List[Cue]) -> Optional[str]:
        """The role by the words of the two clauses before, or by the thing that was bought."""
        earlier = [
            cue
            for cue in left
            if self._names_a_later_sum(cue, this)
            and this.clause - self._reading.clause_at(cue.start) in (1, 2)
        ]
        if earlier:
            return self._named(earlier[-1], this)
        return "goods_price" if self._prices_a_thing(this) else None

    def _names_a_later_sum(self, cue: Cue, this: _Sum) -> bool:
        """Whether the word may tell the role of a sum in a clause after its own.

        A gift that is mentioned does so only where it is deducted, and 鉴定 only as 鉴定费; what
        somebody spent was no deduction.
        """
        if cue.name == "depreciation":
            return not _SPENT_ON_IT.search(self._text[: this.start])
        if cue.name == "gift_price":
            return bool(_DEDUCTED.search(self._text[: this.start]))
        if cue.name in _DONE_TO_GOODS:
            return self._text[cue.start : cue.end].endswith("费")
        return cue.name not in (_SPENT, _WHOLE, _PART, *_ADJACENT)

    def _prices_a_thing(self, this: _Sum) -> bool:
        """三百块的猫爬架; or money spent where a thing is spoken of."""
        if this.amount.marked and _OF_A_THING.match(self._text, this.end):
            return True
        spent = _SPENT_ON_IT.search(self._text[: this.start])
        return bool(spent) and any(cue.name in ("goods_price", _GOODS) for cue in self._cues)

    def _adjacent(self, named: List[Cue], index: int) -> str:
        """The role that a word right before a sum gives to it."""
        cue, this = named[-1], self._sums[index]
        if cue.name == _THRESHOLD:
            if _DISCOUNT.match(self._text, this.end):
                return "discount_threshold"
            free = _FREE_SHIPPING.match(self._text, this.end)
            return "free_shipping_threshold" if free else NO_ROLE
        if cue.name == "discount_off":
            begun = index > 0 and self._sums[index - 1].role == "discount_threshold"
            return cue.name if begun else NO_ROLE
        # 运费只退了12: not the price that came back.
        if cue.name == "refund_amount" and any(other.name in _COSTS for other in named[:-1]):
            return NO_ROLE
        return cue.name

    def _is_waived_freight(self, this: _Sum, cues: List[Cue]) -> bool:
        """免了12块运费; or 扣我12块运费 because the order is no more large enough to be sent free."""
        if not any(cue.name in (_FREIGHT, "outbound_freight") for cue in cues):
            return False
        before = self._text[: this.start]
        deducted = bool(_DEDUCTED.search(before))
        return bool(_WAIVED.search(before)) or (
            deducted and self._extractor.has_free_shipping_threshold(self._text)
        )

    def _between_previous_and(self, index: int) -> List[Cue]:
        begin = self._sums[index - 1].end if index else 0
        return [
            cue
            for cue in self._cues
            if begin <= cue.start
            and cue.end <= self._sums[index].start
            and (cue.name not in _ADJACENT or self._leads_to(cue, self._sums[index].amount))
        ]

    def _leads_to(self, cue: Cue, amount: Amount) -> bool:
        """Whether nothing stands between the word and the amount: 运费是|27, 留下的裙子|200."""
        between = self._text[cue.end : amount.start]
        if cue.name in ("returned_list_price", "kept_list_price"):
            named = _NAMED_THING.fullmatch(between)
            return bool(named) and self._extractor.is_part_return(self._text)
        if cue.name == "missing_value":
            return bool(_NAMED_THING.fullmatch(between))
        return bool(_LINK.fullmatch(between))

    def _part_named_after(self, amount: Amount) -> Optional[str]:
        """200的留下, 120的退掉: what becomes of the thing with this price."""
        if not self._extractor.is_part_return(self._text):
            return None
        this_one = bool(_THAT_ONE.match(self._text, amount.end))
        before = self._text[: amount.start]
        if _KEPT.match(self._text, amount.end) or (this_one and _KEEP.search(before)):
            return "kept_list_price"
        if _RETURNED.match(self._text, amount.end) or (this_one and _RETURN.search(before)):
            return "returned_list_price"
        return None

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
            if (
                this.end <= cue.start
                and cue.end <= end
                and cue.name not in (*_ROLELESS, *_ADJACENT)
            ):
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
            this.role = NO_ROLE
        for this, following in pairwise(self._sums):
            between = self._text[this.end : following.start]
            if is_repaired(between) and following.role in ("amount", this.role):
                following.role, this.role = this.role, NO_ROLE

    def _is_denied(self, this: _Sum) -> bool:
        return len(self._sums) > 1 and is_denied(self._text, this.start)

    def _has_part(self, index: int) -> bool:
        """Whether the next sum is said to be a part of this one."""
        if index + 1 >= len(self._sums):
            return False
        this, following = self._sums[index], self._sums[index + 1]
        return (
            following.amount.value < this.amount.value
            and not any(this.end <= one.start < following.start for one in self._numbers)
            and any(
                cue.name == _PART
                and this.end <= cue.start <= this.end + _NEAR
                and self._reading.clause_at(cue.start) == following.clause
                and cue.end <= following.start <= cue.end + _JUST_AFTER
                for cue in self._cues
            )
        )

    def _split_wholes(self) -> List[Fact]:
        facts = []
        for index, this in enumerate(self._sums):
            role, value = this.role or "amount", this.amount.value
            # Nobody writes a minus by accident: it is asked back.
            share_of = _SHARE_OF.search(self._text[: this.start])
            certain = CERTAIN if value < 0 or share_of else None
            split = self._split(index)
            if split is not None:
                (role, value), certain = split, CERTAIN
            said = _told(this.amount._replace(value=value))
            if _BOTH_WAYS_EACH.search(self._text[: this.start]):
                facts += [
                    Fact(role, said, this.start, this.end, CERTAIN)
                    for role in ("outbound_freight", "return_freight")
                ]
            else:
                facts.append(Fact(role, said, this.start, this.end, certain))
        return self._with_both_ways(facts)

    def _split(self, index: int) -> Optional[Tuple[str, Decimal]]:
        """The other cost in a whole of which a part is named, and what is left for it."""
        this = self._sums[index]
        if this.amount.most is not None:
            return None
        if self._has_part(index) and self._sums[index + 1].amount.most is None:
            # 运费保价一共127，其中保价100: what is left is the other cost that was named.
            part = self._sums[index + 1]
            named = {
                self._named(cue, this)
                for cue in self._between_previous_and(index)
                if cue.name not in _ROLELESS
            }
            rest = (named - {part.role}) & {*_WAYS, *_PARTS_OF_FREIGHT}
            if part.role in _PARTS_OF_FREIGHT and self._is_way_back(index):
                rest = {"return_freight"}
            if len(rest) == 1 and part.role in (*_WAYS, *_PARTS_OF_FREIGHT):
                return rest.pop(), this.amount.value - part.amount.value
        if index and self._sums[index - 1].role in _PARTS_OF_FREIGHT:
            # 保价20加运费一共45
            part = self._sums[index - 1]
            joined = _AND_FREIGHT_IN_ALL.fullmatch(self._text[part.end : this.start])
            if (
                joined
                and part.amount.most is None
                and part.amount.value < this.amount.value
                and self._is_way_back(index)
            ):
                return "return_freight", this.amount.value - part.amount.value
        return None

    def _is_way_back(self, index: int) -> bool:
        """Whether a whole is one for sending the goods back, not for having them sent or for the goods."""
        clause = self._reading.clauses[self._sums[index].clause]
        words = self._text[clause.start : clause.end]
        return bool(_SENDING.search(words)) and not self._extractor.speaks_of_the_way_out(words)

    def _with_both_ways(self, facts: List[Fact]) -> List[Fact]:
        """来12回20: what each way cost."""
        facts = sorted(facts + self._as_no_facts(), key=lambda fact: fact.start)
        for index, (there, back) in enumerate(pairwise(facts)):
            if _THERE.search(self._text[: there.start]) and _AND_BACK.fullmatch(
                self._text[there.end : back.start]
            ):
                facts[index] = there._replace(entity="outbound_freight", role=CERTAIN)
                facts[index + 1] = back._replace(entity="return_freight", role=CERTAIN)
        return facts

    def _as_no_facts(self) -> List[Fact]:
        return [Fact(NO_ROLE, _told(one), one.start, one.end) for one in self._numbers]


def _told(amount: Amount) -> str:
    if amount.most is None:
        return _yuan(amount.value)
    return f"{_yuan(amount.value)}-{_yuan(amount.most)}"


def _yuan(value: Decimal) -> str:
    """With two places; with more only where more were written, so that somebody can ask back."""
    return f"{value:.2f}" if value * 100 == int(value * 100) else f"{value:f}"

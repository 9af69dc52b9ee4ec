"""The view through which rules see a case: what they need and nobody has said raises `Missing`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from bot.case import FACTS, Case
from bot.law.goods import GoodsClass, classify
from bot.law.statutes import Citation

NAMED_BY = {
    "insurance_fee": "insured",
    "pickup_fee": "pickup_charged",
    "handling_fee": "handling_charged",
    "depreciation": "depreciation_claimed",
    "inspection_fee": "inspection_demanded",
    "repair_fee": "repair_charged",
    "cancellation_fee": "cancellation_charged",
    "deposit": "deposit_paid",
    "gift_price": "gift_missing",
    "coupon_amount": "coupon_used",
}
"""The fact that says that a cost came up although its amount is not known."""

SECOND_HAND_MARKETS = ("闲鱼", "转转")
"""Where a private seller is as usual as a trader, so that nothing is presumed."""


SILENTLY_PRESUMED = {
    name: fact.presumed
    for name, fact in FACTS.items()
    if fact.presumed is not None and not fact.presumption
}
"""What usually does not hold and nobody has to be told of: a defect known before, a lost parcel …"""


class Missing(Exception):
    """A rule needs a fact that is not known."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


R = TypeVar("R")


def once(rule: Callable[[Known], R]) -> Callable[[Known], R]:
    """What several rules of one case ask is worked out once a case."""

    @wraps(rule)
    def remembered(case: Known) -> R:
        memo = case.memo
        if rule not in memo:
            memo[rule] = rule(case)
        found: R = memo[rule]
        return found

    return remembered


class Known:
    """A case as rules read it, on the day `today`.

    A needed fact that is unknown raises `Missing`; a useful one is None and noted in `wanted`; a
    presumed one has its usual value and is noted in `presumed`.
    """

    def __init__(self, case: Case, today: date) -> None:
        self._facts = case.__dict__
        told = {name: self._facts[name] for name in case.model_fields_set}
        stated = {name: value for name, value in told.items() if value is not None}
        self.__dict__.update(SILENTLY_PRESUMED | stated)
        self.today = today
        self.kind: GoodsClass | None = classify(self._facts["goods"])
        signed: date = self._facts["signed_date"] or today
        self.days: dict[str, date] = {
            "purchase": self._facts["order_date"] or signed,
            "delivery": signed,
            "complaint": self._facts["complaint_date"] or today,
        }
        self.memo: dict[Callable[[Known], Any], Any] = {}
        self.wanted: dict[str, None] = {}
        self.presumed: dict[str, None] = {}

    def __getattr__(self, fact: str) -> Any:
        """A fact that nobody has said, looked up once: after that it is an attribute like any other."""
        meta = FACTS[fact]
        if meta.presumed is not None and not self._is_doubtful(fact):
            self.presumed[fact] = None
        elif meta.useful:
            self.wanted[fact] = None
        else:
            raise Missing(fact)
        self.__dict__[fact] = meta.presumed
        return meta.presumed

    def _is_doubtful(self, fact: str) -> bool:
        return fact == "seller_is_trader" and self._facts["platform"] in SECOND_HAND_MARKETS

    def stated(self, fact: str) -> Any:
        """The fact if somebody said it, else None: for what only changes the wording."""
        return self._facts[fact]

    def concerns(self, cost: str) -> bool:
        """Whether a cost that not every return has came up: a sum was named, or the cost itself."""
        named = self.stated(cost) is not None or cost in self._facts["estimates"]
        return named or getattr(self, NAMED_BY[cost])

    @property
    def purchase_day(self) -> date:
        """The day whose law applies in substance: of the order, else of signing, else today."""
        return self.days["purchase"]

    @property
    def delivery_day(self) -> date:
        """The day whose law applies to delivery: of signing, else today."""
        return self.days["delivery"]

    @property
    def complaint_day(self) -> date:
        """The day whose law applies in procedure: of the complaint, else today."""
        return self.days["complaint"]

    def in_force(self, article: Citation) -> Citation | None:
        """The article, or the one that held its rule before, as in force on the day that counts."""
        version: Citation | None = article
        day = self.days[article.applies_at]
        while version is not None and not version.in_force_on(day):
            version = version.predecessor
        return version

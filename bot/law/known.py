"""The view through which rules see a case: what they need and nobody has said raises `Missing`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property, wraps
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
}
"""The fact that says that a cost came up although its amount is not known."""

SECOND_HAND_MARKETS = ("闲鱼", "转转")
"""Where a private seller is as usual as a trader, so that nothing is presumed."""


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
        self.today = today
        self.memo: dict[Callable[[Known], Any], Any] = {}
        self.wanted: dict[str, None] = {}
        self.presumed: dict[str, None] = {}

    def __getattr__(self, fact: str) -> Any:
        """The fact, looked up once: after that it is an attribute like any other."""
        value = self._facts[fact]
        if value is None:
            meta = FACTS[fact]
            if meta.presumed is not None and not self._is_doubtful(fact):
                self.presumed[fact] = None
                value = meta.presumed
            elif meta.useful:
                self.wanted[fact] = None
            else:
                raise Missing(fact)
        self.__dict__[fact] = value
        return value

    def _is_doubtful(self, fact: str) -> bool:
        return fact == "seller_is_trader" and self._facts["platform"] in SECOND_HAND_MARKETS

    def stated(self, fact: str) -> Any:
        """The fact if somebody said it, else None: for what only changes the wording."""
        return self._facts[fact]

    def concerns(self, cost: str) -> bool:
        """Whether a cost that not every return has came up: a sum was named, or the cost itself."""
        return self.stated(cost) is not None or getattr(self, NAMED_BY[cost])

    @cached_property
    def kind(self) -> GoodsClass | None:
        return classify(self._facts["goods"])

    @cached_property
    def purchase_day(self) -> date:
        """The day whose law applies in substance: of the order, else of signing, else today."""
        day: date = self._facts["order_date"] or self._facts["signed_date"] or self.today
        return day

    @cached_property
    def delivery_day(self) -> date:
        """The day whose law applies to delivery: of signing, else today."""
        day: date = self._facts["signed_date"] or self.today
        return day

    @cached_property
    def complaint_day(self) -> date:
        """The day whose law applies in procedure: of the complaint, else today."""
        day: date = self._facts["complaint_date"] or self.today
        return day

    @cached_property
    def earliest_day(self) -> date:
        """What has been in force since then without an end is in force on every day that counts."""
        return min(self.purchase_day, self.delivery_day, self.complaint_day)

    def in_force(self, article: Citation) -> Citation | None:
        """The article, or the one that held its rule before, as in force on the day that counts."""
        version: Citation | None = article
        day: date = getattr(self, f"{article.applies_at}_day")
        while version is not None and not version.in_force_on(day):
            version = version.predecessor
        return version

"""The view through which rules see a case: what they need and nobody has said raises `Missing`."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.case import FACTS, Case
from bot.law.goods import GoodsClass, classify

NAMED_BY = {
    "insurance_fee": "insured",
    "pickup_fee": "pickup_charged",
    "depreciation": "depreciation_claimed",
    "inspection_fee": "inspection_demanded",
}
"""The fact that says that a cost came up although its amount is not known."""


class Missing(Exception):
    """A rule needs a fact that is not known."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


class Known:
    """A case as rules read it, on the day `today`.

    A needed fact that is unknown raises `Missing`; a useful one is None and noted in `wanted`; a
    presumed one has its usual value and is noted in `presumed`.
    """

    def __init__(self, case: Case, today: date) -> None:
        self._case = case
        self.today = today
        self.wanted: dict[str, None] = {}
        self.presumed: dict[str, None] = {}

    def __getattr__(self, fact: str) -> Any:
        value = getattr(self._case, fact)
        if value is not None:
            return value
        meta = FACTS[fact]
        if meta.presumed is not None:
            self.presumed[fact] = None
            return meta.presumed
        if meta.useful:
            self.wanted[fact] = None
            return None
        raise Missing(fact)

    def stated(self, fact: str) -> Any:
        """The fact if somebody said it, else None: for what only changes the wording."""
        return getattr(self._case, fact)

    def concerns(self, cost: str) -> bool:
        """Whether a cost that not every return has came up: a sum was named, or the cost itself."""
        return self.stated(cost) is not None or getattr(self, NAMED_BY[cost])

    @property
    def kind(self) -> GoodsClass | None:
        return classify(self._case.goods)

    @property
    def purchase_day(self) -> date:
        """The day whose law applies: of the order, else of signing, else today."""
        return self._case.order_date or self._case.signed_date or self.today

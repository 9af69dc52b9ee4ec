"""What comes back of an order of which only a part goes back. Exact arithmetic in yuan.

七日无理由退货暂行办法 17: what was really paid, less what the kept goods cost at the prices of purchase.
Platforms often spread a discount over the goods by their prices instead; both are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.law.advice import FEN, Alternative
from bot.law.known import Known
from bot.law.said import said


@dataclass(frozen=True, slots=True)
class PartReturn:
    """An order of which a part goes back, all in yuan; `kept_due` is what the kept goods cost now."""

    paid: Decimal
    returned: Decimal
    kept: Decimal
    kept_due: Decimal

    @property
    def resettled(self) -> Decimal:
        """What was paid less what the kept goods cost without the discount that is lost."""
        return max(self.paid - self.kept_due, Decimal(0))

    @property
    def by_proportion(self) -> Decimal:
        """The part of what was paid that the returned goods had in the list prices."""
        total = self.returned + self.kept
        if not total:
            return Decimal(0)
        return (self.paid * self.returned / total).quantize(FEN, rounding=ROUND_HALF_UP)


@said("部分退货的各项金额")
def part_return(case: Known) -> PartReturn | None:
    """The part return, if all its sums were named; else the price of the goods counts."""
    paid, kept = case.stated("paid_total"), case.stated("kept_list_price")
    returned = case.stated("returned_list_price") or case.stated("goods_price")
    if paid is None or kept is None or returned is None:
        return None
    off, threshold = case.stated("discount_off"), case.stated("discount_threshold")
    keeps_discount = off is not None and threshold is not None and kept >= threshold
    kept_due = max(kept - off, Decimal(0)) if keeps_discount else kept
    return PartReturn(paid, returned, kept, kept_due)


def resettled_refund(case: Known) -> tuple[Decimal | None, tuple[Alternative, ...]]:
    """What a no-reason return brings (17 第二款), and what the platforms' method would."""
    part = part_return(case)
    if part is None:
        return case.goods_price, ()
    if part.resettled == part.by_proportion:
        return part.resettled, ()
    return part.resettled, (Alternative("按各商品标价比例分摊优惠", part.by_proportion),)


@said("为退的商品实际付的钱")
def refund_really_paid(case: Known) -> Decimal | None:
    """What was really paid for the goods that go back for a reason of the seller's (条例 18 第二款)."""
    part = part_return(case)
    price: Decimal | None = case.goods_price if part is None else part.by_proportion
    return price


@said("留下的商品不够满额包邮")
def falls_below_free_shipping(case: Known) -> bool:
    """Whether what is kept no longer reaches the sum that made the shipping free (18 第二款)."""
    kept, threshold = case.stated("kept_list_price"), case.stated("free_shipping_threshold")
    return kept is not None and threshold is not None and kept < threshold

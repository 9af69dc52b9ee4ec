"""What is asked of the seller: by right, or only in a talk; to pay, or only not to charge."""

from __future__ import annotations

from decimal import Decimal

from bot.answer.papers.dossier import Dossier, every_share
from bot.law.advice import Bearer, Share, Strength
from bot.law.refund import falls_below_free_shipping

NOT_TO_BE_CHARGED = ("depreciation", "repair_fee", "cancellation_fee", "reshipping_freight")
"""Costs that never were the consumer's to pay: there is nothing to pay back."""

OF_SENDING_BACK = (
    "return_freight",
    "insurance_fee",
    "pickup_fee",
    "special_channel_fee",
    "handling_fee",
)
"""Costs that arise only when the goods are sent back."""


def is_certain(share: Share) -> bool:
    """Whether the law or an agreement settles it: the rest is a proposal, never a claim."""
    return share.strength is not Strength.NEGOTIABLE


def is_asked(share: Share) -> bool:
    """Whether something is asked of the seller by right."""
    return is_certain(share) and sellers_part(share) != 0


def is_proposed(share: Share) -> bool:
    """Whether something may be asked of the seller in a talk."""
    open_to_talk = {Bearer.SELLER, Bearer.NEGOTIABLE} & {*(share.split or {}), share.bearer}
    return not is_certain(share) and bool(open_to_talk)


def sellers_part(share: Share) -> Decimal | None:
    """What the seller bears, in yuan; None where the amount is not known, 0 where it is nothing."""
    if share.split is not None:
        return share.split.get(Bearer.SELLER, Decimal(0))
    return None if share.bearer is Bearer.SELLER else Decimal(0)


def matters(dossier: Dossier, share: Share) -> bool:
    """Not a cost of nothing (0.00), and no freight that is not to be deducted from a refund that
    nobody owes."""
    if share.amount is not None:
        return share.amount > 0
    if share.cost != "outbound_freight":
        return True
    if is_refunded(dossier):
        return False
    prices = [s.bearer for s in every_share(dossier.advice) if s.cost == "goods_price"]
    return Bearer.SELLER in prices or Bearer.NEGOTIABLE in prices


def is_withheld(dossier: Dossier, share: Share) -> bool:
    """Whether the seller is only asked not to charge it, or not to take it off the refund."""
    if share.cost in NOT_TO_BE_CHARGED:
        return True
    if share.cost != "outbound_freight":
        return False
    waived = dossier.case.free_shipping or dossier.ask(falls_below_free_shipping)
    return share.amount is None or bool(waived)


def may_not_be_spent_yet(dossier: Dossier, cost: str) -> bool:
    """Whether it is a cost of sending back, and nothing tells that the goods were sent."""
    case = dossier.case
    sent = (
        case.seller_received_date is not None
        or case.exchanged_date is not None
        or case.lost_on_way_back
        or case.refunded
    )
    return cost in OF_SENDING_BACK and not sent


def is_refunded(dossier: Dossier) -> bool:
    """Whether the price came back, and nobody says that it was too little."""
    return bool(dossier.case.refunded) and dossier.case.refund_amount is None


def asks_something(dossier: Dossier) -> bool:
    """Whether there is anything that the seller might have to bear, or that is open to talk."""
    return any(
        is_due(dossier, share) or (is_proposed(share) and matters(dossier, share))
        for share in every_share(dossier.advice)
    )


def is_due(dossier: Dossier, share: Share) -> bool:
    """Whether something is asked of the seller by right and has not been done yet."""
    done = share.cost == "goods_price" and is_refunded(dossier)
    return is_asked(share) and matters(dossier, share) and not done


def lacks_its_sum(dossier: Dossier, share: Share) -> bool:
    """Whether it is to be paid and only the person can say how much it is."""
    to_pay = is_due(dossier, share) and not is_withheld(dossier, share)
    return share.amount is None and to_pay

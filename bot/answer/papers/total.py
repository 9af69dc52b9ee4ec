"""What the seller is asked to pay in all: the sums of the advice, added up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.answer.papers.claims import (
    is_asked,
    is_certain,
    is_refunded,
    is_withheld,
    lacks_its_sum,
    may_not_be_spent_yet,
    sellers_part,
)
from bot.answer.papers.dossier import Dossier, money
from bot.law.advice import Bearer

TAKEN_OFF_THE_REFUND = ("outbound_freight", "gift_price")
"""What the seller may keep of the price where it is the consumer's."""


def total(dossier: Dossier) -> str | None:
    """In a sentence; None where one sum alone is asked for, as it stands."""
    asked = [share for share in dossier.advice.shares if is_asked(share)]
    payable = [share for share in asked if not is_withheld(dossier, share)]
    parts = {share.cost: part for share in payable if (part := sellers_part(share))}
    settled = list(_settled(dossier, parts.get("goods_price", Decimal(0))))
    if not parts or (len(parts) == 1 and not settled):
        return None
    due = sum(parts.values(), Decimal(0))
    text = f"请{dossier.seller}支付的，合计{money(due)}"
    if settled:
        left = due - sum((amount for _, amount in settled), Decimal(0))
        off = "".join(f"，{why}{money(amount)}" for why, amount in settled)
        text = f"以上应由{dossier.seller}支付{money(due)}{off}，还应支付{money(left)}"
    if any(share.condition and share.cost in parts for share in payable):
        text += "（写明前提的也算在内）"
    unspent = [part for cost, part in parts.items() if may_not_be_spent_yet(dossier, cost)]
    if unspent:
        text += f"，其中寄回的费用{money(sum(unspent, Decimal(0)))}，还没付的寄回后凭票据支付"
    unknown = [share.name for share in payable if lacks_its_sum(dossier, share)]
    if unknown:
        text += f"；{'、'.join(unknown)}的金额还没有算进去"
    return f"{text}。"


def _settled(dossier: Dossier, price: Decimal) -> Iterator[tuple[str, Decimal]]:
    """What is taken off the price, never more than that: what the seller may keep, what came back."""
    left = price
    for share in dossier.advice.shares:
        own = share.bearer is Bearer.CONSUMER and is_certain(share)
        kept = min(share.amount or Decimal(0), left)
        if share.cost in TAKEN_OFF_THE_REFUND and own and kept:
            left -= kept
            yield f"扣除{share.name}", kept
    back = left if is_refunded(dossier) else min(dossier.case.refund_amount or Decimal(0), left)
    if back:
        yield "扣除已退的", back

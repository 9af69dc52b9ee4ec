"""How a rule says who bears a cost: `return seller(amount, statutory, cite(...), reason=...)`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from bot.law.advice import FEN, Alternative, Argument, Bearer, Precedent, Range, Share, Strength
from bot.law.statutes import Citation

statutory = Strength.STATUTORY
inferred = Strength.INFERRED
agreed = Strength.AGREED
customary = Strength.NEGOTIABLE
"""Nothing is fixed, but practice leans to the one who is named."""

COST_NAMES = {
    "goods_price": "货款",
    "punitive_damages": "增加赔偿",
    "deposit": "定金",
    "outbound_freight": "发货运费",
    "return_freight": "退货运费",
    "reshipping_freight": "补发或换货发回的运费",
    "special_channel_fee": "特殊渠道多出的运费",
    "insurance_fee": "保价费",
    "pickup_fee": "上门取件费",
    "handling_fee": "搬运拆装费",
    "depreciation": "折旧费",
    "inspection_fee": "检测费",
    "repair_fee": "维修费",
    "cancellation_fee": "取消手续费",
    "payment_fee": "信用卡手续费",
    "gift_price": "赠品款",
}


def borne_by(
    bearer: Bearer, amount: Decimal | None, strength: Strength, *basis: Citation, reason: str
) -> Share:
    """All of `amount` (yuan, None if unknown) falls on `bearer`."""
    return Share(
        amount=amount,
        bearer=bearer,
        split=None if amount is None else {bearer: amount},
        strength=strength,
        reason=reason,
        basis=basis,
    )


def seller(amount: Decimal | None, strength: Strength, *basis: Citation, reason: str) -> Share:
    return borne_by(Bearer.SELLER, amount, strength, *basis, reason=reason)


def consumer(amount: Decimal | None, strength: Strength, *basis: Citation, reason: str) -> Share:
    return borne_by(Bearer.CONSUMER, amount, strength, *basis, reason=reason)


def divided(
    parts: Mapping[Bearer, Decimal], strength: Strength, *basis: Citation, reason: str
) -> Share:
    """Several bear a part each (yuan), the main one first; parts of zero are left out."""
    split = {bearer: part for bearer, part in parts.items() if part} or dict(
        [next(iter(parts.items()))]
    )
    if len(split) == 1:
        ((bearer, amount),) = split.items()
        return borne_by(bearer, amount, strength, *basis, reason=reason)
    return Share(
        amount=sum(split.values(), Decimal(0)),
        bearer=Bearer.SHARED,
        split=split,
        strength=strength,
        reason=reason,
        basis=basis,
    )


def less_insurance(share: Share, payout: Decimal) -> Share:
    """The share after the freight insurance has paid `payout` yuan: nobody is paid twice.

    What it pays is taken off the main bearer's part first, off the buyer's own excess last.
    """
    if share.split is None or not payout:
        return share
    split: dict[Bearer, Decimal] = {Bearer.INSURER: Decimal(0)}
    left = payout
    for bearer, part in share.split.items():
        covered = min(part, left)
        left -= covered
        split[Bearer.INSURER] += covered
        if part > covered:
            split[bearer] = part - covered
    if not split[Bearer.INSURER]:
        return share
    if len(split) > 1:
        reason = f"运费险赔的先扣掉。{share.reason}"
        return replace(share, split=split, range=None, bearer=Bearer.SHARED, reason=reason)
    return replace(
        share,
        split=split,
        range=None,
        bearer=Bearer.INSURER,
        strength=inferred,
        reason="运费险赔的已经够付这笔运费。",
    )


def negotiable(
    amount: Decimal | None,
    *basis: Citation,
    reason: str,
    seller_percent: tuple[int, int] | None = None,
    precedent: Precedent | None = None,
    arguments: tuple[Argument, ...] = (),
) -> Share:
    """The law leaves `amount` open; `seller_percent` is the usual range of the seller's part."""
    settles = None
    if seller_percent is not None or arguments:
        span = None
        if seller_percent is not None and amount is not None:
            low, high = seller_percent
            span = _percent(amount, low), _percent(amount, high)
        settles = Range(seller=span, precedent=precedent, arguments=arguments)
    return Share(
        amount=amount,
        bearer=Bearer.NEGOTIABLE,
        split=None if amount is None else {Bearer.NEGOTIABLE: amount},
        strength=Strength.NEGOTIABLE,
        range=settles,
        reason=reason,
        basis=basis,
    )


def _percent(amount: Decimal, percent: int) -> Decimal:
    return (amount * percent / 100).quantize(FEN, rounding=ROUND_HALF_UP)


def on_condition(share: Share, condition: str | None) -> Share:
    """The share, which takes what `condition` says."""
    return replace(share, condition=condition)


def by_other_methods(share: Share, *alternatives: Alternative) -> Share:
    """The share with what other methods of reckoning would give."""
    return replace(share, alternatives=alternatives)

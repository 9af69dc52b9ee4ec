"""How a rule says who bears a cost: `return seller(amount, statutory, cite(...), reason=...)`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from bot.law.advice import FEN, Basis, Bearer, Precedent, Range, Share, Strength
from bot.law.statutes import Citation

statutory = Strength.STATUTORY
inferred = Strength.INFERRED
agreed = Strength.AGREED

COST_NAMES = {
    "goods_price": "货款",
    "outbound_freight": "发货运费",
    "return_freight": "退货运费",
    "special_channel_fee": "特殊渠道多出的运费",
    "insurance_fee": "保价费",
    "pickup_fee": "上门取件费",
    "depreciation": "折旧费",
    "inspection_fee": "检测费",
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
        basis=tuple(Basis.of(c) for c in basis),
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
        basis=tuple(Basis.of(c) for c in basis),
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
        return share.model_copy(
            update={"split": split, "range": None, "bearer": Bearer.SHARED, "reason": reason}
        )
    return share.model_copy(
        update={
            "split": split,
            "range": None,
            "bearer": Bearer.INSURER,
            "strength": inferred,
            "reason": "运费险赔的已经够付这笔运费。",
        }
    )


def negotiable(
    amount: Decimal | None,
    *basis: Citation,
    reason: str,
    seller_percent: tuple[int, int] | None = None,
    precedent: Precedent | None = None,
) -> Share:
    """The law leaves `amount` open; `seller_percent` is the usual range of the seller's part."""
    settles = None
    if seller_percent is not None:
        low, high = (_percent(amount, p) for p in seller_percent)
        span = None if low is None or high is None else (low, high)
        settles = Range(seller=span, precedent=precedent)
    return Share(
        amount=amount,
        bearer=Bearer.NEGOTIABLE,
        split=None if amount is None else {Bearer.NEGOTIABLE: amount},
        strength=Strength.NEGOTIABLE,
        range=settles,
        reason=reason,
        basis=tuple(Basis.of(c) for c in basis),
    )


def _percent(amount: Decimal | None, percent: int) -> Decimal | None:
    if amount is None:
        return None
    return (amount * percent / 100).quantize(FEN, rounding=ROUND_HALF_UP)

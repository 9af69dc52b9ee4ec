"""How a share is said in one clause; the headline and the chat use the same words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.law.advice import Bearer, Share

BEARER_NAMES = {
    Bearer.SELLER: "商家",
    Bearer.CONSUMER: "你",
    Bearer.INSURER: "运费险",
    Bearer.PLATFORM: "平台",
    Bearer.CARRIER: "快递",
    Bearer.NEGOTIABLE: "双方商量",
}


FATES = {
    "goods_price": {
        Bearer.SELLER: "由商家退给你",
        Bearer.CONSUMER: "商家可以不退",
        Bearer.NEGOTIABLE: "能不能退，要双方商量",
        Bearer.CARRIER: "由快递赔给你",
    },
    "deposit": {Bearer.SELLER: "由商家退给你", Bearer.CONSUMER: "要不回来"},
    "punitive_damages": {Bearer.SELLER: "由商家赔给你"},
    "depreciation": {
        Bearer.SELLER: "商家不能扣",
        Bearer.NEGOTIABLE: "能不能扣、扣多少，要双方商量",
    },
    "cancellation_fee": {Bearer.SELLER: "商家不能收", Bearer.CONSUMER: "商家可以收"},
    "repair_fee": {Bearer.SELLER: "商家不能收"},
}
"""What becomes of what was paid, is due on top, or is to be deducted or charged by the seller: there
one does not say who "bears" it."""


def yuan(amount: Decimal) -> str:
    """27.00 → "27元", 12.50 → "12.5元"."""
    text = f"{amount:.2f}".rstrip("0").rstrip(".")
    return f"{text}元"


def share_sentence(share: Share) -> str:
    """Who bears the cost, in one clause: "退货运费150元：运费险出9元，商家出141元"."""
    amount = "" if share.amount is None else yuan(share.amount)
    if share.split is None or len(share.split) == 1:
        return f"{share.name}{amount}{_who_bears(share)}"
    if share.cost == "deposit":
        back, lost = share.split[Bearer.SELLER], share.split[Bearer.CONSUMER]
        return f"{share.name}{amount}：{yuan(back)}由商家退给你，{yuan(lost)}要不回来"
    parts = "，".join(
        f"{yuan(part)}要双方商量"
        if bearer is Bearer.NEGOTIABLE
        else f"{BEARER_NAMES[bearer]}出{yuan(part)}"
        for bearer, part in share.split.items()
    )
    return f"{share.name}{amount}：{parts}"


def _who_bears(share: Share) -> str:
    fate = FATES.get(share.cost, {}).get(share.bearer)
    if fate is not None:
        return fate if fate.startswith("由") else f"：{fate}"
    if share.bearer is Bearer.NEGOTIABLE:
        return "：法律没写死，要双方商量"
    return f"由{BEARER_NAMES[share.bearer]}出"


def day(value: date, beside: date | None = None) -> str:
    """1月9日; with the year where it is not that of `beside`, the day named before."""
    if beside is None or beside.year == value.year:
        return f"{value.month}月{value.day}日"
    return full_day(value)


def full_day(value: date) -> str:
    """2026年1月9日: for what is read long after the day on which it was written."""
    return f"{value.year}年{day(value)}"

"""What the person can send to the seller."""

from __future__ import annotations

from bot.law.advice import Advice, Bearer, Share, Strength
from bot.law.wording import share_sentence


def letter_text(advice: Advice) -> str:
    """A message to the seller: what is wanted, what the seller bears and by which article.

    What the law leaves open is put as a proposal, what the consumer bears is left out.
    """
    goods = advice.goods or "商品"
    said = [step.say for step in advice.steps if step.channel == "seller" and step.say]
    due = [share for share in advice.shares if _is_due(share)]
    open_ones = [share for share in advice.shares if share.strength is Strength.NEGOTIABLE]
    lines = [f"你好，我在贵店买的{goods}，现就售后事宜说明如下。", *said]
    lines += [f"{_to_the_seller(share)}{_basis(share)}。" for share in due]
    if open_ones:
        names = "、".join(share.name for share in open_ones)
        lines.append(f"{names}法律没有写死，希望我们商量一个双方都能接受的数。")
    lines.append("请回复处理方案。协商不成的，我会申请平台介入，并向12315投诉。")
    text = "\n".join(lines)
    return f"可以把下面这段发给商家，××的地方换成你的，发之前核对一遍：\n\n{text}"


def _is_due(share: Share) -> bool:
    borne = share.split is None or share.split.get(Bearer.SELLER, 0) > 0
    certain = share.strength is not Strength.NEGOTIABLE
    return certain and borne and share.bearer in (Bearer.SELLER, Bearer.SHARED)


def _to_the_seller(share: Share) -> str:
    """The share in the words of a letter: 商家 is 贵方 there, 你 is 我方."""
    return (
        share_sentence(share)
        .replace("退给你", "退还")
        .replace("商家", "贵方")
        .replace("你", "我方")
    )


def _basis(share: Share) -> str:
    if not share.basis:
        return ""
    return f"（依据{'、'.join(article.label for article in share.basis)}）"

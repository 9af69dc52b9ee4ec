"""What the seller bears when the reason for the return lies on the seller's side.

消费者权益保护法 23 and 24 (运输等必要费用, second paragraph); 民法典 566, 582, 584, 591, 592, 610 where that
statute does not apply. Shared by the situations of this side; each says itself when it applies.
"""

from __future__ import annotations

from decimal import Decimal

from bot.case import ReturnReason
from bot.law.advice import Bearer, Share
from bot.law.known import Known
from bot.law.parameters import parameter
from bot.law.precedents import precedent
from bot.law.shares import consumer, divided, inferred, negotiable, seller, statutory
from bot.law.statutes import Citation, cite


def under_consumer_law(case: Known) -> bool:
    """Bought from a trader for one's own use? 消费者权益保护法 2, 网络消费纠纷规定（一）7."""
    return bool(case.personal_use and case.seller_is_trader)


def is_excused(case: Known) -> bool:
    """A defect that the buyer caused or knew of is not the seller's (消费者权益保护法 23 第一款)."""
    if case.return_reason is not ReturnReason.DEFECT:
        return False
    return bool(case.misuse or case.defect_known_before)


def is_at_fault(case: Known) -> bool:
    """Does the reason for the return lie with the seller, and does it stay there?"""
    return case.return_reason.on_seller and not is_excused(case)


def necessary_costs(case: Known) -> tuple[Citation, ...]:
    """The articles by which the seller bears transport and other necessary costs."""
    if under_consumer_law(case):
        return (cite("消费者权益保护法", 24, paragraph=2),)
    return (cite("民法典", 582), cite("民法典", 584))


def return_freight(case: Known, *further: Citation, reason: str) -> Share:
    """The return freight on the seller, less what exceeds the usual price (民法典 591 第一款, 584)."""
    freight: Decimal | None = case.return_freight
    usual: Decimal | None = case.stated("usual_return_freight")
    basis = (*necessary_costs(case), *further)
    if freight is None or usual is None or freight <= usual:
        strength = statutory if under_consumer_law(case) else inferred
        return seller(freight, strength, *basis, reason=reason)
    return divided(
        {Bearer.SELLER: usual, Bearer.CONSUMER: freight - usual},
        inferred,
        *basis,
        cite("民法典", 591, paragraph=1),
        cite("民法典", 584),
        reason=f"{reason}选了明显更贵的快递，超出普通快递价的部分自己出。",
    )


def insurance_fee(case: Known) -> Share | None:
    """Who pays the insured-value fee (保价费) of the way back? No article names it: negotiable."""
    if not case.concerns("insurance_fee"):
        return None
    if is_excused(case):
        return consumer(
            case.insurance_fee,
            inferred,
            cite("民法典", 592, paragraph=2),
            reason="不是商家的责任，保价自己出。",
        )
    if case.seller_arranged_channel:
        return arranged_by_seller(case.insurance_fee, "保价费")
    if case.seller_offered_free_channel:
        percent = parameter("insurance_fee_seller_percent_free_channel_declined", case.purchase_day)
        why = "商家提供过免费寄回方式而你另选了快递，商家的理由更强，通常商家出一半以下"
    else:
        percent = parameter("insurance_fee_seller_percent", case.purchase_day)
        why = "东西贵重易碎、商家又没给更省的寄法，保价就更像必要费用，通常商家出大头"
    value, price = case.stated("insured_value"), case.stated("goods_price")
    if value is not None and price is not None and value > price:
        why += "；但保价金额超过货值，多保的部分站不住"
    if case.packed_badly:
        why += "；但自己包装不当会让你少得一些"
    low, high = percent.value
    return negotiable(
        case.insurance_fee,
        *necessary_costs(case),
        cite("民法典", 591, paragraph=2),
        cite("民法典", 592, paragraph=2),
        cite("快递暂行条例", 22, paragraph=2),
        reason=f"没有条文写明保价费谁出，要看是不是“必要”。{why}。这是谈的余地，不是规定。",
        seller_percent=(low, high),
        precedent=precedent("laptop_insured_return"),
    )


def arranged_by_seller(amount: Decimal | None, name: str) -> Share:
    """What a channel that the seller arranged costs (民法典 509 第二款)."""
    return seller(
        amount,
        inferred,
        cite("民法典", 509, paragraph=2),
        reason=f"寄回的渠道是商家安排的，{name}由商家出。",
    )


def pickup_fee(case: Known) -> Share | None:
    """Who pays for the pick-up at the door?"""
    if not case.concerns("pickup_fee") or is_excused(case):
        return None
    return seller(
        case.pickup_fee,
        statutory if under_consumer_law(case) else inferred,
        *necessary_costs(case),
        reason="原因在商家一边，上门取件和搬运也是必要费用，由商家承担。",
    )


def depreciation(case: Known) -> Share | None:
    """May the seller deduct for wear?"""
    if not case.concerns("depreciation") or is_excused(case):
        return None
    if case.warranty_agreed:
        return negotiable(
            case.depreciation,
            cite("消费者权益保护法", 24, paragraph=1),
            reason="按三包超过七天退货的，可能有折旧约定，请先看约定怎么写，再谈。",
        )
    consumer_law = [cite("消费者权益保护法", 24, paragraph=1)] if under_consumer_law(case) else []
    return seller(
        case.depreciation,
        inferred,
        *consumer_law,
        cite("民法典", 566),
        reason="质量问题退货，不该再扣使用折旧。",
    )


def inspection_fee(case: Known) -> Share | None:
    """Who pays for a test that the seller or platform demands?"""
    if not case.concerns("inspection_fee"):
        return None
    return negotiable(
        case.inspection_fee,
        cite("消费者权益保护法实施条例", 47),
        cite("市场监督管理投诉举报处理办法", 22),
        reason="检测费由双方商定。谈的时候可以先约好：查出有毛病，商家出。",
    )

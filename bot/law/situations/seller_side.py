"""What the seller bears when the reason for the return lies on the seller's side.

消费者权益保护法 23 and 24 (运输等必要费用, second paragraph); 实施条例 18; 民法典 566, 580, 582,
584, 591, 592, 610 where that statute does not apply. Shared by the situations of this side; each
says itself when it applies.
"""

from __future__ import annotations

from decimal import Decimal

from bot.case import Inspection, Remedy, ReturnReason
from bot.law.advice import Bearer, Caution, Share, Step
from bot.law.channels import to_seller
from bot.law.known import Known, once
from bot.law.negotiation import INSURANCE_FEE, insurance_fee_percent, weigh
from bot.law.precedents import precedent
from bot.law.refund import falls_below_free_shipping, part_return, refund_really_paid
from bot.law.said import said
from bot.law.shares import consumer, customary, divided, inferred, negotiable, seller, statutory
from bot.law.situations.reason import is_on_seller
from bot.law.statutes import Citation, cite


@said("向商家买来自己用，适用消费者权益保护法")
@once
def under_consumer_law(case: Known) -> bool:
    """Bought from a trader for one's own use? 消费者权益保护法 2, 网络消费纠纷规定（一）7."""
    return bool(case.personal_use and case.seller_is_trader)


@said("毛病是自己造成的，或买前就知道")
@once
def is_excused(case: Known) -> bool:
    """A defect that the buyer caused or knew of is not the seller's (消费者权益保护法 23 第一款)."""
    if case.return_reason is not ReturnReason.DEFECT:
        return False
    return bool(case.misuse or case.defect_known_before)


@said("退货原因在商家一边，也不能推给买家")
@once
def is_at_fault(case: Known) -> bool:
    """Does the reason for the return lie with the seller, and does it stay there?"""
    return is_on_seller(case) and not is_excused(case)


@said("要退货退款")
def is_return(case: Known) -> bool:
    return case.remedy is Remedy.RETURN


def necessary_costs(case: Known) -> tuple[Citation, ...]:
    """The articles by which the seller bears transport and other necessary costs."""
    if under_consumer_law(case):
        return (cite("消费者权益保护法", 24, paragraph=2),)
    return (cite("民法典", 582), cite("民法典", 584))


def price(case: Known, *basis: Citation, reason: str) -> Share | None:
    """The fate of the price for a reason of the seller's: back, or reduced, or neither.

    For exchange and repair nothing comes back; a reduction is open (民法典 582).
    """
    if is_return(case):
        if part_return(case) is not None and under_consumer_law(case):
            basis = (*basis, cite("消费者权益保护法实施条例", 18, paragraph=2))
        strength = statutory if under_consumer_law(case) else inferred
        return seller(refund_really_paid(case), strength, *basis, reason=reason)
    if case.remedy is Remedy.REDUCTION:
        return negotiable(
            None,
            cite("消费者权益保护法", 52),
            cite("民法典", 582),
            reason="可以留下东西、要求减价。减多少没有公式，按毛病让东西少值多少来谈。",
        )
    return None


def verdict_without_return(case: Known) -> str:
    """What holds where the goods stay with the buyer; exchange and repair have their own verdict."""
    return "可以留下东西、要求减价" if case.remedy is Remedy.REDUCTION else ""


@said("送检没查出毛病或不符")
def was_found_sound(case: Known) -> bool:
    """A test says nothing about a wrong parcel or one that was broken on the way."""
    tested = case.return_reason in (ReturnReason.DEFECT, ReturnReason.NOT_AS_DESCRIBED)
    return tested and case.inspection_result is Inspection.SOUND


@said("选了明显更贵的快递")
@once
def is_dearer_than_usual(case: Known) -> bool:
    """Whether the return freight and the usual one are known, and the first is the higher."""
    freight, usual = case.return_freight, case.stated("usual_return_freight")
    return freight is not None and usual is not None and freight > usual


def outbound_freight(case: Known, *basis: Citation, reason: str) -> Share | None:
    """What sending the goods to the buyer cost: a loss of the buyer's (民法典 566, 584).

    That the rest of the order no longer reaches the sum for free shipping is no reason to deduct
    freight: 办法 18 第二款 is about no-reason returns, and 35 keeps them apart.
    """
    if not is_return(case):
        return None
    if falls_below_free_shipping(case):
        return seller(
            case.stated("waived_freight"),
            inferred,
            cite("七日无理由退货暂行办法", 35),
            cite("民法典", 584),
            reason="凑不够包邮是商家的原因造成的，不能倒扣当初免掉的运费。",
        )
    return seller(case.stated("outbound_freight"), inferred, *basis, reason=reason)


def return_freight(case: Known, *further: Citation, reason: str) -> Share | None:
    """The return freight on the seller, less what exceeds the usual price (民法典 591 第一款, 584)."""
    if case.remedy is Remedy.REDUCTION:
        return None
    freight: Decimal = case.return_freight
    usual: Decimal = case.stated("usual_return_freight")
    basis = (*necessary_costs(case), *further)
    if was_found_sound(case):
        return negotiable(
            freight,
            cite("民法典", 510),
            cite("民法典", 592, paragraph=2),
            reason="送检没查出毛病，来回运费谁出看事先怎么约定；没约定的，法律没写死，要谈。",
        )
    if not is_dearer_than_usual(case):
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
    score, arguments = weigh(case, INSURANCE_FEE)
    lean = "通常商家出大头" if score > 0 else "通常商家出一半以下" if score < 0 else "两边都有理"
    why = "；".join(a.text for a in arguments)
    return negotiable(
        case.insurance_fee,
        *necessary_costs(case),
        cite("民法典", 591, paragraph=2),
        cite("民法典", 592, paragraph=2),
        cite("快递暂行条例", 22, paragraph=2),
        reason=f"没有条文写明保价费谁出，要看是不是“必要”：{why}。{lean}。这是谈的余地，不是规定。",
        seller_percent=insurance_fee_percent(case, score),
        precedent=precedent("laptop_insured_return"),
        arguments=arguments,
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
        reason="原因在商家一边，上门取件也是必要费用，由商家承担。",
    )


def handling_fee(case: Known) -> Share | None:
    """Who pays for carrying, taking apart and the stairs?"""
    if not case.concerns("handling_fee"):
        return None
    if is_excused(case):
        return consumer(
            case.handling_fee,
            inferred,
            cite("消费者权益保护法", 23, paragraph=1),
            reason="不能算商家的质量责任，搬运拆装费一般自己出。",
        )
    return seller(
        case.handling_fee,
        statutory if under_consumer_law(case) else inferred,
        *necessary_costs(case),
        reason="原因在商家一边，搬运、拆装、上下楼都是必要费用，由商家承担。",
    )


def depreciation(case: Known) -> Share | None:
    """May the seller deduct for wear?"""
    if not case.concerns("depreciation") or is_excused(case):
        return None
    if case.return_reason is ReturnReason.DEFECT and case.warranty_agreed:
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
        reason="商家的原因退货，不该再扣使用折旧。",
    )


def inspection_fee(case: Known) -> Share | None:
    """Who pays for a test that the seller or platform demands?"""
    if not case.concerns("inspection_fee"):
        return None
    found = {
        Inspection.DEFECTIVE: "查出有毛病，你要商家出的理由很强",
        Inspection.SOUND: "没查出毛病，商家要你出的理由更强",
        Inspection.PENDING: "谈的时候可以先约好：查出有毛病，商家出",
    }[case.inspection_result]
    return negotiable(
        case.inspection_fee,
        cite("消费者权益保护法实施条例", 47),
        cite("市场监督管理投诉举报处理办法", 22),
        reason=f"检测费由双方商定。{found}。",
    )


def reshipping_freight(case: Known) -> Share | None:
    """Who pays for sending the replacement, the missing part or the repaired goods?"""
    if case.stated("reshipping_freight") is None and case.remedy is not Remedy.EXCHANGE:
        return None
    if is_excused(case):
        return consumer(
            case.reshipping_freight,
            customary,
            cite("民法典", 509, paragraph=1),
            reason="不能算商家的责任，发回来的运费按约定，一般自己出。",
        )
    return seller(
        case.reshipping_freight,
        statutory if under_consumer_law(case) else inferred,
        *necessary_costs(case),
        reason="原因在商家一边，补发、换货、修好发回的运费都由商家承担。",
    )


COSTS = (
    reshipping_freight,
    insurance_fee,
    pickup_fee,
    handling_fee,
    depreciation,
    inspection_fee,
)
"""The costs that are decided alike for every reason on the seller's side."""


@said("寄回去比东西还贵")
def costs_more_than_the_goods(case: Known) -> bool:
    freight, worth = case.stated("return_freight"), case.stated("goods_price")
    return freight is not None and worth is not None and freight > worth


def need_not_send_back(case: Known) -> list[Caution]:
    """Sending back may cost more than the goods are worth (民法典 580, 582); no platform has to order
    a refund without return (网络交易平台规则监督管理办法 27)."""
    if not costs_more_than_the_goods(case) or is_excused(case) or not is_return(case):
        return []
    return [
        Caution(
            id="need_not_send_back",
            text="寄回去比东西还贵，不该硬要你寄。可以要求商家上门取、上门修，或者退款不退货。",
            basis=(cite("民法典", 580), cite("民法典", 582)),
        ),
        no_duty_to_refund_only(),
    ]


def no_duty_to_refund_only() -> Caution:
    return Caution(
        id="no_duty_to_refund_only",
        text="“退款不退货”要商家同意，法律没有规定平台必须判，平台也不能强迫所有商家接受。",
        basis=(cite("网络交易平台规则监督管理办法", 27, paragraph=1, item=1),),
    )


def refund_short(case: Known, due: Decimal | None) -> list[Caution]:
    """Less came back than the `due` yuan (实施条例 18 第二款)."""
    received = case.stated("refund_amount")
    if due is None or received is None or received >= due:
        return []
    return [
        Caution(
            id="refund_short",
            text=f"应退{due:.2f}元，只退了{received:.2f}元，还差{due - received:.2f}元。"
            "退货要按实际付的钱一次退清。",
            basis=(cite("消费者权益保护法实施条例", 18, paragraph=2),),
        )
    ]


def ask_to_bear_the_costs(case: Known) -> Step:
    """The claim in writing, the same for return, exchange and repair."""
    wanted = {
        Remedy.RETURN: "退货退款",
        Remedy.EXCHANGE: "换货",
        Remedy.REPAIR: "维修",
        Remedy.REDUCTION: "减价××元，东西我留下",
    }[case.remedy]
    return to_seller(
        "把照片、视频发给商家，写明要什么。寄之前问清能不能上门取件或指定快递，问答截图。",
        *necessary_costs(case),
        say=f"商品有问题（照片附后），我要求{wanted}。原因在你方，来回运费等必要费用由你方承担。",
    )

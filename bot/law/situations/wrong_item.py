"""Wrong, missing or surplus goods: not what was ordered.

Encodes 民法典 577, 582, 615, 632 and 消费者权益保护法 48 first paragraph item 6, 52: the seller did
not deliver what was agreed. Who bears what else is in `seller_side`.
"""

from __future__ import annotations

from bot.case import Case, DeliveryError, Remedy, ReturnReason
from bot.law.advice import Burden, Caution, Deadline, Objection, Share, Step
from bot.law.channels import to_seller
from bot.law.known import Known
from bot.law.refund import part_return, refund_really_paid
from bot.law.shares import inferred, negotiable, seller, statutory
from bot.law.situations import quality_defect, seller_side
from bot.law.situations.situation import Situation
from bot.law.statutes import Citation, cite


def applies(case: Case) -> bool:
    return case.return_reason is ReturnReason.WRONG_ITEM


def _breach(case: Known) -> tuple[Citation, ...]:
    if seller_side.under_consumer_law(case):
        return (
            cite("消费者权益保护法", 48, paragraph=1, item=6),
            cite("消费者权益保护法", 52),
            cite("民法典", 577),
            cite("民法典", 582),
        )
    return cite("民法典", 577), cite("民法典", 582)


def goods_price(case: Known) -> Share | None:
    """Does the price come back, or the part that was not delivered?"""
    if case.delivery_error is DeliveryError.EXTRA:
        return None
    if case.delivery_error is DeliveryError.MISSING:
        return seller(
            case.missing_value,
            statutory if seller_side.under_consumer_law(case) else inferred,
            *_breach(case),
            reason="少发的部分，商家要补齐，或者退这部分的价款，不用整单退。",
        )
    if case.remedy is Remedy.REDUCTION:
        return negotiable(
            None,
            *_breach(case),
            reason="愿意留下发错的东西，可以要求减价，减多少要谈。",
        )
    if not seller_side.is_return(case):
        return None
    return seller_side.price(
        case,
        *_breach(case),
        cite("民法典", 615),
        *(() if part_return(case) is None else (cite("民法典", 632),)),
        reason="发来的不是买的东西，商家违约：可以退货退款，也可以要求换成对的；只错一件的，可以只退那一件。",
    )


def outbound_freight(case: Known) -> Share | None:
    """Who bears what sending the wrong goods to the buyer cost?"""
    if case.delivery_error is not DeliveryError.WRONG:
        return None
    return seller_side.outbound_freight(
        case,
        cite("民法典", 577),
        cite("民法典", 584),
        reason="发错货是商家违约，你付过的发货运费也是损失，由商家承担。",
    )


def return_freight(case: Known) -> Share | None:
    """Who pays for sending back what was not ordered?"""
    if case.delivery_error is DeliveryError.MISSING:
        return None
    if case.delivery_error is DeliveryError.EXTRA:
        return seller(
            case.return_freight,
            inferred,
            cite("民法典", 509, paragraph=2),
            cite("民法典", 577),
            reason="多发的东西要还给商家，但寄回去的运费由商家承担。",
        )
    return seller_side.return_freight(
        case, cite("民法典", 577), reason="发错货是商家违约，来回运费都由商家承担。"
    )


def reshipping_freight(case: Known) -> Share | None:
    """Who pays for sending what is missing or right?"""
    if case.delivery_error is DeliveryError.EXTRA:
        return None
    return seller(
        case.stated("reshipping_freight"),
        inferred,
        *_breach(case),
        reason="补发、换发对的东西，运费由商家承担。",
    )


def verdict(case: Known) -> str:
    return {
        DeliveryError.WRONG: "商家发错了，来回运费、补发的费用都由商家出",
        DeliveryError.MISSING: "商家少发了，要补齐或退这部分的钱，不用整单退",
        DeliveryError.EXTRA: "多发的要还，寄回去的运费商家出",
    }[case.delivery_error]


def deadlines(case: Known) -> list[Deadline]:
    return [d for d in quality_defect.deadlines(case) if d.id in {"seller_delay", "rescission"}]


def evidence(case: Known) -> list[str]:
    return [
        "开箱视频，面单和发来东西的照片",
        "称重记录、面单上的重量",
        "订单里写的型号、颜色、数量",
    ]


def burden(case: Known) -> list[Burden]:
    return [
        Burden(
            "你拿出收到的是什么（开箱视频、照片）；商家说发对了、发够了，拿出发货称重和出库记录",
            "consumer",
            (cite("民事诉讼法", 67), cite("电子商务法", 62)),
        )
    ]


def objections(case: Known) -> list[Objection]:
    return [
        Objection(
            "我们发货称过重，没发错，是你调了包。",
            "请拿出出库和称重记录；拿不出的，事实不清由经营者承担。我的开箱视频附后。",
            (cite("电子商务法", 62),),
        )
    ]


def steps(case: Known) -> list[Step]:
    wanted = {
        DeliveryError.WRONG: "请换成对的（或退货退款），来回运费由你方承担",
        DeliveryError.MISSING: "请补发（或退这部分价款），补发的运费由你方承担",
        DeliveryError.EXTRA: "多发了东西，请安排上门取回，费用由你方承担",
    }[case.delivery_error]
    return [
        to_seller(
            "把开箱视频、面单和东西的照片发给商家，写明要什么。东西先别用。",
            *_breach(case),
            say=f"收到的与订单不符（视频、照片附后）。{wanted}。",
        )
    ]


def warnings(case: Known) -> list[Caution]:
    return [
        *seller_side.need_not_send_back(case),
        *seller_side.refund_short(case, refund_really_paid(case)),
    ]


SITUATION = Situation(
    id="wrong_item",
    name="错发、漏发、多发",
    holds="发来的不是买的那样东西，或者少了、多了。",
    not_modelled="一张订单多个包裹、合包少件时平台规则怎样分配举证；一批里只有一部分不对时的整批解除。",
    prevails="商家没有按约定交货，不适用“无理由退货运费自理”。",
    applies=applies,
    costs=(
        goods_price,
        outbound_freight,
        return_freight,
        reshipping_freight,
        *(rule for rule in seller_side.COSTS if rule is not seller_side.reshipping_freight),
    ),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    burden=burden,
    objections=objections,
    steps=steps,
    warnings=warnings,
)

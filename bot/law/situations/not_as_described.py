"""Not as described: material, function, origin or genuineness differ from page, advertisement or
sample.

Encodes 消费者权益保护法 20, 23 second paragraph, 24; 电子商务法 17; 产品质量法 40; 广告法 28, 56;
反不正当竞争法 9, 25. Who bears what is in `seller_side`, what is paid on top in `damages`. Matters
of taste are a change of mind.
"""

from __future__ import annotations

from bot.case import Case, Mismatch
from bot.law.advice import Burden, Caution, Deadline, Objection, Share, Step
from bot.law.channels import to_seller
from bot.law.known import Known
from bot.law.refund import refund_really_paid
from bot.law.situations import damages, quality_defect, reason, seller_side
from bot.law.situations.situation import Situation
from bot.law.statutes import Citation, cite


def applies(case: Case) -> bool:
    return reason.not_as_described(case)


def _mismatch(case: Known) -> tuple[Citation, ...]:
    if seller_side.under_consumer_law(case):
        return (
            cite("消费者权益保护法", 23, paragraph=2),
            cite("消费者权益保护法", 24, paragraph=1),
            cite("产品质量法", 40),
        )
    return cite("民法典", 582), cite("民法典", 610), cite("民法典", 615)


def goods_price(case: Known) -> Share | None:
    """Does the price come back?"""
    if case.mismatch is Mismatch.COUNTERFEIT:
        return seller_side.price(
            case, *_mismatch(case), reason="卖的是假货，和描述根本不是一回事，货款全额退。"
        )
    if seller_side.is_return(case) and not quality_defect.may_return(case):
        return None
    return seller_side.price(
        case,
        *_mismatch(case),
        reason="广告、说明或样品写明的质量，实际要相符。材质、规格、功能、产地不符的，收货七天内可以退货退款；"
        "过了七天，要看不符得严不严重，不够的可以换。",
    )


def outbound_freight(case: Known) -> Share | None:
    """Who bears what sending the goods to the buyer cost?"""
    return seller_side.outbound_freight(
        case,
        cite("民法典", 566),
        cite("民法典", 584),
        reason="与描述不符是商家的责任，你付过的发货运费也由商家承担。",
    )


def return_freight(case: Known) -> Share | None:
    """Who pays for sending the goods back?"""
    further = (cite("七日无理由退货暂行办法", 35),) if seller_side.under_consumer_law(case) else ()
    return seller_side.return_freight(
        case, *further, reason="与描述不符，按质量不合格处理，来回运费由商家承担。"
    )


def verdict(case: Known) -> str:
    if not seller_side.is_return(case):
        return seller_side.verdict_without_return(case)
    if case.mismatch is Mismatch.COUNTERFEIT:
        verdict = "卖假货：退款、运费都归商家"
        if not seller_side.under_consumer_law(case):
            return verdict
        return f"{verdict}；能认定欺诈的，还可以要三倍赔偿"
    if not quality_defect.may_return(case):
        return "收货已过七天、不符得不算严重：可以要求换货，来回运费商家出"
    return "与描述不符按质量问题处理，可以退货，运费商家出"


def deadlines(case: Known) -> list[Deadline]:
    fraud = damages.deadlines(case)
    return [*quality_defect.deadlines(case), *fraud]


def evidence(case: Known) -> list[str]:
    return [
        "商品页、详情图、直播的截图或录屏（下单快照可以向平台要）",
        "客服怎么介绍的聊天记录",
        "实物的照片、吊牌、检测或鉴定报告",
    ]


def burden(case: Known) -> list[Burden]:
    return [
        Burden(
            "你拿出页面怎么写、实物是什么；交易记录可以要求商家和平台提供",
            "consumer",
            (cite("民事诉讼法", 67), cite("电子商务法", 62)),
        ),
        *damages.burden(case),
    ]


def objections(case: Known) -> list[Objection]:
    return [
        Objection(
            "页面是美工写错的，东西能用，要退就算无理由，运费自理。",
            "页面写明的质量就要相符，谁写错的是商家内部的事。不符就按质量问题退，运费由商家出。",
            (
                *_mismatch(case)[:1],
                *seller_side.necessary_costs(case),
            ),
        )
    ]


def steps(case: Known) -> list[Step]:
    wanted = "页面写的是××，收到的是××（截图、照片附后）。请退货退款，来回运费由你方承担。"
    if not case.seller_is_trader:
        return [to_seller("把描述和实物对照着发给卖家。", *_mismatch(case), say=wanted)]
    return [
        to_seller(
            "把页面截图和实物照片对照着发给商家。虚假宣传还可以向市场监管部门举报，和投诉分开办。",
            *_mismatch(case)[:1],
            cite("电子商务法", 17),
            cite("广告法", 28, paragraph=2, item=2),
            cite("反不正当竞争法", 9),
            cite("反不正当竞争法", 25),
            say=wanted,
        )
    ]


def warnings(case: Known) -> list[Caution]:
    return [
        *damages.warnings(case),
        *seller_side.need_not_send_back(case),
        *seller_side.refund_short(case, refund_really_paid(case)),
    ]


SITUATION = Situation(
    id="not_as_described",
    name="与描述不符、假货",
    holds="材质、成分、规格、功能、产地、真假等与页面、广告、样品或直播说的不一样。",
    not_modelled="假货怎样鉴定；广告发布者、代言人的责任；检测费之外的其他损失。",
    prevails="商家说的和给的不一样，不适用“无理由退货运费自理”。",
    applies=applies,
    costs=(
        goods_price,
        damages.punitive_damages,
        outbound_freight,
        return_freight,
        *seller_side.COSTS,
    ),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    burden=burden,
    objections=objections,
    steps=steps,
    warnings=warnings,
)

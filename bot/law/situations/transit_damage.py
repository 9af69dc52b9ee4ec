"""Damaged in transit: it arrived broken.

Encodes 电子商务法 20 and 民法典 604, 610, 619, 623 with the cost rules of a quality defect
(消费者权益保护法 24 第二款).

Not modelled: parcel lockers and unauthorised signing, loss on the way back, the carrier's
compensation and its limits.
"""

from __future__ import annotations

from bot.case import Case, ReturnReason
from bot.law.advice import Bearer, Caution, Deadline, Share, Step
from bot.law.channels import to_seller
from bot.law.known import Known
from bot.law.shares import borne_by, inferred, seller, statutory
from bot.law.situations import quality_defect
from bot.law.situations.situation import Situation
from bot.law.statutes import cite


def applies(case: Case) -> bool:
    if case.return_reason is ReturnReason.DEFECT:
        return bool(case.seller_blames_carrier)
    return case.return_reason is ReturnReason.TRANSIT_DAMAGE


def goods_price(case: Known) -> Share:
    """Does the price come back? The seller bears the risk of transport, unless the buyer chose the
    carrier (电子商务法 20)."""
    if case.outbound_carrier_by_consumer:
        return borne_by(
            Bearer.CARRIER,
            case.goods_price,
            inferred,
            cite("电子商务法", 20),
            cite("民法典", 832),
            reason="发货的快递是你另外指定的，路上的风险不归商家，向快递索赔；商家包装不当的除外。",
        )
    return seller(
        case.goods_price,
        statutory,
        cite("电子商务法", 20),
        cite("民法典", 604),
        reason="签收之前的运输风险由商家承担，送到就坏可以拒收或退货。",
    )


def outbound_freight(case: Known) -> Share | None:
    """Who bears what sending the broken goods to the buyer cost?"""
    if case.outbound_carrier_by_consumer:
        return None
    return quality_defect.outbound_freight(case)


def return_freight(case: Known) -> Share:
    """Who pays for sending the broken goods back?"""
    if case.outbound_carrier_by_consumer:
        return borne_by(
            Bearer.CARRIER,
            case.return_freight,
            inferred,
            cite("电子商务法", 20),
            cite("民法典", 832),
            reason="发货的快递是你另外指定的，因运输损坏多花的运费，向快递索赔。",
        )
    return quality_defect.reasonable_freight(
        case,
        cite("消费者权益保护法", 24, paragraph=2),
        cite("电子商务法", 20),
        reason="运输途中损坏的风险由商家承担，寄回去的运费也由商家承担，不能推给快递。",
    )


def verdict(case: Known) -> str:
    if case.outbound_carrier_by_consumer:
        return "快递是你另选的，路上损坏主要向快递索赔"
    return "运输中损坏由商家承担，不能推给快递"


def deadlines(case: Known) -> list[Deadline]:
    return quality_defect.deadlines(case)


def evidence(case: Known) -> list[str]:
    return ["外箱、面单和破损处的照片", *quality_defect.evidence(case)]


def steps(case: Known) -> list[Step]:
    return [
        to_seller(
            "尽快把破损照片发给商家。签收只是推定外观没问题，有照片可以推翻；"
            "“签收就算合格”这种条款无效。",
            cite("民法典", 623),
            cite("网络消费纠纷规定（一）", 1),
        ),
        *quality_defect.steps(case),
    ]


def warnings(case: Known) -> list[Caution]:
    return quality_defect.warnings(case)


SITUATION = Situation(
    id="transit_damage",
    name="运输损坏",
    prevails="运输风险由商家承担，不适用“无理由退货运费自理”。",
    applies=applies,
    costs=(
        goods_price,
        outbound_freight,
        return_freight,
        quality_defect.insurance_fee,
        quality_defect.pickup_fee,
        quality_defect.depreciation,
        quality_defect.inspection_fee,
    ),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    steps=steps,
    warnings=warnings,
)

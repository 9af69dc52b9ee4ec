"""Damaged in transit: it arrived broken.

Encodes 电子商务法 20 and 民法典 604, 619, 623, 832; who bears what else is in `seller_side`. Where the buyer
chose the carrier of the way out, the risk is not the seller's.

Not modelled: parcel lockers and unauthorised signing, loss on the way back, the carrier's
compensation and its limits.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from bot.case import Case, ReturnReason
from bot.law.advice import Basis, Bearer, Caution, Deadline, Share, Step
from bot.law.channels import to_seller
from bot.law.deadlines import within
from bot.law.known import Known
from bot.law.shares import borne_by, inferred, seller, statutory
from bot.law.situations import quality_defect, seller_side
from bot.law.situations.situation import Situation
from bot.law.statutes import cite


def applies(case: Case) -> bool:
    if case.return_reason is ReturnReason.DEFECT:
        excused = case.misuse or case.defect_known_before
        return bool(case.seller_blames_carrier) and not excused
    return case.return_reason is ReturnReason.TRANSIT_DAMAGE


def goods_price(case: Known) -> Share:
    """Does the price come back? The seller bears the risk of transport (电子商务法 20)."""
    if case.outbound_carrier_by_consumer:
        return _from_the_carrier(case.goods_price)
    return seller(
        case.goods_price,
        statutory,
        cite("电子商务法", 20),
        cite("民法典", 604),
        reason="签收之前的运输风险由商家承担，送到就坏可以拒收或退货。",
    )


def outbound_freight(case: Known) -> Share:
    """Who bears what sending the broken goods to the buyer cost?"""
    if case.outbound_carrier_by_consumer:
        return _from_the_carrier(case.stated("outbound_freight"))
    return seller(
        case.stated("outbound_freight"),
        statutory,
        cite("电子商务法", 20),
        cite("民法典", 584),
        reason="运输风险由商家承担，你付过的发货运费也由商家退。",
    )


def return_freight(case: Known) -> Share:
    """Who pays for sending the broken goods back?"""
    if case.outbound_carrier_by_consumer:
        return _from_the_carrier(case.return_freight)
    return seller_side.return_freight(
        case,
        cite("电子商务法", 20),
        reason="运输途中损坏的风险由商家承担，寄回去的运费也由商家承担，不能推给快递。",
    )


def _from_the_carrier(amount: Decimal | None) -> Share:
    return borne_by(
        Bearer.CARRIER,
        amount,
        inferred,
        cite("电子商务法", 20),
        cite("民法典", 832),
        reason="发货的快递是你另外指定的，路上的风险不归商家，向快递索赔；商家包装不当的除外。",
    )


def _unless_own_carrier(rule: Callable[[Known], Share | None]) -> Callable[[Known], Share | None]:
    """The seller's-side rule for a cost; with a carrier of the buyer's own the carrier's."""

    def decided(case: Known) -> Share | None:
        if not case.outbound_carrier_by_consumer:
            return rule(case)
        cost = rule.__name__
        return _from_the_carrier(getattr(case, cost)) if case.concerns(cost) else None

    decided.__name__ = rule.__name__
    return decided


def verdict(case: Known) -> str:
    if case.outbound_carrier_by_consumer:
        return "快递是你另选的，路上损坏主要向快递索赔"
    return "运输中损坏由商家承担，不能推给快递"


def deadlines(case: Known) -> list[Deadline]:
    return quality_defect.deadlines(case)


def evidence(case: Known) -> list[str]:
    return ["外箱、面单和破损处的照片", *quality_defect.evidence(case)]


def steps(case: Known) -> list[Step]:
    photos = to_seller(
        "尽快把破损照片发给商家。签收只是推定外观没问题，有照片可以推翻；"
        "“签收就算合格”这种条款无效。",
        cite("民法典", 623),
        cite("网络消费纠纷规定（一）", 1),
    )
    if not case.outbound_carrier_by_consumer:
        return [photos, *quality_defect.steps(case)]
    claim = Step(
        channel="carrier",
        text="带上照片和面单向快递公司投诉索赔。"
        f"{within('快递公司要在{}内答复。', 'carrier_reply', case.today)}"
        "不满意，向邮政管理部门申诉。",
        basis=(Basis.of(cite("快递暂行条例", 29)), Basis.of(cite("快递市场管理办法", 30))),
    )
    return [photos, claim]


def warnings(case: Known) -> list[Caution]:
    if case.outbound_carrier_by_consumer:
        return []
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
        *(
            _unless_own_carrier(rule)
            for rule in (
                seller_side.insurance_fee,
                seller_side.pickup_fee,
                seller_side.depreciation,
                seller_side.inspection_fee,
            )
        ),
    ),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    steps=steps,
    warnings=warnings,
)

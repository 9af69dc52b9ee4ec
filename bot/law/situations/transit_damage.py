"""Damaged or lost in transit, on the way out or on the way back, and parcels left without consent.

Encodes 电子商务法 20, 52 and 民法典 604, 610, 619, 623, 827, 832, 833, 快递暂行条例 26, 28 and
快递市场管理办法 27, 28; who bears what else is in `seller_side`. Where the buyer chose the carrier
of the way out, the risk is not the seller's, unless the seller packed badly. How much a carrier
pays is its contract with the sender; the postal cap of three times the fee does not bind couriers
(邮政法 45, 59).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import wraps

from bot.case import Case, ReturnReason
from bot.law.advice import Bearer, Burden, Caution, Deadline, Objection, Share, Step
from bot.law.channels import to_carrier, to_seller
from bot.law.known import NAMED_BY, Known
from bot.law.refund import falls_below_free_shipping, refund_really_paid
from bot.law.said import said
from bot.law.shares import borne_by, inferred, seller, statutory
from bot.law.situations import quality_defect, reason, seller_side
from bot.law.situations.reason import is_on_seller
from bot.law.situations.situation import Situation
from bot.law.statutes import cite


def applies(case: Case) -> bool:
    if reason.went_astray(case):
        return True
    if case.lost_on_way_back and case.return_reason is not None:
        return True
    if case.return_reason is ReturnReason.DEFECT:
        excused = case.misuse or case.defect_known_before
        return bool(case.seller_blames_carrier) and not excused
    return case.return_reason is ReturnReason.TRANSIT_DAMAGE


@said("发货快递由买家另选，商家包装也没有不当")
def carrier_bears_the_risk(case: Known) -> bool:
    """电子商务法 20 with its proviso; who packs badly stays liable (民法典 619, 827)."""
    on_the_way_out = not case.lost_on_way_back
    chosen = case.outbound_carrier_by_consumer and not case.seller_packed_badly
    return bool(on_the_way_out and chosen)


@said("路上丢了，没到买家手里")
def has_not_arrived(case: Known) -> bool:
    return bool(case.lost_in_transit)


def goods_price(case: Known) -> Share | None:
    """Does the price come back? The seller bears the risk of transport (电子商务法 20)."""
    if case.lost_on_way_back:
        return _lost_on_way_back(case)
    if carrier_bears_the_risk(case):
        return _from_the_carrier(case.goods_price)
    if has_not_arrived(case):
        return seller(
            refund_really_paid(case),
            statutory,
            cite("电子商务法", 20),
            cite("民法典", 512),
            cite("民法典", 604),
            reason="没有真正交到你手里，风险还在商家：要么补发，要么退款。",
        )
    if case.outbound_carrier_by_consumer:
        return seller(
            refund_really_paid(case),
            inferred,
            cite("民法典", 619),
            cite("民法典", 827),
            reason="快递虽然是你另选的，但东西是商家没包好才坏的，包装不当由商家负责。",
        )
    return seller_side.price(
        case,
        cite("电子商务法", 20),
        cite("民法典", 604),
        *([cite("电子商务法", 52, paragraph=2)] if case.left_without_consent else []),
        reason="签收之前的运输风险由商家承担，送到就坏、丢了可以拒收、退货。"
        + ("没经你同意放驿站、快递柜，不算你签收。" if case.left_without_consent else ""),
    )


def _lost_on_way_back(case: Known) -> Share:
    """The goods were lost or damaged on their way back to the seller."""
    if case.seller_arranged_channel:
        return seller(
            refund_really_paid(case),
            inferred,
            cite("民法典", 509, paragraph=2),
            cite("民法典", 604),
            reason="退货的快递是商家安排的，交给快递以后路上丢了、坏了由商家承担，货款照退。",
        )
    if seller_side.is_at_fault(case):
        return seller(
            refund_really_paid(case),
            inferred,
            cite("民法典", 610),
            reason="因商家的原因退货，已经拒收或解除合同的，路上毁损灭失的风险归卖方，货款照退。",
        )
    return borne_by(
        Bearer.CARRIER,
        case.goods_price,
        inferred,
        cite("民法典", 832),
        cite("民法典", 833),
        reason="无理由退货自己寄回，路上丢了、坏了，商家没收到完好的货就不必退款，向快递公司索赔。"
        "平台的规则可能对你更好，先看规则。",
    )


def outbound_freight(case: Known) -> Share | None:
    """Who bears what sending the broken or lost goods to the buyer cost?"""
    if case.lost_on_way_back:
        return None
    if carrier_bears_the_risk(case):
        return _from_the_carrier(case.stated("outbound_freight"))
    if not seller_side.is_return(case):
        return None
    if falls_below_free_shipping(case):
        return seller_side.outbound_freight(case, reason="")
    return seller(
        case.stated("outbound_freight"),
        statutory,
        cite("电子商务法", 20),
        cite("民法典", 584),
        reason="运输风险由商家承担，你付过的发货运费也由商家退。",
    )


def return_freight(case: Known) -> Share | None:
    """Who pays for sending the broken goods back?"""
    if case.lost_on_way_back or has_not_arrived(case):
        return None
    if carrier_bears_the_risk(case):
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


COSTS_OF_SENDING = (
    seller_side.reshipping_freight,
    seller_side.insurance_fee,
    seller_side.pickup_fee,
    seller_side.handling_fee,
)
"""What it costs that the broken goods travel once more."""


def depreciation(case: Known) -> Share | None:
    """May the seller deduct for wear?"""
    if carrier_bears_the_risk(case) or not is_on_seller(case):
        return None
    return seller_side.depreciation(case)


def _unless_own_carrier(rule: Callable[[Known], Share | None]) -> Callable[[Known], Share | None]:
    """The seller's-side rule for a cost; with a carrier of the buyer's own the carrier's."""

    @wraps(rule)
    def decided(case: Known) -> Share | None:
        if case.lost_on_way_back and not is_on_seller(case):
            return None
        if not carrier_bears_the_risk(case):
            return rule(case)
        cost = rule.__name__
        came_up = case.concerns(cost) if cost in NAMED_BY else case.stated(cost) is not None
        return _from_the_carrier(getattr(case, cost)) if came_up else None

    return decided


def verdict(case: Known) -> str:
    if case.lost_on_way_back:
        share = _lost_on_way_back(case)
        if share.bearer is Bearer.CARRIER:
            return "退回的路上丢失或损坏，向快递公司索赔"
        return "退回的路上丢失或损坏，由商家承担，货款照退"
    if carrier_bears_the_risk(case):
        return "快递是你另选的，路上损坏主要向快递索赔"
    if has_not_arrived(case):
        return "东西没真正交到你手里，商家要补发或退款"
    return "运输中损坏由商家承担，不能推给快递"


def deadlines(case: Known) -> list[Deadline]:
    return quality_defect.deadlines(case) if is_on_seller(case) else []


def evidence(case: Known) -> list[str]:
    if case.lost_on_way_back:
        return ["退货面单和物流轨迹", "寄出前的照片和称重", "商品价值的凭证、保价单"]
    if has_not_arrived(case):
        return ["物流轨迹和“签收”截图", "驿站、快递柜的通知或监控", "没有同意代收的聊天记录"]
    return ["外箱、面单和破损处的照片", *quality_defect.evidence(case)]


def burden(case: Known) -> list[Burden]:
    if case.lost_on_way_back:
        return [
            Burden(
                "快递公司要免责，由它证明是不可抗力、货物自身原因或寄件人的过错",
                "carrier",
                (cite("民法典", 832),),
            )
        ]
    return [
        Burden(
            "签收只是推定数量和外观没问题，你有照片、视频就可以推翻",
            "consumer",
            (cite("民法典", 623),),
        )
    ]


def objections(case: Known) -> list[Objection]:
    if case.lost_on_way_back or carrier_bears_the_risk(case):
        return []
    return [
        Objection(
            "快递弄坏的，你找快递。",
            "快递是商家找的，路上的风险由商家承担。商家先赔我，再自己向快递追。",
            (cite("电子商务法", 20), cite("民法典", 604)),
        )
    ]


COMPENSATION = "保了价的，按保价规则赔；没保价的，按民法典赔实际损失，限额条款没提示过的可以不认。"


def steps(case: Known) -> list[Step]:
    if case.lost_on_way_back:
        share = _lost_on_way_back(case)
        if share.bearer is Bearer.CARRIER:
            return [to_carrier(case, f"带上面单和价值凭证向快递公司索赔。{COMPENSATION}")]
        return [
            to_seller(
                "把物流轨迹发给商家，要求照退货款；快递由商家去追。",
                *share.basis,
                say="退货途中丢失（损坏），风险在你方，请照退货款，快递赔偿由你方主张。",
            )
        ]
    photos = to_seller(
        "尽快把外箱、面单、破损处的照片发给商家。当场发现的，可以拒收。",
        cite("民法典", 620),
        cite("民法典", 621),
        cite("民法典", 623),
        cite("快递市场管理办法", 27),
        say="收到时已经损坏（照片附后），请退款（或补发），来回运费由你方承担。",
    )
    if carrier_bears_the_risk(case):
        return [photos, to_carrier(case, f"带上照片和面单向快递公司投诉索赔。{COMPENSATION}")]
    complaint = [_complain_of_delivery(case)] if case.left_without_consent else []
    if has_not_arrived(case):
        return [
            to_seller(
                "告诉商家没收到，要求补发或退款。快递由商家去查。",
                cite("电子商务法", 20),
                cite("电子商务法", 52, paragraph=2),
                say="我没有收到货，也没有同意代收。请补发或全额退款。",
            ),
            *complaint,
        ]
    return [photos, *quality_defect.steps(case), *complaint]


def _complain_of_delivery(case: Known) -> Step:
    return to_carrier(case, "没经同意放驿站、快递柜或代签的，向快递公司投诉。")


def warnings(case: Known) -> list[Caution]:
    found: list[Caution] = []
    if case.left_without_consent:
        found.append(
            Caution(
                id="left_without_consent",
                text="没经你同意放驿站、快递柜，或者让别人代签，不算你签收。",
                basis=(
                    cite("快递暂行条例", 26),
                    cite("快递市场管理办法", 28),
                    cite("快递市场管理办法", 54),
                    cite("电子商务法", 52, paragraph=2),
                ),
            )
        )
    if case.lost_on_way_back or case.lost_in_transit or carrier_bears_the_risk(case):
        found.append(
            Caution(
                id="postal_cap",
                text="“没保价最多赔三倍运费”是邮政平常、给据邮件的规则，不适用于快递。",
                basis=(
                    cite("邮政法", 45, paragraph=2),
                    cite("邮政法", 59),
                    cite("快递暂行条例", 28, paragraph=1),
                ),
            )
        )
    else:
        found.append(
            Caution(
                id="receipt_is_no_approval",
                text="签收不等于认可没坏；“签收即视为合格”的条款无效。",
                basis=(cite("民法典", 623), cite("网络消费纠纷规定（一）", 1, item=1)),
            )
        )
    if carrier_bears_the_risk(case) or not is_on_seller(case):
        return found
    return [*found, *quality_defect.warnings(case)]


SITUATION = Situation(
    id="transit_damage",
    name="运输损坏或丢件",
    holds="送到时就坏了、路上丢了、没经同意放驿站快递柜，或者退回去的路上丢了、坏了。",
    not_modelled="快递公司具体赔多少（看它和寄件人的合同、保价规则）；联运各段之间怎么分。",
    prevails="运输风险由商家承担，不适用“无理由退货运费自理”。",
    applies=applies,
    costs=(
        goods_price,
        outbound_freight,
        return_freight,
        *(_unless_own_carrier(rule) for rule in COSTS_OF_SENDING),
        depreciation,
        seller_side.inspection_fee,
    ),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    burden=burden,
    objections=objections,
    steps=steps,
    warnings=warnings,
)

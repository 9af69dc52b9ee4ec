"""Exchange and repair instead of a refund.

Encodes 消费者权益保护法 23, 24; 实施条例 18; 民法典 582. Article 25 knows a return only: an
exchange without a reason is a matter of agreement. Who bears what for a reason of the seller's is
in `seller_side`.
"""

from __future__ import annotations

from bot.case import Case, Remedy
from bot.law.advice import Burden, Caution, Deadline, Objection, Share, Step
from bot.law.channels import to_seller
from bot.law.deadlines import length_text
from bot.law.known import Known
from bot.law.said import said
from bot.law.shares import consumer, customary, inferred, negotiable, seller, statutory
from bot.law.situations import quality_defect, reason, seller_side
from bot.law.situations.situation import Situation
from bot.law.statutes import cite


def applies(case: Case) -> bool:
    wanted = case.remedy in (Remedy.EXCHANGE, Remedy.REPAIR)
    return wanted and reason.was_received(case) and case.return_reason is not None


@said("只是想换（没有质量问题）")
def is_mere_wish(case: Known) -> bool:
    return not reason.is_on_seller(case)


def return_freight(case: Known) -> Share | None:
    """Who pays for sending the goods in?"""
    if is_mere_wish(case):
        return consumer(
            case.return_freight,
            customary,
            cite("消费者权益保护法", 25, paragraph=1),
            cite("民法典", 509, paragraph=1),
            reason="无理由“换货”法律没有规定，运费看约定；没说好的，平台一般让买家出。",
        )
    if seller_side.is_excused(case):
        return None
    return seller_side.return_freight(
        case, reason="因质量等商家的原因换货、维修，来回运费都由商家承担。"
    )


def reshipping_freight(case: Known) -> Share | None:
    """Who pays for sending the replacement or the repaired goods?"""
    if is_mere_wish(case):
        return consumer(
            case.reshipping_freight,
            customary,
            cite("民法典", 509, paragraph=1),
            reason="自己想换的，换货发回的运费也看约定，一般自己出。",
        )
    return None


def repair_fee(case: Known) -> Share | None:
    """Who pays for the repair?"""
    if case.remedy is not Remedy.REPAIR and not case.concerns("repair_fee"):
        return None
    if is_mere_wish(case):
        return None
    if seller_side.is_excused(case):
        return consumer(
            case.repair_fee,
            inferred,
            cite("消费者权益保护法", 23, paragraph=1),
            reason="自己弄坏的，或者买前就知道的毛病，修要自己花钱。商家说是人为的，要拿出依据。",
        )
    if quality_defect.is_past_any_warranty(case):
        return negotiable(
            case.repair_fee,
            cite("消费者权益保护法", 24, paragraph=1),
            cite("民法典", 621),
            reason="收货超过两年、又没有质保约定，一般过了可以要求的期限，修理费要谈。",
        )
    return seller(
        case.repair_fee,
        statutory if seller_side.under_consumer_law(case) else inferred,
        *(
            (cite("消费者权益保护法", 24, paragraph=1),)
            if seller_side.under_consumer_law(case)
            else (cite("民法典", 582),)
        ),
        reason="质量问题的修理是商家的义务，不该收修理费。",
    )


def verdict(case: Known) -> str:
    if is_mere_wish(case):
        return "只是想换，法律没有规定必须换；七天内可以先无理由退，再重新买"
    word = "换货" if case.remedy is Remedy.EXCHANGE else "维修"
    if seller_side.is_excused(case):
        return f"不是商家的质量责任，{word}要自己花钱"
    return f"可以要求{word}，来回运费都由商家出"


def deadlines(case: Known) -> list[Deadline]:
    return []


def evidence(case: Known) -> list[str]:
    return ["换货、送修的时间和单号", "维修单、检测报告", "换回来的新机序列号和收货日期"]


def burden(case: Known) -> list[Burden]:
    return [] if is_mere_wish(case) else quality_defect.burden(case)


def objections(case: Known) -> list[Objection]:
    if is_mere_wish(case):
        return []
    return [
        Objection(
            "这是人为损坏，不在保修范围。",
            "说是人为损坏，请拿出依据。正常使用出的毛病，修、换和来回运费都归你方。",
            (cite("民事诉讼法", 67), *seller_side.necessary_costs(case)),
        )
    ]


def steps(case: Known) -> list[Step]:
    if is_mere_wish(case):
        return [
            to_seller(
                "问商家换不换、来回运费谁出，说好再寄。七天内不想折腾，可以直接无理由退。",
                cite("民法典", 509, paragraph=1),
                say="我想换××码（颜色）。可以换吗？来回运费谁出？",
            )
        ]
    return []


def warnings(case: Known) -> list[Caution]:
    if is_mere_wish(case):
        days = length_text("no_reason_notice", case.purchase_day)
        return [
            Caution(
                id="exchange_is_no_right",
                text=f"无理由只有“退”，没有“换”。别等换货谈崩了，才发现过了{days}的退货期。",
                basis=(cite("消费者权益保护法", 25, paragraph=1),),
            )
        ]
    if not seller_side.under_consumer_law(case):
        return []
    return [
        Caution(
            id="period_starts_anew",
            text="换了货，质保期限从换好那天重新算；修理占用的时间不算在里面。",
            basis=(cite("消费者权益保护法实施条例", 18, paragraph=1),),
        )
    ]


SITUATION = Situation(
    id="exchange_repair",
    name="换货、维修",
    holds="不退款，要换一件或者修好。",
    not_modelled="三包目录里修几次可以换、换不了可以退；厂家保修和商家责任之间怎么追偿。",
    prevails="",
    applies=applies,
    costs=(return_freight, reshipping_freight, repair_fee),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    burden=burden,
    objections=objections,
    steps=steps,
    warnings=warnings,
)

"""Goods that no courier takes back.

A refusal to carry hinders how the right is used, it does not take the right away: 七日无理由退货暂行办法
11, 19, 20, 31; 消费者权益保护法 8, 18, 19, 20, 24, 28; 电子商务法 17; 民法典 509, 592. (`bot.law.mailing` warns of
misdeclaring.)

Not modelled: which courier takes what in which town (their own lists change).
"""

from __future__ import annotations

from decimal import Decimal

from bot.case import Case
from bot.law.advice import Basis, Caution, Deadline, Share, Step
from bot.law.channels import to_seller
from bot.law.deadlines import deadline_if_any
from bot.law.goods import classify
from bot.law.known import Known
from bot.law.shares import consumer, inferred, negotiable, seller, statutory
from bot.law.situations import no_reason, seller_side
from bot.law.situations.situation import Situation
from bot.law.statutes import cite


def is_hazardous(case: Case | Known) -> bool:
    """Swollen, leaking or spitting goods of a kind that must not be sent; a flat air bed is none."""
    kind = classify(case.goods if isinstance(case, Case) else case.stated("goods"))
    return bool(case.dangerous) and (kind is None or kind.mail is not None)


def applies(case: Case) -> bool:
    if is_hazardous(case):
        return True
    if case.courier_refused is not None:
        return case.courier_refused
    kind = classify(case.goods)
    return kind is not None and kind.mail == "prohibited"


def return_freight(case: Known) -> Share | None:
    """Who pays for sending the goods back? The reason for the return decides, as always."""
    if seller_side.is_at_fault(case):
        return seller_side.return_freight(
            case, reason="原因在商家一边，怎么寄回去、花多少，都由商家承担。"
        )
    return _collected_by_the_seller(case, case.return_freight) if is_hazardous(case) else None


def _collected_by_the_seller(case: Known, amount: Decimal | None) -> Share:
    return seller(
        amount,
        inferred,
        cite("消费者权益保护法", 19),
        reason="这种状态不能寄，商家应上门回收，回收的费用由商家承担。",
    )


def special_channel_fee(case: Known) -> Share:
    """Who pays what a channel that takes such goods costs more than a usual parcel?"""
    extra = case.special_channel_fee
    if seller_side.is_at_fault(case):
        return seller(
            extra,
            statutory if seller_side.under_consumer_law(case) else inferred,
            *seller_side.necessary_costs(case),
            reason="因质量等商家的原因退货，特殊渠道多出的运费也是必要费用。",
        )
    if is_hazardous(case):
        return _collected_by_the_seller(case, extra)
    if case.return_reason.on_seller:
        return consumer(
            extra,
            inferred,
            cite("消费者权益保护法", 23, paragraph=1),
            reason="不能算商家的质量责任，特殊渠道多出的运费一般自己出。",
        )
    if case.seller_arranged_channel:
        return seller_side.arranged_by_seller(extra, "多出的运费")
    lean = (
        "下单前已经告诉过你退货不便，你的理由弱一些"
        if case.return_difficulty_told
        else "下单前没把退货不便说清楚的，更该由商家出"
    )
    return negotiable(
        extra,
        cite("消费者权益保护法", 8),
        cite("消费者权益保护法", 20),
        cite("消费者权益保护法", 28),
        cite("电子商务法", 17),
        cite("民法典", 509, paragraph=2),
        cite("民法典", 592, paragraph=2),
        reason=f"普通快递不收、只能走特殊渠道多花的钱，法律没有明写谁出，要谈。{lean}。",
    )


def verdict(case: Known) -> str:
    if is_hazardous(case):
        return "先别用、别寄：这种状态禁止交寄，要商家上门回收，或者退款不退货"
    if not case.return_reason.on_seller and no_reason.obstacle(case) is not None:
        return ""
    return "快递不收，不等于你不能退：商家要给一条走得通的退货路"


def deadlines(case: Known) -> list[Deadline]:
    if case.return_reason.on_seller:
        return []
    return [
        *deadline_if_any(
            "return_handling",
            "商家拖着不办退货，可被处罚",
            "return_handling_penalty_threshold",
            case.stated("notice_date"),
            "商家收到退货要求",
            case.purchase_day,
            "超过这天还不办手续、不给真实地址，市场监管部门可以处罚。",
        )
    ]


def evidence(case: Known) -> list[str]:
    return [
        "快递或驿站拒收的截图，至少问两家",
        "商品页截图：写没写七天无理由、退货不便",
        *(["教你改品名、换包装的聊天记录"] if case.misdeclaring_suggested else []),
    ]


def steps(case: Known) -> list[Step]:
    if is_hazardous(case):
        return [
            to_seller(
                "停止使用，放到阴凉、远离火源的地方，不要寄，也不要交给驿站。",
                cite("消费者权益保护法", 18),
            ),
            to_seller(
                "把照片发给商家，要求上门回收，或者退款不退货。",
                cite("消费者权益保护法", 19),
            ),
        ]
    return [
        to_seller(
            "七天内就发退货通知，附上快递拒收的截图。寄不出去不影响通知有效。",
            cite("七日无理由退货暂行办法", 10, paragraph=1),
        ),
        to_seller(
            "要求商家给一条能走通的路，按这个顺序提：商家派协议快递或厂家物流上门；"
            "就近门店、网点代收；合规包装走陆运；都不行，就谈退款不退货或部分退款。",
            cite("七日无理由退货暂行办法", 11),
            cite("七日无理由退货暂行办法", 19, paragraph=2),
            cite("七日无理由退货暂行办法", 20, paragraph=2),
            cite("消费者权益保护法实施条例", 19, paragraph=2),
        ),
    ]


def warnings(case: Known) -> list[Caution]:
    found = [Caution(id="courier_decides", text="能不能寄，以快递企业现场验视为准。")]
    if not case.return_reason.on_seller:
        found.append(
            Caution(
                id="not_among_exceptions",
                text="“寄不回去”本身不在可以不退的三类商品里，没有让你单独确认过，就不能拒退。",
                basis=(Basis.of(cite("七日无理由退货暂行办法", 20, paragraph=2)),),
            )
        )
    return found


SITUATION = Situation(
    id="prohibited_mail",
    name="禁寄限寄、寄不回去",
    prevails="",
    applies=applies,
    costs=(return_freight, special_channel_fee),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    steps=steps,
    warnings=warnings,
)

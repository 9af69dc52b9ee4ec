"""Goods that no courier takes back.

A refusal to carry hinders how the right is used, it does not take the right away: 七日无理由退货暂行办法
11, 19, 20, 31; 消费者权益保护法 8, 18, 19, 20, 24, 28; 电子商务法 17; 民法典 509, 592. (`bot.law.mailing` warns of
misdeclaring.)
"""

from __future__ import annotations

from decimal import Decimal

from bot.case import Case
from bot.law.advice import Burden, Caution, Deadline, Objection, Share, Step
from bot.law.channels import to_seller
from bot.law.goods import classify
from bot.law.known import Known
from bot.law.negotiation import SPECIAL_CHANNEL_FEE, arguments
from bot.law.said import said
from bot.law.shares import consumer, inferred, negotiable, seller, statutory
from bot.law.situations import not_returnable, reason, seller_side
from bot.law.situations.refund_delay import handling_deadline
from bot.law.situations.situation import Situation
from bot.law.statutes import cite


@said("鼓包、漏液、漏气等有危险")
def is_hazardous(case: Case | Known) -> bool:
    """Swollen, leaking or spitting goods of a kind that must not be sent; a flat air bed is none."""
    kind = classify(case.goods if isinstance(case, Case) else case.stated("goods"))
    return bool(case.dangerous) and (kind is None or kind.mail is not None)


def applies(case: Case) -> bool:
    if is_hazardous(case):
        return True
    if not reason.was_received(case):
        return False
    if case.courier_refused is not None:
        return case.courier_refused
    kind = classify(case.goods)
    return kind is not None and kind.mail == "prohibited"


def return_freight(case: Known) -> Share | None:
    """Who pays for sending the goods back? The reason for the return decides, as always."""
    if is_hazardous(case) and seller_side.is_at_fault(case):
        return seller(
            case.return_freight,
            statutory if seller_side.under_consumer_law(case) else inferred,
            *seller_side.necessary_costs(case),
            cite("消费者权益保护法", 19),
            reason="原因在商家一边，又不能交寄，商家要上门取回，怎么取、花多少都由商家承担。",
        )
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
    if reason.is_on_seller(case):
        return consumer(
            extra,
            inferred,
            cite("消费者权益保护法", 23, paragraph=1),
            reason="不能算商家的质量责任，特殊渠道多出的运费一般自己出。",
        )
    if case.seller_arranged_channel:
        return seller_side.arranged_by_seller(extra, "多出的运费")
    points = arguments(case, SPECIAL_CHANNEL_FEE)
    return negotiable(
        extra,
        cite("消费者权益保护法", 8),
        cite("消费者权益保护法", 20),
        cite("消费者权益保护法", 28),
        cite("电子商务法", 17),
        cite("民法典", 509, paragraph=2),
        cite("民法典", 592, paragraph=2),
        reason="普通快递不收、只能走特殊渠道多花的钱，法律没有明写谁出，要谈。"
        + "".join(f"{point.text}。" for point in points),
        arguments=points,
    )


def verdict(case: Known) -> str:
    if is_hazardous(case):
        return "先别用、别寄：这种状态禁止交寄，要商家上门回收，或者退款不退货"
    if not reason.is_on_seller(case) and not_returnable.obstacle(case) is not None:
        return ""
    return "快递不收，不等于你不能退：商家要给一条走得通的退货路"


def deadlines(case: Known) -> list[Deadline]:
    return [] if reason.is_on_seller(case) else list(handling_deadline(case))


def evidence(case: Known) -> list[str]:
    return [
        "快递或驿站拒收的截图，至少问两家",
        "商品页截图：写没写七天无理由、退货不便",
        *(["教你改品名、换包装的聊天记录"] if case.misdeclaring_suggested else []),
    ]


def burden(case: Known) -> list[Burden]:
    return [
        Burden(
            "快递拒收由你留证；下单前有没有告知退货不便，由商家拿出依据",
            "consumer",
            (cite("民事诉讼法", 67),),
        )
    ]


def objections(case: Known) -> list[Objection]:
    if is_hazardous(case):
        return []
    return [
        Objection(
            "快递不收，你寄不回来，就退不了。",
            "寄不回来是怎么退的问题，不是能不能退的问题。请你方给出能走的渠道，或者商量退款不退货。",
            (
                cite("七日无理由退货暂行办法", 20, paragraph=2),
                cite("民法典", 509, paragraph=2),
            ),
        )
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
                say="电池鼓包（漏液、漏气），不能寄。请上门回收，或者直接退款。",
            ),
        ]
    return [
        to_seller(
            "七天内就发退货通知，附上快递拒收的截图。寄不出去不影响通知有效。",
            cite("七日无理由退货暂行办法", 10, paragraph=1),
            say="我要退货，快递不收（截图附后）。请在××日前给一个能寄回的办法。",
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
    found = [
        Caution(
            id="courier_decides",
            text="能不能寄，以快递企业现场验视为准。",
            basis=(cite("快递暂行条例", 31), cite("快递暂行条例", 34), cite("邮政法", 25)),
        ),
        seller_side.no_duty_to_refund_only(),
    ]
    if not reason.is_on_seller(case):
        found.append(
            Caution(
                id="not_among_exceptions",
                text="“寄不回去”本身不在可以不退的三类商品里，没有让你单独确认过，就不能拒退。",
                basis=(cite("七日无理由退货暂行办法", 20, paragraph=2),),
            )
        )
    return found


SITUATION = Situation(
    id="prohibited_mail",
    name="禁寄限寄、寄不回去",
    holds="快递不收、寄不回去，或者东西鼓包、漏液、漏气不能寄。",
    not_modelled="哪家快递在哪个地方收什么（各家名录常变）；管制刀具的尺寸认定。",
    prevails="",
    applies=applies,
    costs=(return_freight, special_channel_fee),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    burden=burden,
    objections=objections,
    steps=steps,
    warnings=warnings,
)

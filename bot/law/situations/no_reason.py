"""No-reason return: the goods are fine, the buyer changed their mind.

Encodes 消费者权益保护法 25 with 实施条例 12, 19 and 七日无理由退货暂行办法 10–19, 31. What stands
in the way of the right is in `not_returnable`; where the page promises return freight,
`freight_insurance` decides.
"""

from __future__ import annotations

from decimal import Decimal

from bot.case import Case, FreightPromise, Remedy
from bot.law.advice import Bearer, Burden, Caution, Deadline, Objection, Share, Step
from bot.law.channels import to_seller
from bot.law.deadlines import deadline_if_any, is_over, promised_deadline
from bot.law.known import Known, once
from bot.law.negotiation import DEPRECIATION, arguments
from bot.law.refund import falls_below_free_shipping, resettled_refund
from bot.law.said import said
from bot.law.shares import (
    agreed,
    by_other_methods,
    consumer,
    inferred,
    negotiable,
    on_condition,
    seller,
    statutory,
)
from bot.law.situations import reason, seller_side
from bot.law.situations.not_returnable import (
    is_excluded,
    is_intact,
    is_outside,
    is_too_late,
    is_wrongly_called_custom,
    notice_period,
    obstacle,
    promised_return,
    refusal,
)
from bot.law.situations.refund_delay import refund_deadlines
from bot.law.situations.seller_side import arranged_by_seller
from bot.law.situations.situation import Situation
from bot.law.statutes import cite
from bot.law.wording import day, yuan


def applies(case: Case) -> bool:
    return reason.changed_mind(case) and reason.goes_back(case)


@said("没说哪天提的时候：期限内提出过的")
def _condition(case: Known) -> str | None:
    """What the right takes and nobody has said: that the return was asked for in time."""
    if case.stated("notice_date") is not None or case.seller_agreed_return:
        return None
    last = notice_period(case)
    if last is None:
        return "签收七天内提出的"
    return f"{day(last.due)}前提出过的" if case.today > last.due else None


@once
def goods_price(case: Known) -> Share | None:
    """Does the price come back?"""
    if case.remedy is Remedy.REDUCTION:
        return negotiable(
            None,
            cite("民法典", 509, paragraph=1),
            reason="没有质量问题，不能要求减价，商家愿意才行。不想要的，可以七天内退。",
        )
    found = obstacle(case)
    if found is not None:
        return found
    return on_condition(_price_comes_back(case), _condition(case))


def _price_comes_back(case: Known) -> Share:
    if case.seller_denies_no_reason and not is_excluded(case):
        return refusal(case)
    if is_excluded(case):
        return promised_return(case)
    if is_wrongly_called_custom(case):
        return seller(
            case.goods_price,
            inferred,
            cite("消费者权益保护法", 25, paragraph=1),
            cite("消费者权益保护法", 25, paragraph=3),
            cite("消费者权益保护法实施条例", 19, paragraph=1),
            reason="从现成的颜色、尺码里选的不算定作，商家不能自己扩大例外的范围，七天内可以退。",
        )
    if _is_within_a_longer_promise(case):
        return seller(
            case.goods_price,
            agreed,
            cite("消费者权益保护法实施条例", 12),
            reason="法定的七天过了，但商家承诺的退货期更长，承诺了就要兑现。",
        )
    amount, others = resettled_refund(case)
    if case.stated("paid_total") is not None and case.stated("kept_list_price") is not None:
        return by_other_methods(
            seller(
                amount,
                statutory,
                cite("消费者权益保护法", 25, paragraph=3),
                cite("七日无理由退货暂行办法", 17, paragraph=1),
                cite("七日无理由退货暂行办法", 17, paragraph=2),
                reason="只退一部分、不够满减的，留下的按购买时的标价结算，实付减去它就是退款，多退少补。"
                + "".join(
                    f"平台常用的另一种算法（{other.method}）是{yuan(other.amount)}，先看订单页怎么写。"
                    for other in others
                ),
            ),
            *others,
        )
    return seller(
        amount,
        statutory,
        cite("消费者权益保护法", 25, paragraph=1),
        cite("消费者权益保护法", 25, paragraph=3),
        cite("七日无理由退货暂行办法", 17, paragraph=1),
        reason="网购收货七天内可以无理由退，商品完好就要退货款，按实际付的退。",
    )


@said("法定的七天过了，但还在商家承诺的更长退货期内")
def _is_within_a_longer_promise(case: Known) -> bool:
    asked = case.stated("notice_date") or case.today
    late = is_over("no_reason_notice", case.signed_date, asked, case.purchase_day)
    return late and bool(case.stated("promised_return_days"))


@once
def outbound_freight(case: Known) -> Share | None:
    """May the seller deduct what sending the goods to the buyer cost?"""
    paid = case.stated("outbound_freight")
    if is_outside(case) or case.remedy is Remedy.REDUCTION:
        return None
    if falls_below_free_shipping(case):
        return consumer(
            case.stated("waived_freight"),
            statutory,
            cite("七日无理由退货暂行办法", 18, paragraph=2),
            reason="退了以后不够满额包邮，商家退款时可以扣回当初免掉的那一笔发货运费，只能扣这一笔。",
        )
    if not case.free_shipping or (paid and not case.stated("free_shipping")):
        return negotiable(
            paid,
            cite("七日无理由退货暂行办法", 17, paragraph=1),
            reason="下单时另付的发货运费，法律没写要退。按约定和平台规则，通常不退。",
        )
    return seller(
        paid,
        inferred,
        cite("消费者权益保护法", 25, paragraph=3),
        cite("七日无理由退货暂行办法", 17, paragraph=1),
        reason="包邮的，商家不能从退款里倒扣发货运费。",
    )


def return_freight(case: Known) -> Share | None:
    """Who pays for sending the goods back?"""
    if case.remedy is Remedy.REDUCTION:
        return None
    if is_outside(case):
        return negotiable(
            case.return_freight,
            cite("民法典", 509, paragraph=1),
            reason="没有法定的无理由退货，运费谁出看双方怎么约定。",
        )
    if case.return_freight_promise is not FreightPromise.NONE:
        return None
    return consumer(
        case.return_freight,
        statutory,
        cite("消费者权益保护法", 25, paragraph=3),
        cite("七日无理由退货暂行办法", 18, paragraph=1),
        reason="无理由退货，寄回去的运费由买家出；商家另有承诺的，从承诺。",
    )


def insurance_fee(case: Known) -> Share | None:
    """Who pays the insured-value fee of the way back?"""
    if not case.concerns("insurance_fee"):
        return None
    if case.seller_arranged_channel:
        return arranged_by_seller(case.insurance_fee, "保价费")
    if case.insurance_forced:
        return negotiable(
            case.insurance_fee,
            cite("民法典", 511, item=6),
            cite("消费者权益保护法", 26),
            cite("电子商务法", 19),
            cite("网络交易监督管理办法", 17),
            reason="商家硬要你保价、事先又没说好，多出的这笔可以要求商家出。法律没有明写，要谈。",
        )
    return consumer(
        case.insurance_fee,
        inferred,
        cite("消费者权益保护法", 25, paragraph=3),
        reason="无理由退货时自己愿意买的保价，自己出。",
    )


def pickup_fee(case: Known) -> Share | None:
    """Who pays for the pick-up at the door?"""
    if not case.concerns("pickup_fee"):
        return None
    article = cite("七日无理由退货暂行办法", 19, paragraph=2)
    if case.seller_arranged_channel:
        return arranged_by_seller(case.pickup_fee, "上门取件费")
    if case.pickup_consented:
        return consumer(
            case.pickup_fee, statutory, article, reason="收费的上门取件，你事先同意了就由你出。"
        )
    return seller(
        case.pickup_fee,
        inferred,
        article,
        reason="收费上门取件要先征得你同意，没同意就不该收你的。",
    )


def handling_fee(case: Known) -> Share | None:
    """Who pays for carrying and taking apart bulky goods?"""
    if not case.concerns("handling_fee"):
        return None
    if case.seller_arranged_channel:
        return arranged_by_seller(case.handling_fee, "搬运拆装费")
    return consumer(
        case.handling_fee,
        inferred,
        cite("消费者权益保护法", 25, paragraph=3),
        cite("七日无理由退货暂行办法", 18, paragraph=1),
        reason="无理由退大件，搬运拆装也是退回来的费用，一般自己出；商家事先没说清退货很贵的，可以谈。",
    )


def depreciation(case: Known) -> Share | None:
    """May the seller deduct for wear?"""
    if not case.concerns("depreciation"):
        return None
    if is_intact(case):
        return seller(
            case.depreciation,
            inferred,
            cite("消费者权益保护法", 25, paragraph=3),
            cite("七日无理由退货暂行办法", 8),
            reason="商品完好，就不能扣折旧。拆开查看、合理试用不影响完好。",
        )
    return negotiable(
        case.depreciation,
        cite("七日无理由退货暂行办法", 9),
        reason="商品已经不完好，折价多少由双方谈。",
        arguments=arguments(case, DEPRECIATION),
    )


def payment_fee(case: Known) -> Share | None:
    """Who bears the fee of paying by credit card?"""
    if case.stated("payment_fee") is None:
        return None
    return consumer(
        case.payment_fee,
        statutory,
        cite("七日无理由退货暂行办法", 16),
        reason="自己付的信用卡手续费，无理由退货时可以不退。",
    )


@once
def gift_price(case: Known) -> Share | None:
    """What if the gift cannot go back with the goods?"""
    if not case.gift_missing:
        return None
    if case.stated("gift_price") is None:
        return negotiable(
            None,
            cite("七日无理由退货暂行办法", 12),
            reason="赠品要一起退。退不了的，只能按事先标明的价格付；没有标过价的，扣多少要谈。",
        )
    return consumer(
        case.gift_price,
        statutory,
        cite("七日无理由退货暂行办法", 12),
        reason="赠品退不了，按事先标明的价格付给商家。",
    )


def verdict(case: Known) -> str:
    if case.remedy is Remedy.REDUCTION:
        return "没有质量问题，减价要商家愿意"
    if case.seller_agreed_return:
        return "商家已同意退货"
    found = obstacle(case)
    if found is not None:
        return found.reason.split("。")[0]
    last = notice_period(case)
    if last is None:
        return "签收七天内提出，可以无理由退货"
    if case.stated("notice_date") is not None:
        return "期限内提过退货，可以无理由退货"
    if case.today > last.due:
        return f"退货期限{day(last.due)}已到：到期前提过的，可以退；没提过，要商家同意"
    return f"可以无理由退货，最晚{day(last.nominal)}通知商家"


@said("无理由退货权不成立，商家也没有同意")
def is_obstructed(case: Known) -> bool:
    found = obstacle(case)
    return found is not None and found.bearer is not Bearer.SELLER


def deadlines(case: Known) -> list[Deadline]:
    if is_obstructed(case) and not is_too_late(case):
        return []
    promised = case.stated("promised_return_days")
    return [
        *([promised_deadline(promised, case.signed_date)] if promised else []),
        *deadline_if_any(
            "no_reason_notice",
            "通知商家要退货",
            "no_reason_notice",
            case.signed_date,
            "签收",
            case.purchase_day,
            "期限内发出通知就行，不用寄到。过了还没通知，法定的无理由退货权就没有了，只能看商家同不同意。",
            cite("七日无理由退货暂行办法", 10, paragraph=2),
        ),
        *refund_deadlines(case),
    ]


def evidence(case: Known) -> list[str]:
    return [
        "订单和签收记录",
        "七天内提出退货的截图",
        "寄出前的照片：商品、吊牌、配件、赠品都在",
        "退货面单和商家签收记录",
    ]


def burden(case: Known) -> list[Burden]:
    return [
        Burden(
            "哪天签收、哪天提的退货、哪天寄的，由你证明",
            "consumer",
            (cite("民事诉讼法", 67),),
        ),
        Burden(
            "商品不完好，由商家拿出依据",
            "seller",
            (cite("七日无理由退货暂行办法", 9), cite("民事诉讼法", 67)),
        ),
    ]


def objections(case: Known) -> list[Objection]:
    if is_outside(case):
        return []
    return [
        Objection(
            "拆封、试过了就不能退，影响二次销售。",
            "为查看打开包装、合理试一试，不影响完好，就应当退。",
            (
                cite("消费者权益保护法实施条例", 19, paragraph=3),
                cite("七日无理由退货暂行办法", 8),
                cite("网络消费纠纷规定（一）", 3),
            ),
        )
    ]


def steps(case: Known) -> list[Step]:
    if case.courier_refused or case.remedy is Remedy.REDUCTION:
        return []
    if is_obstructed(case):
        text = "和卖家商量退不退、折价多少、运费谁出，说好的话留下聊天记录。"
        return [to_seller(text, cite("民法典", 509, paragraph=1))]
    return [
        to_seller(
            "在订单里点退货，或发消息通知商家，截图留存。",
            cite("七日无理由退货暂行办法", 10, paragraph=1),
            say="我要七天无理由退货，请提供退货地址、联系人和电话。",
        ),
        to_seller(
            "向商家要到退货地址后尽快寄回，留好面单。寄法你可以自己选。",
            cite("七日无理由退货暂行办法", 11),
            cite("七日无理由退货暂行办法", 19, paragraph=1),
        ),
    ]


def warnings(case: Known) -> list[Caution]:
    return [*_too_late(case), *_bulky(case), *_in_kind(case), *_short(case)]


def _short(case: Known) -> list[Caution]:
    """What is due is the price less what the seller may rightly deduct (办法 12, 18 第二款)."""
    price, freight, gift = goods_price(case), outbound_freight(case), gift_price(case)
    if price is None or price.amount is None or price.bearer is not Bearer.SELLER:
        return []
    kept = [s.amount or Decimal(0) for s in (freight, gift) if s and s.bearer is Bearer.CONSUMER]
    return seller_side.refund_short(case, price.amount - sum(kept))


def _too_late(case: Known) -> list[Caution]:
    settled = case.seller_agreed_return or case.refunded or case.stated("notice_date")
    last = notice_period(case)
    if last is None or settled or is_outside(case) or case.today <= last.due:
        return []
    text = (
        f"期限从签收第二天数起，到{day(last.due)}为止。那之前发出过退货通知，权利还在；"
        "没有发过，就没有无理由退货权了，运费和退款都要看商家同不同意。"
    )
    return [Caution(id="notice_period_over", text=text)]


def _bulky(case: Known) -> list[Caution]:
    if case.kind is None or not case.kind.bulky or is_outside(case):
        return []
    return [
        Caution(
            id="bulky_freight",
            text="大件退回的运费和搬运可能很贵，寄之前先问价。商家下单前没说清退货要多少钱的，可以要求分担。",
            basis=(
                cite("消费者权益保护法", 20),
                cite("消费者权益保护法", 28),
                cite("电子商务法", 17),
            ),
        )
    ]


def _in_kind(case: Known) -> list[Caution]:
    """Coupons and points come back as such, money by the way on which it was paid."""
    if not case.concerns("coupon_amount"):
        return []
    return [
        Caution(
            id="coupon_back",
            text="用掉的优惠券、积分，退货时按原样退回券和积分，不折成现金；另有约定的按约定。",
            basis=(cite("七日无理由退货暂行办法", 15),),
        )
    ]


SITUATION = Situation(
    id="no_reason",
    name="七日无理由退货",
    holds="网购的东西没毛病，只是不想要了（不喜欢、不合身、买错、色差等）。",
    not_modelled="多档满减、跨店满减在各店之间怎么分；平台自己的退货时限和运费规则。",
    prevails="",
    applies=applies,
    costs=(
        goods_price,
        outbound_freight,
        return_freight,
        insurance_fee,
        pickup_fee,
        handling_fee,
        depreciation,
        payment_fee,
        gift_price,
    ),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    burden=burden,
    objections=objections,
    steps=steps,
    warnings=warnings,
)

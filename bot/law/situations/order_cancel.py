"""Cancelled before the goods were received: not sent yet, on the way, or refused at the door.

Encodes 电子商务法 20, 49; 民法典 509, 563, 577, 585–588, 829; 消费者权益保护法 26, 53; 实施条例 18.
A buyer who merely repents before the seller is late has no statutory right to cancel; most
platforms allow it.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from bot.case import Case, Dispatch, ExcludedKind, Stage
from bot.law.advice import FEN, Bearer, Burden, Caution, Deadline, Objection, Share, Step
from bot.law.channels import to_seller
from bot.law.known import Known
from bot.law.parameters import NotInForceYet, parameter
from bot.law.refund import refund_really_paid
from bot.law.said import said
from bot.law.shares import consumer, customary, divided, inferred, negotiable, seller, statutory
from bot.law.situations import reason, seller_side
from bot.law.situations.situation import Situation
from bot.law.statutes import Citation, cite


def applies(case: Case) -> bool:
    return not reason.was_received(case) and not reason.went_astray(case)


@said("还没发货")
def is_not_shipped(case: Known) -> bool:
    return case.stage is Stage.NOT_SHIPPED


@said("商家单方取消，或者过了约定时间、催了还不发")
def seller_is_in_breach(case: Known) -> bool:
    """民法典 563 第一款第三项: late, and not even after being urged."""
    return bool(case.seller_cancelled) or case.dispatch is Dispatch.LATE_AND_URGED


@said("过了约定的发货或送达时间")
def is_late(case: Known) -> bool:
    return case.dispatch is not Dispatch.IN_TIME


@said("买家反悔：商家没有迟延，东西也没有问题")
def is_repentance(case: Known) -> bool:
    """Nothing is wrong on the seller's side. For goods that were sent, the reason decides first."""
    if case.seller_cancelled:
        return False
    if not is_not_shipped(case):
        return not reason.is_on_seller(case) and not is_late(case)
    return not is_late(case)


def _refund(case: Known) -> tuple[Citation, ...]:
    if not seller_side.under_consumer_law(case):
        return cite("民法典", 566), cite("民法典", 577)
    return cite("消费者权益保护法", 53), cite("消费者权益保护法实施条例", 18, paragraph=2)


def goods_price(case: Known) -> Share | None:
    """Does what was paid come back?"""
    amount = refund_really_paid(case)
    if case.seller_cancelled:
        return seller(
            amount,
            statutory,
            cite("电子商务法", 49, paragraph=1),
            cite("民法典", 577),
            *_refund(case),
            reason="下单成功合同就成立了。商家单方取消是违约：可以要求照样发货，不要了就全额退款，"
            "另有损失可以要求赔。",
        )
    if is_not_shipped(case):
        return _not_shipped(case, amount)
    return _sent(case, amount)


def _not_shipped(case: Known, amount: Decimal | None) -> Share:
    if seller_is_in_breach(case):
        return seller(
            amount,
            statutory,
            cite("民法典", 563, paragraph=1, item=3),
            *_refund(case),
            reason="过了约定的时间，催了还不发，你可以解除合同，钱要一次全部退清。",
        )
    if is_late(case):
        return seller(
            amount,
            inferred,
            cite("民法典", 563, paragraph=1, item=3),
            *_refund(case),
            reason="商家发货已经迟了。先发消息催一次、给个合理的期限，还不发就可以解除合同、全额退款。",
        )
    return negotiable(
        amount,
        cite("电子商务法", 49, paragraph=1),
        cite("民法典", 509, paragraph=1),
        reason="商家还没到约定的发货时间，法律没有写可以随意取消。多数平台没发货都能直接退，先在订单里点退款。",
    )


def _sent(case: Known, amount: Decimal | None) -> Share | None:
    if reason.is_on_seller(case):
        # The rule of the reason's own situation says it.
        return None
    if is_late(case):
        return seller(
            amount,
            inferred,
            cite("民法典", 563, paragraph=1, item=3),
            *_refund(case),
            reason="商家迟了，你不要了、拒收了，责任在商家，货款全额退。",
        )
    if _is_perishable(case):
        return consumer(
            amount,
            customary,
            cite("消费者权益保护法", 25, paragraph=1),
            cite("民法典", 589),
            reason="鲜活易腐的东西没有七日无理由，没毛病而拒收，坏掉的损失一般要你承担；没坏的可以谈。",
        )
    return seller(
        amount,
        customary,
        cite("消费者权益保护法", 25, paragraph=1),
        cite("民法典", 509, paragraph=1),
        reason="发出来了还没收到就不要了，或者单纯拒收，通常当作无理由退货，货款退给你；法律没有单独写。",
    )


@said("鲜活易腐的商品")
def _is_perishable(case: Known) -> bool:
    named = case.stated("excluded_kind")
    if named is not None:
        return named is ExcludedKind.PERISHABLE
    return case.kind is not None and case.kind.excluded is ExcludedKind.PERISHABLE


def outbound_freight(case: Known) -> Share | None:
    """May the seller deduct what sending the goods cost?"""
    if is_not_shipped(case) or reason.is_on_seller(case):
        return None
    if is_late(case) or case.free_shipping:
        return seller(
            case.stated("outbound_freight"),
            inferred if is_late(case) else customary,
            cite("民法典", 577) if is_late(case) else cite("消费者权益保护法", 25, paragraph=3),
            reason="商家迟了，发货运费由商家承担。"
            if is_late(case)
            else "包邮的，发货运费一般不从退款里倒扣。",
        )
    return negotiable(
        case.stated("outbound_freight"),
        cite("民法典", 509, paragraph=1),
        reason="另付的发货运费，看约定和平台规则，通常不退。",
    )


def return_freight(case: Known) -> Share | None:
    """Who pays for calling the parcel back, or for its way back after a refusal?"""
    if is_not_shipped(case):
        return None
    if reason.is_on_seller(case):
        return seller_side.return_freight(
            case,
            cite("电子商务法", 20),
            reason="破损、发错、不符而拒收，退回去的运费由商家承担。",
        )
    if is_late(case):
        return seller(
            case.return_freight,
            inferred,
            cite("民法典", 563, paragraph=1, item=3),
            cite("民法典", 584),
            reason="商家迟了你才不要的，退回去的运费由商家承担。",
        )
    return consumer(
        case.return_freight,
        customary,
        cite("消费者权益保护法", 25, paragraph=3),
        cite("民法典", 509, paragraph=1),
        reason="单纯不想要而拦截、拒收，通常当作无理由退货，退回去的运费由买家出；法律没有单独写，可以谈。",
    )


def cancellation_fee(case: Known) -> Share | None:
    """May the seller keep a fee for the cancellation?"""
    if not case.concerns("cancellation_fee"):
        return None
    if not is_repentance(case):
        return seller(
            case.cancellation_fee,
            inferred,
            cite("民法典", 577),
            cite("消费者权益保护法", 26, paragraph=2),
            reason="是商家的原因取消的，不能收你手续费。",
        )
    if not case.cancellation_fee_agreed:
        return seller(
            case.cancellation_fee,
            inferred,
            cite("消费者权益保护法", 26, paragraph=2),
            cite("民法典", 509, paragraph=1),
            reason="下单时没有约定过取消要收费，商家就没有依据收。",
        )
    return consumer(
        case.cancellation_fee,
        customary,
        cite("民法典", 585),
        cite("消费者权益保护法", 26),
        reason="约定过、也显著提示过的，自己反悔一般要付；明显高于商家损失的，可以要求减。",
    )


def deposit(case: Known) -> Share | None:
    """What becomes of a deposit (定金)? 民法典 586–588."""
    if not case.concerns("deposit"):
        return None
    if seller_is_in_breach(case):
        return seller(
            case.deposit,
            statutory,
            cite("民法典", 587),
            reason="商家违约、没法履行的，定金要双倍退还（退你付的，再赔一份）。合同里写的是“订金”的，一般只退原数。",
        )
    if not is_repentance(case):
        return seller(
            case.deposit,
            inferred,
            cite("民法典", 563, paragraph=1, item=3),
            cite("民法典", 566),
            reason="商家的原因不买了，定金要退。",
        )
    return _forfeited(case)


def _forfeited(case: Known) -> Share:
    """Who repents loses the deposit, but no more of it than the law lets be one (586 第二款)."""
    paid, price = case.deposit, case.goods_price
    cap = _cap(case)
    why = "写明是“定金”的，买家自己反悔，一般要不回来。写的是“订金”的，可以要求退。"
    if paid is None or price is None or cap is None:
        return consumer(paid, statutory, cite("民法典", 586), cite("民法典", 587), reason=why)
    lost = min(paid, (price * cap / 100).quantize(FEN, rounding=ROUND_DOWN))
    if lost < paid:
        why += "超过货款两成的部分不算定金，要退。"
    return divided(
        {Bearer.CONSUMER: lost, Bearer.SELLER: paid - lost},
        statutory,
        cite("民法典", 586),
        cite("民法典", 587),
        reason=why,
    )


@said("定金上限的比例")
def _cap(case: Known) -> int | None:
    """How much of the price may be a deposit, in percent; None before the law on file."""
    try:
        percent: int = parameter("deposit_most_percent", case.purchase_day).value
    except NotInForceYet:
        return None
    return percent


def verdict(case: Known) -> str:
    if case.seller_cancelled:
        return "下单成功就是合同，商家不能想取消就取消"
    if is_not_shipped(case):
        if seller_is_in_breach(case):
            return "商家催了还不发，可以取消，钱全额退"
        if is_late(case):
            return "商家已经迟了：先催一次，还不发就可以取消、全额退"
        return "还没发货：多数平台可以直接退，法律上要看商家同不同意"
    if reason.is_on_seller(case):
        return "" if case.stage is Stage.ON_THE_WAY else "拒收得有理，费用都归商家"
    if is_late(case):
        return "商家迟了，可以不要，费用归商家"
    if case.stage is Stage.ON_THE_WAY:
        return "已经发出：请商家拦截，拦不住就拒收或收到后七天内无理由退"
    return "单纯不想要而拒收，通常当作无理由退货"


def deadlines(case: Known) -> list[Deadline]:
    return []


def evidence(case: Known) -> list[str]:
    return [
        "订单页：约定的发货、送达时间",
        "催发货、申请取消的聊天记录和时间",
        "取消手续费、定金是怎么约定的截图",
        *([] if is_not_shipped(case) else ["拒收或拦截的物流截图"]),
    ]


def burden(case: Known) -> list[Burden]:
    return [
        Burden(
            "约定的时间、催过几次，由你拿出记录；商家说约定过收费，由商家拿出依据",
            "consumer",
            (cite("民事诉讼法", 67),),
        )
    ]


def objections(case: Known) -> list[Objection]:
    return [
        Objection(
            "付款后合同还没成立，我们可以取消（或：取消要收手续费）。",
            "提交订单成功，合同就成立了；写“付款后合同不成立”的条款无效。没约定过的手续费，不能收。",
            (
                cite("电子商务法", 49, paragraph=1),
                cite("电子商务法", 49, paragraph=2),
                cite("消费者权益保护法", 26, paragraph=2),
            ),
        )
    ]


def steps(case: Known) -> list[Step]:
    if is_not_shipped(case):
        return [
            to_seller("先在订单里点“取消订单”或“退款”，没发货的多半当场退。"),
            to_seller(
                "商家不同意的，发消息催发货并给一个合理的期限；到期不发，写明解除合同。",
                cite("民法典", 563, paragraph=1, item=3),
                cite("民法典", 565),
                say="请在××日前发货。到期不发，我解除合同，请全额退款。",
            ),
        ]
    if reason.is_on_seller(case):
        return [
            to_seller(
                "当面验收，有破损、错货就拒收，请快递员注明原因，拍照留存。",
                cite("快递市场管理办法", 27),
                cite("民法典", 610),
                say="东西有问题，我已拒收（照片附后），请退款或补发，费用由你方承担。",
            )
        ]
    return [
        to_seller(
            "请商家联系快递拦截（只有寄件人能拦）。拦不住的，当面拒收，拍照留存。",
            cite("民法典", 829),
            say="我不要了，请马上联系快递拦截退回；拦不住我会拒收，请到货后退款。",
        )
    ]


def warnings(case: Known) -> list[Caution]:
    if is_not_shipped(case) or reason.is_on_seller(case) or not _is_perishable(case):
        return []
    return [
        Caution(
            id="do_not_refuse_perishables",
            text="生鲜没毛病不要随便拒收，平台规则一般也不支持；坏了的可以拍照当场拒收。",
        )
    ]


SITUATION = Situation(
    id="order_cancel",
    name="没收到就取消、拒收",
    holds="还没发货、还在路上，或者到了门口拒收。",
    not_modelled="预售尾款的平台规则；跨店凑单取消后优惠怎么算；拒收后保管和销毁的费用。",
    prevails="东西还没收到，按取消、拒收算。",
    applies=applies,
    costs=(goods_price, deposit, outbound_freight, return_freight, cancellation_fee),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    burden=burden,
    objections=objections,
    steps=steps,
    warnings=warnings,
)

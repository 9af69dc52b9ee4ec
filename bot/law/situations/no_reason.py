"""No-reason return: the goods are fine, the buyer changed their mind.

Encodes 消费者权益保护法 25 with 实施条例 19, 七日无理由退货暂行办法 6–20 and 31, and
网络消费纠纷规定（一）2, 3, 7. Where the page promises return freight, `freight_insurance` decides.

Not modelled: part returns below a free-shipping threshold or a discount (办法 17 第二款, 18 第二款),
gifts (12), points and coupons (15).
"""

from __future__ import annotations

from bot.case import Case, ExcludedKind, FreightPromise, ReturnReason
from bot.law.advice import Bearer, Caution, Deadline, Share, Step
from bot.law.channels import to_seller
from bot.law.deadlines import Period, deadline_if_any, is_over, period, promised_deadline
from bot.law.known import Known
from bot.law.parameters import parameter
from bot.law.shares import agreed, consumer, inferred, negotiable, seller, statutory
from bot.law.situations.seller_side import arranged_by_seller
from bot.law.situations.situation import Situation
from bot.law.statutes import cite
from bot.law.wording import day

EXCLUDED_NAMES = {
    ExcludedKind.CUSTOM_MADE: "定做的商品",
    ExcludedKind.PERISHABLE: "鲜活易腐的商品",
    ExcludedKind.DIGITAL: "下载的或已拆封的数字商品",
    ExcludedKind.PERIODICAL: "报纸期刊",
}


def applies(case: Case) -> bool:
    return case.return_reason is ReturnReason.CHANGED_MIND


def excluded_kind(case: Known) -> ExcludedKind:
    """The kind of the goods under 消费者权益保护法 25 第一款, from what was said or what they are."""
    if case.stated("excluded_kind") is None and case.kind is not None:
        return case.kind.excluded
    kind: ExcludedKind = case.excluded_kind
    return kind


def obstacle(case: Known) -> Share | None:
    """Why the statutory right is missing or in doubt, as the fate of the price; None if it stands.

    消费者权益保护法 2, 25; 实施条例 19 第二款; 七日无理由退货暂行办法 6, 7, 9, 10, 20. A seller who agrees to the
    return is bound by that, whatever the obstacle (民法典 509).
    """
    found = _obstacle(case)
    if found is None or not case.seller_agreed_return:
        return found
    return seller(
        case.goods_price,
        agreed,
        cite("民法典", 509, paragraph=1),
        reason="商家已经同意退货，就按说好的退。",
    )


def is_outside(case: Known) -> bool:
    """Not bought at a distance, from a trader, for one's own use: no statutory right at all."""
    return not (case.distance_purchase and case.seller_is_trader and case.personal_use)


def _obstacle(case: Known) -> Share | None:
    price = case.goods_price
    if not case.distance_purchase:
        return negotiable(
            price,
            cite("消费者权益保护法", 25, paragraph=1),
            reason="七日无理由只管网络、电视、电话、邮购。实体店买的，看店家的约定或自愿。",
        )
    if not case.seller_is_trader:
        return negotiable(
            price,
            cite("网络消费纠纷规定（一）", 7),
            cite("民法典", 509, paragraph=1),
            reason="个人转让闲置不适用七日无理由，看双方约定。卖家长期经营、能认定为经营者的除外。",
        )
    if not case.personal_use:
        return negotiable(
            price,
            cite("消费者权益保护法", 2),
            cite("民法典", 509, paragraph=1),
            reason="单位采购或进货不是生活消费，没有法定的七日无理由，看合同约定。",
        )
    kind = excluded_kind(case)
    if kind is not ExcludedKind.NONE and not _is_promised(case):
        return consumer(
            price,
            statutory,
            cite("消费者权益保护法", 25, paragraph=1),
            cite("七日无理由退货暂行办法", 6),
            reason=f"{EXCLUDED_NAMES[kind]}是法律列明的例外，没有七日无理由。有质量问题照样能退。",
        )
    if case.seller_denies_no_reason and not case.stated("seller_promised_no_reason"):
        confirmed = case.stated("seller_agreed_return") or case.exclusion_confirmed
        if confirmed:
            return negotiable(
                price,
                cite("消费者权益保护法", 25, paragraph=2),
                cite("七日无理由退货暂行办法", 7),
                cite("七日无理由退货暂行办法", 20, paragraph=2),
                reason="下单时单独确认过不退，而且确实属于拆封影响安全健康、激活试用后大幅贬值、"
                "或已说明的临期瑕疵品，商家可以不退。不属于这三类的，确认了也不算数。",
            )
    if not case.goods_intact:
        return negotiable(
            price,
            cite("消费者权益保护法", 25, paragraph=3),
            cite("七日无理由退货暂行办法", 9),
            reason="无理由退货要求商品完好。已经影响再卖的，商家可以拒退，也可以谈折价退。",
        )
    notice, last = case.stated("notice_date"), notice_period(case)
    if notice and last and notice > last.due:
        return negotiable(
            price,
            cite("七日无理由退货暂行办法", 10, paragraph=1),
            reason="提出退货时七天已过，法定的无理由退货权没有了，能不能退看商家同不同意。",
        )
    return None


def notice_period(case: Known) -> Period | None:
    """Until when the return may be asked for: seven days, or more where the seller promised more."""
    signed = case.signed_date
    if signed is None:
        return None
    days = parameter("no_reason_notice", case.purchase_day)
    promised = case.stated("promised_return_days") or 0
    return period(signed, max(days.value, promised), days.unit)


def _condition(case: Known) -> str | None:
    """What the right takes and nobody has said: that the return was asked for in time."""
    if case.stated("notice_date") is not None or case.seller_agreed_return:
        return None
    last = notice_period(case)
    if last is None:
        return "签收七天内提出的"
    return f"{day(last.due)}前提出过的" if case.today > last.due else None


def _is_promised(case: Known) -> bool:
    """Did the page promise the return? Not asked where the seller has agreed to it anyway."""
    return not case.seller_agreed_return and case.seller_promised_no_reason


def goods_price(case: Known) -> Share:
    """Does the price come back?"""
    found = obstacle(case)
    if found is not None:
        return found
    return _price_comes_back(case).model_copy(update={"condition": _condition(case)})


def _price_comes_back(case: Known) -> Share:
    if case.seller_denies_no_reason:
        return seller(
            case.goods_price,
            statutory,
            cite("消费者权益保护法", 25, paragraph=1),
            cite("消费者权益保护法实施条例", 19, paragraph=2),
            cite("七日无理由退货暂行办法", 20, paragraph=2),
            reason="下单时没有让你单独确认“不支持无理由”，商家就不能以此拒退。",
        )
    if excluded_kind(case) is not ExcludedKind.NONE:
        return seller(
            case.goods_price,
            statutory,
            cite("网络消费纠纷规定（一）", 2),
            reason="这类商品本来可以不退，但商家自己承诺了七天无理由，就要兑现。",
        )
    asked = case.stated("notice_date") or case.today
    late = is_over("no_reason_notice", case.signed_date, asked, case.purchase_day)
    if late and case.stated("promised_return_days"):
        return seller(
            case.goods_price,
            agreed,
            cite("消费者权益保护法实施条例", 12),
            reason="法定的七天过了，但商家承诺的退货期更长，承诺了就要兑现。",
        )
    return seller(
        case.goods_price,
        statutory,
        cite("消费者权益保护法", 25, paragraph=1),
        cite("消费者权益保护法", 25, paragraph=3),
        reason="网购收货七天内可以无理由退，商品完好就要退货款。",
    )


def outbound_freight(case: Known) -> Share | None:
    """May the seller deduct what sending the goods to the buyer cost?"""
    paid = case.stated("outbound_freight")
    if is_outside(case):
        return None
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


def depreciation(case: Known) -> Share | None:
    """May the seller deduct for wear?"""
    if not case.concerns("depreciation"):
        return None
    if case.goods_intact:
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
    )


def verdict(case: Known) -> str:
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


def deadlines(case: Known) -> list[Deadline]:
    on = case.purchase_day
    found = obstacle(case)
    if found is not None and found.bearer is not Bearer.SELLER:
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
            on,
            "期限内发出通知就行，不用寄到。过了还没通知，法定的无理由退货权就没有了，只能看商家同不同意。",
        ),
        *refund_deadlines(case),
    ]


def refund_deadlines(case: Known) -> list[Deadline]:
    """The seller's seven days to refund and the fifteen after which a penalty is possible."""
    on = case.purchase_day
    received = case.stated("seller_received_date")
    return [
        *deadline_if_any(
            "refund",
            "商家退款",
            "refund_after_receipt",
            received,
            "商家收到退货",
            on,
            "到期不退，就是没有履行义务，可以找平台和12315。",
        ),
        *deadline_if_any(
            "refund_penalty",
            "商家拖延可被处罚",
            "refund_penalty_threshold",
            received,
            "商家收到退货",
            on,
            "超过这天还不退款，市场监管部门可以处罚。义务期是7天，不是15天。",
        ),
    ]


def evidence(case: Known) -> list[str]:
    return [
        "订单和签收记录",
        "七天内提出退货的截图",
        "寄出前的照片：商品、吊牌、配件都在",
        "退货面单和商家签收记录",
        "商家说下单时确认过不退的，由商家拿出确认记录",
    ]


def steps(case: Known) -> list[Step]:
    if case.courier_refused:
        return []
    found = obstacle(case)
    if found is not None and found.bearer is not Bearer.SELLER:
        text = "和卖家商量退不退、折价多少、运费谁出，说好的话留下聊天记录。"
        return [to_seller(text, cite("民法典", 509, paragraph=1))]
    return [
        to_seller(
            "在订单里点退货，或发消息写明“我要七天无理由退货”，截图留存。",
            cite("七日无理由退货暂行办法", 10, paragraph=1),
        ),
        to_seller(
            "向商家要退货地址、联系人和电话，尽快寄回，留好面单。寄法你可以自己选。",
            cite("七日无理由退货暂行办法", 11),
            cite("七日无理由退货暂行办法", 19, paragraph=1),
        ),
    ]


def warnings(case: Known) -> list[Caution]:
    settled = case.seller_agreed_return or case.refunded or case.stated("notice_date")
    last = notice_period(case)
    if last is None or settled or is_outside(case) or case.today <= last.due:
        return []
    text = (
        f"期限从签收第二天数起，到{day(last.due)}为止。那之前发出过退货通知，权利还在；"
        "没有发过，就没有无理由退货权了，运费和退款都要看商家同不同意。"
    )
    return [Caution(id="notice_period_over", text=text)]


SITUATION = Situation(
    id="no_reason",
    name="七日无理由退货",
    prevails="",
    applies=applies,
    costs=(
        goods_price,
        outbound_freight,
        return_freight,
        insurance_fee,
        pickup_fee,
        depreciation,
    ),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    steps=steps,
    warnings=warnings,
)

"""What happened, in sentences: facts that were told, and blanks where only the person knows more.

Nothing is said of what nobody told. What speaks against the consumer is told, too: a paper that
hides it would not last beyond the first answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.answer.papers.blanks import blank
from bot.answer.papers.dossier import Dossier, money
from bot.answer.papers.paper import quoted
from bot.case import (
    Case,
    DeliveryError,
    Dispatch,
    FreightPromise,
    Inspection,
    Mismatch,
    Remedy,
    ReturnReason,
    Stage,
)
from bot.law.situations import reason
from bot.law.wording import full_day


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said where `fact` is `value` (of a sum or a day: whatever it is)."""

    fact: str
    value: Any
    sentence: str


ANY = object()

_OF_THE_ORDER = (
    _Told("bought_in_livestream", True, "我是在直播间里下的单"),
    _Told("seller_promised_no_reason", True, "商品页面写明支持七天无理由退货"),
    _Told("promised_return_days", ANY, "{seller}承诺{value}天内可以退货"),
    _Told("warranty_agreed", True, "商品有三包或保修约定"),
    _Told("promised_multiple", ANY, "{seller}承诺过按价款的{value}倍赔偿"),
    _Told("return_freight_promise", FreightPromise.FREE_RETURN, "页面写明退货包运费"),
    _Told(
        "return_freight_promise",
        FreightPromise.INSURANCE_ONLY,
        "页面写明送运费险，退货时补一定金额",
    ),
    _Told("cap_shown_before_order", True, "下单前页面显著写明了最多补多少"),
    _Told("cap_shown_before_order", False, "下单前页面没有显著写明最多补多少"),
    _Told("return_difficulty_told", True, "下单前{seller}告知过退货不便"),
    _Told("return_difficulty_told", False, "下单前{seller}没有告知退货不便"),
    _Told("outbound_carrier_by_consumer", True, "发货的快递是我另外指定的"),
)
_ON_THE_GOODS = (
    _Told("defect_known_before", True, "这个问题我购买前就知道"),
    _Told("misuse", True, "损坏是我自己使用不当造成的"),
    _Told("defect_serious", True, "这个问题使商品没法正常使用"),
    _Told("food_unsafe", True, "我认为这件食品不符合食品安全标准"),
    _Told("deception", True, "我手里有材料，能说明{seller}是有意误导"),
    _Told("seller_packed_badly", True, "损坏是{seller}包装不当造成的"),
    _Told("seller_blames_carrier", True, "{seller}让我去找快递公司处理"),
    _Told("inspection_result", Inspection.DEFECTIVE, "送检的结果是有毛病"),
    _Told("inspection_result", Inspection.SOUND, "送检没有查出毛病"),
    _Told("inspection_demanded", True, "{seller}（或平台）要求先检测"),
)
_ON_A_CHANGE_OF_MIND = (
    _Told("goods_intact", True, "商品保持完好"),
    _Told("goods_intact", False, "商品已经不是完好的状态"),
    _Told("activated", True, "商品已经激活，或留有个人数据"),
    _Told("tag_removed", True, "吊牌或标识已经剪掉"),
    _Told("hygiene_seal_broken", True, "一次性密封包装已经拆开"),
    _Told("chosen_from_stock", True, "我只是选了现成的颜色、尺码，没有要求定做"),
    _Told("media_sealed", True, "光盘（软件）还没有拆封"),
    _Told("gift_missing", True, "赠品没法一起退回"),
    _Told("seller_denies_no_reason", True, "{seller}说这件商品不支持无理由退货"),
    _Told("exclusion_confirmed", True, "下单时我单独确认过不支持无理由退货"),
    _Told("exclusion_confirmed", False, "下单时没有要我单独确认不支持无理由退货的步骤"),
)
_ON_THE_WAY_BACK = (
    _Told("dangerous", True, "商品有鼓包、漏液或漏气的情况，已经停用，这种状态不能交寄"),
    _Told("seller_agreed_return", True, "{seller}已经同意退货"),
    _Told("courier_refused", True, "我联系过快递，快递不收"),
    _Told("seller_arranged_channel", True, "寄回的快递是{seller}安排的"),
    _Told("seller_offered_free_channel", True, "{seller}提供过免费寄回的方式"),
    _Told("seller_offered_free_channel", False, "{seller}没有提供过免费寄回的方式"),
    _Told("insurance_forced", True, "保价是{seller}要求的"),
    _Told("pickup_consented", True, "收费的上门取件，我事先同意过"),
    _Told("pickup_consented", False, "收费的上门取件，事先没有征得我同意"),
    _Told("packed_badly", True, "寄回时是我包装不当"),
    _Told("insurance_payout", ANY, "运费险的补贴是{value}"),
    _Told("lost_on_way_back", True, "退回的路上，商品丢失或损坏"),
    _Told("seller_received_date", ANY, "{seller}于{value}收到退货"),
    _Told("exchanged_date", ANY, "换货后的新货于{value}收到"),
    _Told("refunded", True, "{seller}已经退款"),
    _Told("refund_amount", ANY, "目前退了{value}"),
    _Told("refund_to_balance", True, "退款退成了店铺余额或券"),
    _Told("refund_approved", True, "订单显示{seller}已经同意退款，钱没有到账"),
    _Told("refund_approved", False, "{seller}至今没有同意退款"),
    _Told("complaint_date", ANY, "我于{value}向12315投诉过"),
)
_WANTED = {
    Remedy.RETURN: "退货",
    Remedy.EXCHANGE: "换货",
    Remedy.REPAIR: "维修",
    Remedy.REDUCTION: "减价",
}


def story(dossier: Dossier) -> str:
    """All that is known of what happened, in the order in which it happened."""
    return "".join(f"{sentence}。" for sentence in _sentences(dossier))


def account(dossier: Dossier) -> str:
    """The story with how the seller answered, for those who know nothing of it."""
    return f"{story(dossier)}协商的情况：{blank('negotiation')}。"


def short_story(dossier: Dossier) -> str:
    """The purchase and what is wrong, for where there is little room."""
    return "".join(f"{s}。" for s in (_purchase(dossier), *_trouble(dossier)))


def _sentences(dossier: Dossier) -> Iterator[str]:
    case = dossier.case
    yield _purchase(dossier)
    yield from _told(dossier, _OF_THE_ORDER)
    yield from _part_order(case)
    yield from _trouble(dossier)
    of_taste = reason.changed_mind(case)
    yield from _told(dossier, _ON_A_CHANGE_OF_MIND if of_taste else _ON_THE_GOODS)
    if case.notice_date is not None:
        wanted = _WANTED[case.remedy or Remedy.RETURN] if reason.was_received(case) else "退款"
        yield f"我于{full_day(case.notice_date)}向{dossier.seller}提出了{wanted}"
    yield from _told(dossier, _ON_THE_WAY_BACK)


def _told(dossier: Dossier, sentences: tuple[_Told, ...]) -> Iterator[str]:
    for told in sentences:
        value = getattr(dossier.case, told.fact)
        if value is not None and told.value in (ANY, value):
            yield told.sentence.format(seller=dossier.seller, value=_shown(value))


def _shown(value: Any) -> str:
    match value:
        case Decimal():
            return money(value)
        case date():
            return full_day(value)
    return str(value)


def _purchase(dossier: Dossier) -> str:
    """我于2026年1月2日在淘宝向贵方购买了笔记本（订单号【订单号】），货款4698.00元，2026年1月9日签收"""
    case = dossier.case
    ordered = full_day(case.order_date) if case.order_date else blank("order_date")
    goods = quoted(case.goods) if case.goods else blank("goods")
    parts = [f"我于{ordered}{_place(case)}向{dossier.seller}购买了{goods}（{_order(case)}）"]
    if case.goods_price is not None:
        parts.append(f"货款{money(case.goods_price)}")
    if case.signed_date is not None:
        parts.append(f"{full_day(case.signed_date)}签收")
    elif reason.was_received(case) and not reason.went_astray(case):
        parts.append(f"{blank('signed_date')}签收")
    return "，".join(parts)


def _place(case: Case) -> str:
    if case.distance_purchase is False:
        return "在实体店"
    if case.bought_at_auction:
        return "通过拍卖"
    return f"在{quoted(case.platform)}" if case.platform else "在网上"


def _order(case: Case) -> str:
    return "小票或" * (case.distance_purchase is False) + f"订单号{blank('order_number')}"


def _part_order(case: Case) -> Iterator[str]:
    """The sums by which a part return is reckoned."""
    if case.paid_total is None or case.kept_list_price is None:
        return
    yield f"整单实付{money(case.paid_total)}，留下的商品标价{money(case.kept_list_price)}"
    if case.discount_threshold is not None and case.discount_off is not None:
        yield f"下单时满{money(case.discount_threshold)}减{money(case.discount_off)}"
    if case.free_shipping_threshold is not None:
        yield f"满{money(case.free_shipping_threshold)}包邮"


def _trouble(dossier: Dossier) -> Iterator[str]:
    """Where the order stands, and why the goods go back."""
    case = dossier.case
    yield from _progress(dossier)
    match case.return_reason:
        case ReturnReason.CHANGED_MIND:
            yield _changed_mind(case)
        case ReturnReason.DEFECT:
            yield _defect(case)
        case ReturnReason.TRANSIT_DAMAGE:
            yield from _transit(case)
        case ReturnReason.NOT_AS_DESCRIBED:
            yield from _mismatch(case)
        case ReturnReason.WRONG_ITEM:
            yield _delivery_error(case)
    if case.refund_delayed and not case.refunded:
        yield "应退的款项至今没有到账"


def _progress(dossier: Dossier) -> Iterator[str]:
    case, seller = dossier.case, dossier.seller
    if case.seller_cancelled and not reason.was_received(case):
        yield f"{seller}单方取消了订单"
    elif case.lost_in_transit:
        yield "商品在送来的路上丢失，我没有收到"
    else:
        stages = {
            Stage.NOT_SHIPPED: f"{seller}目前还没有发货",
            Stage.ON_THE_WAY: "商品已经发出，我还没有收到",
            Stage.REFUSED: "送到时我拒收了",
        }
        yield from (text for stage, text in stages.items() if stage is case.stage)
    late = {
        Dispatch.LATE: "已经过了约定的发货或送达时间",
        Dispatch.LATE_AND_URGED: "已经过了约定的发货或送达时间，我也催过",
    }
    yield from (text for dispatch, text in late.items() if dispatch is case.dispatch)
    if case.left_without_consent:
        yield "快件没有经我同意，就放到了驿站、快递柜或由别人代签"


def _changed_mind(case: Case) -> str:
    if case.remedy in (Remedy.EXCHANGE, Remedy.REPAIR):
        return "商品没有质量问题，是我觉得不合适"
    received = "收到后觉得不合适" if reason.was_received(case) else "我不想要了"
    return f"商品没有质量问题，{received}"


def _defect(case: Case) -> str:
    what = quoted(case.defect) if case.defect else blank("defect")
    when = f"我于{full_day(case.defect_found_date)}发现，" if case.defect_found_date else ""
    trouble = "商品坏了" if case.misuse else "商品有质量问题"
    return f"{when}{trouble}，表现为“{what}”"


def _transit(case: Case) -> Iterator[str]:
    if not case.lost_in_transit and not (case.left_without_consent and case.defect is None):
        what = f"，情况是“{quoted(case.defect)}”" if case.defect else ""
        yield f"商品送到时已经破损{what}"


def _mismatch(case: Case) -> Iterator[str]:
    if case.mismatch is Mismatch.SUBJECTIVE:
        yield "商品没有质量问题，收到后觉得和想的有差距"
        return
    yield f"商品与描述不一致：页面上的描述是{blank('page_says')}，实际是{blank('goods_are')}"
    if case.mismatch is Mismatch.COUNTERFEIT:
        yield f"我认为这是假冒商品，根据是{blank('why_fake')}"


def _delivery_error(case: Case) -> str:
    match case.delivery_error:
        case DeliveryError.MISSING:
            worth = f"，价值{money(case.missing_value)}" if case.missing_value else ""
            return f"{blank('missing')}少发了{worth}"
        case DeliveryError.EXTRA:
            return f"{blank('extra')}是多发的，不在订单里"
    return f"发来的商品与订单不一致：订单上是{blank('ordered')}，收到的是{blank('received')}"

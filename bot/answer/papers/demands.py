"""What is asked of the seller besides sums: from the facts of the case and what the advice says."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answer.papers.blanks import blank
from bot.answer.papers.claims import is_asked
from bot.answer.papers.dossier import Dossier, every_share
from bot.case import Case, DeliveryError, Dispatch, Remedy, ReturnReason, Stage
from bot.law.advice import Advice, Bearer, Share
from bot.law.situations import prohibited_mail, reason, seller_side


def demands(dossier: Dossier) -> list[str]:
    """In full sentences without a stop; what to do first comes first."""
    return [demand.format(seller=dossier.seller) for demand in _demands(dossier)]


def _demands(dossier: Dossier) -> Iterator[str]:
    case = dossier.case
    if case.refund_delayed:
        yield from _refund(dossier)
    elif case.lost_on_way_back:
        yield from _lost_on_way_back(dossier)
    elif reason.went_astray(case):
        yield from _astray(dossier)
    elif not reason.was_received(case):
        yield from _not_received(dossier)
    elif case.refund_amount is not None:
        yield "请把还没有退清的款项补退"
    elif not case.refunded:
        yield from _received(dossier)
    if case.refund_to_balance:
        yield "退款请按原来的付款方式退，不要退成店铺余额或券"
    if case.coupon_amount:
        yield "用掉的优惠券（积分）请按原样退回"


def _price(dossier: Dossier) -> Share | None:
    return next((s for s in dossier.advice.shares if s.cost == "goods_price"), None)


def _refund(dossier: Dossier) -> Iterator[str]:
    if dossier.case.refund_approved:
        yield "请提供退款的流水号和时间，方便我向支付机构查"
    else:
        yield "请把应退的款项按原来的付款方式一次退清"


def _lost_on_way_back(dossier: Dossier) -> Iterator[str]:
    price = _price(dossier)
    if price is not None and price.bearer is Bearer.SELLER:
        yield "请照退货款，快递的赔偿由{seller}向快递公司主张"
    else:
        yield "请说明收到退货时的情况（没有收到，或者收到时已经损坏），我好向快递公司索赔"


def _astray(dossier: Dossier) -> Iterator[str]:
    price = _price(dossier)
    if price is not None and price.bearer is Bearer.CARRIER:
        yield _HELP_WITH_THE_CARRIER
    else:
        yield "请补发商品，或者退还货款"


_HELP_WITH_THE_CARRIER = "我会向快递公司索赔，请提供发货单据和商品价值的凭证"


def _not_received(dossier: Dossier) -> Iterator[str]:
    case = dossier.case
    if case.seller_cancelled:
        yield "请照订单发货；不能发货的，请全额退款"
    elif case.stage is Stage.NOT_SHIPPED:
        yield {
            Dispatch.LATE_AND_URGED: "请取消订单，全额退款",
            Dispatch.LATE: f"请在{blank('send_by')}前发货；到期还没有发货的，我要求取消订单、全额退款",
        }.get(case.dispatch or Dispatch.IN_TIME, "我想取消订单，请同意退款")
    elif case.stage is Stage.REFUSED:
        price = _price(dossier)
        if price is not None and price.bearer is not Bearer.SELLER:
            yield "商品已经拒收，能不能退款，希望和{seller}商量"
        else:
            yield "商品已经拒收，请在货物退回后办理退款"
    elif dossier.ask(reason.is_on_seller):
        yield "请联系快递拦截退回，并办理退款；拦不住的，我会拒收"
    else:
        yield "我不想要了，请联系快递拦截退回；拦不住的我会拒收，请在货物退回后退款"


def _received(dossier: Dossier) -> Iterator[str]:
    case = dossier.case
    error = _delivery_error(case)
    if error is DeliveryError.MISSING:
        yield "请补发少发的部分，或者退还这部分价款"
    elif error is DeliveryError.EXTRA:
        yield "请安排取回多发的商品"
    elif case.remedy is Remedy.REDUCTION:
        yield "商品我愿意留下，请适当减价"
    elif case.remedy in (Remedy.EXCHANGE, Remedy.REPAIR):
        yield from _exchange_or_repair(dossier)
    else:
        yield from _return(dossier)
    if prohibited_mail.is_hazardous(case):
        yield "商品的状态不能交寄，请上门回收；也可以商量退款不退货"
    elif prohibited_mail.applies(case):
        yield (
            "快递不收，请给出能退回的办法，比如派协议快递上门取件"
            if case.courier_refused
            else "商品属于禁止寄递的物品，请给出能退回的办法，比如上门取回，或者由附近的门店代收"
        )


def _delivery_error(case: Case) -> DeliveryError | None:
    return case.delivery_error if case.return_reason is ReturnReason.WRONG_ITEM else None


def _exchange_or_repair(dossier: Dossier) -> Iterator[str]:
    exchange = dossier.case.remedy is Remedy.EXCHANGE
    if dossier.ask(seller_side.is_at_fault):
        yield _exchange(dossier.case) if exchange else _repair(dossier.advice)
    elif exchange and not dossier.ask(reason.is_on_seller):
        yield f"我想换成{blank('wanted')}，请告知能不能换，以及来回运费怎么算"
    else:
        yield f"请告知能不能{'换货' if exchange else '维修'}，以及要多少费用"


def _exchange(case: Case) -> str:
    return f"请{'换成订单上的' if _delivery_error(case) else '更换合格的'}商品"


def _repair(advice: Advice) -> str:
    free = any(share.cost == "repair_fee" and is_asked(share) for share in advice.shares)
    return "请免费修好" if free else "请修好"


def _return(dossier: Dossier) -> Iterator[str]:
    case, price = dossier.case, _price(dossier)
    if price is None:
        yield from _without_a_price(dossier)
        return
    match price.bearer:
        case Bearer.SELLER if case.seller_received_date is not None:
            yield "退货已经送达，请办理退款"
        case Bearer.SELLER if _delivery_error(case) and case.remedy is None:
            yield "请换成订单上的商品，或者办理退货退款"
        case Bearer.SELLER if dossier.ask(reason.is_on_seller):
            yield "请办理退货退款"
        case Bearer.SELLER:
            yield "请办理退货退款" + _where_to(dossier)
            if case.seller_denies_no_reason and not (
                case.seller_agreed_return or case.exclusion_confirmed
            ):
                yield "认为不支持无理由退货的，请提供我下单时单独确认的记录"
        case Bearer.CARRIER:
            yield _HELP_WITH_THE_CARRIER
        case Bearer.CONSUMER if dossier.ask(reason.is_on_seller):
            yield "我知道这不算{seller}的质量责任；能不能维修、要多少费用，请告知"
        case Bearer.CONSUMER:
            yield "我知道这件商品可以不退；能不能退、换或者折价，请告知"
        case _:
            yield "希望能退货退款，请告知是否同意"


def _without_a_price(dossier: Dossier) -> Iterator[str]:
    """Whether the price comes back is not known yet, or it does not."""
    at_fault = dossier.ask(seller_side.is_at_fault)
    defective = dossier.case.return_reason is ReturnReason.DEFECT
    mended = "更换合格的商品，或者免费修好" if defective else "更换合格的商品"
    if not any(share.cost == "goods_price" for share in every_share(dossier.advice)):
        if at_fault:
            yield f"请{mended}"
    elif at_fault:
        yield f"请办理退货退款；不够退货条件的，请{mended}"
    else:
        yield "请办理退货退款；认为不能退的，请说明理由"


def _where_to(dossier: Dossier) -> str:
    """Who returns without a reason has to be told where to (七日无理由退货暂行办法 11)."""
    return "" if prohibited_mail.applies(dossier.case) else "，并提供退货地址、联系人和电话"

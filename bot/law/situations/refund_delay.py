"""The refund does not come: the duty ends after seven days, the penalty threshold is fifteen.

Encodes 消费者权益保护法 25 third paragraph, 48, 53, 56; 实施条例 18; 七日无理由退货暂行办法 13, 14,
31; 侵害消费者权益行为处罚办法 8. A refund for a defect has no fixed number of days, only the
threshold.
"""

from __future__ import annotations

from bot.case import Case, Stage
from bot.law.advice import Burden, Caution, Deadline, Objection, Share, Step
from bot.law.channels import to_platform, to_seller
from bot.law.deadlines import deadline_if_any
from bot.law.known import Known
from bot.law.refund import refund_really_paid
from bot.law.said import said
from bot.law.shares import inferred, seller, statutory
from bot.law.situations import reason, seller_side
from bot.law.situations.situation import Situation
from bot.law.statutes import cite


def applies(case: Case) -> bool:
    return bool(case.refund_delayed)


@said("货没有收到过（没发货、在路上、拒收）")
def was_never_received(case: Known) -> bool:
    return case.stage is not Stage.RECEIVED


@said("不是向商家买来自己用")
def is_outside_consumer_law(case: Known) -> bool:
    return not seller_side.under_consumer_law(case)


def goods_price(case: Known) -> Share | None:
    """Is the price due? How fast depends on why the goods went back."""
    amount = refund_really_paid(case)
    if is_outside_consumer_law(case):
        return seller(
            amount,
            inferred,
            cite("民法典", 566),
            cite("民法典", 577),
            reason="退货谈成了、货也退了，卖家就要按说好的退款。",
        )
    if was_never_received(case):
        return seller(
            amount,
            statutory,
            cite("消费者权益保护法", 53),
            cite("消费者权益保护法实施条例", 18, paragraph=2),
            reason="订单取消了，收的钱要一次退清。",
        )
    if reason.is_on_seller(case):
        return seller(
            amount,
            statutory,
            cite("消费者权益保护法", 48, paragraph=1, item=8),
            cite("消费者权益保护法实施条例", 18, paragraph=2),
            reason="因质量等原因退货，货款要及时一次退清，不能拖。",
        )
    return seller(
        amount,
        statutory,
        cite("消费者权益保护法", 25, paragraph=3),
        cite("七日无理由退货暂行办法", 13),
        reason="商家收到退回的完好商品，七天内要把钱退给你。",
    )


def handling_deadline(case: Known) -> tuple[Deadline, ...]:
    """Until when the seller has to give an address and take the return in hand, if it was asked for."""
    if case.stated("notice_date") is None:
        return ()
    return deadline_if_any(
        "return_handling",
        "商家拖着不办退货，可被处罚",
        "return_handling_penalty_threshold",
        case.stated("notice_date"),
        "商家收到退货要求",
        case.purchase_day,
        "超过这天还不办手续、不给真实地址，市场监管部门可以处罚。",
        cite("侵害消费者权益行为处罚办法", 9, item=1),
    )


def refund_deadlines(case: Known) -> list[Deadline]:
    """For a no-reason return: to handle it, the seven days to refund, and the fifteen of the penalty."""
    on = case.purchase_day
    received = case.stated("seller_received_date")
    return [
        *([] if received is not None else handling_deadline(case)),
        *deadline_if_any(
            "refund",
            "商家退款",
            "refund_after_receipt",
            received,
            "商家收到退货",
            on,
            "到期不退，就是没有履行义务，可以找平台和12315。",
            cite("七日无理由退货暂行办法", 13),
        ),
        *deadline_if_any(
            "refund_penalty",
            "商家拖延可被处罚",
            "refund_penalty_threshold",
            received,
            "商家收到退货",
            on,
            "超过这天还不退款，市场监管部门可以处罚。义务期是7天，不是15天。",
            cite("侵害消费者权益行为处罚办法", 9, item=4),
        ),
    ]


def deadlines(case: Known) -> list[Deadline]:
    if is_outside_consumer_law(case):
        return []
    if not was_never_received(case) and not reason.is_on_seller(case):
        # Read as a useful fact: the day is what the person can still tell.
        _ = case.seller_received_date
        return refund_deadlines(case)
    asked = case.stated("notice_date") or case.stated("seller_received_date")
    return list(
        deadline_if_any(
            "seller_delay",
            "商家处理你的要求",
            "seller_delay_threshold",
            asked,
            "提出退款要求",
            case.purchase_day,
            "没有正当理由拖过这天，可以举报，市场监管部门可以处罚。",
        )
    )


def verdict(case: Known) -> str:
    if case.refund_approved:
        return "商家已经同意退款，先查支付渠道；查不到，让商家给出退款流水"
    if is_outside_consumer_law(case):
        return "卖家要按说好的退款"
    if was_never_received(case) or reason.is_on_seller(case):
        return "商家要及时退款，没有正当理由不能拖"
    return "商家收到退货后七天内要退款，拖过十五天可以被处罚"


def evidence(case: Known) -> list[str]:
    return ["退货面单和商家签收的物流截图", "订单里退款状态的截图", "催退款的聊天记录"]


def burden(case: Known) -> list[Burden]:
    return [
        Burden(
            "你证明货已退回、哪天签收；商家说没收到、不完好，由商家拿出依据",
            "consumer",
            (cite("民事诉讼法", 67),),
        )
    ]


def objections(case: Known) -> list[Objection]:
    if is_outside_consumer_law(case):
        return []
    return [
        Objection(
            "仓库在盘点，财务要走流程，再等等。",
            "内部流程不是不退款的理由。请按规定的时间把货款原路退清。",
            (
                cite("消费者权益保护法", 48, paragraph=1, item=8),
                cite("侵害消费者权益行为处罚办法", 8),
            ),
        )
    ]


def steps(case: Known) -> list[Step]:
    if case.refund_approved:
        return [
            to_seller(
                "先看支付账户、银行卡、信用卡账单，退款一般原路返回。没有的，向商家要退款流水号去查。",
                cite("电子商务法", 53),
                say="订单显示已退款，但我没有收到。请提供退款流水号和时间，方便我向支付机构查。",
            )
        ]
    return [
        to_seller(
            "把签收截图发给商家，写明要求退款的日子。",
            *(
                []
                if is_outside_consumer_law(case)
                else [cite("消费者权益保护法实施条例", 18, paragraph=2)]
            ),
            say="退货已于××日签收（截图附后），请在××日前把货款原路退清。",
        ),
        to_platform(
            "商家不点同意，就在订单里申请平台介入，上传签收截图。",
            cite("电子商务法", 61),
            say="商家已签收退货却不退款，请平台处理。",
        ),
    ]


def warnings(case: Known) -> list[Caution]:
    if was_never_received(case):
        return seller_side.refund_short(case, refund_really_paid(case))
    return []


SITUATION = Situation(
    id="refund_delay",
    name="退款迟迟不到",
    holds="货已退回或订单已取消，钱还没到，或者少退、退成了余额。",
    not_modelled="支付机构内部的到账时间；先用后付、分期、信用卡账单怎么冲抵。",
    prevails="",
    applies=applies,
    costs=(goods_price,),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    burden=burden,
    objections=objections,
    steps=steps,
    warnings=warnings,
)

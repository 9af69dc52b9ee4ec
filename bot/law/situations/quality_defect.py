"""Quality defect: the goods are not as good as they have to be.

Encodes 消费者权益保护法 23 and 24 first paragraph (return, exchange or repair) with 民法典 563, 582, 610; who
bears what is in `seller_side`, what is paid on top in `damages`.
"""

from __future__ import annotations

from datetime import date

from bot.case import Case, ReturnReason
from bot.law.advice import Burden, Caution, Deadline, Objection, Share, Step
from bot.law.channels import to_seller
from bot.law.deadlines import deadline_if_any, is_over
from bot.law.known import Known, once
from bot.law.refund import refund_really_paid
from bot.law.said import said
from bot.law.shares import agreed, consumer, inferred, negotiable, on_condition, seller, statutory
from bot.law.situations import damages, seller_side
from bot.law.situations.situation import Situation
from bot.law.statutes import cite


def applies(case: Case) -> bool:
    return case.return_reason is ReturnReason.DEFECT


@said("收货那天（换过货的，从收到新货那天）")
def received_day(case: Known) -> date | None:
    """The day from which the periods run: anew after an exchange (实施条例 18 第一款)."""
    day: date | None = case.stated("exchanged_date") or case.signed_date
    return day


@said("收货七天内，或商家同意、有三包约定、毛病严重")
@once
def may_return(case: Known) -> bool:
    """Return (and not only repair or exchange)? 消费者权益保护法 24 第一款.

    What counts is the day on which the return was asked for. While the day of signing is unknown the
    answer is yes, and the reason names the condition.
    """
    if case.seller_agreed_return or case.refunded or case.warranty_agreed:
        return True
    return not is_late(case) or bool(case.defect_serious)


@said("提出时收货已过七天")
def is_late(case: Known) -> bool:
    asked = case.stated("notice_date") or case.today
    return is_over("quality_return", received_day(case), asked, case.purchase_day)


@said("没有保修约定，收货已超过两年")
def is_past_any_warranty(case: Known) -> bool:
    """The longest period for objections where none was agreed (民法典 621 第二款)."""
    if case.warranty_agreed:
        return False
    return is_over("objection_longest", received_day(case), case.today, case.purchase_day)


def goods_price(case: Known) -> Share | None:
    """Does the price come back, or is it repair or exchange?"""
    if not seller_side.is_return(case):
        return seller_side.price(case, reason="")
    if seller_side.is_excused(case):
        return excused_price(case)
    if not may_return(case):
        return None
    article = cite("消费者权益保护法", 24, paragraph=1)
    if not seller_side.under_consumer_law(case):
        return seller_side.price(
            case,
            cite("民法典", 582),
            cite("民法典", 610),
            cite("民法典", 617),
            reason="不是向商家买来自用的，不适用消费者权益保护法，按买卖合同：毛病严重的可以退。",
        )
    if case.refunded or case.seller_agreed_return:
        return seller_side.price(
            case,
            article,
            cite("消费者权益保护法实施条例", 18, paragraph=2),
            reason="商家已同意按质量问题退货，货款按实际付的一次退清。",
        )
    price = refund_really_paid(case)
    if case.warranty_agreed:
        return seller(
            price,
            agreed,
            article,
            reason="有三包或保修约定的，先按约定退、换、修；符合约定的退货条件，货款全额退。",
        )
    if is_late(case):
        return seller(
            price,
            statutory,
            article,
            cite("民法典", 563, paragraph=1, item=4),
            cite("民法典", 610),
            reason="收货超过七天，但毛病让东西没法正常用，达到解除合同的程度，可以及时退货。",
        )
    return _within_seven_days(case)


def _within_seven_days(case: Known) -> Share | None:
    share = seller_side.price(
        case,
        cite("消费者权益保护法", 24, paragraph=1),
        reason="质量不合格，没有三包或保修约定的，收货七天内可以退；"
        "超过七天，要看毛病是否严重到没法正常用，不够的可以换或修。",
    )
    return None if share is None else on_condition(share, _condition(case))


@said("不知道哪天收货、哪天提的时候：收货七天内，或毛病严重的")
def _condition(case: Known) -> str | None:
    unknown = received_day(case) is None and case.stated("notice_date") is None
    return "收货七天内，或毛病严重的" if unknown else None


def excused_price(case: Known) -> Share:
    """The price where the defect is not the seller's (消费者权益保护法 23 第一款)."""
    article = cite("消费者权益保护法", 23, paragraph=1)
    if case.misuse:
        return consumer(
            case.goods_price,
            inferred,
            article,
            reason="自己使用不当弄坏的，不算质量问题。商家说是人为损坏，要拿出依据。",
        )
    return negotiable(
        case.goods_price,
        article,
        reason="买之前就知道有这个毛病，一般不能再以它为由要求退，只能和商家谈。",
    )


def outbound_freight(case: Known) -> Share | None:
    """Who bears what sending the goods to the buyer cost?"""
    if not seller_side.is_return(case) or seller_side.is_excused(case) or not may_return(case):
        return None
    return seller_side.outbound_freight(
        case,
        cite("民法典", 566),
        cite("民法典", 584),
        reason="因质量问题退货要恢复原状，你付过的发货运费也是损失，由商家承担。",
    )


def return_freight(case: Known) -> Share | None:
    """Who pays for sending the goods back (for return, exchange or repair)?"""
    if seller_side.is_excused(case):
        return consumer(
            case.return_freight,
            inferred,
            cite("消费者权益保护法", 23, paragraph=1),
            reason="不能算商家的质量责任，寄回检修的运费一般自己出。",
        )
    if not seller_side.under_consumer_law(case):
        return seller_side.return_freight(
            case, reason="卖的东西不合格，寄回去的运费是由此造成的损失，由卖家承担。"
        )
    return seller_side.return_freight(
        case,
        cite("七日无理由退货暂行办法", 35),
        reason="因质量问题退货、换货、修理，运输等必要费用由商家承担，来回都算。",
    )


def verdict(case: Known) -> str:
    if seller_side.is_excused(case):
        return "这种情况难以按质量问题要求商家承担"
    if not seller_side.is_return(case):
        return seller_side.verdict_without_return(case)
    if case.refunded:
        return "按质量问题退货，货款已退，必要的费用也该商家出"
    if case.seller_agreed_return:
        return "按质量问题退货，商家要承担必要费用"
    if may_return(case):
        if received_day(case) is None:
            return "按质量问题处理：收货七天内可以退，过了七天看毛病轻重"
        return "按质量问题处理，可以退货"
    return "收货已过七天、毛病不算严重：可以要求换货或修理，来回运费商家出"


def deadlines(case: Known) -> list[Deadline]:
    if case.refunded:
        return []
    on, received = case.purchase_day, received_day(case)
    found: list[Deadline] = []
    if seller_side.under_consumer_law(case):
        anew = case.stated("exchanged_date") is not None
        found += deadline_if_any(
            "quality_return",
            "因质量问题退货",
            "quality_return",
            received,
            "换货后收货" if anew else "收货",
            on,
            "有三包或保修约定的，按约定的日子。过了这天不等于不能退：毛病严重的仍可退，不严重的可以要求换或修。",
            *([cite("消费者权益保护法实施条例", 18, paragraph=1)] if anew else []),
        )
        if is_durable(case):
            found += deadline_if_any(
                "burden_of_proof",
                "由商家证明没有毛病（耐用品）",
                "burden_of_proof_reversed",
                received,
                "收货",
                on,
                "过了这段时间，要由你先证明有毛病。",
            )
        found += deadline_if_any(
            "seller_delay",
            "商家处理你的要求",
            "seller_delay_threshold",
            case.stated("notice_date"),
            "提出要求",
            on,
            "没有正当理由拖过这天，算故意拖延，可以举报，市场监管部门可以处罚。",
        )
    found += deadline_if_any(
        "rescission",
        "毛病严重，要求退货退款",
        "rescission",
        case.stated("defect_found_date"),
        "知道毛病",
        on,
        "过了一年不提，因为毛病严重而退货退款（解除合同）的权利就没有了。",
    )
    return found


@said("耐用商品")
def is_durable(case: Known) -> bool:
    return case.kind is not None and case.kind.durable


def evidence(case: Known) -> list[str]:
    return [
        "毛病的照片和视频，最好是开箱视频",
        "订单和商品说明的截图",
        "商家同意退货的聊天记录",
        "寄回的面单和付款凭证",
    ]


@said("耐用商品，收货还在六个月内（或收货日不知道）")
@once
def burden_is_reversed(case: Known) -> bool:
    """消费者权益保护法 23 第三款: durable goods, within six months, and only about the defect."""
    if not (is_durable(case) and seller_side.under_consumer_law(case)):
        return False
    found = case.stated("defect_found_date") or case.stated("notice_date") or case.today
    return not is_over("burden_of_proof_reversed", received_day(case), found, case.purchase_day)


def burden(case: Known) -> list[Burden]:
    if burden_is_reversed(case):
        return [
            Burden(
                "耐用商品收货六个月内发现的毛病有争议，由商家证明没有毛病；这不等于一定能退",
                "seller",
                (cite("消费者权益保护法", 23, paragraph=3),),
            )
        ]
    return [
        Burden(
            "先由你证明有毛病，照片要早拍；商家说是人为损坏，要拿出依据",
            "consumer",
            (cite("民事诉讼法", 67),),
        )
    ]


def objections(case: Known) -> list[Objection]:
    if seller_side.is_excused(case):
        return []
    return [
        Objection(
            "已经签收（拆封）了，就是认可没问题，运费自理。",
            "签收、拆封都不等于认可质量，这样写的条款无效。质量问题退换修，运费等必要费用由商家出。",
            (
                cite("网络消费纠纷规定（一）", 1, item=1),
                cite("网络交易监督管理办法", 21),
                cite("合同行政监督管理办法", 7),
                *seller_side.necessary_costs(case),
            ),
        )
    ]


def steps(case: Known) -> list[Step]:
    if case.refunded:
        return [
            to_seller(
                "把运费、保价的付款凭证发给商家，要求补回。",
                *seller_side.necessary_costs(case),
                say="这是质量问题退货的必要费用（票据附后），请补回××元。",
            )
        ]
    if case.dangerous or case.courier_refused or seller_side.is_excused(case):
        return []
    return [seller_side.ask_to_bear_the_costs(case)]


def warnings(case: Known) -> list[Caution]:
    found = [
        *seller_side.need_not_send_back(case),
        *seller_side.refund_short(case, refund_really_paid(case)),
    ]
    if case.dangerous:
        found.append(
            Caution(
                id="injury",
                text="伤了人、烧坏了别的东西，先留好实物和就医、维修的票据：可以找卖家赔，也可以找厂家赔。这笔账要另算。",
                basis=(
                    cite("民法典", 1203),
                    cite("产品质量法", 43),
                    cite("消费者权益保护法", 40, paragraph=2),
                ),
            )
        )
    if case.seller_blames_carrier:
        found.append(
            Caution(
                id="not_the_couriers_problem",
                text="商家不能让你去找快递。商家安排发货的，路上的风险由商家承担；"
                "商家赔了你，再自己向快递追。",
                basis=(cite("电子商务法", 20),),
            )
        )
    if case.concerns("insurance_fee"):
        found.append(
            Caution(
                id="insurance_fee_open",
                text="保价费没有全国性条文规定谁出。别说“法律规定商家必须出”，按必要费用去谈。",
            )
        )
    return found


SITUATION = Situation(
    id="quality_defect",
    name="质量问题",
    holds="东西有质量毛病（不是不喜欢、不合身，也不是色差等主观感受）。",
    not_modelled="三包目录的具体商品、故障和修理次数（只问有没有三包或保修约定）；"
    "缺陷造成的人身和其他财产损害（民法典1202、1203条）。",
    prevails="原因在商家一边，不适用“无理由退货运费自理”。",
    applies=applies,
    costs=(
        goods_price,
        damages.punitive_damages,
        outbound_freight,
        return_freight,
        *seller_side.COSTS,
    ),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    burden=burden,
    objections=objections,
    steps=steps,
    warnings=warnings,
)

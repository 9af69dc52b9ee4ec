"""Quality defect: the goods are not as good as they have to be.

Encodes 消费者权益保护法 23 and 24 first paragraph (return, exchange or repair) with 民法典 563, 582, 610; who
bears what is in `seller_side`.

Not modelled: the product lists and repair counts of 三包 (only whether such an agreement exists),
damages to persons and other things (民法典 1202, 1203).
"""

from __future__ import annotations

from bot.case import Case, ReturnReason
from bot.law.advice import Basis, Caution, Deadline, Share, Step
from bot.law.channels import to_seller
from bot.law.deadlines import deadline_if_any, is_over
from bot.law.known import Known
from bot.law.shares import agreed, consumer, inferred, negotiable, seller, statutory
from bot.law.situations import seller_side
from bot.law.situations.situation import Situation
from bot.law.statutes import cite


def applies(case: Case) -> bool:
    return case.return_reason is ReturnReason.DEFECT


def may_return(case: Known) -> bool:
    """Return (and not only repair or exchange)? 消费者权益保护法 24 第一款.

    What counts is the day on which the return was asked for. While the day of signing is unknown the
    answer is yes, and the reason names the condition.
    """
    if case.seller_agreed_return or case.refunded or case.warranty_agreed:
        return True
    return not _is_late(case) or bool(case.defect_serious)


def _is_late(case: Known) -> bool:
    asked = case.stated("notice_date") or case.today
    return is_over("quality_return", case.signed_date, asked, case.purchase_day)


def goods_price(case: Known) -> Share | None:
    """Does the price come back, or is it repair or exchange?"""
    price = case.goods_price
    article = cite("消费者权益保护法", 24, paragraph=1)
    if seller_side.is_excused(case):
        return _excused_price(case)
    if not may_return(case):
        return None
    if not seller_side.under_consumer_law(case):
        return seller(
            price,
            inferred,
            cite("民法典", 582),
            cite("民法典", 610),
            reason="不是向商家买来自用的，不适用消费者权益保护法，按买卖合同：毛病严重的可以退。",
        )
    if case.refunded or case.seller_agreed_return:
        return seller(price, statutory, article, reason="商家已同意按质量问题退货，货款全额退。")
    if case.warranty_agreed:
        return seller(
            price,
            agreed,
            article,
            reason="有三包或保修约定的，先按约定退、换、修；符合约定的退货条件，货款全额退。",
        )
    if _is_late(case):
        return seller(
            price,
            statutory,
            article,
            cite("民法典", 563, paragraph=1, item=4),
            cite("民法典", 610),
            reason="收货超过七天，但毛病让东西没法正常用，达到解除合同的程度，可以及时退货。",
        )
    share = seller(
        price,
        statutory,
        article,
        reason="质量不合格，没有三包或保修约定的，收货七天内可以退；"
        "超过七天，要看毛病是否严重到没法正常用，不够的可以换或修。",
    )
    unknown = case.signed_date is None and case.stated("notice_date") is None
    return share.model_copy(update={"condition": "收货七天内，或毛病严重的" if unknown else None})


def _excused_price(case: Known) -> Share:
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
    if seller_side.is_excused(case) or not may_return(case):
        return None
    return seller(
        case.stated("outbound_freight"),
        inferred,
        cite("民法典", 566),
        cite("民法典", 584),
        reason="因质量问题退货要恢复原状，你付过的发货运费也是损失，由商家承担。",
    )


def return_freight(case: Known) -> Share:
    """Who pays for sending the goods back (for return, exchange or repair)?"""
    if seller_side.is_excused(case):
        return consumer(
            case.return_freight,
            inferred,
            cite("消费者权益保护法", 23, paragraph=1),
            reason="不能算商家的质量责任，寄回检修的运费一般自己出。",
        )
    if not seller_side.under_consumer_law(case):
        reason = "卖的东西不合格，寄回去的运费是由此造成的损失，由卖家承担。"
        return seller_side.return_freight(case, reason=reason)
    return seller_side.return_freight(
        case,
        cite("七日无理由退货暂行办法", 35),
        reason="因质量问题退货、换货、修理，运输等必要费用由商家承担，来回都算。",
    )


def verdict(case: Known) -> str:
    if seller_side.is_excused(case):
        return "这种情况难以按质量问题要求商家承担"
    if case.refunded:
        return "按质量问题退货，货款已退，必要的费用也该商家出"
    if case.seller_agreed_return:
        return "按质量问题退货，商家要承担必要费用"
    if may_return(case):
        if case.signed_date is None:
            return "按质量问题处理：收货七天内可以退，过了七天看毛病轻重"
        return "按质量问题处理，可以退货"
    return "收货已过七天、毛病不算严重：可以要求换货或修理，来回运费商家出"


def deadlines(case: Known) -> list[Deadline]:
    if case.refunded:
        return []
    on, signed = case.purchase_day, case.signed_date
    found: list[Deadline] = []
    if seller_side.under_consumer_law(case):
        found += deadline_if_any(
            "quality_return",
            "质量问题退货（没有三包或保修约定时）",
            "quality_return",
            signed,
            "收货",
            on,
            "过了这天不等于不能退：毛病严重的仍可退，不严重的可以要求换或修。",
        )
        if case.kind is not None and case.kind.durable:
            found += deadline_if_any(
                "burden_of_proof",
                "由商家证明没有毛病（耐用品）",
                "burden_of_proof_reversed",
                signed,
                "收货",
                on,
                "过了这段时间，要由你先证明有毛病。",
            )
        found += deadline_if_any(
            "seller_delay",
            "商家拖延算故意拖延",
            "seller_delay_threshold",
            case.stated("notice_date"),
            "提出要求",
            on,
            "没有正当理由拖过这天，可以举报，市场监管部门可以处罚。",
        )
    found += deadline_if_any(
        "rescission",
        "毛病严重要解除合同",
        "rescission",
        None,
        "知道毛病",
        on,
        "过了一年不行使，解除合同的权利就没有了。",
    )
    return found


def evidence(case: Known) -> list[str]:
    found = [
        "毛病的照片和视频，最好是开箱视频",
        "订单和商品说明的截图",
        "商家同意退货的聊天记录",
        "寄回的面单和付款凭证",
    ]
    if case.kind is not None and case.kind.durable:
        found.append("耐用品收货六个月内出的毛病，由商家举证")
    else:
        found.append("一般商品由你先证明有毛病，照片要早拍")
    return found


def steps(case: Known) -> list[Step]:
    if case.refunded:
        return [
            to_seller(
                "把运费、保价的付款凭证发给商家，写明“这是质量问题退货的必要费用，请补回”。",
                *seller_side.necessary_costs(case),
            )
        ]
    if case.dangerous or case.courier_refused:
        return []
    return [
        to_seller(
            "把毛病的照片视频发给商家，写明“因质量问题要求退货（或换、修），运费由你方承担”。"
            "不想退的，也可以留下东西、要求减价。",
            *seller_side.necessary_costs(case),
        ),
        to_seller(
            "寄之前先问商家能不能上门取件或指定快递，问答截图；贵重的先说好保价费谁出。"
            "已经寄了，就把运费、保价的票据发给商家要求补回。",
            *seller_side.necessary_costs(case),
        ),
    ]


def warnings(case: Known) -> list[Caution]:
    found = []
    if case.seller_blames_carrier:
        found.append(
            Caution(
                id="not_the_couriers_problem",
                text="商家不能让你去找快递。商家安排发货的，路上的风险由商家承担；"
                "商家赔了你，再自己向快递追。",
                basis=(Basis.of(cite("电子商务法", 20)),),
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
    prevails="原因在商家一边，不适用“无理由退货运费自理”。",
    applies=applies,
    costs=(
        goods_price,
        outbound_freight,
        return_freight,
        seller_side.insurance_fee,
        seller_side.pickup_fee,
        seller_side.depreciation,
        seller_side.inspection_fee,
    ),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    steps=steps,
    warnings=warnings,
)

"""Quality defect: the goods are not as good as they have to be.

Encodes 消费者权益保护法 23 and 24 with 七日无理由退货暂行办法 35 and 民法典 563, 566, 582, 584, 591, 592,
610. The seller bears 运输等必要费用 (24 第二款); whether the insured-value fee is "necessary" is open.

Not modelled: the product lists and repair counts of 三包 (only whether such an agreement exists),
damages to persons and other things (民法典 1202, 1203).
"""

from __future__ import annotations

from decimal import Decimal

from bot.case import Case, ReturnReason
from bot.law.advice import Basis, Bearer, Caution, Deadline, Share, Step
from bot.law.channels import to_seller
from bot.law.deadlines import deadline
from bot.law.known import Known
from bot.law.parameters import parameter
from bot.law.precedents import precedent
from bot.law.shares import (
    consumer,
    divided,
    inferred,
    negotiable,
    seller,
    statutory,
)
from bot.law.situations.situation import Situation
from bot.law.statutes import Citation, cite


def applies(case: Case) -> bool:
    return case.return_reason is ReturnReason.DEFECT


def excuse(case: Known) -> Share | None:
    """What takes the defect off the seller: known before, or caused by the buyer. None otherwise.

    消费者权益保护法 23 第一款.
    """
    article = cite("消费者权益保护法", 23, paragraph=1)
    if case.defect_known_before:
        return negotiable(
            case.goods_price,
            article,
            reason="买之前就知道有这个毛病，一般不能再以它为由要求退，只能和商家谈。",
        )
    if case.misuse:
        return consumer(
            case.goods_price,
            inferred,
            article,
            reason="自己使用不当弄坏的，不算质量问题。商家说是人为损坏，要拿出依据。",
        )
    return None


def under_consumer_law(case: Known) -> bool:
    """Bought from a trader for one's own use? 消费者权益保护法 2, 网络消费纠纷规定（一）7."""
    return bool(case.personal_use and case.seller_is_trader)


def may_return(case: Known) -> bool:
    """Return (and not only repair or exchange)? 消费者权益保护法 24 第一款.

    While the day of signing is unknown the answer is yes, and the reason names the condition.
    """
    if case.seller_agreed_return or case.refunded or case.warranty_agreed:
        return True
    days = case.days_since_signing()
    if days is None or days <= parameter("quality_return", case.purchase_day).value:
        return True
    return bool(case.defect_serious)


def goods_price(case: Known) -> Share | None:
    """Does the price come back, or is it repair or exchange?"""
    obstacle = excuse(case)
    if obstacle is not None:
        return obstacle
    if not may_return(case):
        return None
    price = case.goods_price
    article = cite("消费者权益保护法", 24, paragraph=1)
    if not under_consumer_law(case):
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
            statutory,
            article,
            reason="有三包或保修约定的，先按约定退、换、修；符合约定的退货条件，货款全额退。",
        )
    days = case.days_since_signing()
    if days is not None and days > parameter("quality_return", case.purchase_day).value:
        return seller(
            price,
            statutory,
            article,
            cite("民法典", 563, paragraph=1, item=4),
            cite("民法典", 610),
            reason="收货超过七天，但毛病让东西没法正常用，达到解除合同的程度，可以及时退货。",
        )
    return seller(
        price,
        statutory,
        article,
        reason="质量不合格，没有三包或保修约定的，收货七天内可以退；"
        "超过七天，要看毛病是否严重到没法正常用，不够的可以换或修。",
    )


def outbound_freight(case: Known) -> Share | None:
    """Who bears what sending the goods to the buyer cost?"""
    if excuse(case) is not None or not may_return(case):
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
    if excuse(case) is not None:
        return consumer(
            case.return_freight,
            inferred,
            cite("消费者权益保护法", 23, paragraph=1),
            reason="不能算商家的质量责任，寄回检修的运费一般自己出。",
        )
    if not under_consumer_law(case):
        return seller(
            case.return_freight,
            inferred,
            cite("民法典", 582),
            cite("民法典", 584),
            reason="卖的东西不合格，寄回去的运费是由此造成的损失，由卖家承担。",
        )
    return reasonable_freight(
        case,
        cite("消费者权益保护法", 24, paragraph=2),
        cite("七日无理由退货暂行办法", 35),
        reason="因质量问题退货、换货、修理，运输等必要费用由商家承担，来回都算。",
    )


def reasonable_freight(case: Known, *basis: Citation, reason: str) -> Share:
    """The return freight on the seller, less what exceeds the usual price (民法典 591 第一款, 584)."""
    freight: Decimal | None = case.return_freight
    usual: Decimal | None = case.stated("usual_return_freight")
    if freight is None or usual is None or freight <= usual:
        return seller(freight, statutory, *basis, reason=reason)
    return divided(
        {Bearer.SELLER: usual, Bearer.CONSUMER: freight - usual},
        inferred,
        *basis,
        cite("民法典", 591, paragraph=1),
        cite("民法典", 584),
        reason=f"{reason}选了明显更贵的快递，超出普通快递价的部分自己出。",
    )


def insurance_fee(case: Known) -> Share | None:
    """Who pays the insured-value fee (保价费) of the way back? No article names it: negotiable."""
    fee = case.stated("insurance_fee")
    if fee is None and not case.insured:
        return None
    basis = [
        cite("消费者权益保护法", 24, paragraph=2),
        cite("民法典", 591, paragraph=2),
        cite("民法典", 592, paragraph=2),
        cite("快递暂行条例", 22, paragraph=2),
    ]
    if excuse(case) is not None:
        return consumer(
            case.insurance_fee, inferred, basis[2], reason="不是商家的责任，保价自己出。"
        )
    if case.seller_offered_free_channel:
        percent = parameter("insurance_fee_seller_percent_free_channel_declined", case.purchase_day)
        why = "商家提供过免费寄回方式而你另选了快递，商家的理由更强，通常商家出一半以下"
    else:
        percent = parameter("insurance_fee_seller_percent", case.purchase_day)
        why = "东西贵重易碎、商家又没给更省的寄法，保价就更像必要费用，通常商家出大头"
    value, price = case.stated("insured_value"), case.stated("goods_price")
    if value is not None and price is not None and value > price:
        why += "；但保价金额超过货值，多保的部分站不住"
    if case.packed_badly:
        why += "；但自己包装不当会让你少得一些"
    low, high = percent.value
    return negotiable(
        case.insurance_fee,
        *basis,
        reason=f"没有条文写明保价费谁出，要看是不是“必要”。{why}。这是谈的余地，不是规定。",
        seller_percent=(low, high),
        precedent=precedent("laptop_insured_return"),
    )


def pickup_fee(case: Known) -> Share | None:
    """Who pays for the pick-up at the door?"""
    fee = case.stated("pickup_fee")
    if (fee is None and not case.pickup_charged) or excuse(case) is not None:
        return None
    return seller(
        case.pickup_fee,
        statutory,
        cite("消费者权益保护法", 24, paragraph=2),
        reason="因质量问题寄回，上门取件和搬运也是必要费用，由商家承担。",
    )


def depreciation(case: Known) -> Share | None:
    """May the seller deduct for wear?"""
    claimed = case.stated("depreciation")
    if (claimed is None and not case.depreciation_claimed) or excuse(case) is not None:
        return None
    if case.warranty_agreed:
        return negotiable(
            case.depreciation,
            cite("消费者权益保护法", 24, paragraph=1),
            reason="按三包超过七天退货的，可能有折旧约定，请先看约定怎么写，再谈。",
        )
    return seller(
        case.depreciation,
        inferred,
        cite("消费者权益保护法", 24, paragraph=1),
        cite("民法典", 566),
        reason="质量问题退货，不该再扣使用折旧。",
    )


def inspection_fee(case: Known) -> Share | None:
    """Who pays for a test that the seller or platform demands?"""
    fee = case.stated("inspection_fee")
    if fee is None and not case.inspection_demanded:
        return None
    return negotiable(
        case.inspection_fee,
        cite("消费者权益保护法实施条例", 47),
        cite("市场监督管理投诉举报处理办法", 22),
        reason="检测费由双方商定。谈的时候可以先约好：查出有毛病，商家出。",
    )


def verdict(case: Known) -> str:
    if excuse(case) is not None:
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
    on = case.purchase_day
    signed = case.signed_date
    found = [
        deadline(
            "quality_return",
            "质量问题退货（没有三包或保修约定时）",
            "quality_return",
            signed,
            "收货",
            on,
            "过了这天不等于不能退：毛病严重的仍可退，不严重的可以要求换或修。",
        )
    ]
    if case.kind is not None and case.kind.durable:
        found.append(
            deadline(
                "burden_of_proof",
                "由商家证明没有毛病（耐用品）",
                "burden_of_proof_reversed",
                signed,
                "收货",
                on,
                "过了这段时间，要由你先证明有毛病。",
            )
        )
    found.append(
        deadline(
            "seller_delay",
            "商家拖延算故意拖延",
            "seller_delay_threshold",
            case.stated("notice_date"),
            "提出要求",
            on,
            "没有正当理由拖过这天，可以举报，市场监管部门可以处罚。",
        )
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
                cite("消费者权益保护法", 24, paragraph=2),
            )
        ]
    if case.dangerous or case.courier_refused:
        return []
    return [
        to_seller(
            "把毛病的照片视频发给商家，写明“因质量问题要求退货（或换、修），运费由你方承担”。",
            cite("消费者权益保护法", 24, paragraph=1),
        ),
        to_seller(
            "寄之前先问商家能不能上门取件或指定快递，问答截图；贵重的先说好保价费谁出。"
            "已经寄了，就把运费、保价的票据发给商家要求补回。",
            cite("消费者权益保护法", 24, paragraph=2),
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
    if case.stated("insurance_fee") is not None or case.insured:
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
        insurance_fee,
        pickup_fee,
        depreciation,
        inspection_fee,
    ),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    steps=steps,
    warnings=warnings,
)

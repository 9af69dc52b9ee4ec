"""Freight insurance that pays too little, and the promise 退货包运费.

Encodes 消费者权益保护法 25 第三款 ("另有约定"), 实施条例 12, 民法典 473, 496, 498, 584, 591 and
消费者权益保护法 24 第二款 for reasons on the seller's side. The promise binds the seller; the cap is
between insurer and seller unless it was shown conspicuously before the order.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.case import Case, FreightPromise
from bot.law.advice import Bearer, Burden, Caution, Deadline, Objection, Share, Step, Strength
from bot.law.channels import to_platform, to_seller
from bot.law.known import Known
from bot.law.said import said
from bot.law.shares import borne_by, divided, inferred
from bot.law.situations import reason, seller_side
from bot.law.situations.situation import Situation
from bot.law.statutes import Citation, cite


def applies(case: Case) -> bool:
    if not reason.was_received(case):
        return False
    if case.return_freight_promise is not None:
        return case.return_freight_promise is not FreightPromise.NONE
    return case.insurance_payout is not None or "freight_insurance" in case.confidence


def return_freight(case: Known) -> Share | None:
    """Who pays what the insurance does not? (`advise` takes off what the insurance pays.)"""
    if reason.is_on_seller(case):
        return _on_the_sellers_side(case)
    if case.return_freight_promise is FreightPromise.NONE or not_settled_by_promise(case):
        return None
    if case.return_freight_promise is FreightPromise.INSURANCE_ONLY:
        told = case.stated("cap_shown_before_order")
        return _beyond_the_insurance(
            case,
            Bearer.CONSUMER if told else Bearer.NEGOTIABLE,
            inferred if told else Strength.NEGOTIABLE,
            cite("消费者权益保护法", 25, paragraph=3),
            cite("消费者权益保护法", 20),
            reason="只送运费险、写明补一定金额，是有限的保障，不等于全包。"
            "差额谁出，要看页面的写法是不是足以让人误会。",
        )
    if case.cap_shown_before_order:
        return _beyond_the_insurance(
            case,
            Bearer.CONSUMER,
            inferred,
            cite("消费者权益保护法", 25, paragraph=3),
            cite("七日无理由退货暂行办法", 18, paragraph=1),
            reason="下单前已经显眼地写明最多补多少，这就是双方的约定，超出部分由买家出。",
        )
    return _beyond_the_insurance(
        case,
        Bearer.SELLER,
        inferred,
        cite("消费者权益保护法实施条例", 12),
        cite("消费者权益保护法", 25, paragraph=3),
        cite("消费者权益保护法", 26),
        cite("民法典", 473, paragraph=2),
        cite("民法典", 496, paragraph=2),
        cite("民法典", 498),
        reason="页面写了退货包运费，下单前又没显眼地写上限，这个承诺商家要兑现："
        "运费险不够的，商家补到合理运费。",
    )


@said("不是退货（换货、维修、减价）")
def not_settled_by_promise(case: Known) -> bool:
    """The promise is about returns only."""
    return not seller_side.is_return(case)


def _on_the_sellers_side(case: Known) -> Share | None:
    if not seller_side.is_at_fault(case):
        return None
    share = seller_side.return_freight(
        case,
        reason="原因在商家一边，运费本来就归商家。运费险的上限只管保险，不够的商家补足。",
    )
    if share is None:
        return None
    return share if case.insurance_payout is not None else _of_unknown_size(share)


def _beyond_the_insurance(
    case: Known, bearer: Bearer, strength: Strength, *basis: Citation, reason: str
) -> Share:
    """`bearer` pays up to the usual price, the buyer what exceeds it (民法典 591, 584)."""
    freight: Decimal = case.return_freight
    usual: Decimal = case.stated("usual_return_freight")
    if bearer is Bearer.CONSUMER or not seller_side.is_dearer_than_usual(case):
        share = borne_by(bearer, freight, strength, *basis, reason=reason)
    else:
        share = divided(
            {bearer: usual, Bearer.CONSUMER: freight - usual},
            strength,
            *basis,
            cite("民法典", 591, paragraph=1),
            cite("民法典", 584),
            reason=f"{reason}选了明显更贵的快递，超出普通快递价的部分自己出。",
        )
    return share if case.insurance_payout is not None else _of_unknown_size(share)


@said("金额要看运费险赔多少")
def _of_unknown_size(share: Share) -> Share:
    """How much is left to pay is open while nobody knows what the insurance pays."""
    main = next(iter(share.split)) if share.split else share.bearer
    return replace(share, amount=None, split=None, bearer=main)


def verdict(case: Known) -> str:
    return ""


def deadlines(case: Known) -> list[Deadline]:
    return []


def evidence(case: Known) -> list[str]:
    return [
        "商品页“退货包运费”的截图（没有就让平台提供下单时的页面）",
        "退货页写补贴多少的截图",
        "运费票据和平台上门取件的报价",
    ]


def burden(case: Known) -> list[Burden]:
    return [
        Burden(
            "页面怎么承诺的由你存证；下单时的页面可以要求商家、平台提供，拿不出的由它们承担",
            "consumer",
            (cite("电子商务法", 62),),
        )
    ]


def objections(case: Known) -> list[Objection]:
    return [
        Objection(
            "运费险赔多少是保险公司定的，跟我们无关。",
            "“退货包运费”是你对我的承诺，保险的上限是你和保险公司之间的事，下单前没有显眼写明，对我不算数。",
            (
                cite("消费者权益保护法实施条例", 12),
                cite("消费者权益保护法", 26),
                cite("民法典", 496, paragraph=2),
            ),
        )
    ]


def _claim(case: Known) -> Step:
    if reason.is_on_seller(case):
        return to_seller(
            "把运费票据发给商家，要求补足。",
            *seller_side.necessary_costs(case),
            say="退货原因在你方，运费险不够的部分请补足（票据附后）。",
        )
    if case.return_freight_promise is FreightPromise.INSURANCE_ONLY:
        return to_seller(
            "跟商家商量差额。页面的写法让人以为运费全包的，截图给他看。",
            cite("消费者权益保护法", 20),
            say="页面的写法让人以为退货运费全包，差额××元请你方承担。",
        )
    return to_seller(
        "把页面截图和运费票据发给商家，要求补足。",
        cite("消费者权益保护法实施条例", 12),
        say="页面承诺了退货包运费，请补足运费险不够的部分。",
    )


def steps(case: Known) -> list[Step]:
    return [
        _claim(case),
        to_platform(
            "要求平台提供下单时的页面和订单记录，核对上限当时有没有写。",
            cite("电子商务法", 62),
        ),
        to_platform(
            "保险该赔没赔的，在订单里找保险公司要；免赔、限额没有提示说明过的不生效，有两种解释的按有利于你的来。"
            "拖着不赔，再向金融监管部门投诉。",
            cite("保险法", 17),
            cite("保险法", 23),
            cite("保险法", 30),
        ),
    ]


def warnings(case: Known) -> list[Caution]:
    return [
        Caution(
            id="reasonable_freight",
            text="只补合理的运费，一般按平台上门取件价或同线路普通快递价算，明显更贵的部分自己出。"
            "大件没有便宜渠道的，实际物流费可以算合理。寄之前先问价、比价。",
            basis=(cite("民法典", 591, paragraph=1),),
        ),
    ]


SITUATION = Situation(
    id="freight_insurance",
    name="运费险不足",
    holds="页面写了“退货包运费”或送了运费险，赔的不够。",
    not_modelled="保险公司自己的条款怎么写；“退货包运费”算不算虚假广告。",
    prevails="商家对运费有承诺，约定在先，所以不按“无理由退货运费自理”算。",
    applies=applies,
    costs=(return_freight,),
    verdict=verdict,
    deadlines=deadlines,
    evidence=evidence,
    burden=burden,
    objections=objections,
    steps=steps,
    warnings=warnings,
)

"""Goods without no-reason return, and the other things that stand in its way.

Encodes 消费者权益保护法 2, 25; 实施条例 19; 七日无理由退货暂行办法 6–10, 20, 30, 31;
网络消费纠纷规定（一）2, 3, 7. A promise of the seller's goes before the exception, and a defect
before everything: that is article 24's.
"""

from __future__ import annotations

from bot.case import Case, ConfirmedKind, ExcludedKind
from bot.law.advice import Burden, Caution, Deadline, Objection, Share, Step
from bot.law.channels import to_seller
from bot.law.deadlines import Period, period
from bot.law.goods import classify
from bot.law.known import Known, once
from bot.law.parameters import parameter
from bot.law.said import said
from bot.law.shares import agreed, consumer, inferred, negotiable, seller, statutory
from bot.law.situations import reason
from bot.law.situations.situation import Situation
from bot.law.statutes import Citation, cite

EXCLUDED_NAMES = {
    ExcludedKind.CUSTOM_MADE: "按你的要求定做的商品",
    ExcludedKind.PERISHABLE: "鲜活易腐的商品",
    ExcludedKind.DIGITAL: "在线下载的或已拆封的数字商品",
    ExcludedKind.PERIODICAL: "报纸期刊",
}


def applies(case: Case) -> bool:
    if not (reason.changed_mind(case) and reason.goes_back(case)):
        return False
    kind = case.excluded_kind
    if kind is None:
        found = classify(case.goods)
        kind = ExcludedKind.NONE if found is None else found.excluded
    return bool(case.seller_denies_no_reason) or kind is not ExcludedKind.NONE


@once
def excluded_kind(case: Known) -> ExcludedKind:
    """The kind of the goods under 消费者权益保护法 25 第一款, from what was said or what they are.

    Choosing a colour or size from stock makes nothing custom-made, and a disc that is still sealed
    can go back.
    """
    kind = _named_kind(case)
    if kind is ExcludedKind.CUSTOM_MADE and case.chosen_from_stock:
        return ExcludedKind.NONE
    if kind is ExcludedKind.DIGITAL and case.media_sealed:
        return ExcludedKind.NONE
    return kind


def _named_kind(case: Known) -> ExcludedKind:
    if case.stated("excluded_kind") is None and case.kind is not None:
        return case.kind.excluded
    kind: ExcludedKind = case.excluded_kind
    return kind


@said("商家说是定作，其实只是从现成的颜色、尺码里选")
def is_wrongly_called_custom(case: Known) -> bool:
    return _named_kind(case) is ExcludedKind.CUSTOM_MADE and not is_excluded(case)


@said("不是网购、不是向商家买、不是买来自用，或者是拍卖所得")
@once
def is_outside(case: Known) -> bool:
    """Not bought at a distance, from a trader, for one's own use: no statutory right at all."""
    usual = case.distance_purchase and case.seller_is_trader and case.personal_use
    return not usual or bool(case.bought_at_auction)


@said("属于四类法定例外")
def is_excluded(case: Known) -> bool:
    return excluded_kind(case) is not ExcludedKind.NONE


@said("商家承诺了七天无理由")
def is_promised(case: Known) -> bool:
    """Did the page promise the return? Not asked where the seller has agreed to it anyway."""
    return not case.seller_agreed_return and case.seller_promised_no_reason


@said("下单时单独确认过不退，而且属于可以确认的三类商品")
def is_confirmed(case: Known) -> bool:
    """七日无理由退货暂行办法 7, 20 第二款. A confirmation of any other goods counts for nothing.

    Not asked where the seller has agreed to the return anyway.
    """
    if not case.seller_denies_no_reason or case.stated("seller_promised_no_reason"):
        return False
    if case.seller_agreed_return:
        return bool(case.stated("exclusion_confirmed"))
    return case.exclusion_confirmed and case.confirmed_kind is not ConfirmedKind.NONE


@said("商品完好")
@once
def is_intact(case: Known) -> bool:
    """七日无理由退货暂行办法 8, 9: unpacking and reasonable trying do no harm; each kind has its standard."""
    if not case.goods_intact:
        return False
    standard = None if case.kind is None else case.kind.intact
    spoilt = {
        "sealed": "hygiene_seal_broken",
        "electronic": "activated",
        "textile": "tag_removed",
    }
    return standard is None or not getattr(case, spoilt[standard])


def _intact_standard(case: Known) -> Citation:
    """The article that says when goods of this kind are no longer intact (办法 9)."""
    standards = {
        "sealed": cite("七日无理由退货暂行办法", 9, item=1),
        "electronic": cite("七日无理由退货暂行办法", 9, item=2),
        "textile": cite("七日无理由退货暂行办法", 9, item=3),
    }
    named = None if case.kind is None else case.kind.intact
    return cite("七日无理由退货暂行办法", 9) if named is None else standards[named]


@said("提出退货时七天（或承诺的更长期限）已过")
def is_too_late(case: Known) -> bool:
    notice, last = case.stated("notice_date"), notice_period(case)
    return bool(notice and last and notice > last.due)


@said("通知退货的期限（法定的七天，或商家承诺的更长期限）")
@once
def notice_period(case: Known) -> Period | None:
    """Until when the return may be asked for: seven days, or more where the seller promised more."""
    signed = case.signed_date
    if signed is None:
        return None
    days = parameter("no_reason_notice", case.purchase_day)
    promised = case.stated("promised_return_days") or 0
    return period(signed, max(days.value, promised), days.unit)


@once
def obstacle(case: Known) -> Share | None:
    """Why the statutory right is missing or in doubt, as the fate of the price; None if it stands.

    A seller who agrees to the return is bound by that, whatever the obstacle (民法典 509).
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


def _obstacle(case: Known) -> Share | None:
    if is_outside(case):
        return _outside(case)
    if is_excluded(case) and not is_promised(case):
        return consumer(
            case.goods_price,
            statutory,
            cite("消费者权益保护法", 25, paragraph=1),
            cite("七日无理由退货暂行办法", 6),
            reason=f"{EXCLUDED_NAMES[excluded_kind(case)]}是法律列明的例外，没有七日无理由。"
            "有质量问题照样能退。",
        )
    if is_confirmed(case):
        return consumer(
            case.goods_price,
            statutory,
            cite("消费者权益保护法", 25, paragraph=2),
            cite("七日无理由退货暂行办法", 7),
            cite("七日无理由退货暂行办法", 20, paragraph=2),
            reason="这类商品下单时又单独确认过不退，商家可以不退。有质量问题照样能退。",
        )
    if not is_intact(case):
        return negotiable(
            case.goods_price,
            cite("消费者权益保护法", 25, paragraph=3),
            _intact_standard(case),
            reason="无理由退货要求商品完好。已经影响再卖的，商家可以拒退，也可以谈折价退。",
        )
    if is_too_late(case):
        return negotiable(
            case.goods_price,
            cite("七日无理由退货暂行办法", 10, paragraph=1),
            reason="提出退货时七天已过，法定的无理由退货权没有了，能不能退看商家同不同意。",
        )
    return None


def _outside(case: Known) -> Share:
    price = case.goods_price
    if not case.distance_purchase and case.stated("seller_promised_no_reason"):
        return seller(
            price,
            agreed,
            cite("消费者权益保护法实施条例", 12),
            reason="实体店没有法定的七日无理由，但店家自己贴了告示、作了承诺，就要兑现。",
        )
    if not case.distance_purchase:
        return negotiable(
            price,
            cite("消费者权益保护法", 25, paragraph=1),
            reason="七日无理由只管网络、电视、电话、邮购。实体店买的，看店家的约定或自愿。",
        )
    if case.bought_at_auction:
        return negotiable(
            price,
            cite("民法典", 509, paragraph=1),
            reason="拍卖来的东西不按七日无理由退，看拍卖的约定。",
        )
    if not case.seller_is_trader:
        return negotiable(
            price,
            cite("网络消费纠纷规定（一）", 7),
            cite("民法典", 509, paragraph=1),
            reason="个人转让闲置不适用七日无理由，看双方约定。卖家长期经营、能认定为经营者的除外。",
        )
    return negotiable(
        price,
        cite("消费者权益保护法", 2),
        cite("民法典", 509, paragraph=1),
        reason="单位采购或进货不是生活消费，没有法定的七日无理由，看合同约定。",
    )


def goods_price(case: Known) -> Share | None:
    """May the seller refuse the return because of the kind of the goods?"""
    found = obstacle(case)
    if found is not None:
        return found
    return promised_return(case) if is_excluded(case) else None


def promised_return(case: Known) -> Share:
    """The price of goods of an excluded kind for which the seller promised the return all the same."""
    return seller(
        case.goods_price,
        statutory,
        cite("网络消费纠纷规定（一）", 2),
        reason="这类商品本来可以不退，但商家自己承诺了七天无理由，就要兑现。",
    )


def refusal(case: Known) -> Share:
    """The price where the seller refuses without a confirmation that counts (实施条例 19)."""
    if case.stated("exclusion_confirmed") and not case.stated("seller_promised_no_reason"):
        return seller(
            case.goods_price,
            inferred,
            cite("消费者权益保护法实施条例", 19, paragraph=1),
            cite("七日无理由退货暂行办法", 7),
            reason="能靠确认来不退的只有三类商品，这件不在其中，商家不能自己扩大范围，确认了也要退。",
        )
    return seller(
        case.goods_price,
        statutory,
        cite("消费者权益保护法", 25, paragraph=1),
        cite("消费者权益保护法实施条例", 19, paragraph=2),
        cite("七日无理由退货暂行办法", 20, paragraph=2),
        reason="下单时没有让你单独确认“不支持无理由”，商家就不能以此拒退。页面上写一句不算确认。",
    )


def verdict(case: Known) -> str:
    return ""


def deadlines(case: Known) -> list[Deadline]:
    return []


def evidence(case: Known) -> list[str]:
    return ["下单流程的截图或录屏：有没有单独的确认", "商品页关于退货的写法"]


def burden(case: Known) -> list[Burden]:
    return [
        Burden(
            "商家说你下单时确认过不退，由商家拿出确认记录",
            "seller",
            (cite("七日无理由退货暂行办法", 20, paragraph=2), cite("电子商务法", 62)),
        )
    ]


def objections(case: Known) -> list[Objection]:
    return [
        Objection(
            "页面写了“拆封不退”，你买了就是同意。",
            "要在下单的必经步骤里显著提示、让我对这一单单独确认，默认勾选和页面小字都不算。"
            "为查验而拆封，不影响完好。",
            (
                cite("消费者权益保护法实施条例", 19, paragraph=2),
                cite("消费者权益保护法实施条例", 19, paragraph=3),
                cite("网络消费纠纷规定（一）", 3),
                cite("七日无理由退货暂行办法", 30),
                cite("七日无理由退货暂行办法", 31, item=1),
                cite("消费者权益保护法", 56, paragraph=1, item=8),
            ),
        )
    ]


def steps(case: Known) -> list[Step]:
    if obstacle(case) is not None or is_outside(case):
        return []
    return [
        to_seller(
            "问商家凭什么不退：属于哪一类，下单时在哪一步让你确认的。把回答截图。",
            cite("七日无理由退货暂行办法", 20, paragraph=1),
            cite("七日无理由退货暂行办法", 20, paragraph=2),
            say="请说明不支持无理由退货的依据，并提供我下单时单独确认的记录。没有的，请按七日无理由办理。",
        )
    ]


def warnings(case: Known) -> list[Caution]:
    return [
        Caution(
            id="quality_beats_all",
            text="不支持无理由，只管“不想要”。东西有质量问题，哪一类商品都照样能退。",
            basis=(cite("消费者权益保护法", 24, paragraph=1),),
        )
    ]


SITUATION = Situation(
    id="not_returnable",
    name="不支持无理由退货的商品",
    holds="不想要了，但东西属于四类法定例外，或者商家说不支持无理由退货。",
    not_modelled="同一件商品部分定作、部分现货的划分；“价值贬损较大”具体到多少。",
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

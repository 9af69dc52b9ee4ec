"""Where to turn after the seller, in order: platform, 12315, mediation, court. The same for all
situations; a situation adds what to say to the seller.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from bot.law.advice import Step
from bot.law.deadlines import within
from bot.law.known import Known
from bot.law.statutes import Citation, cite


def to_seller(text: str, *basis: Citation, say: str | None = None) -> Step:
    """A step with the seller, always in writing; `say` are the words to send."""
    return Step(channel="seller", text=text, basis=basis, say=say)


def to_platform(text: str, *basis: Citation, say: str | None = None) -> Step:
    return Step(channel="platform", text=text, basis=basis, say=say)


def to_carrier(case: Known, text: str) -> Step:
    """A claim against the carrier, then the postal administration (快递暂行条例 29, 快递市场管理办法 30)."""
    reply = within("快递公司要在{}内答复。", "carrier_reply", case.delivery_day)
    return Step(
        channel="carrier",
        text=f"{text}{reply}不满意，向邮政管理部门申诉。",
        basis=(
            cite("快递暂行条例", 28, paragraph=1),
            cite("快递暂行条例", 29),
            cite("快递市场管理办法", 30),
            cite("民法典", 496, paragraph=2),
            cite("民法典", 832),
            cite("民法典", 833),
        ),
        say="快件损坏（丢失），面单号××，照片和价值凭证附后，请按规定赔偿并书面答复。",
    )


def beyond_the_seller(case: Known) -> list[Step]:
    """The channels in order, from the platform to the court."""
    found = []
    if case.bought_in_livestream:
        kept_for_years = case.in_force(cite("直播电商监督管理办法", 16))
        found.append(_livestream(bool(kept_for_years)))
    by_hand = case.in_force(cite("网络交易平台规则监督管理办法", 19))
    is_consumer = bool(case.personal_use and case.seller_is_trader)
    found.append(_platform(case.stated("platform") or "平台", bool(by_hand), is_consumer))
    if is_consumer:
        found.append(_complaint(case.complaint_day))
    return [*found, _mediation(case.today), _court(case.today)]


@lru_cache(maxsize=256)
def _platform(platform: str, by_hand: bool, is_consumer: bool) -> Step:
    protection = (
        cite("七日无理由退货暂行办法", 24),
        cite("消费者权益保护法", 44, paragraph=1),
        cite("消费者权益保护法", 44, paragraph=2),
        cite("电子商务法", 38),
    )
    human = "机器回复不满意，可以要求人工处理。" if by_hand else ""
    return to_platform(
        f"商家不答应，就在订单里申请{platform}客服介入，上传截图和票据。{human}"
        "平台不管，可以要它给出商家的真实名称、地址和联系方式；明知商家侵权还不管的，要连带担责。",
        cite("电子商务法", 61),
        cite("电子商务法", 63),
        *(protection if is_consumer else ()),
        cite("网络交易平台规则监督管理办法", 19),
        say="我和商家有退货纠纷，证据随后附上。请平台调解，并由人工处理。",
    )


@lru_cache(maxsize=256)
def _livestream(kept_for_years: bool) -> Step:
    kept = "这些记录至少要保存三年。" if kept_for_years else ""
    return to_platform(
        f"要求平台提供直播回放、订单快照、实际卖家的信息。{kept}"
        "店铺直播间说的话店铺负责；直播间没标明自己不是卖家的，要当卖家担责。",
        cite("消费者权益保护法实施条例", 14),
        cite("网络消费纠纷规定（一）", 11),
        cite("网络消费纠纷规定（一）", 12),
        cite("网络消费纠纷规定（一）", 14),
        cite("直播电商监督管理办法", 16),
        cite("直播电商监督管理办法", 18),
        cite("直播电商监督管理办法", 26),
        cite("直播电商监督管理办法", 34),
        say="请提供我下单那场直播的回放、订单快照，以及实际销售者的名称、地址和联系方式。",
    )


@lru_cache(maxsize=256)
def _complaint(on: date) -> Step:
    """12315 deals with consumers' complaints against traders only (投诉举报处理办法 16)."""
    return Step(
        channel="12315",
        text="平台解决不了，在全国12315平台投诉，用实名，写清商家、事实和要求。"
        f"{within('{}内会答复受不受理，', 'complaint_acceptance', on)}"
        f"{within('同意调解的，受理后{}内调解完。', 'complaint_mediation', on)}"
        "平台里的商家，由商家公示的地址或平台所在地的县级市场监管部门办。"
        "调解要双方都同意，不能强制商家；商家违法的，可以同时举报，两件事分开办。",
        basis=(
            cite("消费者权益保护法", 39),
            cite("消费者权益保护法实施条例", 46),
            cite("市场监督管理投诉举报处理办法", 3),
            cite("市场监督管理投诉举报处理办法", 8),
            cite("市场监督管理投诉举报处理办法", 9),
            cite("市场监督管理投诉举报处理办法", 10),
            cite("市场监督管理投诉举报处理办法", 13),
            cite("市场监督管理投诉举报处理办法", 15),
            cite("市场监督管理投诉举报处理办法", 16),
            cite("市场监督管理投诉举报处理办法", 18),
            cite("市场监督管理投诉举报处理办法", 23),
        ),
        say="被投诉人：××店。事实：某月某日下单，出了什么问题，和商家怎么谈的。"
        "请求：退货退款，并承担运费××元。",
    )


@lru_cache(maxsize=256)
def _mediation(on: date) -> Step:
    confirm = within("谈成了，可以在{}内一起去法院申请司法确认。", "judicial_confirmation", on)
    return Step(
        channel="mediation",
        text=f"也可以找消费者协会或人民调解委员会调解。人民调解不收费，对方不愿意就谈不了；{confirm}",
        basis=(cite("人民调解法", 4), cite("人民调解法", 17), cite("人民调解法", 33)),
        say="我想就这笔网购纠纷申请调解，材料附后。",
    )


@lru_cache(maxsize=256)
def _court(on: date) -> Step:
    limit = within("时效一般是知道权益受损起{}。", "limitation", on)
    return Step(
        channel="court",
        text=f"还谈不拢，可以在收货地的法院起诉。{limit}"
        "金额小的一般走小额诉讼，一审就终审。约好仲裁的才能仲裁。",
        basis=(
            cite("民诉法解释", 20),
            cite("民事诉讼法", 24),
            cite("民事诉讼法", 165),
            cite("民法典", 188),
        ),
    )

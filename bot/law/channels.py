"""Where to turn after the seller, in order: platform, 12315, mediation, court. The same for all
situations; a situation adds what to say to the seller.
"""

from __future__ import annotations

from bot.law.advice import Basis, Step
from bot.law.deadlines import within
from bot.law.known import Known
from bot.law.statutes import Citation, cite


def _basis(*citations: Citation) -> tuple[Basis, ...]:
    return tuple(Basis.of(c) for c in citations)


def to_seller(text: str, *basis: Citation) -> Step:
    """A step with the seller; always in writing."""
    return Step(channel="seller", text=text, basis=_basis(*basis))


def beyond_the_seller(case: Known) -> list[Step]:
    """The channels in order, from the platform to the court."""
    platform = case.stated("platform") or "平台"
    today = case.today
    return [
        Step(
            channel="platform",
            text=f"商家不答应，就在订单里申请{platform}客服介入，上传截图和票据。"
            "机器回复不满意，可以要求人工处理。",
            basis=_basis(
                cite("电子商务法", 61),
                cite("电子商务法", 63),
                cite("七日无理由退货暂行办法", 24),
                cite("网络交易平台规则监督管理办法", 19),
            ),
        ),
        Step(
            channel="12315",
            text="平台解决不了，在全国12315平台投诉，写清商家、事实和要求。"
            f"{within('{}内会答复受不受理，', 'complaint_acceptance', today)}"
            f"{within('同意调解的，受理后{}内调解完。', 'complaint_mediation', today)}"
            "调解要双方都同意，不能强制商家；商家违法的，可以同时举报。",
            basis=_basis(
                cite("消费者权益保护法", 39),
                cite("消费者权益保护法实施条例", 46),
                cite("市场监督管理投诉举报处理办法", 15),
            ),
        ),
        Step(
            channel="mediation",
            text="也可以找消费者协会或人民调解委员会调解。人民调解不收费；"
            f"{within('谈成了，可以在{}内一起去法院申请司法确认。', 'judicial_confirmation', today)}",
            basis=_basis(cite("人民调解法", 4), cite("人民调解法", 33)),
        ),
        Step(
            channel="court",
            text="还谈不拢，可以在收货地的法院起诉。"
            f"{within('时效一般是知道权益受损起{}。', 'limitation', today)}"
            "金额小的一般走小额诉讼，一审就终审。",
            basis=_basis(cite("民诉法解释", 20), cite("民事诉讼法", 165), cite("民法典", 188)),
        ),
    ]

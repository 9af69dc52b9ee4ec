"""The blanks of all papers: what only the person knows."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from bot.law.shares import COST_NAMES


class Blank(BaseModel):
    """What has to be filled in; it stands as 【label】 in the text."""

    model_config = ConfigDict(frozen=True)

    id: str
    label: str
    hint: str = Field(description="What to write, or where to find it.")
    personal: bool = Field(description="Whether it tells who the person is.")
    pattern: str | None = Field(
        default=None, description="What all of it has to match, in a script too; null: any text."
    )


def _personal(id: str, label: str, hint: str) -> Blank:
    return Blank(id=id, label=label, hint=hint, personal=True)


def _plain(id: str, label: str, hint: str, pattern: str | None = None) -> Blank:
    return Blank(id=id, label=label, hint=hint, personal=False, pattern=pattern)


_DAYS = "[1-9]|[1-5][0-9]|60"
"""A number of days that one may be given to answer."""


_BLANKS = (
    _personal("name", "姓名", "真实姓名"),
    _personal("phone", "联系电话", "能接通的手机号"),
    _personal("address", "联系地址", "能收到信的地址"),
    _personal("order_number", "订单号", "在订单详情页，一长串数字"),
    _plain("shop_name", "店铺名称", "订单页最上面的店名"),
    _plain("seller_nickname", "卖家昵称", "在订单页，或你们聊天的页面"),
    _plain("trader_name", "经营者名称", "店铺页的“营业执照”或“资质”里写的公司名；找不到可以写店名"),
    _plain("seller_contact", "对方联系方式", "店铺页公示的电话；没有可以写平台上的聊天账号"),
    _plain("seller_address", "对方地址", "店铺页公示的地址，或退货地址"),
    _plain("goods", "商品名称", "订单上写的名称"),
    _plain("order_date", "下单日期", "在订单详情页"),
    _plain("signed_date", "签收日期", "在物流详情页"),
    _plain("defect", "具体问题", "比如“用了两天就开不了机”"),
    _plain("page_says", "页面上的描述", "照着商品页写"),
    _plain("goods_are", "实际的情况", "收到的是什么样"),
    _plain("why_fake", "判断是假货的根据", "比如“防伪码查不到”，不确定就写看到的"),
    _plain("ordered", "订单上的商品", "型号、颜色、数量"),
    _plain("received", "收到的商品", "型号、颜色、数量"),
    _plain("missing", "少发的商品", "哪一件、几件"),
    _plain("extra", "多发的商品", "哪一件、几件"),
    _plain("reduction", "希望减的金额", "多少元"),
    _plain("send_by", "发货期限", "给一个合理的日子，比如三天后"),
    _plain("wanted", "想换成什么", "颜色、尺码或型号"),
    _plain(
        "reply_days",
        "答复天数",
        "只填数字，1到60；一般写3到7，是请求，不是法律规定的期限",
        _DAYS,
    ),
    _plain("negotiation", "协商经过", "哪天找过对方，对方怎么答复"),
    _plain("attachments", "附件", "附上的截图、照片，一样一样写"),
    _plain("mediator", "调解组织名称", "当地的消费者协会，或人民调解委员会"),
    *(
        _plain(f"{cost}_amount", f"{name}金额", "多少元，照票据写；还没有就先不填")
        for cost, name in COST_NAMES.items()
    ),
)

_BY_LABEL = {blank.label: blank for blank in _BLANKS}
_BY_ID = {blank.id: blank for blank in _BLANKS}


def blank(id: str) -> str:
    """【label】, as the blank stands in a text. Raises KeyError for an unknown one."""
    return f"【{_BY_ID[id].label}】"


def blank_labelled(label: str) -> Blank:
    """The blank of this label. Raises KeyError for an unknown one."""
    return _BY_LABEL[label]


def applicant() -> str:
    """Who complains or applies, and how to reach them."""
    return f"{blank('name')}，电话{blank('phone')}，地址{blank('address')}"

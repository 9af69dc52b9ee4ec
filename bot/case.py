"""What is known of one dispute (`Case`) and of one conversation (`State`).

A fact is defined here and nowhere else: its type, its name in Chinese, how it is asked for, and what
holds while nobody has said otherwise. NLU entities carry the same names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from operator import gt, lt
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator


class ReturnReason(StrEnum):
    """Why the goods go back: decides between article 24 and article 25 of 消费者权益保护法."""

    CHANGED_MIND = "changed_mind"
    DEFECT = "defect"
    TRANSIT_DAMAGE = "transit_damage"
    NOT_AS_DESCRIBED = "not_as_described"
    WRONG_ITEM = "wrong_item"


class Stage(StrEnum):
    """How far the order has come."""

    NOT_SHIPPED = "not_shipped"
    ON_THE_WAY = "on_the_way"
    REFUSED = "refused"
    RECEIVED = "received"


class Remedy(StrEnum):
    """What the buyer wants (民法典 582)."""

    RETURN = "return"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    REDUCTION = "reduction"


class Mismatch(StrEnum):
    """In what the goods differ from their description."""

    OBJECTIVE = "objective"
    COUNTERFEIT = "counterfeit"
    SUBJECTIVE = "subjective"


class DeliveryError(StrEnum):
    """What is wrong with what was sent."""

    WRONG = "wrong"
    MISSING = "missing"
    EXTRA = "extra"


class Dispatch(StrEnum):
    """Whether the seller is late with sending or delivering."""

    IN_TIME = "in_time"
    LATE = "late"
    LATE_AND_URGED = "late_and_urged"


class ConfirmedKind(StrEnum):
    """The three kinds that may be excluded if the buyer confirmed it (七日无理由退货暂行办法 7)."""

    HYGIENE = "hygiene"
    ACTIVATION = "activation"
    DISCLOSED = "disclosed"
    NONE = "none"


class Inspection(StrEnum):
    """What the test of the goods found."""

    DEFECTIVE = "defective"
    SOUND = "sound"
    PENDING = "pending"


class FreightPromise(StrEnum):
    """What the page or the seller promised about return freight."""

    FREE_RETURN = "free_return"
    INSURANCE_ONLY = "insurance_only"
    NONE = "none"


class ExcludedKind(StrEnum):
    """The four kinds that 消费者权益保护法 25 takes out of the no-reason return."""

    CUSTOM_MADE = "custom_made"
    PERISHABLE = "perishable"
    DIGITAL = "digital"
    PERIODICAL = "periodical"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: what the button says and the value that it stands for."""

    title: str
    value: Any


YES_NO = (Choice("有", True), Choice("没有", False))
IS_OR_NOT = (Choice("是", True), Choice("不是", False))


@dataclass(frozen=True, slots=True)
class Fact:
    """How a field of `Case` is talked about.

    A fact is *needed* (the rules ask for it), *useful* (amounts and dates: asked for last, together,
    once) or *presumed* (what is usual holds, and the advice says so, until the person says otherwise).

    What is `told` is the person's own story, like the reason of the return: nothing holds it out to
    them as something that might be otherwise, for that would invite to invent it.
    """

    name: str
    ask: str = ""
    choices: tuple[Choice, ...] = ()
    useful: bool = False
    presumed: Any = None
    presumption: str = ""
    told: bool = False


def useful(name: str, ask: str = "") -> Fact:
    return Fact(name, ask, useful=True)


def presumed(name: str, value: Any, presumption: str = "", told: bool = False) -> Fact:
    return Fact(name, presumed=value, presumption=presumption, told=told)


def happened(name: str) -> Fact:
    """Something that most stories do not tell of: it did not happen until the person says so."""
    return Fact(name, presumed=False, told=True)


# `abs` makes nothing of "-0".
Yuan = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2), AfterValidator(abs)]
# Beyond these a number of days or times is no promise that anybody made, and no calendar has its end.
Count = Annotated[int, Field(ge=0, le=10_000)]


class Case(BaseModel):
    """Every fact of one dispute about one good. `None` means that nobody has said it yet.

    Money is yuan with two places, dates are days in Asia/Shanghai. `unsure` names the facts that the
    person was asked for and does not know; `confidence` is the classifier's, by situation id (0 to 1).
    `estimates` are sums that are known only to lie between two others, in yuan, by fact.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    unsure: frozenset[str] = frozenset()
    confidence: dict[str, float] = Field(default_factory=dict)
    estimates: dict[str, tuple[Yuan, Yuan]] = Field(default_factory=dict)

    # What was bought, where and by whom
    goods: Annotated[str | None, useful("商品")] = None
    platform: Annotated[str | None, useful("平台")] = None
    carrier: Annotated[str | None, useful("快递公司")] = None
    distance_purchase: Annotated[bool | None, presumed("网上购买", True, "网上买的", told=True)] = (
        None
    )
    personal_use: Annotated[bool | None, presumed("自用", True, "买来自己用", told=True)] = None
    seller_is_trader: Annotated[
        bool | None,
        Fact(
            "卖家是商家",
            "卖家是开店做生意的，还是个人转让闲置？",
            (Choice("开店做生意的", True), Choice("个人转让闲置", False)),
            presumed=True,
            presumption="卖家是商家",
        ),
    ] = None
    bought_at_auction: Annotated[bool | None, happened("拍卖所得")] = None
    bought_in_livestream: Annotated[bool | None, happened("在直播间买的")] = None

    # How far it has come and what the person wants
    stage: Annotated[
        Stage | None,
        Fact(
            "到了哪一步",
            choices=(
                Choice("还没发货", Stage.NOT_SHIPPED),
                Choice("在路上", Stage.ON_THE_WAY),
                Choice("拒收了", Stage.REFUSED),
                Choice("已经收到", Stage.RECEIVED),
            ),
            presumed=Stage.RECEIVED,
            told=True,
        ),
    ] = None
    remedy: Annotated[
        Remedy | None,
        Fact(
            "想怎么处理",
            choices=(
                Choice("退货退款", Remedy.RETURN),
                Choice("换货", Remedy.EXCHANGE),
                Choice("维修", Remedy.REPAIR),
                Choice("留下东西、少付钱", Remedy.REDUCTION),
            ),
            presumed=Remedy.RETURN,
        ),
    ] = None
    dispatch: Annotated[
        Dispatch | None,
        Fact(
            "商家发货是否迟了",
            "商家过了说好的发货或送达时间吗？",
            (
                Choice("没到时间", Dispatch.IN_TIME),
                Choice("过了，还没催", Dispatch.LATE),
                Choice("过了，也催过", Dispatch.LATE_AND_URGED),
            ),
        ),
    ] = None
    seller_cancelled: Annotated[bool | None, presumed("商家单方取消订单", False)] = None
    cancellation_fee_agreed: Annotated[bool | None, presumed("下单时约定过取消费用", False)] = None
    refund_delayed: Annotated[bool | None, happened("退款迟迟不到")] = None
    refund_approved: Annotated[
        bool | None,
        Fact(
            "商家已同意退款",
            "订单里，商家点“同意退款”了吗？",
            (Choice("同意了，钱没到账", True), Choice("没同意，或者不理", False)),
        ),
    ] = None
    refund_to_balance: Annotated[bool | None, presumed("退成店铺余额或券", False)] = None

    # Why it goes back
    return_reason: Annotated[
        ReturnReason | None,
        Fact(
            "退货原因",
            "主要因为什么退？",
            (
                Choice("不喜欢、不合适", ReturnReason.CHANGED_MIND),
                Choice("质量有问题", ReturnReason.DEFECT),
                Choice("送到时就破损", ReturnReason.TRANSIT_DAMAGE),
                Choice("与描述不符、假货", ReturnReason.NOT_AS_DESCRIBED),
                Choice("发错、少发", ReturnReason.WRONG_ITEM),
            ),
            told=True,
        ),
    ] = None
    defect: Annotated[str | None, useful("毛病")] = None
    defect_serious: Annotated[
        bool | None,
        Fact(
            "影响正常使用",
            "这个问题让东西没法正常用，或者达不到买它的目的吗？",
            IS_OR_NOT,
            told=True,
        ),
    ] = None
    defect_known_before: Annotated[
        bool | None, presumed("买前已知瑕疵", False, "买前不知道有毛病")
    ] = None
    misuse: Annotated[bool | None, presumed("使用不当", False, "毛病不是自己弄出来的")] = None
    warranty_agreed: Annotated[bool | None, presumed("三包或保修约定", False)] = None
    seller_blames_carrier: Annotated[bool | None, happened("商家推给快递")] = None
    outbound_carrier_by_consumer: Annotated[
        bool | None,
        presumed("发货快递由买家另选", False, "发货快递是商家找的"),
    ] = None

    seller_packed_badly: Annotated[bool | None, presumed("商家包装不当", False)] = None
    lost_in_transit: Annotated[bool | None, happened("发来的路上丢件")] = None
    lost_on_way_back: Annotated[bool | None, happened("退回的路上丢件或损坏")] = None
    left_without_consent: Annotated[bool | None, happened("没经同意放驿站或快递柜")] = None
    mismatch: Annotated[
        Mismatch | None,
        Fact(
            "哪里不符",
            "哪里跟描述不一样？",
            (
                Choice("材质、规格、功能、产地等不一样", Mismatch.OBJECTIVE),
                Choice("是假货、冒牌货", Mismatch.COUNTERFEIT),
                Choice("色差、没想象的好", Mismatch.SUBJECTIVE),
            ),
            told=True,
        ),
    ] = None
    deception: Annotated[
        bool | None,
        Fact(
            "商家故意骗人的证据",
            "有没有证据说明商家是故意骗人，比如明知不是还这么写、编造检测报告？",
            YES_NO,
        ),
    ] = None
    promised_multiple: Annotated[Count | None, useful("商家承诺的赔偿倍数")] = None
    food_unsafe: Annotated[bool | None, happened("食品不符合安全标准")] = None
    delivery_error: Annotated[
        DeliveryError | None,
        Fact(
            "发错的情形",
            "是发成了别的东西，还是少发、多发？",
            (
                Choice("发成了别的", DeliveryError.WRONG),
                Choice("少发、漏发", DeliveryError.MISSING),
                Choice("多发了", DeliveryError.EXTRA),
            ),
            told=True,
        ),
    ] = None
    inspection_result: Annotated[
        Inspection | None,
        Fact(
            "检测结果",
            choices=(
                Choice("查出有毛病", Inspection.DEFECTIVE),
                Choice("没查出毛病", Inspection.SOUND),
                Choice("还没结果", Inspection.PENDING),
            ),
            presumed=Inspection.PENDING,
        ),
    ] = None

    # The right to a no-reason return and its exceptions
    goods_intact: Annotated[bool | None, presumed("商品完好", True, "商品完好")] = None
    activated: Annotated[bool | None, presumed("已激活或留下个人数据", False)] = None
    tag_removed: Annotated[bool | None, presumed("吊牌、标识已剪掉", False)] = None
    hygiene_seal_broken: Annotated[bool | None, presumed("一次性密封包装已拆", False)] = None
    chosen_from_stock: Annotated[bool | None, presumed("只是选了现成的颜色、尺码", False)] = None
    media_sealed: Annotated[bool | None, presumed("实体光盘、软件还没拆封", False)] = None
    excluded_kind: Annotated[
        ExcludedKind | None,
        Fact(
            "商品种类",
            choices=(
                Choice("定做", ExcludedKind.CUSTOM_MADE),
                Choice("生鲜", ExcludedKind.PERISHABLE),
                Choice("数字商品", ExcludedKind.DIGITAL),
                Choice("报刊", ExcludedKind.PERIODICAL),
                Choice("普通商品", ExcludedKind.NONE),
            ),
            presumed=ExcludedKind.NONE,
            presumption="不是定做、生鲜、数字商品或报刊",
            told=True,
        ),
    ] = None
    seller_promised_no_reason: Annotated[
        bool | None,
        Fact(
            "七天无理由标识",
            "商品页面有没有写“支持七天无理由退货”？",
            (Choice("写了", True), Choice("没写", False)),
        ),
    ] = None
    promised_return_days: Annotated[Count | None, useful("商家承诺的退货天数")] = None
    seller_denies_no_reason: Annotated[bool | None, happened("商家称不支持无理由")] = None
    exclusion_confirmed: Annotated[
        bool | None,
        Fact(
            "下单时确认过不退",
            "下单时有没有弹出“不支持七天无理由”，要你单独勾选或点确认？",
            (Choice("单独确认过", True), Choice("没有这一步", False)),
        ),
    ] = None
    confirmed_kind: Annotated[
        ConfirmedKind | None,
        Fact(
            "确认不退的是哪一类",
            "它属于下面哪一种？",
            (
                Choice("拆封后影响安全健康或容易变质", ConfirmedKind.HYGIENE),
                Choice("一激活、试用就大幅掉价", ConfirmedKind.ACTIVATION),
                Choice("卖的时候就写明临期或有瑕疵", ConfirmedKind.DISCLOSED),
                Choice("都不是", ConfirmedKind.NONE),
            ),
        ),
    ] = None
    seller_agreed_return: Annotated[bool | None, presumed("商家同意退", False)] = None

    # Days
    order_date: Annotated[date | None, useful("下单日期")] = None
    signed_date: Annotated[date | None, useful("签收日期", "哪天签收的")] = None
    notice_date: Annotated[date | None, useful("提出退货的日期")] = None
    seller_received_date: Annotated[
        date | None, useful("商家收到退货的日期", "商家哪天收到退货的")
    ] = None
    exchanged_date: Annotated[date | None, useful("换货后收到新货的日期")] = None
    defect_found_date: Annotated[date | None, useful("发现问题的日期")] = None
    complaint_date: Annotated[date | None, useful("向12315投诉的日期")] = None
    complaint_accepted_date: Annotated[date | None, useful("12315受理的日期")] = None
    settlement_date: Annotated[date | None, useful("调解协议生效的日期")] = None
    carrier_complaint_date: Annotated[date | None, useful("向快递公司投诉的日期")] = None
    insurance_claim_date: Annotated[date | None, useful("向保险公司申请赔付的日期")] = None

    # What was paid or is asked for, in yuan
    goods_price: Annotated[Yuan | None, useful("货款", "货款付了多少")] = None
    outbound_freight: Annotated[Yuan | None, useful("发货运费")] = None
    return_freight: Annotated[Yuan | None, useful("退货运费", "寄回去的运费是多少")] = None
    usual_return_freight: Annotated[Yuan | None, useful("普通快递的运费")] = None
    insurance_payout: Annotated[Yuan | None, useful("运费险补贴", "运费险赔多少")] = None
    insurance_fee: Annotated[Yuan | None, useful("保价费", "保价费是多少")] = None
    insured_value: Annotated[Yuan | None, useful("保价金额")] = None
    pickup_fee: Annotated[Yuan | None, useful("上门取件费", "上门取件收了多少")] = None
    depreciation: Annotated[Yuan | None, useful("折旧费", "商家要扣多少折旧")] = None
    inspection_fee: Annotated[Yuan | None, useful("检测费", "检测费是多少")] = None
    special_channel_fee: Annotated[
        Yuan | None, useful("特殊渠道多出的运费", "特殊渠道比普通快递多收多少")
    ] = None
    handling_fee: Annotated[Yuan | None, useful("搬运拆装费", "搬运、拆装收了多少")] = None
    repair_fee: Annotated[Yuan | None, useful("维修费", "维修收多少")] = None
    reshipping_freight: Annotated[Yuan | None, useful("补发或换货发回的运费")] = None
    cancellation_fee: Annotated[Yuan | None, useful("取消订单的手续费")] = None
    deposit: Annotated[Yuan | None, useful("定金")] = None
    payment_fee: Annotated[Yuan | None, useful("信用卡手续费")] = None
    refund_amount: Annotated[Yuan | None, useful("已退的金额")] = None
    refunded: Annotated[bool | None, happened("货款已退")] = None

    # An order of several goods of which a part goes back, in yuan
    paid_total: Annotated[Yuan | None, useful("整单实付")] = None
    returned_list_price: Annotated[Yuan | None, useful("退的商品标价")] = None
    kept_list_price: Annotated[Yuan | None, useful("留下的商品标价")] = None
    discount_threshold: Annotated[Yuan | None, useful("满减的门槛")] = None
    discount_off: Annotated[Yuan | None, useful("满减减掉的金额")] = None
    free_shipping_threshold: Annotated[Yuan | None, useful("满额包邮的门槛")] = None
    waived_freight: Annotated[Yuan | None, useful("包邮时免掉的运费")] = None
    missing_value: Annotated[Yuan | None, useful("少发部分的价款", "少发的那部分值多少钱")] = None
    gift_price: Annotated[Yuan | None, useful("赠品标明的价格")] = None
    gift_missing: Annotated[bool | None, happened("赠品退不了")] = None
    coupon_used: Annotated[bool | None, happened("用了优惠券或积分")] = None
    coupon_amount: Annotated[Yuan | None, useful("优惠券抵掉的金额")] = None

    # Freight and what was promised about it
    free_shipping: Annotated[bool | None, presumed("包邮", True, "包邮")] = None
    return_freight_promise: Annotated[
        FreightPromise | None,
        Fact(
            "退货运费承诺",
            "退货的运费，页面或客服当时是怎么说的？",
            (
                Choice("写了退货包运费", FreightPromise.FREE_RETURN),
                Choice("只送运费险，写明补一定金额", FreightPromise.INSURANCE_ONLY),
                Choice("都没说过", FreightPromise.NONE),
            ),
        ),
    ] = None
    cap_shown_before_order: Annotated[
        bool | None,
        Fact(
            "下单前看到补贴上限",
            "下单之前，页面有没有显眼地写明最多补多少钱？",
            YES_NO,
        ),
    ] = None
    insured: Annotated[bool | None, happened("买了保价")] = None
    insurance_forced: Annotated[bool | None, presumed("商家强制保价", False)] = None
    seller_offered_free_channel: Annotated[
        bool | None,
        Fact(
            "商家提供过免费寄回方式",
            "寄回之前，商家有没有提供过免费上门取件，或者指定过快递？",
            YES_NO,
        ),
    ] = None
    packed_badly: Annotated[bool | None, presumed("自己包装不当", False)] = None
    pickup_charged: Annotated[bool | None, happened("收费上门取件")] = None
    pickup_consented: Annotated[
        bool | None,
        Fact("同意付费上门取件", "上门取件要收钱这件事，事先问过你、你同意了吗？", IS_OR_NOT),
    ] = None
    depreciation_claimed: Annotated[bool | None, happened("商家要扣折旧")] = None
    handling_charged: Annotated[bool | None, happened("收了搬运拆装费")] = None
    repair_charged: Annotated[bool | None, happened("要收维修费")] = None
    cancellation_charged: Annotated[bool | None, happened("要收取消手续费")] = None
    deposit_paid: Annotated[bool | None, happened("付了定金")] = None
    inspection_demanded: Annotated[bool | None, happened("要求检测")] = None

    # Goods that no courier takes back
    courier_refused: Annotated[bool | None, happened("快递拒收")] = None
    dangerous: Annotated[bool | None, happened("鼓包、漏液或漏气")] = None
    return_difficulty_told: Annotated[bool | None, presumed("下单前告知退货不便", False)] = None
    seller_arranged_channel: Annotated[bool | None, presumed("商家安排了寄回渠道", False)] = None
    misdeclaring_suggested: Annotated[bool | None, happened("有人教改品名")] = None

    def with_facts(self, facts: dict[str, Any]) -> Self:
        """This case with `facts` known; what is known is no longer unsure. Raises ValidationError."""
        known = {name for name, value in facts.items() if value is not None}
        estimates = {**self.estimates, **facts.get("estimates", {})}
        data = (
            self.model_dump(exclude_none=True)
            | facts
            | {
                "unsure": self.unsure - known,
                "estimates": {name: sums for name, sums in estimates.items() if name not in known},
            }
        )
        return type(self).model_validate(data)

    def contradictions(self) -> tuple[Contradiction, ...]:
        """Facts that cannot all be true; each pair is named once."""
        found = []
        for first, second, is_wrong, text in _CANNOT_BE:
            one, other = getattr(self, first), getattr(self, second)
            if one is not None and other is not None and is_wrong(one, other):
                said = text.format(one=_said(one), other=_said(other))
                found.append(Contradiction((first, second), said))
        return tuple(found)

    def without(self, fact: str) -> Self:
        """This case after the person said that they do not know `fact`."""
        return self.model_copy(update={fact: None, "unsure": self.unsure | {fact}})


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two facts that cannot both be true, and the Chinese sentence that asks which is wrong."""

    facts: tuple[str, str]
    text: str


def _said(value: Any) -> str:
    return f"{value:f}元" if isinstance(value, Decimal) else str(value)


def _earlier(name: str, later: str, first: str, second: str) -> tuple[str, str, Any, str]:
    return first, second, gt, f"{later}（{{other}}）早于{name}（{{one}}），哪个记错了？"


_CANNOT_BE: tuple[tuple[str, str, Callable[[Any, Any], bool], str], ...] = (
    _earlier("下单日期", "签收日期", "order_date", "signed_date"),
    _earlier("下单日期", "提出退货的日期", "order_date", "notice_date"),
    _earlier("下单日期", "商家收到退货的日期", "order_date", "seller_received_date"),
    _earlier("签收日期", "商家收到退货的日期", "signed_date", "seller_received_date"),
    _earlier("签收日期", "换货后收到新货的日期", "signed_date", "exchanged_date"),
    _earlier("下单日期", "发现问题的日期", "order_date", "defect_found_date"),
    _earlier("投诉日期", "受理日期", "complaint_date", "complaint_accepted_date"),
    (
        "return_freight",
        "insurance_payout",
        lt,
        "运费险赔的（{other}）比退货运费（{one}）还多，哪个说错了？",
    ),
    ("goods_price", "refund_amount", lt, "已退的钱（{other}）比货款（{one}）还多，哪个说错了？"),
    (
        "stage",
        "signed_date",
        lambda stage, _: stage is not Stage.RECEIVED and stage is not Stage.REFUSED,
        "又说还没收到，又说{other}签收了，哪个说错了？",
    ),
)


def _facts() -> dict[str, Fact]:
    return {
        name: meta
        for name, field in Case.model_fields.items()
        for meta in field.metadata
        if isinstance(meta, Fact)
    }


FACTS: dict[str, Fact] = _facts()


class Change(BaseModel):
    """A fact that had another value before."""

    model_config = ConfigDict(frozen=True)

    fact: str
    old: Any
    new: Any


MOST_CHANGES = 50
"""How many of the last changes of a case are kept."""


class Matter(BaseModel):
    """One good's case and how far the talk about it has come.

    `questions` are how many were asked about it; `changes` what was corrected, the oldest first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: Case = Case()
    questions: int = 0
    details_asked: bool = False
    advised: bool = False
    changes: tuple[Change, ...] = ()

    def with_case(self, case: Case, changes: tuple[Change, ...] = ()) -> Self:
        kept = (*self.changes, *changes)[-MOST_CHANGES:]
        return self.model_copy(update={"case": case, "changes": kept})

    def with_progress(self, **progress: int | bool) -> Self:
        return self.model_copy(update=progress)


class State(BaseModel):
    """A conversation between two turns.

    `matters` are its cases, one a good, and `about` the index of the one that it is about now; `asked`
    are the facts of the last question, which is about that one; `misunderstood` is how many messages
    in a row were not understood.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    matters: tuple[Matter, ...] = (Matter(),)
    about: int = 0
    asked: tuple[str, ...] = ()
    asked_again: bool = False
    misunderstood: int = 0

    @model_validator(mode="before")
    @classmethod
    def _of_one_case_at_a_time(cls, data: Any) -> Any:
        """A state that was kept when the last case alone had a progress."""
        if not isinstance(data, dict) or "cases" not in data:
            return data
        data = dict(data)
        matters: list[dict[str, Any]] = [{"case": case} for case in data.pop("cases")]
        for name in ("questions", "details_asked", "advised"):
            if name in data:
                matters[-1][name] = data.pop(name)
        return data | {"matters": matters, "about": len(matters) - 1}

    @property
    def matter(self) -> Matter:
        """What the conversation is about now."""
        return self.matters[self.about]

    @property
    def case(self) -> Case:
        """The case that the conversation is about now."""
        return self.matter.case

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases of the conversation, one a good."""
        return tuple(matter.case for matter in self.matters)

    @property
    def advised(self) -> bool:
        """Whether the person has advice on what the conversation is about now."""
        return self.matter.advised

    def with_matter(self, matter: Matter) -> Self:
        """With what the conversation is about now as it stands in `matter`."""
        before, after = self.matters[: self.about], self.matters[self.about + 1 :]
        return self.model_copy(update={"matters": (*before, matter, *after)})

    def with_case(self, case: Case, changes: tuple[Change, ...] = ()) -> Self:
        return self.with_matter(self.matter.with_case(case, changes))

    def with_progress(self, **progress: int | bool) -> Self:
        return self.with_matter(self.matter.with_progress(**progress))

    def turned_to(self, index: int) -> Self:
        """About another of the matters; one more where `index` is their number. Nothing is asked."""
        if index == self.about:
            return self
        matters = self.matters if index < len(self.matters) else (*self.matters, Matter())
        return self.model_copy(
            update={"matters": matters, "about": index, "asked": (), "asked_again": False}
        )

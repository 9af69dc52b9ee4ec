"""What is known of one dispute (`Case`) and of one conversation (`State`).

A fact is defined here and nowhere else: its type, its name in Chinese, how it is asked for, and what
holds while nobody has said otherwise. NLU entities carry the same names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field


class ReturnReason(StrEnum):
    """Why the goods go back: decides between article 24 and article 25 of 消费者权益保护法."""

    CHANGED_MIND = "changed_mind"
    DEFECT = "defect"
    TRANSIT_DAMAGE = "transit_damage"
    OTHER_SELLER_FAULT = "other_seller_fault"

    @property
    def on_seller(self) -> bool:
        """Whether the reason lies on the seller's side."""
        return self is not ReturnReason.CHANGED_MIND


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
    """

    name: str
    ask: str = ""
    choices: tuple[Choice, ...] = ()
    useful: bool = False
    presumed: Any = None
    presumption: str = ""


def useful(name: str, ask: str = "") -> Fact:
    return Fact(name, ask, useful=True)


def presumed(name: str, value: Any, presumption: str = "") -> Fact:
    return Fact(name, presumed=value, presumption=presumption)


Yuan = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]


class Case(BaseModel):
    """Every fact of one dispute about one good. `None` means that nobody has said it yet.

    Money is yuan with two places, dates are days in Asia/Shanghai. `unsure` names the facts that the
    person was asked for and does not know; `confidence` is the classifier's, by situation id (0 to 1).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    unsure: frozenset[str] = frozenset()
    confidence: dict[str, float] = Field(default_factory=dict)

    # What was bought, where and by whom
    goods: Annotated[str | None, useful("商品")] = None
    platform: Annotated[str | None, useful("平台")] = None
    carrier: Annotated[str | None, useful("快递公司")] = None
    distance_purchase: Annotated[bool | None, presumed("网上购买", True, "网上买的")] = None
    personal_use: Annotated[bool | None, presumed("自用", True, "买来自己用")] = None
    seller_is_trader: Annotated[bool | None, presumed("卖家是商家", True, "卖家是商家")] = None

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
                Choice("发错、少发或与描述不符", ReturnReason.OTHER_SELLER_FAULT),
            ),
        ),
    ] = None
    defect: Annotated[str | None, useful("毛病")] = None
    defect_serious: Annotated[
        bool | None,
        Fact("影响正常使用", "这个毛病让东西没法正常用了吗？", IS_OR_NOT),
    ] = None
    defect_known_before: Annotated[
        bool | None, presumed("买前已知瑕疵", False, "买前不知道有毛病")
    ] = None
    misuse: Annotated[bool | None, presumed("使用不当", False, "毛病不是自己弄出来的")] = None
    warranty_agreed: Annotated[bool | None, presumed("三包或保修约定", False)] = None
    seller_blames_carrier: Annotated[bool | None, presumed("商家推给快递", False)] = None
    outbound_carrier_by_consumer: Annotated[
        bool | None,
        presumed("发货快递由买家另选", False, "发货快递是商家找的"),
    ] = None

    # The right to a no-reason return and its exceptions
    goods_intact: Annotated[bool | None, presumed("商品完好", True, "商品完好")] = None
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
    promised_return_days: Annotated[int | None, useful("商家承诺的退货天数")] = None
    seller_denies_no_reason: Annotated[bool | None, presumed("商家称不支持无理由", False)] = None
    exclusion_confirmed: Annotated[
        bool | None,
        Fact(
            "下单时确认过不退",
            "下单时有没有弹出“不支持七天无理由”，要你单独勾选或点确认？",
            (Choice("单独确认过", True), Choice("没有这一步", False)),
        ),
    ] = None
    seller_agreed_return: Annotated[bool | None, presumed("商家同意退", False)] = None

    # Days
    order_date: Annotated[date | None, useful("下单日期")] = None
    signed_date: Annotated[date | None, useful("签收日期", "哪天签收的")] = None
    notice_date: Annotated[date | None, useful("提出退货的日期")] = None
    seller_received_date: Annotated[date | None, useful("商家收到退货的日期")] = None

    # What was paid or is asked for, in yuan
    goods_price: Annotated[Yuan | None, useful("货款", "货款付了多少")] = None
    outbound_freight: Annotated[Yuan | None, useful("去程运费")] = None
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
    refunded: Annotated[bool | None, presumed("货款已退", False)] = None

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
    insured: Annotated[bool | None, presumed("买了保价", False)] = None
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
    pickup_charged: Annotated[bool | None, presumed("收费上门取件", False)] = None
    pickup_consented: Annotated[
        bool | None,
        Fact("同意付费上门取件", "上门取件要收钱这件事，事先问过你、你同意了吗？", IS_OR_NOT),
    ] = None
    depreciation_claimed: Annotated[bool | None, presumed("商家要扣折旧", False)] = None
    inspection_demanded: Annotated[bool | None, presumed("要求检测", False)] = None

    # Goods that no courier takes back
    courier_refused: Annotated[bool | None, presumed("快递拒收", False)] = None
    dangerous: Annotated[bool | None, presumed("鼓包、漏液或漏气", False)] = None
    return_difficulty_told: Annotated[bool | None, presumed("下单前告知退货不便", False)] = None
    seller_arranged_channel: Annotated[bool | None, presumed("商家安排了寄回渠道", False)] = None
    misdeclaring_suggested: Annotated[bool | None, presumed("有人教改品名", False)] = None

    def with_facts(self, facts: dict[str, Any]) -> Self:
        """This case with `facts` known; what is known is no longer unsure. Raises ValidationError."""
        known = {name for name, value in facts.items() if value is not None}
        data = self.model_dump() | facts | {"unsure": self.unsure - known}
        return type(self).model_validate(data)

    def without(self, fact: str) -> Self:
        """This case after the person said that they do not know `fact`."""
        return self.model_copy(update={fact: None, "unsure": self.unsure | {fact}})


def _facts() -> dict[str, Fact]:
    return {
        name: meta
        for name, field in Case.model_fields.items()
        for meta in field.metadata
        if isinstance(meta, Fact)
    }


FACTS: dict[str, Fact] = _facts()


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that had another value before."""

    fact: str
    old: Any
    new: Any


class State(BaseModel):
    """A conversation between two turns.

    `asked` are the facts of the last question, `questions` how many were asked about this case, and
    `misunderstood` how many messages in a row were not understood.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cases: tuple[Case, ...] = (Case(),)
    asked: tuple[str, ...] = ()
    asked_again: bool = False
    questions: int = 0
    details_asked: bool = False
    advised: bool = False
    misunderstood: int = 0

    @property
    def case(self) -> Case:
        """The case that the conversation is about now."""
        return self.cases[-1]

    def with_case(self, case: Case) -> Self:
        return self.model_copy(update={"cases": (*self.cases[:-1], case)})

"""What the law leaves open: the factors that weigh, the range that they lead to, what each side may say.

Ours is guidance for a talk, no law (DECISIONS §5): the sum of the weights decides only to which of the
ranges of `parameters.yml` a cost belongs. 民法典 584, 591, 592; 快递暂行条例 22.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.law.advice import Argument
from bot.law.known import Known
from bot.law.parameters import parameter


@dataclass(frozen=True, slots=True)
class Factor:
    """A circumstance, for whom it speaks, how much (1 or 2), and the words for it in Chinese."""

    holds: Callable[[Known], bool]
    favours: Literal["seller", "consumer"]
    weight: int
    text: str


def _is_valuable(case: Known) -> bool:
    return case.kind is not None and (case.kind.durable or case.kind.intact == "electronic")


def _is_sturdy(case: Known) -> bool:
    return case.kind is not None and case.kind.id in {"clothes", "shoes", "bags", "home_textile"}


def _over_insured(case: Known) -> bool:
    value, price = case.stated("insured_value"), case.stated("goods_price")
    return value is not None and price is not None and value > price


INSURANCE_FEE = (
    Factor(
        lambda case: not case.seller_offered_free_channel,
        "consumer",
        2,
        "商家没给更省的寄法，保价就更像必要费用",
    ),
    Factor(
        lambda case: bool(case.seller_offered_free_channel),
        "seller",
        2,
        "商家提供过免费寄回方式，买家另选了快递",
    ),
    Factor(_is_valuable, "consumer", 1, "东西贵重易碎，寄件时本来就该声明、可以要求保价"),
    Factor(_is_sturdy, "seller", 1, "东西不怕摔，不保价也寄得了"),
    Factor(_over_insured, "seller", 1, "保价金额超过货值，多保的部分站不住"),
    Factor(lambda case: bool(case.packed_badly), "seller", 1, "买家自己包装不当"),
    Factor(lambda case: bool(case.insurance_forced), "consumer", 1, "是商家要求保价的"),
)
SPECIAL_CHANNEL_FEE = (
    Factor(
        lambda case: not case.return_difficulty_told,
        "consumer",
        1,
        "下单前没说清退货不便，多花的钱更该由商家出",
    ),
    Factor(
        lambda case: bool(case.return_difficulty_told),
        "seller",
        1,
        "下单前已经告知退货不便，买家的理由弱一些",
    ),
)
DEPRECIATION = (
    Factor(lambda case: True, "seller", 1, "商品已不完好，再卖要降价"),
    Factor(lambda case: True, "consumer", 1, "折价要和实际贬值相当，商家要拿出依据"),
)


def weigh(case: Known, factors: tuple[Factor, ...]) -> tuple[int, tuple[Argument, ...]]:
    """The sum of the weights (above 0: it speaks for the consumer) and the arguments of both sides."""
    found = [factor for factor in factors if factor.holds(case)]
    score = sum(f.weight if f.favours == "consumer" else -f.weight for f in found)
    return score, tuple(Argument(f.favours, f.text) for f in found)


def arguments(case: Known, factors: tuple[Factor, ...]) -> tuple[Argument, ...]:
    """What both sides may say where there is no usual range."""
    return weigh(case, factors)[1]


def insurance_fee_percent(case: Known, score: int) -> tuple[int, int]:
    """The usual part of the seller's in the insured-value fee, in percent from … to …."""
    name = "insurance_fee_seller_percent"
    if score < 0:
        name = "insurance_fee_seller_percent_free_channel_declined"
    elif score == 0:
        name = "insurance_fee_seller_percent_balanced"
    low, high = parameter(name, case.purchase_day).value
    return low, high

"""Which complaint a mediator should open first, and why, in words.

This is office practice, not law: the bounds below are ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.case import Case
from bot.law import Advice
from bot.law.wording import yuan

URGENT_DAYS = 2
NEAR_DAYS = 7
HIGH_YUAN = Decimal("5000")
LOW_YUAN = Decimal("50")
LIKE_COMPLAINTS = 5
"""So many against one seller, on the same situation, are a group."""

NOT_THE_CONSUMERS = {
    "seller_delay",
    "return_handling",
    "refund",
    "refund_penalty",
    "burden_of_proof",
}
"""Periods that the seller has to keep, or that only help the consumer."""

_DANGER = re.compile(
    "起火|着火|冒烟|自燃|爆炸|炸了|烧起来|漏电|触电|电到|食物中毒|上吐下泻|住院|送医|急诊|受伤|划伤|烫伤|割伤|过敏"
)
_NO_DANGER = re.compile("(?:没有?|未|不会|幸好没|差点)(?:人|让人|造成)?$")
_OLD = re.compile(
    "老年人|老人家?|独居|年纪大|上年纪|[六七八九][十]?[一二三四五六七八九]?多?岁|[6-9][0-9]多?岁"
)
_NOT_OLD = re.compile("老人(?:机|鞋|椅|头)$")
_ATTEMPTS = re.compile(
    "(?:多|好几|几|三|四|五|六|[3-9]|[一二]?十几?)次(?:都|也)?(?:没|联系|沟通|投诉|交涉|协商|打电话|找)"
    "|(?:联系|沟通|投诉|交涉|协商|打电话|找)[^，。；！？\\s]{0,8}(?:多|好几|几|三|四|五|六|[3-9]|十几?)(?:次|遍|回)"
    "|(?:平台|客服|小二)[^，。；！？\\s]{0,6}(?:驳回|不支持|不管|判商家|判给商家)"
    "|(?:投诉|申诉)(?:过|了)[^，。；！？\\s]{0,6}(?:没用|没结果|没人|无果|不理)"
)


class Level(StrEnum):
    """How soon a complaint is opened; the first one first."""

    DANGER = "danger"
    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def name_zh(self) -> str:
        """危险, 紧急, 优先, 一般, 不急."""
        return _LEVEL_NAMES[self.value]

    @property
    def rank(self) -> int:
        """0 for what is opened first."""
        return list(Level).index(self)


_LEVEL_NAMES = {"danger": "危险", "urgent": "紧急", "high": "优先", "normal": "一般", "low": "不急"}


@dataclass(frozen=True, slots=True)
class Priority:
    """`reasons` in Chinese, the weightiest first; `due` is the consumer's next deadline, `at_stake` what
    was paid for the goods, in yuan, each None where it is not known."""

    level: Level
    reasons: tuple[str, ...]
    due: date | None
    at_stake: Decimal | None


def priority(
    text: str, advised: Sequence[tuple[Case, Advice]], today: date, *, alike: int = 0
) -> Priority:
    """The priority of a complaint told in `text`, whose cases were advised on, as of `today`.

    `alike` is how many other complaints there are against the same seller on the same situation.
    """
    due = _next_due([advice for _, advice in advised], today)
    prices = [case.goods_price for case, _ in advised if case.goods_price is not None]
    at_stake = sum(prices, Decimal(0)) if prices else None
    found = [
        *_danger(text, advised),
        *_deadline(due, today),
        *_weight(text, at_stake, alike),
    ]
    if not found and (not advised or (at_stake is not None and at_stake < LOW_YUAN)):
        found = [(Level.LOW, f"货款不到{LOW_YUAN}元" if advised else "不像网购退换货的事")]
    level = min((level for level, _ in found), key=lambda one: one.rank, default=Level.NORMAL)
    reasons = [reason for _, reason in sorted(found, key=lambda one: one[0].rank)]
    return Priority(level, tuple(reasons), due, at_stake)


def _next_due(advices: Sequence[Advice], today: date) -> date | None:
    days = [
        deadline.nominal_due or deadline.due
        for advice in advices
        for deadline in advice.deadlines
        if deadline.id not in NOT_THE_CONSUMERS
    ]
    return min((day for day in days if day and day >= today), default=None)


def _danger(text: str, advised: Sequence[tuple[Case, Advice]]) -> list[tuple[Level, str]]:
    if any(case.dangerous for case, _ in advised):
        return [(Level.DANGER, "东西鼓包、漏液或漏气")]
    said = [hit for hit in _DANGER.finditer(text) if not _NO_DANGER.search(text[: hit.start()])]
    return [(Level.DANGER, f"可能伤到人（“{said[0].group()}”）")] if said else []


def _deadline(due: date | None, today: date) -> list[tuple[Level, str]]:
    if due is None or (left := (due - today).days) > NEAR_DAYS:
        return []
    level = Level.URGENT if left <= URGENT_DAYS else Level.HIGH
    return [(level, "期限今天到" if left == 0 else f"期限还剩{left}天")]


def _weight(text: str, at_stake: Decimal | None, alike: int) -> list[tuple[Level, str]]:
    found: list[tuple[Level, str]] = []
    if any(not _NOT_OLD.search(text[: hit.end() + 1]) for hit in _OLD.finditer(text)):
        found.append((Level.HIGH, "当事人可能是老年人"))
    if alike >= LIKE_COMPLAINTS:
        found.append((Level.HIGH, f"同一商家另有{alike}件同类投诉"))
    if at_stake is not None and at_stake >= HIGH_YUAN:
        found.append((Level.HIGH, f"货款{yuan(at_stake)}"))
    if _ATTEMPTS.search(text):
        found.append((Level.HIGH, "已经找过几次，没解决"))
    return found

"""What papers are made from, and how a paper calls the seller."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from bot.answer.papers.blanks import blank
from bot.answer.papers.paper import EvidenceItem
from bot.case import Case
from bot.law.advice import Advice, Branch, Condition, Share
from bot.law.known import Known, Missing

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case with its advice of the day `today` and the pictures that were uploaded.

    `seller` is the word for the seller: 贵方 in a letter to them, else 商家 or 卖家.
    """

    case: Case
    advice: Advice
    today: date
    evidence: tuple[EvidenceItem, ...]
    seller: str

    @property
    def seller_name(self) -> str:
        """The blank for what the seller is called on the platform: who sells privately has no shop."""
        private = self.case.seller_is_trader is False
        return blank("seller_nickname" if private else "shop_name")

    def put(self, text: str) -> str:
        """A text of the rules in the words of a paper that the consumer sends."""
        for ours, theirs in (("商家", self.seller), ("卖家", self.seller), ("买家", "我")):
            text = text.replace(ours, theirs)
        return text.replace("你", "我")

    def ask(self, rule: Callable[[Known], R]) -> R | None:
        """What a rule says of the case; None where a fact that it needs is not known."""
        try:
            return rule(Known(self.case, self.today))
        except Missing:
            return None

    def offers(self, channel: str) -> bool:
        """Whether the advice leads there; no platform settles what was bought in a shop."""
        if channel == "platform" and self.case.distance_purchase is False:
            return False
        return any(step.channel == channel for step in self.advice.steps)


def dossier(
    case: Case, advice: Advice, today: date, evidence: tuple[EvidenceItem, ...] = ()
) -> Dossier:
    """For papers that speak of the seller. Facts that contradict each other are left out, as in the advice."""
    doubtful = [fact for found in case.contradictions() for fact in found.facts]
    settled = case.model_copy(update=dict.fromkeys(doubtful))
    private = case.seller_is_trader is False
    return Dossier(settled, advice, today, evidence, "卖家" if private else "商家")


def every_share(advice: Advice) -> Iterator[Share]:
    """The shares of the advice and of its branches."""
    yield from advice.shares
    for branch in _branches(advice.conditions):
        yield from branch.shares


def _branches(conditions: tuple[Condition, ...]) -> Iterator[Branch]:
    for condition in conditions:
        for branch in condition.branches:
            yield branch
            yield from _branches(branch.conditions)


def money(amount: Decimal) -> str:
    """To the fen: 27 → 27.00元."""
    return f"{amount:.2f}元"

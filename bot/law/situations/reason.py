"""On whose side the reason for the return lies: it decides between article 24 and article 25.

消费者权益保护法 23, 24, 25. Goods that merely please less than expected are a change of mind, whatever it is
called (DECISIONS §0.3).
"""

from __future__ import annotations

from bot.case import Case, Mismatch, Remedy, ReturnReason, Stage
from bot.law.known import Known, once
from bot.law.said import said


@said("法律上的退货原因")
@once
def reason(case: Known) -> ReturnReason:
    """The reason as the law sees it."""
    named: ReturnReason = case.return_reason
    if named is ReturnReason.NOT_AS_DESCRIBED and case.mismatch is Mismatch.SUBJECTIVE:
        return ReturnReason.CHANGED_MIND
    return named


@said("退货原因在商家一边（质量、不符、错发漏发、运输损坏）")
def is_on_seller(case: Known) -> bool:
    return reason(case) is not ReturnReason.CHANGED_MIND


def changed_mind(case: Case) -> bool:
    """Whether somebody said so, or calls a mere disappointment a mismatch."""
    if case.return_reason is ReturnReason.NOT_AS_DESCRIBED:
        return case.mismatch is Mismatch.SUBJECTIVE
    return case.return_reason is ReturnReason.CHANGED_MIND


def not_as_described(case: Case) -> bool:
    named = case.return_reason is ReturnReason.NOT_AS_DESCRIBED
    return named and case.mismatch is not Mismatch.SUBJECTIVE


def was_received(case: Case) -> bool:
    """Whether the goods arrived, which is presumed."""
    return case.stage in (None, Stage.RECEIVED)


def went_astray(case: Case) -> bool:
    """Whether the parcel was lost or left somewhere: nothing can be cancelled, refused or sent back."""
    if case.lost_in_transit:
        return case.return_reason is not None
    left = case.return_reason is ReturnReason.TRANSIT_DAMAGE and case.left_without_consent
    return bool(left)


def goes_back(case: Case) -> bool:
    """Whether the goods are in the buyer's hands and are not to be exchanged or repaired."""
    return was_received(case) and case.remedy not in (Remedy.EXCHANGE, Remedy.REPAIR)

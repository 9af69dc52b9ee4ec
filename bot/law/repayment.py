"""What everybody has to know who gets money back, whatever the reason.

七日无理由退货暂行办法 14 (the way of payment); 民法典 584 (no more than the loss, so that nobody is paid twice).
"""

from __future__ import annotations

from bot.law.advice import Caution
from bot.law.known import Known
from bot.law.statutes import cite


def repayment_warnings(case: Known) -> list[Caution]:
    found = []
    if case.refund_to_balance:
        found.append(
            Caution(
                id="refund_to_balance",
                text="退款要比照你付款的方式退。没经你明确同意，不能退成店铺余额或券。",
                basis=(cite("七日无理由退货暂行办法", 14),),
            )
        )
    if case.stated("insurance_payout") is not None:
        found.append(
            Caution(
                id="no_double_recovery",
                text="不能重复拿钱：运费险赔了的要先扣掉，保险加商家补的合起来不超过实际运费。",
                basis=(cite("民法典", 584),),
            )
        )
    return found

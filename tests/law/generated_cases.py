"""Generated cases for the property tests: any facts that `intake` would let in, in any combination."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import strategies as st

from bot.case import FACTS, Case, ExcludedKind, FreightPromise, ReturnReason

DAYS = ("order_date", "signed_date", "notice_date", "seller_received_date")
MONEY = (
    "goods_price",
    "outbound_freight",
    "return_freight",
    "usual_return_freight",
    "insurance_payout",
    "insurance_fee",
    "insured_value",
    "pickup_fee",
    "depreciation",
    "inspection_fee",
    "special_channel_fee",
)
ENUMS = {
    "return_reason": tuple(ReturnReason),
    "return_freight_promise": tuple(FreightPromise),
    "excluded_kind": tuple(ExcludedKind),
}
GOODS = ("鞋子", "笔记本", "充电宝", "打火机", "菜刀", "榴莲", "杂志", "沙发", "一样东西")
TEXTS = ("goods", "platform", "carrier", "defect")
TOLD = (*DAYS, *MONEY, *ENUMS, *TEXTS)
FLAGS = tuple(name for name in FACTS if name not in TOLD)
ASKED = tuple(name for name, fact in FACTS.items() if fact.choices)

THIS_LAW = date(2024, 7, 1)
LAST_DAY = date(2026, 12, 31)


class Given(NamedTuple):
    """A case and the day of asking; shown by the facts that are known."""

    case: Case
    today: date

    def __repr__(self) -> str:
        facts = self.case.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        return f"{self.today}: {facts}"


_usual = st.sampled_from(("0.00", "9.00", "12.00", "100.00", "150.00")).map(Decimal)
_yuan = _usual | st.integers(0, 500_00).map(lambda fen: Decimal(fen) / 100)


@st.composite
def cases(draw: st.DrawFn, since: date = THIS_LAW, **fixed: Any) -> Given:
    """A case and the day of asking; bought on or after `since`, with the facts `fixed`."""
    facts: dict[str, Any] = {}
    day = draw(st.dates(since, LAST_DAY))
    for name in DAYS:
        if draw(st.booleans()):
            facts[name] = day
        day = min(day + timedelta(days=draw(st.integers(0, 12))), LAST_DAY)
    for name in MONEY:
        if draw(st.booleans()):
            facts[name] = draw(_yuan)
    for name, values in ENUMS.items():
        facts[name] = draw(st.none() | st.sampled_from(values))
    for name in FLAGS:
        facts[name] = draw(st.sampled_from((None, None, True, False)))
    facts["goods"] = draw(st.none() | st.sampled_from(GOODS))
    if draw(st.booleans()):
        facts["confidence"] = {"freight_insurance": 0.8}
    facts |= fixed
    unknown = [name for name in ASKED if facts.get(name) is None]
    unsure = draw(st.frozensets(st.sampled_from(unknown))) if unknown else frozenset()
    case = Case.model_validate(facts | {"unsure": unsure})
    return Given(case, day + timedelta(days=draw(st.integers(0, 40))))

"""Generated cases for the property tests: any facts that `intake` would let in, in any combination."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from bot.case import FACTS, Case

DAYS = (
    "order_date",
    "signed_date",
    "exchanged_date",
    "defect_found_date",
    "notice_date",
    "seller_received_date",
    "carrier_complaint_date",
    "insurance_claim_date",
    "complaint_date",
    "complaint_accepted_date",
    "settlement_date",
)


def _of_type(kind: type) -> tuple[str, ...]:
    """The facts whose values are of that type."""
    return tuple(name for name in FACTS if kind in get_args(hints[name]))


hints = {
    name: get_args(hint)[0] if get_origin(hint) is Annotated else hint
    for name, hint in get_type_hints(Case, include_extras=False).items()
}
MONEY = _of_type(Decimal)
FLAGS = _of_type(bool)
ENUMS = {
    name: tuple(choice.value for choice in fact.choices)
    for name, fact in FACTS.items()
    if fact.choices and name not in FLAGS
}
RARE = (
    "seller_cancelled",
    "bought_at_auction",
    "lost_on_way_back",
    "lost_in_transit",
    "refund_delayed",
    "outbound_carrier_by_consumer",
)
"""Flags that turn a case into another one: set in one of six, so that the others are met, too."""
GOODS = ("鞋子", "笔记本", "充电宝", "打火机", "菜刀", "榴莲", "杂志", "沙发", "饼干", "一样东西")
PLATFORMS = (None, "淘宝", "闲鱼")
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


def _without_contradictions(case: Case) -> Case:
    """Contradictory facts are set aside by `advise`; they have tests of their own."""
    doubtful = {fact: None for found in case.contradictions() for fact in found.facts}
    return case.model_copy(update=doubtful)


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
        often = (None, None, True, False)
        seldom = (*[None] * 5, True)
        facts[name] = draw(st.sampled_from(seldom if name in RARE else often))
    facts["stage"] = draw(st.sampled_from((*[None] * 5, *ENUMS["stage"])))
    facts["remedy"] = draw(st.sampled_from((*[None] * 5, *ENUMS["remedy"])))
    facts["platform"] = draw(st.sampled_from(PLATFORMS))
    facts["promised_multiple"] = draw(st.sampled_from((None, 1, 4, 10)))
    facts["promised_return_days"] = draw(st.sampled_from((None, None, 15, 30)))
    facts["goods"] = draw(st.none() | st.sampled_from(GOODS))
    if draw(st.booleans()):
        facts["confidence"] = {"freight_insurance": 0.8}
    facts |= fixed
    unknown = [name for name in ASKED if facts.get(name) is None]
    unsure = draw(st.frozensets(st.sampled_from(unknown))) if unknown else frozenset()
    case = _without_contradictions(Case.model_validate(facts | {"unsure": unsure}))
    return Given(case, day + timedelta(days=draw(st.integers(0, 40))))

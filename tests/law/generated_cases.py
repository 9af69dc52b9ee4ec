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
GOODS = ("鞋子", "笔记本", "充电宝", "打火机", "菜刀", "榴莲", "杂志", "沙发", "饼干", "一样东西")
OTHERS = {
    "goods": GOODS,
    "platform": ("淘宝", "闲鱼"),
    "promised_multiple": (1, 4, 10),
    "promised_return_days": (15, 30),
}
ALWAYS = ("return_reason", "goods", "return_freight", "return_freight_promise")
"""What most stories tell; of the rest each tells something else."""
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


OPTIONAL = sorted({*MONEY, *FLAGS, *ENUMS, *OTHERS, *DAYS})


def _values(name: str) -> st.SearchStrategy[Any]:
    if name in MONEY:
        return _yuan
    if name in FLAGS:
        return st.booleans()
    return st.sampled_from(ENUMS.get(name) or OTHERS[name])


@st.composite
def cases(draw: st.DrawFn, since: date = THIS_LAW, **fixed: Any) -> Given:
    """A case and the day of asking; bought on or after `since`, with the facts `fixed`.

    It tells up to 18 of some hundred facts, as a long story does.
    """
    told = draw(st.sets(st.sampled_from(OPTIONAL), max_size=18))
    told |= set(draw(st.sets(st.sampled_from(ALWAYS))))
    day = draw(st.dates(since, LAST_DAY))
    facts: dict[str, Any] = {}
    for name in DAYS:
        if name in told:
            day = min(day + timedelta(days=draw(st.integers(0, 12))), LAST_DAY)
            facts[name] = day
    facts |= {name: draw(_values(name)) for name in sorted(told - {*DAYS, *fixed})}
    if draw(st.booleans()):
        facts["confidence"] = {"freight_insurance": 0.8}
    facts |= fixed
    unknown = [name for name in ASKED if facts.get(name) is None]
    unsure = fixed.get("unsure", draw(st.frozensets(st.sampled_from(unknown), max_size=5)))
    case = _without_contradictions(Case.model_validate(facts | {"unsure": unsure}))
    return Given(case, day + timedelta(days=draw(st.integers(0, 40))))

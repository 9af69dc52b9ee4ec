"""A fact that the rules may ask for can be asked: it has a question and choices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.case import FACTS, Case, ReturnReason
from bot.law import Advice, advise

NEEDED = [name for name, fact in FACTS.items() if not fact.useful and fact.presumed is None]


@pytest.mark.parametrize("name", NEEDED)
def test_a_needed_fact_has_a_question_and_choices(name: str) -> None:
    assert FACTS[name].ask.endswith("？")
    assert len(FACTS[name].choices) > 1


@pytest.mark.parametrize("name", FACTS)
def test_no_two_choices_of_a_fact_say_or_mean_the_same(name: str) -> None:
    choices = FACTS[name].choices
    assert len({choice.title for choice in choices}) == len(choices)
    assert len({choice.value for choice in choices}) == len(choices)


def test_a_sum_known_as_a_range_is_named_and_not_counted() -> None:
    case = Case(
        return_reason=ReturnReason.DEFECT,
        signed_date=date(2026, 1, 19),
        estimates={"insurance_fee": (Decimal(10), Decimal(20))},
        seller_offered_free_channel=False,
    )
    advice = advise(case, date(2026, 1, 20))
    assert isinstance(advice, Advice)
    (warning,) = [w for w in advice.warnings if w.id == "estimated"]
    assert "10元到20元" in warning.text
    (share,) = [share for share in advice.shares if share.cost == "insurance_fee"]
    assert share.amount is None

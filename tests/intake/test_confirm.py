"""What a tap adds to a case: facts as they are, without a classifier."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.case import FACTS, Case, FreightPromise, Stage
from bot.intake import confirm

TODAY = date(2026, 1, 20)


def test_confirmed_facts_are_read_from_json() -> None:
    facts = {
        "return_freight": "27.00",
        "signed_date": "2026-01-09",
        "insured": True,
        "return_freight_promise": "free_return",
    }
    taken = confirm(Case(), facts, TODAY)
    assert taken.case == Case(
        return_freight=Decimal("27.00"),
        signed_date=date(2026, 1, 9),
        insured=True,
        return_freight_promise=FreightPromise.FREE_RETURN,
    )
    assert set(taken.learned) == set(facts)
    assert not taken.doubts


def test_what_was_otherwise_before_is_a_change() -> None:
    case = Case(return_freight=Decimal(150), insured=True)
    taken = confirm(case, {"return_freight": "27.00", "insured": True}, TODAY)
    (change,) = taken.changes
    assert (change.fact, change.old, change.new) == ("return_freight", 150, 27)
    assert not taken.learned


def test_what_was_unsure_is_known_once_it_is_confirmed() -> None:
    case = Case(unsure=frozenset({"return_freight_promise"}))
    assert not confirm(case, {"return_freight_promise": "none"}, TODAY).case.unsure


@pytest.mark.parametrize(
    ("case", "facts", "doubtful"),
    [
        (Case(), {"signed_date": "2026-01-21"}, "signed_date"),
        (Case(), {"return_freight": "1000000.00"}, "return_freight"),
        (Case(signed_date=date(2026, 1, 9)), {"order_date": "2026-01-10"}, "order_date"),
        (Case(stage=Stage.ON_THE_WAY), {"signed_date": "2026-01-09"}, "signed_date"),
    ],
)
def test_what_cannot_be_is_asked_back_and_not_taken(
    case: Case, facts: dict[str, str], doubtful: str
) -> None:
    taken = confirm(case, facts | {"insured": True}, TODAY)
    assert set(taken.doubts) == {doubtful}
    assert taken.case == case.with_facts({"insured": True})


@pytest.mark.parametrize("facts", [{"price": "1.00"}, {"return_freight": "-1.00"}])
def test_what_is_no_fact_raises(facts: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        confirm(Case(), facts, TODAY)


CHOICES = [(name, c.value) for name, fact in FACTS.items() for c in fact.choices]


@given(st.lists(st.sampled_from(CHOICES)).map(dict))
def test_confirming_twice_is_confirming_once(facts: dict[str, object]) -> None:
    once = confirm(Case(), facts, TODAY)
    again = confirm(once.case, facts, TODAY)
    assert again.case == once.case
    assert not again.learned
    assert not again.changes

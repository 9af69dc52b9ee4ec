"""A case and a conversation as data."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from bot.case import MOST_CHANGES, Case, Change, Matter, State


def test_a_conversation_is_about_its_last_case() -> None:
    state = State(
        matters=(Matter(case=Case(goods="鞋子")), Matter(case=Case(goods="杯子"))), about=1
    )
    assert state.case.goods == "杯子"
    changed = state.with_case(Case(goods="壁画"))
    assert [case.goods for case in changed.cases] == ["鞋子", "壁画"]


def test_what_becomes_known_is_no_longer_unsure() -> None:
    case = Case().without("dispatch").with_facts({"dispatch": "late"})
    assert case.unsure == frozenset()


@pytest.mark.parametrize("facts", [{"goods_price": "-1"}, {"stage": "lost"}, {"no_such": 1}])
def test_what_is_no_fact_is_refused(facts: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Case().with_facts(facts)


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ({"order_date": "2026-01-05", "signed_date": "2026-01-04"}, ("order_date", "signed_date")),
        (
            {"return_freight": "9.00", "insurance_payout": "9.01"},
            ("return_freight", "insurance_payout"),
        ),
        ({"goods_price": "9.00", "refund_amount": "9.01"}, ("goods_price", "refund_amount")),
        ({"stage": "on_the_way", "signed_date": "2026-01-04"}, ("stage", "signed_date")),
        (
            {"complaint_date": "2026-05-05", "complaint_accepted_date": "2026-05-04"},
            ("complaint_date", "complaint_accepted_date"),
        ),
    ],
)
def test_facts_that_cannot_both_be_true_are_named(
    facts: dict[str, str], names: tuple[str, str]
) -> None:
    (found,) = Case().with_facts(facts).contradictions()
    assert found.facts == names
    assert found.text.endswith("？")


@pytest.mark.parametrize(
    "facts",
    [
        {"order_date": "2026-01-04", "signed_date": "2026-01-04"},
        {"return_freight": "9.00", "insurance_payout": "9.00"},
        {"stage": "refused", "signed_date": "2026-01-04"},
        {"stage": "on_the_way"},
    ],
)
def test_facts_that_go_together_are_left_alone(facts: dict[str, str]) -> None:
    assert Case().with_facts(facts).contradictions() == ()


def test_days_are_days() -> None:
    assert Case().with_facts({"signed_date": "2026-01-04"}).signed_date == date(2026, 1, 4)


def test_a_state_that_was_kept_with_one_case_at_a_time_is_read() -> None:
    state = State.model_validate(
        {
            "cases": [{"goods": "鞋子"}, {"goods": "杯子"}],
            "asked": ["mismatch"],
            "questions": 2,
            "advised": True,
        }
    )
    assert [case.goods for case in state.cases] == ["鞋子", "杯子"]
    assert (state.about, state.asked, state.matter.questions) == (1, ("mismatch",), 2)
    assert state.advised
    assert not state.matters[0].advised
    assert State.model_validate({"cases": [{}]}) == State()


def test_a_conversation_turns_to_another_good_and_asks_anew() -> None:
    state = State(matters=(Matter(case=Case(goods="鞋子")),), asked=("mismatch",))
    assert state.turned_to(0) == state
    other = state.turned_to(1)
    assert (other.case, other.asked) == (Case(), ())
    assert other.turned_to(0).case.goods == "鞋子"
    assert other.with_progress(questions=1).matter.questions == 1


def test_the_last_changes_are_kept() -> None:
    matter = Matter()
    for number in range(MOST_CHANGES + 5):
        change = Change(fact="return_freight", old=number, new=number + 1)
        matter = matter.with_case(Case(), (change,))
    assert len(matter.changes) == MOST_CHANGES
    assert matter.changes[-1].new == MOST_CHANGES + 5


def test_nothing_is_never_less_than_nothing() -> None:
    case = Case.model_validate({"return_freight": "-0"})
    assert str(case.return_freight) == "0"

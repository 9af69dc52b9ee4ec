"""A fact that the rules may ask for can be asked: it has a question and choices."""

from __future__ import annotations

import pytest

from bot.case import FACTS

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

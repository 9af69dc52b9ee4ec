"""Sums of money and their roles."""

from __future__ import annotations

from typing import Any, Callable, Dict

import pytest
from conftest import table, wanted

from bot.nlu.money import MoneyExtractor
from bot.nlu.numerals import to_number


@pytest.mark.parametrize(("text", "facts"), table("money").items())
def test_sums(facts_by: Callable[..., Any], text: str, facts: Dict[str, Any]) -> None:
    assert facts_by(MoneyExtractor, text) == wanted(facts)


@pytest.mark.parametrize("numeral", ["两三百", "七八十", "万一又", "点五", "零十一", ""])
def test_what_is_no_number_is_none(numeral: str) -> None:
    assert to_number(numeral) is None

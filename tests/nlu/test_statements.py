"""What is said in so many words."""

from __future__ import annotations

from typing import Any, Callable, Dict

import pytest
from conftest import table, wanted

from bot.nlu.statements import StatementExtractor


@pytest.mark.parametrize(("text", "facts"), table("statements").items())
def test_statements(facts_by: Callable[..., Any], text: str, facts: Dict[str, Any]) -> None:
    assert facts_by(StatementExtractor, text) == wanted(facts)

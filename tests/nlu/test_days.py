"""Days and what happened on them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any, Callable, Dict

import pytest
from conftest import table, wanted
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.days import DayExtractor
from bot.nlu.reading import Reading, read


@pytest.mark.parametrize(("text", "facts"), table("days").items())
def test_days(facts_by: Callable[..., Any], text: str, facts: Dict[str, Any]) -> None:
    assert facts_by(DayExtractor, text) == wanted(facts)


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        ("2026-03-31", "一个月前", "2026-02-28"),
        ("2026-03-01", "2月29号", "2024-02-29"),
        ("2026-01-01", "昨天", "2025-12-31"),
        ("2026-01-19", "上周一", "2026-01-12"),
        ("2026-01-25", "这周日", "2026-01-25"),
        ("2026-11-11", "双十一", "2026-11-11"),
        ("2026-11-10", "双十一", "2025-11-11"),
    ],
)
def test_days_count_from_today(today: str, text: str, day: str) -> None:
    extractor = DayExtractor(DayExtractor.get_default_config())
    found = list(extractor.find(Reading(text, (), date.fromisoformat(today))))
    assert [fact.value for fact in found] == [day]


@pytest.mark.parametrize("metadata", [None, {}, {"state": {}}])
def test_without_a_day_given_it_is_the_day_in_china(metadata: Any) -> None:
    china = timezone(timedelta(hours=8))
    before = datetime.now(china).date()
    today = read(Message({"text": "昨天", "metadata": metadata})).today
    assert before <= today <= datetime.now(china).date()

"""What comes of one complaint: the same cases and advice as in the chat, and how urgent it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bot import dialogue
from bot.answer.facts import in_words
from bot.case import FACTS, Case, State
from bot.law import Question, advise
from bot.law.advise import advise_anyway
from bot.priority import priority

LONGEST = 5_000
"""Characters of a story that are read at once."""

_SUM = re.compile(r"^(?:人民币|[¥￥])?\s*(\d[\d,]*(?:\.\d{1,2})?)\s*元?$")


def story(fields: Mapping[str, str]) -> str:
    """What the complainant tells, with what they ask for. Raises ValueError for one that is too long."""
    text, demand = fields["text"], fields.get("demand", "")
    told = text if not demand or demand in text else f"{text.rstrip('。')}。{demand}"
    if len(told) > LONGEST:
        raise ValueError
    return told


def day_of(fields: Mapping[str, str], today: date) -> date:
    """The day of the complaint; today where none is named, or one that is yet to come."""
    digits = [int(part) for part in re.findall(r"\d+", fields.get("date", ""))[:3]]
    try:
        named = date(*digits) if len(digits) == 3 else today
    except ValueError:
        return today
    return min(named, today)


def decided(
    told: str,
    fields: Mapping[str, str],
    parsed: Mapping[str, Any],
    day: date,
    today: date,
    alike: Callable[[str], int],
) -> dict[str, Any]:
    """The outcome, ready for JSON. `alike` tells how many earlier complaints there are against the same
    seller on a situation."""
    state = dialogue.tell(State(), parsed, day).state
    cases = [case for case in state.cases if case.model_fields_set - {"confidence"}]
    filled = _with_amount(cases, fields.get("amount", ""))
    advised = [(case, advise_anyway(case, today)) for case in filled]
    situations = [advice.situations[0].id for _, advice in advised if advice.situations]
    most = max(map(alike, situations), default=0)
    urgency = priority(told, advised, today, alike=most)
    questions = [advise(case, today) for case in filled]
    return {
        "priority": urgency.level.value,
        "reasons": list(urgency.reasons),
        "due": urgency.due and urgency.due.isoformat(),
        "cases": [
            {
                "situations": [
                    {"id": one.id, "name": one.name, "confidence": one.confidence}
                    for one in advice.situations
                ],
                "facts": _facts(case),
                "from_column": ["goods_price"] if case is not before else [],
                "missing": [question.text] if isinstance(question, Question) else [],
                "headline": advice.headline,
                "shares": [_share(share) for share in advice.to_json()["shares"]],
            }
            for before, case, question, (_, advice) in zip(
                cases, filled, questions, advised, strict=True
            )
        ],
    }


def first_situations(result: Mapping[str, Any]) -> set[str]:
    """What a result counts under: the first situation of each of its cases."""
    cases = result.get("cases", [])
    return {case["situations"][0]["id"] for case in cases if case["situations"]}


def _with_amount(cases: list[Case], amount: str) -> list[Case]:
    """The amount of the form is the price of the goods where the story names none; of several goods
    nobody knows whose it is."""
    said = _SUM.match(amount)
    if len(cases) != 1 or said is None or cases[0].goods_price is not None:
        return cases
    try:
        price = Decimal(said.group(1).replace(",", "")).quantize(Decimal("0.01"))
        return [cases[0].with_facts({"goods_price": price})]
    except (InvalidOperation, ValueError):
        return cases


def _facts(case: Case) -> dict[str, str]:
    told = ((name, getattr(case, name)) for name in FACTS)
    return {FACTS[name].name: in_words(name, value) for name, value in told if value is not None}


def _share(share: dict[str, Any]) -> dict[str, Any]:
    kept = ("cost", "name", "amount", "bearer", "split", "strength", "range", "condition")
    return {name: share[name] for name in kept if name in share}

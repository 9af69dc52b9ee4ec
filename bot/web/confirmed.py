"""Facts that a person confirmed by a tap, as a request brings them."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from bot.case import FACTS, Case
from bot.web import guard
from bot.web.errors import Problem

MAX_CHARACTERS = 100
"""Of a fact that is text, like the name of the goods."""


def confirmed_facts(facts: dict[str, Any], text: str) -> dict[str, Any]:
    """`facts` as JSON of `Case` has them; `text` is what the person is shown to have said.

    Raises Problem (invalid_request): an unknown fact, a bad value, a text that says nothing.
    """
    if not isinstance(guard.check(guard.clean(text)), guard.Forward):
        raise _invalid("确认事实的消息，text 也要用一句话写明确认了什么。")
    if not facts.keys() <= FACTS.keys():
        raise _invalid("facts 里有我不认识的事实。")
    told = {name: _cleaned(value) for name, value in facts.items()}
    try:
        case = Case().with_facts(told)
    except ValidationError as error:
        raise _bad_value({str(fault["loc"][0]) for fault in error.errors()}) from None
    kept = case.model_dump(mode="json", include=set(told))
    bad = {name for name, value in kept.items() if not _says_something(value)}
    if bad:
        raise _bad_value(bad)
    return kept


def _says_something(value: Any) -> bool:
    if not isinstance(value, str):
        return value is not None
    return len(value) <= MAX_CHARACTERS and any(character.isalnum() for character in value)


def _cleaned(value: Any) -> Any:
    return guard.clean(value) if isinstance(value, str) else value


def _bad_value(facts: set[str]) -> Problem:
    names = "、".join(FACTS[name].name for name in sorted(facts))
    return _invalid(f"这些事实的值不对：{names}。")


def _invalid(message: str) -> Problem:
    return Problem(422, "invalid_request", message)

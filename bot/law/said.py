"""What a condition of a rule says in Chinese, for the rulebook that lawyers read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


def said(text: str) -> Callable[[F], F]:
    """Labels a predicate with the condition that it stands for; the predicate itself is unchanged."""

    def label(predicate: F) -> F:
        predicate.said = text  # type: ignore[attr-defined]
        return predicate

    return label

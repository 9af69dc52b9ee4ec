"""The thing, the platform and the courier."""

from __future__ import annotations

from typing import Any, Callable, Dict, Optional

import pytest
from conftest import table, wanted

from bot.nlu.goods import GoodsExtractor
from bot.nlu.platforms import PlatformExtractor


@pytest.mark.parametrize(("text", "thing"), table("goods").items())
def test_thing(facts_by: Callable[..., Any], text: str, thing: Optional[str]) -> None:
    assert facts_by(GoodsExtractor, text) == ([("goods", thing)] if thing else [])


@pytest.mark.parametrize(("text", "facts"), table("platforms").items())
def test_platform_and_courier(
    facts_by: Callable[..., Any], text: str, facts: Dict[str, Any]
) -> None:
    assert facts_by(PlatformExtractor, text) == wanted(facts)

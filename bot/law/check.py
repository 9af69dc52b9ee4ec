"""Whether the law files can be read: a malformed one is to stop the start, not a conversation."""

from __future__ import annotations

from bot.law.goods import goods_classes
from bot.law.parameters import parameter_names
from bot.law.precedents import precedents
from bot.law.statutes import statutes


def check_law_files() -> None:
    """Reads statutes, parameters, precedents and goods. Raises LawFileError."""
    for read in (statutes, parameter_names, precedents, goods_classes):
        read()

"""What the goods are, as far as the rules care (`goods.yml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from bot.case import ExcludedKind


@dataclass(frozen=True, slots=True)
class GoodsClass:
    """A kind of goods. `mail` is "prohibited" or "restricted" where couriers do not simply take it."""

    id: str
    name: str
    mail: str | None
    durable: bool
    excluded: ExcludedKind


@cache
def _words() -> tuple[tuple[str, GoodsClass], ...]:
    rows = yaml.safe_load((files("bot.law") / "goods.yml").read_text(encoding="utf-8"))
    pairs = []
    for row in rows:
        kind = GoodsClass(
            id=row["id"],
            name=row["name"],
            mail=row.get("mail"),
            durable=row.get("durable", False),
            excluded=ExcludedKind(row.get("excluded", "none")),
        )
        pairs += [(word, kind) for word in row["words"]]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def classify(goods: str | None) -> GoodsClass | None:
    """The class of the longest listed word with which `goods` ends: a 蛋糕模具 is no 蛋糕.

    None where nothing is listed; a word within, as in 苹果15, only tells what is harmless to guess.
    """
    if goods is None:
        return None
    ending = next((kind for word, kind in _words() if goods.endswith(word)), None)
    if ending is not None:
        return ending
    within = (kind for word, kind in _words() if word in goods)
    return next((k for k in within if k.mail is None and k.excluded is ExcludedKind.NONE), None)

"""What the goods are, as far as the rules care (`goods.yml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bot.case import ExcludedKind
from bot.law.files import LAW, Row, Text, read

FILE = LAW / "goods.yml"

Mail = Literal["prohibited", "restricted"]
Intact = Literal["sealed", "electronic", "textile"]


@dataclass(frozen=True, slots=True)
class GoodsClass:
    """A kind of goods.

    `mail` is set where couriers do not simply take it; `excluded` is the kind without a no-reason
    return that it belongs to; `intact` is the standard by which it counts as intact when it comes
    back (七日无理由退货暂行办法 9, items 1 to 3); `bulky` goods are carried and taken apart for a fee.
    """

    id: str
    name: str
    mail: Mail | None
    durable: bool
    excluded: ExcludedKind
    bulky: bool = False
    food: bool = False
    intact: Intact | None = None


class _Class(Row):
    id: Text
    name: Text
    words: list[Text] = Field(min_length=1)
    mail: Mail | None = None
    durable: bool = False
    excluded: Annotated[ExcludedKind, Field(strict=False)] = ExcludedKind.NONE
    bulky: bool = False
    food: bool = False
    intact: Intact | None = None


Words = tuple[tuple[str, GoodsClass], ...]


def load(path: Path) -> Words:
    """Each word with its class, the longest first. Raises LawFileError."""
    file = read(path, list[_Class])
    kinds: dict[str, GoodsClass] = {}
    words: dict[str, GoodsClass] = {}
    for i, row in enumerate(file.data):
        if row.id in kinds:
            raise file.error((i, "id"), f"{row.id} 写了两次")
        kinds[row.id] = GoodsClass(**row.model_dump(exclude={"words"}))
        for j, word in enumerate(row.words):
            if word in words:
                raise file.error((i, "words", j), f"{word} 写了两次（{words[word].name}里已有）")
            words[word] = kinds[row.id]
    return tuple(sorted(words.items(), key=lambda pair: -len(pair[0])))


@cache
def _loaded() -> Words:
    return load(FILE)


def goods_classes() -> tuple[GoodsClass, ...]:
    """All classes on file."""
    return tuple({kind.id: kind for _, kind in _loaded()}.values())


@lru_cache(maxsize=4096)
def classify(goods: str | None) -> GoodsClass | None:
    """The class of the longest listed word with which `goods` ends: a 蛋糕模具 is no 蛋糕.

    None where nothing is listed; a word within, as in 苹果15, only tells what is harmless to guess.
    """
    if goods is None:
        return None
    ending = next((kind for word, kind in _loaded() if goods.endswith(word)), None)
    if ending is not None:
        return ending
    within = (kind for word, kind in _loaded() if word in goods)
    return next((k for k in within if k.mail is None and k.excluded is ExcludedKind.NONE), None)

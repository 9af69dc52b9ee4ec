"""Where the thing was bought and who carried it, under one name for all spellings."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterable, List, Optional, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from bot.nlu.corrections import is_denied, is_repaired
from bot.nlu.cues import Cue, Cues, load_table
from bot.nlu.extractor import FACT_EXTRACTOR, Fact, FactExtractor
from bot.nlu.reading import Reading

# Of several platforms the one that something was bought on, of several couriers the one that carried.
_CHOSEN = {
    "platform": re.compile(r"^.{0,8}?(?:买|下单|下的单|拍|网购|入手|抢)"),
    "carrier": re.compile(r"^.{0,8}?(?:寄|发|送|运|取件|退回)"),
}


@DefaultV1Recipe.register(FACT_EXTRACTOR, is_trainable=False)
class PlatformExtractor(FactExtractor):
    """Finds the platform and the courier."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {"words": "bot/nlu/platforms.yml"}

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Reads the names and their spellings."""
        table = load_table(config["words"])
        self._names = {kind: tuple(table[kind]) for kind in _CHOSEN}
        self._cues = Cues({**table["platform"], **table["carrier"], "neither": table["neither"]})

    def find(self, reading: Reading) -> Iterable[Fact]:
        """At most one platform and one courier; none of several where nothing tells which."""
        named = [cue for cue in self._cues.find(reading.doc) if _stands_alone(cue, reading.text)]
        for kind, names in self._names.items():
            cue = _choose([cue for cue in named if cue.name in names], kind, reading.text)
            if cue is not None:
                yield Fact(kind, cue.name, cue.start, cue.end)


def _stands_alone(cue: Cue, text: str) -> bool:
    """jd is a platform, jdk is none."""
    word = text[cue.start : cue.end]
    if not word.isascii():
        return True
    around = text[max(cue.start - 1, 0) : cue.start] + text[cue.end : cue.end + 1]
    return not any(char.isascii() and char.isalnum() for char in around)


def _choose(cues: List[Cue], kind: str, text: str) -> Optional[Cue]:
    cues = [cue for cue in cues if not is_denied(text, cue.start)]
    if len({cue.name for cue in cues}) <= 1:
        return cues[0] if cues else None
    if is_repaired(text[cues[0].end : cues[-1].start]):
        return cues[-1]
    chosen = [
        cue
        for cue, end in zip(cues, [*(cue.start for cue in cues[1:]), len(text)], strict=True)
        if _CHOSEN[kind].search(text[cue.end : end])
    ]
    return chosen[0] if len({cue.name for cue in chosen}) == 1 else None

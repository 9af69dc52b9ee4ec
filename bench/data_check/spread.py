"""How long the examples of an intent are, and how many different words they use."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import Dict, List, NamedTuple, Sequence, Tuple

import numpy as np

from bench.understanding.examples import Example
from bench.understanding.labels import SITUATIONS


class Spread(NamedTuple):
    """The examples of one intent in numbers.

    `number` is how many there are, `lengths` are the least, the quartiles and the greatest, in
    characters; `characters` and `bigrams` the different ones for each example; `also` the examples
    that have further situations.
    """

    intent: str
    number: int
    lengths: Tuple[int, ...]
    characters: float
    bigrams: float
    also: int


def spreads(examples: Sequence[Example]) -> List[Spread]:
    """The situations first, then the other intents."""
    by_intent: Dict[str, List[Example]] = {}
    for example in examples:
        by_intent.setdefault(example.intent, []).append(example)
    order = sorted(by_intent, key=lambda intent: (intent not in SITUATIONS, intent))
    return [_spread(intent, by_intent[intent]) for intent in order]


def _spread(intent: str, examples: Sequence[Example]) -> Spread:
    texts = [example.text for example in examples]
    bigrams = {text[start : start + 2] for text in texts for start in range(len(text) - 1)}
    lengths = np.percentile([len(text) for text in texts], [0, 25, 50, 75, 100])
    return Spread(
        intent,
        len(texts),
        tuple(round(length) for length in lengths),
        len(set(chain.from_iterable(texts))) / len(texts),
        len(bigrams) / len(texts),
        sum(len(example.labels) > 1 for example in examples),
    )


def together(examples: Sequence[Example]) -> Counter[Tuple[str, str]]:
    """How often which further situation stands beside which intent."""
    return Counter(
        (example.intent, further) for example in examples for further in example.labels[1:]
    )


def table(rows: Sequence[Spread]) -> str:
    """A line for each intent."""
    head = f"{'intent':22}{'count':>6}{'also':>6}   length: least, quartiles, most   characters, bigrams"
    lines = [
        f"{row.intent:22}{row.number:6}{row.also:6}   "
        f"{' '.join(f'{length:5}' for length in row.lengths):30}{row.characters:13.2f}{row.bigrams:9.2f}"
        for row in rows
    ]
    return "\n".join([head, *lines])

"""What is wrong with the training examples, and what looks as if it were."""

from __future__ import annotations

from collections import Counter
from typing import Dict, Iterator, List, NamedTuple, Sequence, Tuple

from bench.data_check.similarity import bare, near_between, near_within, same
from bench.data_check.spread import together
from bench.understanding.examples import Example
from bench.understanding.labels import SITUATIONS

LEAST_OF_A_SITUATION = 250
LEAST_OF_ANOTHER = 60
# How alike texts are from which on one looks like the other with a word changed.
NEAR = 0.6
# What may stand beside a situation: another one, or a dispute that is not ours.
_FURTHER = (*SITUATIONS, "other_dispute")
# From this many on, one situation beside another is to be seen the other way round too.
_OFTEN = 10
_LOPSIDED = 5


class Finding(NamedTuple):
    """Something to look at: of a kind, an error or only likely one."""

    kind: str
    is_error: bool
    text: str


class Apart(NamedTuple):
    """Texts that are measured on, with the name of their file."""

    name: str
    texts: List[str]


def findings(
    examples: Sequence[Example], apart: Sequence[Apart], near: float = NEAR
) -> Iterator[Finding]:
    """All there is to say of the examples and of their distance to what is measured on."""
    yield from _too_few(examples)
    texts = [bare(example.text) for example in examples]
    yield from _same(examples, texts)
    yield from _near(examples, texts, near)
    for other in apart:
        yield from _leaks(examples, texts, other, near)
    yield from _further(examples)
    yield from _lopsided(together(examples))


def _too_few(examples: Sequence[Example]) -> Iterator[Finding]:
    counts = Counter(example.intent for example in examples)
    for intent in sorted({*counts, *SITUATIONS}):
        least = LEAST_OF_A_SITUATION if intent in SITUATIONS else LEAST_OF_ANOTHER
        if counts[intent] < least:
            yield Finding("too few", True, f"{intent}: {counts[intent]} of {least}")


def _same(examples: Sequence[Example], texts: Sequence[str]) -> Iterator[Finding]:
    for places in same(texts):
        named = ", ".join(f"{examples[place].source}" for place in places)
        labels = {examples[place].labels for place in places}
        kind = "same text, other labels" if len(labels) > 1 else "same text"
        yield Finding(kind, True, f"{examples[places[0]].text} ({named})")


def _near(examples: Sequence[Example], texts: Sequence[str], near: float) -> Iterator[Finding]:
    for pair in sorted(near_within(texts, near), key=lambda pair: -pair.likeness):
        one, other = examples[pair.one], examples[pair.other]
        across = one.intent != other.intent
        kind = "nearly the same across intents" if across else "nearly the same"
        text = f"{pair.likeness:.2f} {one.intent}: {one.text}  ~  {other.intent}: {other.text}"
        yield Finding(kind, False, text)


# 嗯, 转人工: what everybody says is no leak.
_COMMON = 6


def _leaks(
    examples: Sequence[Example], texts: Sequence[str], apart: Apart, near: float
) -> Iterator[Finding]:
    """Only the training example is named: nobody is to see what is measured on while writing."""
    measured = [bare(text) for text in apart.texts]
    places: Dict[str, int] = {text: number for number, text in enumerate(measured, start=1)}
    for example, text in zip(examples, texts):
        if text in places and len(text) > _COMMON:
            yield Finding("leak", True, _leak(example, apart.name, places[text], 1.0))
    for pair in sorted(near_between(texts, measured, near), key=lambda pair: -pair.likeness):
        leak = _leak(examples[pair.one], apart.name, pair.other + 1, pair.likeness)
        yield Finding("leak", True, leak)


def _leak(example: Example, name: str, number: int, likeness: float) -> str:
    return f"{likeness:.2f} {example.source}: {example.text}  ~  {name}, message {number}"


def _further(examples: Sequence[Example]) -> Iterator[Finding]:
    """What stands beside an intent is to be something else that is told of."""
    for example in examples:
        for further in example.labels[1:]:
            if further not in _FURTHER or further == example.intent:
                text = f"{further}, {example.source}: {example.text}"
                yield Finding("`also` that is nothing else", True, text)


def _lopsided(counts: Counter[Tuple[str, str]]) -> Iterator[Finding]:
    """A beside B often, B beside A hardly ever: the classifier learns that it is so."""
    for (intent, further), count in counts.most_common():
        turned = counts[further, intent]
        if intent in SITUATIONS and count >= max(_OFTEN, _LOPSIDED * max(turned, 1)):
            text = f"{intent} with {further}: {count}, the other way round: {turned}"
            yield Finding("unbalanced `also`", False, text)

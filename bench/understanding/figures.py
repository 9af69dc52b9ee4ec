"""From what a pipeline said of each message to its figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import (
    Any,
    Collection,
    Dict,
    FrozenSet,
    Hashable,
    Iterable,
    List,
    NamedTuple,
    Optional,
    Tuple,
)

import numpy as np

from bench.understanding.evaluation import Entry, Facts
from bench.understanding.labels import FALLBACK, OUT_OF_SCOPE, SITUATIONS, is_act

_BINS = 10

Errors = Dict[Tuple[str, str], List[str]]


class Answer(NamedTuple):
    """What a pipeline said of a message.

    `intent` may be the fallback; `first` and `confidence` are the classifier's own first choice.
    """

    intent: str
    first: str
    confidence: float
    situations: FrozenSet[str]
    money: Facts
    dates: Facts


class Score(NamedTuple):
    """How much of what was found is right, how much of what is right was found; and of how many."""

    precision: float
    recall: float
    wanted: int
    found: int

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Figures:
    """All that is measured of what a pipeline understands. None where it does not apply."""

    messages: int
    accuracy: float
    situations_f1: float
    by_situation: Dict[str, float]
    acts_accuracy: Optional[float]
    several: Score
    out_of_scope: Score
    calibration_error: float
    money: Optional[Score]
    dates: Optional[Score]


def answer(
    parsed: Dict[str, Any],
    least: Optional[float],
    money: Collection[str],
    dates: Collection[str],
) -> Answer:
    """What Rasa parsed, with the situations that count as found: see `Pipeline.least`."""
    intent = parsed["intent"]["name"] or FALLBACK
    ranking = [row for row in parsed["intent_ranking"] if row["name"] != FALLBACK]
    first, confidence = FALLBACK, 0.0
    if ranking:
        first, confidence = ranking[0]["name"], ranking[0]["confidence"]
    likely = [row["name"] for row in ranking if least is not None and row["confidence"] >= least]
    found = [intent] if least is None else likely
    facts = [(entity["entity"], str(entity["value"])) for entity in parsed["entities"]]
    return Answer(
        intent,
        first,
        confidence,
        frozenset(found) & frozenset(SITUATIONS),
        tuple(fact for fact in facts if fact[0] in money),
        tuple(fact for fact in facts if fact[0] in dates),
    )


def figures(entries: List[Entry], answers: List[Answer], facts: bool) -> Figures:
    """The figures of a pipeline; `facts` tells whether it finds sums and days at all."""
    pairs = list(zip(entries, answers))
    acts = [(entry, said) for entry, said in pairs if is_act(entry.main)]
    # Where there is no case of ours, no sum and no day has a role in it.
    ours = [(entry, said) for entry, said in pairs if entry.main not in OUT_OF_SCOPE]
    by_situation = _by_situation(pairs)
    return Figures(
        messages=len(pairs),
        accuracy=_accuracy(pairs),
        situations_f1=float(np.mean(list(by_situation.values()))) if by_situation else 0.0,
        by_situation=by_situation,
        acts_accuracy=_accuracy(acts) if acts else None,
        several=score([(entry.situations, said.situations) for entry, said in pairs]),
        out_of_scope=score([_out_of_scope(entry, said) for entry, said in pairs]),
        calibration_error=calibration_error(
            [said.confidence for said in answers],
            [said.first == entry.main for entry, said in pairs],
        ),
        money=_facts_score([(entry.money, said.money) for entry, said in ours], facts),
        dates=_facts_score([(entry.dates, said.dates) for entry, said in ours], facts),
    )


def is_right(entry: Entry, said: Answer) -> bool:
    """Whether the intent is the main label. Falling back is right where nothing of ours is told."""
    return said.intent == entry.main or (said.intent == FALLBACK and entry.main in OUT_OF_SCOPE)


def errors(entries: List[Entry], answers: List[Answer]) -> Errors:
    """The texts of the messages read wrong, by what they are and what they were taken for."""
    wrong: Errors = defaultdict(list)
    for entry, said in zip(entries, answers):
        if not is_right(entry, said):
            wrong[entry.main, said.intent].append(entry.text)
    return dict(sorted(wrong.items(), key=lambda item: -len(item[1])))


def score(pairs: Iterable[Tuple[Iterable[Hashable], Iterable[Hashable]]]) -> Score:
    """Of pairs of what is right and what was found for each message, all messages taken together."""
    right = wanted = found = 0
    for wanted_here, found_here in pairs:
        wanted_counts, found_counts = Counter(wanted_here), Counter(found_here)
        right += sum((wanted_counts & found_counts).values())
        wanted += sum(wanted_counts.values())
        found += sum(found_counts.values())
    return Score(right / found if found else 0.0, right / wanted if wanted else 0.0, wanted, found)


def calibration_error(confidences: List[float], right: List[bool]) -> float:
    """By how much confidence and accuracy differ, in bins of confidence (expected calibration error)."""
    values, hits = np.array(confidences), np.array(right, dtype=float)
    bins = np.minimum((values * _BINS).astype(int), _BINS - 1)
    return float(
        sum(
            abs(values[bins == number].sum() - hits[bins == number].sum())
            for number in range(_BINS)
        )
        / len(values)
    )


def _facts_score(pairs: List[Tuple[Facts, Facts]], sought: bool) -> Optional[Score]:
    """None where the pipeline seeks no facts, or none are noted in the whole evaluation set."""
    return score(pairs) if sought and any(wanted for wanted, _ in pairs) else None


def _accuracy(pairs: List[Tuple[Entry, Answer]]) -> float:
    return sum(is_right(entry, said) for entry, said in pairs) / len(pairs)


def _by_situation(pairs: List[Tuple[Entry, Answer]]) -> Dict[str, float]:
    """The F1 of each situation that the messages are about, by their main label."""
    there = {entry.main for entry, _ in pairs}
    return {
        situation: score(
            (
                [situation] if entry.main == situation else [],
                [situation] if said.intent == situation else [],
            )
            for entry, said in pairs
        ).f1
        for situation in SITUATIONS
        if situation in there
    }


def _out_of_scope(entry: Entry, said: Answer) -> Tuple[List[str], List[str]]:
    """Whether a message is out of scope, and whether it was taken so, as something to be found."""
    one = ["out of scope"]
    return (
        one if entry.main in OUT_OF_SCOPE else [],
        one if said.intent in (*OUT_OF_SCOPE, FALLBACK) else [],
    )

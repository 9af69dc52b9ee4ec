"""A text as its sequences of characters or words, each weighed by how rare it is (tf-idf).

scikit-learn's vectorizer does the same, but takes longer for one message than its matrices take for
a thousand.
"""

from __future__ import annotations

from collections import Counter
from typing import Dict, Iterable, List, Sequence, Tuple

import numpy as np

# Between the words of a sequence.
_BLANK = " "


class Sequences:
    """The vocabulary of sequences of one to `longest` signs: characters, or words."""

    def __init__(self, longest: int, vocabulary: List[str], rarity: np.ndarray) -> None:
        self._longest = longest
        self._columns: Dict[str, int] = {word: column for column, word in enumerate(vocabulary)}
        self.vocabulary = vocabulary
        self.rarity = rarity

    @classmethod
    def of(cls, texts: List[Sequence[str]], longest: int, least: int) -> Sequences:
        """The sequences that occur in at least `least` of the texts."""
        seen = Counter(sign for text in texts for sign in set(_sequences(text, longest)))
        vocabulary = sorted(sign for sign, count in seen.items() if count >= least)
        counts = np.array([seen[sign] for sign in vocabulary])
        return cls(longest, vocabulary, 1 + np.log((1 + len(texts)) / (1 + counts)))

    def weigh(self, text: Sequence[str]) -> Tuple[np.ndarray, np.ndarray]:
        """The columns of the sequences of the text, and their weights; these have length 1."""
        counts = Counter(
            self._columns[sign] for sign in _sequences(text, self._longest) if sign in self._columns
        )
        columns = np.fromiter(counts.keys(), dtype=int, count=len(counts))
        often = np.fromiter(counts.values(), dtype=float, count=len(counts))
        weights = (1 + np.log(often)) * self.rarity[columns]
        return columns, weights / (np.linalg.norm(weights) or 1)


def _sequences(text: Sequence[str], longest: int) -> Iterable[str]:
    for length in range(1, longest + 1):
        for start in range(len(text) - length + 1):
            yield _BLANK.join(text[start : start + length])

"""A text as its character sequences, each weighed by how rare it is (tf-idf).

scikit-learn's vectorizer does the same, but takes longer for one message than its matrices take for
a thousand.
"""

from __future__ import annotations

from collections import Counter
from typing import Dict, Iterable, List, Tuple

import numpy as np


class CharacterSequences:
    """The vocabulary of sequences of one to `longest` characters."""

    def __init__(self, longest: int, vocabulary: List[str], rarity: np.ndarray) -> None:
        self._longest = longest
        self._columns: Dict[str, int] = {word: column for column, word in enumerate(vocabulary)}
        self.vocabulary = vocabulary
        self.rarity = rarity

    @classmethod
    def of(cls, texts: List[str], longest: int) -> CharacterSequences:
        """The sequences of the texts."""
        seen = Counter(word for text in texts for word in set(_sequences(text, longest)))
        vocabulary = sorted(seen)
        counts = np.array([seen[word] for word in vocabulary])
        return cls(longest, vocabulary, 1 + np.log((1 + len(texts)) / (1 + counts)))

    def weigh(self, text: str) -> Tuple[np.ndarray, np.ndarray]:
        """The columns of the sequences of the text, and their weights; these have length 1."""
        counts = Counter(
            self._columns[word] for word in _sequences(text, self._longest) if word in self._columns
        )
        columns = np.fromiter(counts.keys(), dtype=int, count=len(counts))
        often = np.fromiter(counts.values(), dtype=float, count=len(counts))
        weights = (1 + np.log(often)) * self.rarity[columns]
        return columns, weights / (np.linalg.norm(weights) or 1)


def _sequences(text: str, longest: int) -> Iterable[str]:
    text = text.lower()
    for length in range(1, longest + 1):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]

"""Which texts are the same, or nearly so, by the character sequences that they share."""

from __future__ import annotations

import unicodedata
from typing import Dict, Iterator, List, NamedTuple, Sequence

import numpy as np
from opencc import OpenCC
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

# Of texts as short as this too few sequences are left to tell near ones from others.
SHORTEST = 8
_ROWS_AT_ONCE = 500
_TO_SIMPLIFIED = OpenCC("t2s")


class Near(NamedTuple):
    """Two texts by their places in their lists, and how alike they are: at most 1."""

    one: int
    other: int
    likeness: float


def bare(text: str) -> str:
    """What is left of a text for comparison: simplified letters and digits, no marks and blanks.

    A text of marks alone keeps them.
    """
    # Like bot.nlu.normalizer, which would bring all of Rasa with it.
    chars = _TO_SIMPLIFIED.convert(unicodedata.normalize("NFKC", text)).lower()
    return "".join(char for char in chars if char.isalnum()) or "".join(chars.split())


def same(texts: Sequence[str]) -> List[List[int]]:
    """The places of each text that stands in the list more than once."""
    places: Dict[str, List[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(text, []).append(place)
    return [found for found in places.values() if len(found) > 1]


def near_within(texts: Sequence[str], least: float) -> Iterator[Near]:
    """The pairs of different bare texts of a list that are alike, each once."""
    vectors = _vectors(texts)
    for near in _alike(texts, texts, vectors, vectors, least):
        if near.one < near.other:
            yield near


def near_between(texts: Sequence[str], others: Sequence[str], least: float) -> Iterator[Near]:
    """The pairs of different bare texts, one of each list, that are alike."""
    vectors = _vectors([*texts, *others])
    yield from _alike(texts, others, vectors[: len(texts)], vectors[len(texts) :], least)


def _vectors(texts: Sequence[str]) -> csr_matrix:
    """The sequences of two and three characters in each text, its ends included."""
    marked = [f"^{text}$" for text in texts]
    counts = CountVectorizer(
        analyzer="char", ngram_range=(2, 3), binary=True, dtype=np.float32, lowercase=False
    ).fit_transform(marked)
    return normalize(counts)


def _alike(
    texts: Sequence[str],
    others: Sequence[str],
    vectors: csr_matrix,
    other_vectors: csr_matrix,
    least: float,
) -> Iterator[Near]:
    turned = other_vectors.T.tocsr()
    for first in range(0, len(texts), _ROWS_AT_ONCE):
        product = (vectors[first : first + _ROWS_AT_ONCE] @ turned).tocoo()
        for place in np.flatnonzero(product.data >= least):
            one, other = first + int(product.row[place]), int(product.col[place])
            long_enough = min(len(texts[one]), len(others[other])) >= SHORTEST
            if texts[one] != others[other] and long_enough:
                yield Near(one, other, float(product.data[place]))

"""Linear classifiers: how they are learnt, asked and kept."""

from __future__ import annotations

from pathlib import Path
from typing import List, NamedTuple, Optional, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

# Weights are kept as whole numbers of these: the answers are the same, and Rasa packs them in a third of
# the time.
_STEP = 0.005
# Learning longer changes nothing.
_TOLERANCE = 0.1


class Linear(NamedTuple):
    """A row of weights for each feature, a column for each class; the highest score wins."""

    classes: List[str]
    weights: np.ndarray
    intercepts: np.ndarray

    @classmethod
    def fit(
        cls,
        matrix: csr_matrix,
        labels: Sequence[str],
        inverse_strength: float,
        counts: Optional[Sequence[float]] = None,
    ) -> Linear:
        """Learns from a row of features for each label; `counts` says how much each row counts."""
        model = LinearSVC(C=inverse_strength, tol=_TOLERANCE, random_state=0)
        model.fit(matrix, labels, sample_weight=counts)
        weights, intercepts = model.coef_, model.intercept_
        if len(model.classes_) == 2:
            weights = np.vstack([-weights, weights])
            intercepts = np.hstack([-intercepts, intercepts])
        weights = (np.round(weights.T / _STEP) * _STEP).astype(np.float32)
        return cls(list(model.classes_), np.ascontiguousarray(weights), intercepts)

    def scores(self, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
        """The score of each class, by the features that are there and their values."""
        return self.weighed(rows, values) + self.intercepts

    def weighed(self, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
        """What some of the features add to the score of each class."""
        return values @ self.weights[rows]

    def save(self, path: Path) -> None:
        """Writes the numbers; the classes are for the caller to keep."""
        weights = np.round(self.weights / _STEP).astype(np.int16)
        np.savez_compressed(path, weights=weights, intercepts=self.intercepts)

    @classmethod
    def load(cls, path: Path, classes: List[str]) -> Linear:
        """Reads what `save` wrote."""
        with np.load(path, allow_pickle=False) as numbers:
            weights = numbers["weights"].astype(np.float32) * np.float32(_STEP)
            return cls(classes, weights, numbers["intercepts"])

"""In the place of a sentence encoder: nothing. Our classifier expects a vector, so it gets one of zero."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer

from bot.nlu.encoder import SentenceEncoder


class _Nothing:
    """Encodes every text as the same."""

    def encode(self, texts: List[str]) -> np.ndarray:
        return np.zeros((len(texts), 1), dtype=np.float32)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class NoVector(SentenceEncoder):
    """Adds a sentence vector that tells nothing."""

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Nothing to tell apart."""
        return None

    def __init__(self, config: Dict[Text, Any], execution_context: ExecutionContext) -> None:
        """Loads nothing, where our encoder would load its weights."""
        DenseFeaturizer.__init__(self, execution_context.node_name, config)
        self._longest: int = config["longest"]
        self._encoder = _Nothing()

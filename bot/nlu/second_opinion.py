"""A second look at what the words alone leave in doubt, with the meaning of the sentence.

The sentence vector takes half of the time that a message takes, and where the words are clear it changes
nothing: `encoder.py` makes it only for messages that the first classifier is not sure of. Both together
are right more often than either.
"""

from __future__ import annotations

from typing import Any, Dict, List, Text, Tuple, Type

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import (
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import SituationClassifier
from bot.nlu.parts import with_parts


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SecondOpinion(SituationClassifier):
    """Classifies anew the messages that have a sentence vector."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """Components that should be included in the pipeline before this component."""
        return [DenseFeaturizer]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            **SituationClassifier.get_default_config(),
            # How much the sentence vector counts beside the characters; measured as the others.
            "vector_weight": 0.7,
        }

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds intent and ranking to each message and part that has a sentence vector."""
        for message in with_parts(messages):
            if message.get_dense_features(TEXT)[1] is not None:
                self._classify(message)
        return messages

    def _probabilities(self, message: Message) -> np.ndarray:
        """Half of what the first classifier holds likely, and half of what this one does."""
        held = {
            row[INTENT_NAME_KEY]: row[PREDICTED_CONFIDENCE_KEY]
            for row in message.get(INTENT_RANKING_KEY)
        }
        first = np.array([held[intent] for intent in self._linear.classes])
        return (first + super()._probabilities(message)) / 2

    def _features(self, message: Message) -> Tuple[np.ndarray, np.ndarray]:
        """As the first classifier, then the sentence vector."""
        columns, values = super()._features(message)
        vector = message.get_dense_features(TEXT)[1].features[0] * self._config["vector_weight"]
        places = self._first_fact + len(self._facts) + np.arange(len(vector))
        return np.concatenate([columns, places]), np.concatenate([values, vector])

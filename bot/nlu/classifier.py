"""What a message is: a situation of a dispute or an act of the dialogue.

One linear classifier for each intent, over the characters of the message, its sentence vector and the
facts found in it. Each decides for itself, so that several situations can hold at once.
"""

from __future__ import annotations

from typing import Any, Dict, List, Text, Tuple, Type

import numpy as np
import rasa.shared.utils.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_ROLE,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    METADATA,
    METADATA_EXAMPLE,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from bot.nlu.characters import CharacterSequences
from bot.nlu.extractor import SUPPOSED
from bot.nlu.parts import PARTS, with_parts

# Beside an example's intent, the other situations that it describes.
_ALSO = "also"
# Facts whose value tells more than that they were stated.
_TELLING = (
    "return_reason",
    "return_freight_promise",
    "excluded_kind",
    "mismatch",
    "stage",
    "remedy",
)

# Facts that are the trouble itself.
_TROUBLES = {
    "return_reason",
    "delivery_error",
    "mismatch",
    "lost_in_transit",
    "courier_refused",
    "refund_delayed",
    "seller_cancelled",
}

_WORDS_FILE = "words.json"
_WEIGHTS_FILE = "weights.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SituationClassifier(IntentClassifier, GraphComponent):
    """Gives each intent its own probability; the highest is the intent of the message."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """Components that should be included in the pipeline before this component."""
        return [Featurizer]

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # These measured best by cross-validation on the examples, of sequences up to 2 to 5, fact
            # weights 0.3 to 1, vector weights 0.5 to 3, and C from 2 to 30.
            # Character sequences up to this length.
            "longest_sequence": 2,
            # How much a stated fact and the sentence vector count beside the characters.
            "fact_weight": 0.6,
            "vector_weight": 0.7,
            # Inverse of regularisation strength.
            "C": 8.0,
            # A part of a message about several goods is a case of its own where its intent is one of
            # these, at least this sure.
            "situations": [
                "no_reason",
                "quality_defect",
                "transit_damage",
                "not_as_described",
                "wrong_item",
                "prohibited_mail",
                "not_returnable",
                "refund_delay",
                "order_cancel",
                "exchange_repair",
            ],
            "sure_part": 0.6,
        }

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Makes a classifier that knows nothing yet."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._intents: List[str] = []
        self._facts: Dict[str, int] = {}
        self._characters = CharacterSequences(config["longest_sequence"], [], np.zeros(0))
        # A row for each feature, a column for each intent: characters, facts, sentence vector.
        self._weights = np.zeros((0, 0))
        self._intercepts = np.zeros(0)

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SituationClassifier:
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Validates that the component is configured properly."""

    def train(self, training_data: TrainingData) -> Resource:
        """Trains one classifier for each intent on the examples."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [example.get(TEXT) for example in examples]
        self._intents = sorted({example.get(INTENT) for example in examples})
        stated = sorted({fact for example in examples for fact in _stated(example)})
        self._facts = {fact: column for column, fact in enumerate(stated)}
        self._characters = CharacterSequences.of(texts, self._config["longest_sequence"])
        features = self._matrix(examples)
        models = [
            self._model().fit(features, [intent in _labels(example) for example in examples])
            for intent in self._intents
        ]
        self._weights = np.ascontiguousarray(np.vstack([model.coef_ for model in models]).T)
        self._intercepts = np.concatenate([model.intercept_ for model in models])
        self.persist()
        return self._resource

    def _model(self) -> LogisticRegression:
        return LogisticRegression(
            C=self._config["C"], class_weight="balanced", solver="liblinear", random_state=0
        )

    def _matrix(self, examples: List[Message]) -> csr_matrix:
        """A row for each example: its words, then its sentence vector."""
        words = [self._words(example) for example in examples]
        rows = np.repeat(np.arange(len(words)), [len(columns) for columns, _ in words])
        columns = np.concatenate([columns for columns, _ in words])
        values = np.concatenate([values for _, values in words])
        size = (len(words), len(self._characters.vocabulary) + len(self._facts))
        vectors = np.vstack([self._vector(example) for example in examples])
        return hstack([csr_matrix((values, (rows, columns)), size), csr_matrix(vectors)]).tocsr()

    def _words(self, message: Message) -> Tuple[np.ndarray, np.ndarray]:
        """The columns and values of the character sequences and facts of a message."""
        columns, values = self._characters.weigh(message.get(TEXT))
        first = len(self._characters.vocabulary)
        stated = {first + self._facts[fact] for fact in _stated(message) if fact in self._facts}
        weights = np.full(len(stated), self._config["fact_weight"])
        return (
            np.concatenate([columns, np.array(sorted(stated), dtype=int)]),
            np.concatenate([values, weights]),
        )

    def _vector(self, message: Message) -> np.ndarray:
        vector = message.get_dense_features(TEXT)[1].features[0]
        return vector * self._config["vector_weight"]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Classifies the training examples."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the intent and the ranking of all intents to each message and to its parts."""
        for message in with_parts(messages):
            ranking = self._ranking(message) if message.get(TEXT) else []
            nothing = {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
            message.set(INTENT, ranking[0] if ranking else nothing, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        for message in messages:
            worth = [part for part in message.get(PARTS) or () if self._is_a_case(part)]
            told = [_as_told(part) for part in worth] if len(worth) > 1 else []
            message.set(PARTS, told, add_to_output=True)
        return messages

    def _is_a_case(self, part: Message) -> bool:
        """Whether a part tells of a trouble of its own."""
        stated = {entity[ENTITY_ATTRIBUTE_TYPE] for entity in part.get(ENTITIES)}
        return bool(stated & _TROUBLES) or (
            part.get(INTENT)[INTENT_NAME_KEY] in self._config["situations"]
            and part.get(INTENT)[PREDICTED_CONFIDENCE_KEY] >= self._config["sure_part"]
        )

    def _ranking(self, message: Message) -> List[Dict[Text, Any]]:
        columns, values = self._words(message)
        vector = self._vector(message)
        scores = values @ self._weights[columns] + vector @ self._weights[-len(vector) :]
        scores += self._intercepts
        probabilities = 1 / (1 + np.exp(-scores))
        return [
            {INTENT_NAME_KEY: self._intents[i], PREDICTED_CONFIDENCE_KEY: float(probabilities[i])}
            for i in np.argsort(-probabilities)
        ]

    def persist(self) -> None:
        """Saves what was learnt as plain JSON and numbers."""
        with self._model_storage.write_to(self._resource) as directory:
            words = {
                "intents": self._intents,
                "facts": list(self._facts),
                "characters": self._characters.vocabulary,
            }
            rasa.shared.utils.io.dump_obj_as_json_to_file(directory / _WORDS_FILE, words)
            np.savez(
                directory / _WEIGHTS_FILE,
                weights=self._weights,
                intercepts=self._intercepts,
                rarity=self._characters.rarity,
            )

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SituationClassifier:
        """Loads a trained component (see parent class for full docstring)."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            words = rasa.shared.utils.io.read_json_file(directory / _WORDS_FILE)
            with np.load(directory / _WEIGHTS_FILE, allow_pickle=False) as numbers:
                classifier._weights = numbers["weights"]
                classifier._intercepts = numbers["intercepts"]
                rarity = numbers["rarity"]
        classifier._intents = words["intents"]
        classifier._facts = {fact: column for column, fact in enumerate(words["facts"])}
        classifier._characters = CharacterSequences(
            config["longest_sequence"], words["characters"], rarity
        )
        return classifier


def _labels(example: Message) -> List[str]:
    metadata = example.get(METADATA, {}).get(METADATA_EXAMPLE) or {}
    return [example.get(INTENT), *metadata.get(_ALSO, [])]


def _stated(message: Message) -> List[str]:
    """The facts of a message as features, without the values that tell nothing of its kind."""
    return [_feature(entity) for entity in message.get(ENTITIES, [])]


def _feature(entity: Dict[Text, Any]) -> str:
    if entity.get(ENTITY_ATTRIBUTE_ROLE) == SUPPOSED:
        return SUPPOSED
    fact, value = entity[ENTITY_ATTRIBUTE_TYPE], entity[ENTITY_ATTRIBUTE_VALUE]
    return f"{fact}={value}" if isinstance(value, bool) or fact in _TELLING else fact


def _as_told(part: Message) -> Dict[Text, Any]:
    """A part as Rasa hands it on: what a message itself has."""
    return {key: part.get(key) for key in (TEXT, INTENT, INTENT_RANKING_KEY, ENTITIES)}

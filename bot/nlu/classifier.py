"""What a message is: a situation of a dispute or an act of the dialogue.

One linear classifier for each intent, over the characters and words of the message, its sentence vector
and the facts found in it; what a score is worth is learnt from examples that it was not trained on. Each
decides for itself, so that several situations can hold at once.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict, List, Text, Tuple, Type

import numpy as np
import rasa.shared.utils.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
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
from sklearn.svm import LinearSVC

from bot.nlu.extractor import SUPPOSED
from bot.nlu.parts import PARTS, with_parts
from bot.nlu.sequences import Sequences

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
            # These measured best by cross-validation on the hard ones among the examples.
            # Sequences of characters and of words up to these lengths.
            "longest_characters": 2,
            "longest_words": 2,
            # How much words, a stated fact and the sentence vector count beside the characters.
            "word_weight": 0.8,
            "fact_weight": 0.2,
            "vector_weight": 0.7,
            # Inverse of regularisation strength.
            "C": 0.3,
            # How much an example counts for what it describes beside its intent.
            "beside": 0.6,
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
        nothing = np.zeros(0)
        self._characters = Sequences(config["longest_characters"], [], nothing)
        self._words = Sequences(config["longest_words"], [], nothing)
        # A row for each feature, a column for each intent: characters, words, facts, sentence vector.
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._intercepts = nothing
        # A score times the slope plus the shift is the logarithm of the odds.
        self._slopes = nothing
        self._shifts = nothing

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
        self._intents = sorted({example.get(INTENT) for example in examples})
        stated = sorted({fact for example in examples for fact in _stated(example)})
        self._facts = {fact: column for column, fact in enumerate(stated)}
        self._characters = Sequences.of(
            [_signs(example) for example in examples], self._config["longest_characters"], 1
        )
        self._words = Sequences.of(
            [_words(example) for example in examples], self._config["longest_words"], 2
        )
        features = self._matrix(examples)
        with ThreadPoolExecutor(1) as pool:
            learnt = pool.submit(self._fit, features, examples)
            self._learn_odds(features, examples)
        weights, self._intercepts = learnt.result()
        self._weights = np.ascontiguousarray(weights.astype(np.float32))
        self._persist()
        return self._resource

    def _fit(self, features: csr_matrix, examples: List[Message]) -> Tuple[np.ndarray, np.ndarray]:
        """A column of weights and an intercept for each intent.

        What an example describes beside its intent counts as another example, but for less: the first
        of several is to win.
        """
        labels = [_labels(example) for example in examples]
        rows = [row for row, several in enumerate(labels) for _ in several]
        intents = [intent for several in labels for intent in several]
        counts = [1 if not i else self._config["beside"] for s in labels for i in range(len(s))]
        model = LinearSVC(C=self._config["C"], random_state=0)
        model.fit(features[rows], intents, sample_weight=counts)
        weights = np.zeros((features.shape[1], len(self._intents)))
        # An intent that is not among the examples is never chosen.
        intercepts = np.full(len(self._intents), -1.0)
        coefficients, constants = model.coef_, model.intercept_
        if len(model.classes_) == 2:
            coefficients = np.vstack([-coefficients, coefficients])
            constants = np.hstack([-constants, constants])
        columns = [self._intents.index(intent) for intent in model.classes_]
        weights[:, columns] = coefficients.T
        intercepts[columns] = constants
        return weights, intercepts

    def _learn_odds(self, features: csr_matrix, examples: List[Message]) -> None:
        """How likely an intent is at a score, learnt from scores of examples that were not seen."""
        seen, unseen = _parted(examples)
        weights, intercepts = self._fit(features[seen], [examples[i] for i in seen])
        scores = features[unseen] @ weights + intercepts
        labels = [set(_labels(examples[i])) for i in unseen]
        odds = [
            LogisticRegression(C=10).fit(scores[:, [column]], [intent in of for of in labels])
            for column, intent in enumerate(self._intents)
        ]
        self._slopes = np.array([model.coef_[0, 0] for model in odds])
        self._shifts = np.array([model.intercept_[0] for model in odds])

    def _matrix(self, examples: List[Message]) -> csr_matrix:
        """A row for each example: its characters, words and facts, then its sentence vector."""
        sparse = [self._sparse(example) for example in examples]
        rows = np.repeat(np.arange(len(sparse)), [len(columns) for columns, _ in sparse])
        columns = np.concatenate([columns for columns, _ in sparse])
        values = np.concatenate([values for _, values in sparse])
        size = (len(sparse), self._first_fact + len(self._facts))
        vectors = np.vstack([self._vector(example) for example in examples])
        return hstack([csr_matrix((values, (rows, columns)), size), csr_matrix(vectors)]).tocsr()

    @property
    def _first_fact(self) -> int:
        return len(self._characters.vocabulary) + len(self._words.vocabulary)

    def _sparse(self, message: Message) -> Tuple[np.ndarray, np.ndarray]:
        """The columns and values of the characters, words and facts of a message."""
        characters, character_values = self._characters.weigh(_signs(message))
        words, word_values = self._words.weigh(_words(message))
        stated = {self._facts[fact] for fact in _stated(message) if fact in self._facts}
        facts = self._first_fact + np.array(sorted(stated), dtype=int)
        return (
            np.concatenate([characters, len(self._characters.vocabulary) + words, facts]),
            np.concatenate(
                [
                    character_values,
                    word_values * self._config["word_weight"],
                    np.full(len(facts), self._config["fact_weight"]),
                ]
            ),
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
        columns, values = self._sparse(message)
        vector = self._vector(message)
        scores = values @ self._weights[columns] + vector @ self._weights[-len(vector) :]
        scores = (scores + self._intercepts) * self._slopes + self._shifts
        probabilities = 1 / (1 + np.exp(-scores))
        return [
            {INTENT_NAME_KEY: self._intents[i], PREDICTED_CONFIDENCE_KEY: float(probabilities[i])}
            for i in np.argsort(-probabilities)
        ]

    def _persist(self) -> None:
        """Saves what was learnt as plain JSON and numbers."""
        with self._model_storage.write_to(self._resource) as directory:
            words = {
                "intents": self._intents,
                "facts": list(self._facts),
                "characters": self._characters.vocabulary,
                "words": self._words.vocabulary,
            }
            rasa.shared.utils.io.dump_obj_as_json_to_file(directory / _WORDS_FILE, words)
            np.savez(
                directory / _WEIGHTS_FILE,
                # Half the digits: the same answers, and half the time to pack them.
                weights=self._weights.astype(np.float16),
                intercepts=self._intercepts,
                slopes=self._slopes,
                shifts=self._shifts,
                characters=self._characters.rarity,
                words=self._words.rarity,
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
                classifier._weights = numbers["weights"].astype(np.float32)
                classifier._intercepts = numbers["intercepts"]
                classifier._slopes = numbers["slopes"]
                classifier._shifts = numbers["shifts"]
                characters, rare_words = numbers["characters"], numbers["words"]
        classifier._intents = words["intents"]
        classifier._facts = {fact: column for column, fact in enumerate(words["facts"])}
        classifier._characters = Sequences(
            config["longest_characters"], words["characters"], characters
        )
        classifier._words = Sequences(config["longest_words"], words["words"], rare_words)
        return classifier


def _parted(examples: List[Message]) -> Tuple[List[int], List[int]]:
    """Two thirds of the examples of each intent, and the last third of them, by their places."""
    places: Dict[str, List[int]] = {}
    for place, example in enumerate(examples):
        places.setdefault(example.get(INTENT), []).append(place)
    seen = [place for here in places.values() for i, place in enumerate(here) if i % 3 < 2]
    unseen = [place for here in places.values() for i, place in enumerate(here) if i % 3 == 2]
    return seen, unseen


def _signs(message: Message) -> List[str]:
    return list(message.get(TEXT).lower())


def _words(message: Message) -> List[str]:
    return [token.text for token in message.get(TOKENS_NAMES[TEXT]) or ()]


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

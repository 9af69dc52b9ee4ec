"""What a message is: a situation of a dispute or an act of the dialogue.

One linear classifier for each intent, over the characters and words of the message and the facts found
in it; what a score is worth is learnt from examples that it was not trained on. Each decides for itself,
so that several situations can hold at once.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, DefaultDict, Dict, List, Text, Tuple, Type

import numpy as np
import rasa.shared.utils.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
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
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.nlu.extractor import SUPPOSED
from bot.nlu.linear import Linear
from bot.nlu.parts import with_parts
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

_WORDS_FILE = "words.json"
_WEIGHTS_FILE = "weights.npz"
_NUMBERS_FILE = "numbers.npz"
# Of an intent that the examples for the odds do not have: a score of zero is as likely as not.
_ODDS_OF_A_RARE_INTENT = (1.0, 0.0)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SituationClassifier(IntentClassifier, GraphComponent):
    """Gives each intent its own probability; the highest is the intent of the message."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """Components that should be included in the pipeline before this component."""
        return [Tokenizer]

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
            "longest_words": 1,
            # How much words and a stated fact count beside the characters.
            "word_weight": 0.8,
            "fact_weight": 0.3,
            # Inverse of regularisation strength.
            "C": 0.45,
            # How much an example counts for what it describes beside its intent.
            "beside": 0.6,
        }

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Makes a classifier that knows nothing yet."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._facts: Dict[str, int] = {}
        nothing = np.zeros(0)
        self._characters = Sequences(config["longest_characters"], [], nothing)
        self._words = Sequences(config["longest_words"], [], nothing)
        # A row for each feature: characters, words, facts.
        self._linear = Linear([], np.zeros((0, 0)), nothing)
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
        examples = [one for one in training_data.intent_examples if self._learns_from(one)]
        stated = sorted({fact for example in examples for fact in _stated(example)})
        self._facts = {fact: column for column, fact in enumerate(stated)}
        self._characters = Sequences.of(
            [_signs(example) for example in examples], self._config["longest_characters"], 2
        )
        self._words = Sequences.of(
            [_words(example) for example in examples], self._config["longest_words"], 2
        )
        features = self._matrix(examples)
        self._linear = self._fit(features, examples)
        odds = self._odds(features, examples)
        self._slopes, self._shifts = np.transpose([odds[intent] for intent in self._linear.classes])
        self._persist()
        return self._resource

    def _learns_from(self, example: Message) -> bool:
        return bool(example.get(TEXT))

    def _fit(self, features: csr_matrix, examples: List[Message]) -> Linear:
        """What an example describes beside its intent counts as another example, but for less: the
        first of several is to win."""
        labels = [_labels(example) for example in examples]
        rows = [row for row, several in enumerate(labels) for _ in several]
        intents = [intent for several in labels for intent in several]
        counts = [1 if not i else self._config["beside"] for s in labels for i in range(len(s))]
        return Linear.fit(features[rows], intents, self._config["C"], counts)

    def _odds(
        self, features: csr_matrix, examples: List[Message]
    ) -> DefaultDict[str, Tuple[float, float]]:
        """How likely an intent is at a score, learnt from scores of examples that were not seen.

        A score times the first number plus the second is the logarithm of the odds.
        """
        seen, unseen = _parted(examples)
        linear = self._fit(features[seen], [examples[i] for i in seen])
        scores = features[unseen] @ linear.weights + linear.intercepts
        labels = [set(_labels(examples[i])) for i in unseen]
        odds: DefaultDict[str, Tuple[float, float]] = defaultdict(lambda: _ODDS_OF_A_RARE_INTENT)
        for column, intent in enumerate(linear.classes):
            is_it = [intent in of for of in labels]
            if any(is_it):
                model = LogisticRegression(C=10).fit(scores[:, [column]], is_it)
                odds[intent] = model.coef_[0, 0], model.intercept_[0]
        return odds

    def _matrix(self, examples: List[Message]) -> csr_matrix:
        """A row for each example."""
        rows = [self._features(example) for example in examples]
        begins = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns = np.concatenate([columns for columns, _ in rows])
        values = np.concatenate([values for _, values in rows])
        return csr_matrix((values, columns, begins))

    @property
    def _first_fact(self) -> int:
        return len(self._characters.vocabulary) + len(self._words.vocabulary)

    def _features(self, message: Message) -> Tuple[np.ndarray, np.ndarray]:
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

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Classifies the training examples."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the intent and the ranking of all intents to each message and to its parts."""
        for message in with_parts(messages):
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        ranking = self._ranking(message) if message.get(TEXT) else []
        nothing = {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
        message.set(INTENT, ranking[0] if ranking else nothing, add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

    def _ranking(self, message: Message) -> List[Dict[Text, Any]]:
        scores = self._linear.scores(*self._features(message)) * self._slopes + self._shifts
        probabilities = 1 / (1 + np.exp(-scores))
        intents = self._linear.classes
        return [
            {INTENT_NAME_KEY: intents[i], PREDICTED_CONFIDENCE_KEY: float(probabilities[i])}
            for i in np.argsort(-probabilities)
        ]

    def _persist(self) -> None:
        """Saves what was learnt as plain JSON and numbers."""
        with self._model_storage.write_to(self._resource) as directory:
            words = {
                "intents": self._linear.classes,
                "facts": list(self._facts),
                "characters": self._characters.vocabulary,
                "words": self._words.vocabulary,
            }
            rasa.shared.utils.io.dump_obj_as_json_to_file(directory / _WORDS_FILE, words)
            self._linear.save(directory / _WEIGHTS_FILE)
            np.savez(
                directory / _NUMBERS_FILE,
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
            classifier._linear = Linear.load(directory / _WEIGHTS_FILE, words["intents"])
            with np.load(directory / _NUMBERS_FILE, allow_pickle=False) as numbers:
                classifier._slopes = numbers["slopes"]
                classifier._shifts = numbers["shifts"]
                characters, rare_words = numbers["characters"], numbers["words"]
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

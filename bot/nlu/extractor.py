"""The shape that all fact extractors share."""

from __future__ import annotations

import abc
from pathlib import Path
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.reading import Reading, read

# A featurizer as well: only those see the training examples without being trained.
FACT_EXTRACTOR = [
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER,
]


SUPPOSED = "supposed"
"""The role of a fact that a message only supposes: 如果没拆呢."""

OTHER = "other"
"""The role of goods that a message names beside those that it is about first."""

PART = "part"
"""The role of goods that are named alone and usually are a part of something: 电池被换过."""

CERTAIN = "certain"
"""The role of a sum whose place its rule has worked out: nothing is to be learnt there."""

NO_ROLE = "none"
"""The name of a sum or a day that is no fact of ours; `roles.py` has the last word on that."""


class Fact(NamedTuple):
    """A fact that a message states, with the stretch of the text that states it.

    `entity` is a field of `Case`, or `amount` or `date` where the role of a sum or day is unknown;
    `value` is what JSON can hold: money "150.00", a range of money "15.00-18.00", a day "2026-01-02",
    a truth, a word.
    """

    entity: str
    value: Any
    start: int
    end: int
    role: Optional[str] = None

    def as_entity(self) -> Dict[Text, Any]:
        """As Rasa hands it on."""
        entity = self._asdict()
        if self.role is None:
            del entity["role"]
        return entity


class FactExtractor(GraphComponent, EntityExtractorMixin, abc.ABC):
    """Adds the facts that it finds to the entities of a message. Nothing is learnt.

    Subclasses are registered as featurizers too: the classifier learns from the facts of the training
    examples.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {}

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        return ["spacy"]

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """All that extractors are made of: where it changes, the examples have other facts."""
        here = Path(__file__).parent
        goods = [Path(config["goods"])] if "goods" in config else []
        sources = [*here.glob("*.py"), *here.glob("*.yml"), *goods]
        return "".join(path.read_text(encoding="utf-8") for path in sorted(sources))

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Reads the word lists that the component is configured with."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        """Creates a new component (see parent class for full docstring)."""
        return cls(config)

    @abc.abstractmethod
    def find(self, reading: Reading) -> Iterable[Fact]:
        """The facts of this extractor's kind."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the facts found to every training example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the facts found to the entities of each message."""
        for message in messages:
            found = [fact.as_entity() for fact in self.find(read(message))]
            known = message.get(ENTITIES, [])
            message.set(ENTITIES, known + self.add_extractor_name(found), add_to_output=True)
        return messages

"""Which parts of a message are cases of their own, once all of them are classified."""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_TYPE,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.parts import PARTS

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


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PartSelector(IntentClassifier, GraphComponent):
    """Keeps the parts that tell a trouble of their own, where there are several."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # A part is a case where its intent is one of these, at least this sure.
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
            "sure": 0.6,
        }

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        return []

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Keeps the configuration."""
        self._config = config

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PartSelector:
        """Creates a new component (see parent class for full docstring)."""
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        """Puts the parts of each message into what Rasa hands on."""
        for message in messages:
            worth = [part for part in message.get(PARTS) or () if self._is_a_case(part)]
            told = [_as_told(part) for part in worth] if len(worth) > 1 else []
            message.set(PARTS, told, add_to_output=True)
        return messages

    def _is_a_case(self, part: Message) -> bool:
        stated = {entity[ENTITY_ATTRIBUTE_TYPE] for entity in part.get(ENTITIES)}
        return bool(stated & _TROUBLES) or (
            part.get(INTENT)[INTENT_NAME_KEY] in self._config["situations"]
            and part.get(INTENT)[PREDICTED_CONFIDENCE_KEY] >= self._config["sure"]
        )


def _as_told(part: Message) -> Dict[Text, Any]:
    """A part as Rasa hands it on: what a message itself has."""
    return {key: part.get(key) for key in (TEXT, INTENT, INTENT_RANKING_KEY, ENTITIES)}

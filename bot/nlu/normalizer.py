"""Brings the many ways of typing the same thing to one: simplified characters, ordinary digits."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any, Dict, List, Optional, Text

from opencc import OpenCC
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_TO_SIMPLIFIED = OpenCC("t2s")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLANKS = re.compile(r"\s+")
# Rasa runs a message that begins with a slash as a command.
_LEADING_SLASHES = re.compile(r"^[\s/]+")


def normalize(text: str) -> str:
    """The text in simplified characters and half-width forms, without markup and control characters."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(char if _is_readable(char) else " " for char in text if not _is_invisible(char))
    # Taking a tag out may leave another one: <<b>br>.
    tags = 1
    while tags:
        text, tags = _TAG.subn(" ", text)
    text = _TO_SIMPLIFIED.convert(text)
    text = _BLANKS.sub(" ", text).strip()
    return _LEADING_SLASHES.sub("", text)


def _is_readable(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs")


def _is_invisible(char: str) -> bool:
    """Zero-width and other format characters, and the null byte: they part nothing."""
    return char == "\0" or unicodedata.category(char) == "Cf"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class Normalizer(GraphComponent):
    """Replaces the text of a message by its normal form, in training and afterwards alike.

    Offsets of tokens and entities count in the normal form.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {}

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        return ["opencc"]

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """This file: Rasa itself looks at the class alone."""
        return Path(__file__).read_text(encoding="utf-8")

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Normalizer:
        """Creates a new component (see parent class for full docstring)."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalises the text of every training example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Normalises the text of incoming messages."""
        for message in messages:
            text = message.get(TEXT)
            if text is not None:
                message.set(TEXT, normalize(text), add_to_output=True)
        return messages

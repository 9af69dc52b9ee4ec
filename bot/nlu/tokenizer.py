"""Cuts a message into words with jieba, a dictionary of our field, and whole amounts and dates."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Sequence, Text, Tuple

import jieba
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

jieba.setLogLevel(logging.WARNING)

# jieba cuts these to pieces.
_WHOLE = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}[日号]"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|\d{1,2}月\d{1,2}[日号]"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?"
    r"|\d+\.\d+"
)


class _Words(Tuple[Token, ...]):
    """The words of a message with a quick fingerprint: Rasa takes one of each at each component."""

    def fingerprint(self) -> Text:
        """What makes two lists the same, beside the text of the message, which Rasa looks at itself."""
        return " ".join(word.text for word in self)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ChineseTokenizer(Tokenizer):
    """Words of a message with their offsets; blanks are no words."""

    @staticmethod
    def supported_languages() -> Optional[List[Text]]:
        """Supported languages (see parent class for full docstring)."""
        return ["zh"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            "dictionary": "bot/nlu/dictionary.txt",
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        return ["jieba"]

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The words themselves: another dictionary is another tokenizer."""
        path = {**cls.get_default_config(), **config}["dictionary"]
        return Path(path).read_text(encoding="utf-8")

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Loads jieba's own dictionary and ours."""
        super().__init__(config)
        # A tokenizer of its own: jieba's global one would take over our words for everybody.
        self._jieba = jieba.Tokenizer()
        self._jieba.load_userdict(str(config["dictionary"]))

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ChineseTokenizer:
        """Creates a new component (see parent class for full docstring)."""
        return cls(config)

    def tokenize(self, message: Message, attribute: Text) -> Sequence[Token]:
        """Tokenizes the text of the provided attribute of the incoming message."""
        return _Words(Token(word, start) for word, start in self._words(message.get(attribute)))

    def _words(self, text: str) -> Iterator[Tuple[str, int]]:
        done = 0
        for whole in _WHOLE.finditer(text):
            yield from self._cut(text[done : whole.start()], done)
            yield whole.group(), whole.start()
            done = whole.end()
        yield from self._cut(text[done:], done)

    def _cut(self, part: str, offset: int) -> Iterator[Tuple[str, int]]:
        for word, start, _ in self._jieba.tokenize(part):
            if not word.isspace():
                yield word, offset + start

"""What the fact extractors see of a message: its text, words, clauses, and the day it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from typing import List, Tuple

import spacy
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import METADATA, METADATA_EXAMPLE, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.tokens import Doc

# One vocabulary for all matchers.
VOCABULARY = spacy.blank("zh").vocab

_SHANGHAI = timezone(timedelta(hours=8))
_READING = "reading"
# A comma within a number and a decimal point part nothing.
_CLAUSE_END = re.compile(r"(?:[。;!?、\n]|,(?!\d{3}(?!\d))|(?<!\d),|(?<!\d)\.|\.(?!\d))+")


def as_document(text: str) -> Doc:
    """A spaCy document whose words are the characters: no word boundary can hide a phrase."""
    return Doc(VOCABULARY, words=list(text), spaces=[False] * len(text))


@dataclass(frozen=True)
class Span:
    """A stretch of the text."""

    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Reading:
    """A message as the extractors see it."""

    text: str
    words: Tuple[Span, ...]
    today: date

    def fingerprint(self) -> str:
        """What makes two readings the same, for Rasa's cache; the words follow from the text."""
        return f"{self.today} {self.text}"

    @cached_property
    def doc(self) -> Doc:
        """The text as a spaCy document of characters, for phrase matchers."""
        return as_document(self.text)

    @cached_property
    def clauses(self) -> List[Span]:
        """The stretches between punctuation marks, in order; together they cover the text."""
        ends = [end.end() for end in _CLAUSE_END.finditer(self.text)]
        starts = [0, *ends]
        return [
            Span(start, end)
            for start, end in zip(starts, [*ends, len(self.text)], strict=True)
            if end > start
        ]

    def clause_at(self, position: int) -> int:
        """The index of the clause that the character at `position` belongs to."""
        return next(i for i, clause in enumerate(self.clauses) if position < clause.end)


def read(message: Message) -> Reading:
    """The reading of a message, made once and kept with it."""
    reading = message.get(_READING)
    if reading is None:
        tokens: List[Token] = message.get(TOKENS_NAMES[TEXT]) or []
        reading = Reading(
            message.get(TEXT) or "",
            tuple(Span(token.start, token.end) for token in tokens),
            _today(message),
        )
        message.set(_READING, reading)
    return reading


def _today(message: Message) -> date:
    """The day given with the message or training example, else today's in China."""
    metadata = message.get(METADATA) or {}
    given = metadata.get("today") or (metadata.get(METADATA_EXAMPLE) or {}).get("today")
    return date.fromisoformat(given) if given else datetime.now(_SHANGHAI).date()

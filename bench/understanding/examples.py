"""The examples in files of Rasa's training data format, as they were written."""

from __future__ import annotations

from pathlib import Path
from typing import List, NamedTuple, Tuple

from bench.understanding.labels import ROOT
from bot.nlu import examples

TRAINING = ROOT / "data" / "nlu"


class Example(NamedTuple):
    """A text, its intent first among its labels, and the file it is in."""

    text: str
    labels: Tuple[str, ...]
    source: str

    @property
    def intent(self) -> str:
        """The intent of the message."""
        return self.labels[0]


def training_examples(folder: Path = TRAINING) -> List[Example]:
    """All examples that pipelines are trained on."""
    return [example for path in sorted(folder.glob("*.yml")) for example in read_examples(path)]


def read_examples(path: Path) -> List[Example]:
    """The examples of one file."""
    return [
        Example(text, (intent, *(metadata or {}).get("also", [])), path.name)
        for text, intent, metadata in examples.read_examples(path)
    ]

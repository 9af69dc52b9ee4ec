"""The examples in files of Rasa's training data format, as they were written."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator, List, NamedTuple, Tuple

import yaml

from bench.understanding.labels import ROOT

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
    content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return [
        Example(text, (block["intent"], *also), path.name)
        for block in content["nlu"]
        for text, also in _rows(block["examples"])
    ]


def _rows(examples: Any) -> Iterator[Tuple[str, List[str]]]:
    """Texts with the further situations of each: a block of lines has none, a list may have."""
    if isinstance(examples, str):
        for line in examples.splitlines():
            if line.strip():
                yield line.strip().removeprefix("-").strip(), []
        return
    for row in examples:
        metadata = row.get("metadata") or {}
        yield row["text"].strip(), metadata.get("also", [])

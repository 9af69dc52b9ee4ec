"""The examples in a file of Rasa's training data format, as they were written."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Iterator, NamedTuple, Optional, Tuple

import yaml


class Example(NamedTuple):
    """A text with its intent and its metadata, if it has any."""

    text: str
    intent: str
    metadata: Optional[Dict[str, Any]]


def read_examples(path: Path) -> Iterator[Example]:
    """The examples of one file. Raises YAMLError, KeyError, TypeError or AttributeError for another shape."""
    content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    for block in content["nlu"]:
        for text, metadata in _rows(block["examples"]):
            yield Example(text, block["intent"], metadata)


def _rows(examples: Any) -> Iterator[Tuple[str, Optional[Dict[str, Any]]]]:
    """Texts with their metadata: lines have none, the items of a list may have."""
    if isinstance(examples, str):
        for line in examples.splitlines():
            if line.strip():
                yield line.strip().removeprefix("-").strip(), None
        return
    for row in examples:
        yield row["text"].strip(), row.get("metadata")

"""Words that tell what stands beside them, found with spaCy's phrase matcher."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple

import yaml
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import filter_spans

from bot.nlu.reading import VOCABULARY, as_document


class Cue(NamedTuple):
    """A word of the table, where it stands, and the row that it belongs to."""

    name: str
    start: int
    end: int


class Cues:
    """A table of words by name. Where words overlap, the longest counts."""

    def __init__(self, table: Mapping[str, Iterable[str]]) -> None:
        self._matcher = PhraseMatcher(VOCABULARY, attr="LOWER")
        for name, words in table.items():
            self._matcher.add(name, [as_document(word) for word in words])

    def find(self, doc: Doc) -> List[Cue]:
        """The words in the document, in order."""
        spans = filter_spans(self._matcher(doc, as_spans=True))
        return [Cue(span.label_, span.start_char, span.end_char) for span in spans]


def goods_words(path: str | Path) -> List[str]:
    """The words for things in the goods table of the law."""
    rows = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    return [word for row in rows for word in row["words"]]


def load_table(path: str | Path) -> Dict[str, Any]:
    """A table of words from a YAML file."""
    return yaml.safe_load(Path(path).read_text(encoding="utf-8"))

"""What a person wrote into the blanks of a paper, made fit for a document."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.answer.papers.blanks import Blank
from bot.answer.papers.paper import Paper

MOST_CHARACTERS = 1000
"""Of what goes into one blank."""

_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class UnknownBlank(LookupError):
    """The paper has no blank of this id."""


class BlankTooLong(ValueError):
    """More than MOST_CHARACTERS for the blank of this label."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


class UnfitForBlank(ValueError):
    """What was written does not match the pattern of this blank."""

    def __init__(self, blank: Blank) -> None:
        super().__init__(blank.label)
        self.blank = blank


def filled(paper: Paper, blanks: Mapping[str, str]) -> dict[str, str]:
    """The texts by label; `blanks` has them by id. What holds nothing leaves its blank open.

    Raises UnknownBlank, BlankTooLong, UnfitForBlank.
    """
    known = {blank.id: blank for blank in paper.blanks}
    found = {}
    for id_, text in blanks.items():
        if id_ not in known:
            raise UnknownBlank(id_)
        blank = known[id_]
        if len(text) > MOST_CHARACTERS:
            raise BlankTooLong(blank.label)
        kept = _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if kept and blank.pattern is not None and not re.fullmatch(blank.pattern, kept):
            raise UnfitForBlank(blank)
        if kept:
            found[blank.label] = kept
    return found

"""A paper as a Word document, from our own template (`paper.docx`, made by `template.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate, RichText

from bot.answer.papers.filling import filled
from bot.answer.papers.paper import (
    BLANK,
    Block,
    Heading,
    Listing,
    Paper,
    Paragraph,
    Rows,
    Title,
)

TEMPLATE = Path(__file__).with_name("paper.docx")
OPEN_BLANK = "OpenBlank"
"""The template's character style that marks what is not filled in yet."""


def docx(paper: Paper, blanks: Mapping[str, str]) -> bytes:
    """The document with the blanks filled by id; one that is not stays marked as 【label】.

    Raises UnknownBlank, BlankTooLong, UnfitForBlank.
    """
    texts = filled(paper, blanks)
    document = DocxTemplate(TEMPLATE)
    blocks = [_shown(block, texts) for block in paper.blocks]
    document.render({"blocks": blocks}, autoescape=True)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _shown(block: Block, texts: Mapping[str, str]) -> dict[str, Any]:
    """The block as the template reads it."""
    match block:
        case Title() | Heading() | Paragraph():
            return {"kind": block.kind, "text": _runs(block.text, texts)}
        case Listing():
            lines = (f"{number}. {item}" for number, item in enumerate(block.items, 1))
            return {"kind": block.kind, "lines": [_runs(line, texts) for line in lines]}
        case Rows():
            rows = [[_runs(cell, texts) for cell in row] for row in block.rows]
            return {"kind": block.kind, "columns": block.columns, "rows": rows}


def _runs(text: str, texts: Mapping[str, str]) -> RichText:
    """The text with its blanks filled; what was written into one is text, whatever it looks like."""
    found = RichText()
    for label, between in _pieces(text):
        if label is None or label in texts:
            found.add(between if label is None else texts[label])
        else:
            found.add(f"【{label}】", style=OPEN_BLANK)
    return found


def _pieces(text: str) -> Iterator[tuple[str | None, str]]:
    """In turn: text (label None) and blanks."""
    for number, piece in enumerate(BLANK.split(text)):
        if number % 2:
            yield piece, ""
        elif piece:
            yield None, piece

"""The model of a paper: blocks of text with blanks that the person fills in.

A blank stands in the text as 【label】. The same label is the same blank, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.answer.papers.blanks import Blank, blank_labelled

BLANK = re.compile("【([^【】]+)】")

PaperId = Literal[
    "seller_letter",
    "platform_complaint",
    "complaint_12315",
    "mediation_application",
    "evidence_list",
]


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A picture that the person uploaded; `number` is its place in the list, from 1.

    `sha256` is of the bytes as sent, `received_at` a moment with its time zone.
    """

    number: int
    supports: str | None
    received_at: datetime
    sha256: str


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True)


class Title(_Block):
    kind: Literal["title"] = "title"
    text: str


class Heading(_Block):
    kind: Literal["heading"] = "heading"
    text: str


class Paragraph(_Block):
    kind: Literal["paragraph"] = "paragraph"
    text: str


class Listing(_Block):
    kind: Literal["list"] = "list"
    items: tuple[str, ...]


class Rows(_Block):
    kind: Literal["table"] = "table"
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Annotated[Title | Heading | Paragraph | Listing | Rows, Field(discriminator="kind")]


class Paper(BaseModel):
    """What the person may send; nothing in it that was not said, is not the law or is not a blank."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    id: PaperId
    name: str
    recipient: str = Field(alias="for", description="Whom it is for: 发给商家.")
    note: str | None = Field(description="How to use it, in one sentence.")
    blocks: tuple[Block, ...]
    blanks: tuple[Blank, ...] = Field(description="What stands as 【label】 in the text.")
    text: str = Field(description="All of it as plain text, to copy.")


def paper(
    id: PaperId, name: str, recipient: str, note: str | None, blocks: Sequence[Block]
) -> Paper:
    """The paper made of `blocks`, with their blanks and their plain text."""
    text = plain_text(blocks)
    labels = dict.fromkeys(BLANK.findall(text))
    return Paper(
        id=id,
        name=name,
        recipient=recipient,
        note=note,
        blocks=tuple(blocks),
        blanks=tuple(blank_labelled(label) for label in labels),
        text=text,
    )


def listed(items: Iterable[str]) -> Listing | Paragraph:
    """The items with their numbers; one alone needs none."""
    found = tuple(items)
    return Paragraph(text=found[0]) if len(found) == 1 else Listing(items=found)


def plain_text(blocks: Sequence[Block]) -> str:
    """The blocks as lines; a row of a table is a line with its cells."""
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Title():
            yield block.text
        case Heading():
            yield from ("", block.text)
        case Paragraph():
            yield block.text
        case Listing():
            yield from (f"{number}. {item}" for number, item in enumerate(block.items, 1))
        case Rows():
            yield from map(_row, block.rows)


def _row(cells: tuple[str, ...]) -> str:
    """货款：88.00元；请贵方退还"""
    first, *rest = cells
    return f"· {first}：{'；'.join(cell for cell in rest if cell)}"


def quoted(words: str) -> str:
    """What a person said, so that it is no blank, on one line and not endless."""
    said = " ".join(words.replace("【", "〔").replace("】", "〕").split())
    return said if len(said) <= MOST_QUOTED else f"{said[:MOST_QUOTED]}…"


MOST_QUOTED = 40
"""Characters of what a person said that a sentence can hold."""

"""The pictures that go with a paper."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answer.papers.blanks import blank
from bot.answer.papers.dossier import Dossier
from bot.answer.papers.paper import Block, EvidenceItem, Heading, Paragraph, listed, quoted


def attachments(about: Dossier) -> Iterator[Block]:
    """What was uploaded, by number; else a blank, for nobody knows what the person has."""
    yield Heading(text="附件")
    if about.evidence:
        yield listed(
            f"图片{i.number}" + (f"：{purpose(i)}" if i.supports else "") for i in about.evidence
        )
    else:
        yield Paragraph(text=blank("attachments"))


def purpose(item: EvidenceItem) -> str:
    return f"证明{quoted(item.supports)}" if item.supports else "未写明证明什么"

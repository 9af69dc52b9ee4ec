"""The list of evidence: what was uploaded, what else would help, and who has to prove what."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answer.papers.attachments import purpose
from bot.answer.papers.dossier import Dossier
from bot.answer.papers.paper import (
    Block,
    EvidenceItem,
    Heading,
    Paper,
    Paragraph,
    Rows,
    Title,
    listed,
    paper,
)
from bot.clock import SHANGHAI


def evidence_list(about: Dossier) -> Paper:
    """The SHA-256 shows later that a picture is still the one that was uploaded then."""
    return paper(
        "evidence_list",
        "证据清单",
        "自己核对，也可以和材料一起交",
        "缺的尽早补，原图和原件都留着。",
        list(_blocks(about)),
    )


def _blocks(about: Dossier) -> Iterator[Block]:
    yield Title(text="证据清单")
    if about.evidence:
        yield Heading(text="已经有的图片")
        yield Rows(
            columns=("编号", "证明什么", "收到的时间", "校验值（SHA-256）"),
            rows=tuple(map(_row, about.evidence)),
        )
    if about.advice.evidence:
        yield Heading(text="这些都要留好")
        yield listed(about.put(item) for item in about.advice.evidence)
    if about.advice.burden:
        yield Heading(text="谁来证明")
        yield listed(f"{about.put(b.point)}。" for b in about.advice.burden)
    yield Paragraph(text="截图要截到时间和对方的名字；聊天记录不要删。")


def _row(item: EvidenceItem) -> tuple[str, str, str, str]:
    received = item.received_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return f"图片{item.number}", purpose(item), received, item.sha256

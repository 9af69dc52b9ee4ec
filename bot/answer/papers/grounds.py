"""The articles on which a paper's claims rest."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answer.papers.claims import is_due
from bot.answer.papers.dossier import Dossier, every_share
from bot.answer.papers.paper import Block, Heading, listed
from bot.law.statutes import Citation


def articles(about: Dossier) -> tuple[Citation, ...]:
    """Those of what is due by right, each once, those of known sums first."""
    due = [share for share in every_share(about.advice) if is_due(about, share)]
    due.sort(key=lambda share: share.amount is None)
    return tuple(dict.fromkeys(article for share in due for article in share.basis))


def grounds(about: Dossier) -> Iterator[Block]:
    """Each article with its gist in our words."""
    found = articles(about)
    if found:
        yield Heading(text="依据（写的是大意，以正式文本为准）")
        yield listed(f"{article.label}：{_formal(article.gist)}" for article in found)


def _formal(gist: str) -> str:
    """With the laws' own words for who sells, which are neither party of this paper."""
    return gist.replace("商家", "经营者").replace("卖家", "销售者")

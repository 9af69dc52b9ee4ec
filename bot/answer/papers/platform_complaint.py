"""The text for asking the platform to step in: short, because the field there is small."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answer.papers import bill
from bot.answer.papers.claims import is_asked
from bot.answer.papers.demands import demands
from bot.answer.papers.dossier import Dossier
from bot.answer.papers.grounds import articles
from bot.answer.papers.paper import Paper, Paragraph, paper, plain_text
from bot.answer.papers.story import short_story

MOST_CHARACTERS = 400
"""No platform's own limit is known for sure; more than this nobody reads."""

MOST_ARTICLES = 3


def platform_complaint(about: Dossier) -> Paper:
    """The purchase, the trouble and what is asked for; of several lengths the first that is short."""
    versions = [[Paragraph(text=line) for line in lines] for lines in _versions(about)]
    short = (blocks for blocks in versions if len(plain_text(blocks)) <= MOST_CHARACTERS)
    return paper(
        "platform_complaint",
        "申请平台介入的话",
        "填给平台",
        "在订单里点“申请平台介入”，贴上这段话，再上传截图和票据。",
        next(short, versions[-1]),
    )


def _versions(about: Dossier) -> Iterator[list[str]]:
    """From the fullest to the briefest."""
    claims = [row.clause for row in bill.entries(about, about.advice.shares)]
    asked = [row.clause for row in bill.entries(about, filter(is_asked, about.advice.shares))]
    open_points = bill.branches(about, about.advice.conditions)
    law = bill.named(articles(about)[:MOST_ARTICLES])
    pictures = len(about.evidence)
    evidence = f"附图片{pictures}张" if pictures else "证据随后附上"
    last = f"{evidence}，请平台调解处理。"
    full = [short_story(about), *_wanted(demands(about), [*claims, *open_points])]
    if law:
        yield [*full, f"依据{law}。{last}"]
    yield [*full, last]
    yield [short_story(about), *_wanted(demands(about), asked or claims), last]
    yield [short_story(about), *_wanted(demands(about), []), last]


def _wanted(*points: list[str]) -> list[str]:
    said = "；".join(point for group in points for point in group)
    return [f"我的请求：{said}。"] if said else []

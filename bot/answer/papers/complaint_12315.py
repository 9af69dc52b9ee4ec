"""The complaint on the national 12315 platform, field by field.

市场监督管理投诉举报处理办法 10 says what it takes: who complains, of whom, the facts, what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.answer.papers import bill
from bot.answer.papers.blanks import applicant, blank
from bot.answer.papers.demands import demands
from bot.answer.papers.dossier import Dossier
from bot.answer.papers.grounds import articles
from bot.answer.papers.paper import Block, Heading, Paper, Paragraph, Title, listed, paper, quoted
from bot.answer.papers.story import account
from bot.answer.papers.total import total


def complaint_12315(about: Dossier) -> Paper:
    """Each heading is a field of the form."""
    return paper(
        "complaint_12315",
        "12315投诉",
        "填到全国12315平台",
        "要实名登录，一栏一栏贴过去；每一栏最多写多少字，以网站的提示为准。",
        list(_blocks(about)),
    )


def _blocks(about: Dossier) -> Iterator[Block]:
    yield Title(text="12315投诉")
    yield Heading(text="投诉人")
    yield Paragraph(text=applicant())
    yield Heading(text="被投诉人")
    yield Paragraph(text=f"{blank('trader_name')}（{_shop(about)}），地址{blank('seller_address')}")
    yield Heading(text="事情经过")
    yield Paragraph(text=account(about))
    yield Heading(text="投诉请求")
    yield listed(f"{point}。" for point in _points(about))
    found = articles(about)
    if found:
        yield Heading(text="依据")
        yield Paragraph(text=f"{bill.named(found)}。")


def _shop(about: Dossier) -> str:
    platform = about.case.platform
    return f"{quoted(platform) if platform else ''}店铺{blank('shop_name')}"


def _points(about: Dossier) -> list[str]:
    sum_of_all = total(about)
    return [
        *demands(about),
        *(row.clause for row in bill.entries(about, about.advice.shares)),
        *bill.branches(about, about.advice.conditions),
        *([sum_of_all.removesuffix("。")] if sum_of_all else []),
    ]

"""What is asked for, cost by cost: the same in the letter and in the application for mediation."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answer.papers import bill
from bot.answer.papers.demands import demands
from bot.answer.papers.dossier import Dossier
from bot.answer.papers.paper import Block, Paragraph, listed
from bot.answer.papers.total import total


def requests(about: Dossier) -> Iterator[Block]:
    """The demands, each cost with its sum and its articles, and open points as proposals."""
    wanted = demands(about)
    if wanted:
        yield listed(f"{demand}。" for demand in wanted)
    rows = bill.entries(about, about.advice.shares)
    if rows:
        yield Paragraph(text="各项费用：")
        yield bill.table(rows)
    sum_of_all = total(about)
    if sum_of_all:
        yield Paragraph(text=sum_of_all)
    reasons = bill.proposals(about)
    if reasons:
        yield Paragraph(text="可以商量的，我的理由是：")
        yield listed(f"{reason}。" for reason in reasons)
    open_points = bill.branches(about, about.advice.conditions)
    if open_points:
        yield Paragraph(text="有的事实还没有查清，查清是哪一种，就按哪一种处理：")
        yield listed(f"{point}。" for point in open_points)

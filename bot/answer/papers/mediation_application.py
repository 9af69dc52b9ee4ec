"""The application for mediation, to a consumers' association or a people's mediation committee."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answer.papers.attachments import attachments
from bot.answer.papers.blanks import applicant, blank
from bot.answer.papers.dossier import Dossier
from bot.answer.papers.grounds import grounds
from bot.answer.papers.paper import Block, Heading, Paper, Paragraph, Title, paper
from bot.answer.papers.requests import requests
from bot.answer.papers.story import account
from bot.law.wording import full_day


def mediation_application(about: Dossier) -> Paper:
    """Who, against whom, what is asked for, what happened, on what it rests."""
    return paper(
        "mediation_application",
        "调解申请书",
        f"交给{'消费者协会或' * about.offers('12315')}人民调解委员会",
        "填好空，打印或在线交都可以；人民调解不收费，对方也愿意才能调解。",
        list(_blocks(about)),
    )


def _blocks(about: Dossier) -> Iterator[Block]:
    yield Title(text="调解申请书")
    yield Heading(text="申请人")
    yield Paragraph(text=applicant())
    yield Heading(text="被申请人")
    yield Paragraph(
        text=f"{about.seller_name}，联系方式{blank('seller_contact')}，地址{blank('seller_address')}"
    )
    yield Heading(text="申请事项")
    yield from requests(about)
    yield Heading(text="事实和理由")
    yield Paragraph(text=account(about))
    yield from grounds(about)
    yield Heading(text="此致")
    yield Paragraph(text=blank("mediator"))
    yield Paragraph(text=f"申请人：{blank('name')}")
    yield Paragraph(text=full_day(about.today))
    yield from attachments(about)

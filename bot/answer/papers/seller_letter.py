"""The letter to the seller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.answer.papers.attachments import attachments
from bot.answer.papers.blanks import blank
from bot.answer.papers.claims import asks_something
from bot.answer.papers.dossier import Dossier
from bot.answer.papers.grounds import grounds
from bot.answer.papers.paper import Block, Heading, Paper, Paragraph, Title, paper
from bot.answer.papers.requests import requests
from bot.answer.papers.story import story
from bot.law.wording import full_day

_NEXT = {"platform": "申请平台介入", "12315": "向12315投诉", "mediation": "申请调解"}


def seller_letter(about: Dossier) -> Paper:
    """What happened, what is asked for and by which articles, and a request to answer soon."""
    return paper(
        "seller_letter",
        f"给{about.seller}的信",
        f"发给{about.seller}",
        _note(about),
        list(_blocks(replace(about, seller="贵方"))),
    )


def _note(about: Dossier) -> str:
    unsettled = "有的事实还没查清，先查清、删掉不对的几行；" if about.advice.conditions else ""
    return f"{unsettled}核对一遍，填好标出来的空，在订单的聊天窗口发给{about.seller}，发完截图。"


def _blocks(about: Dossier) -> Iterator[Block]:
    yield Title(text="关于售后问题的说明和请求")
    yield Paragraph(text=f"{about.seller_name}：")
    yield Heading(text="事情经过")
    yield Paragraph(text=story(about))
    yield Heading(text="请求")
    yield from requests(about)
    yield from grounds(about)
    yield Heading(text="答复")
    yield Paragraph(text=_closing(about))
    yield Paragraph(text=f"{blank('name')}，电话{blank('phone')}")
    yield Paragraph(text=full_day(about.today))
    yield from attachments(about)


def _closing(about: Dossier) -> str:
    hope = f"希望我们能商量解决，请在{blank('reply_days')}日内答复。"
    if not asks_something(about):
        return hope
    further = "，或者".join(text for channel, text in _NEXT.items() if about.offers(channel))
    return f"{hope}实在谈不拢，我会{further}。"

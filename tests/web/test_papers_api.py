"""Papers and deadlines over HTTP; what they say is tested in `tests/answer/`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import docx as word
import httpx
import icalendar
import pytest

from bot.case import Case, FreightPromise, Matter, ReturnReason, State
from bot.evidence.picture import Picture
from bot.evidence.store import EvidenceStore
from bot.store import conversation_key
from tests.web.conftest import Browser

SHOES = Case(
    goods="鞋子",
    return_reason=ReturnReason.CHANGED_MIND,
    signed_date=date(2026, 1, 19),
    return_freight=Decimal("12.00"),
    return_freight_promise=FreightPromise.NONE,
    goods_price=Decimal("199.00"),
)
MISUSED = Case(goods="手机", return_reason=ReturnReason.DEFECT, misuse=True)
STATE = State(
    matters=(
        Matter(case=SHOES, advised=True),
        Matter(case=MISUSED, advised=True),
        Matter(case=Case(goods="杯子", return_reason=ReturnReason.TRANSIT_DAMAGE)),
    )
)


async def papers(browser: Browser, session: str, matter: int = 0) -> dict[str, Any]:
    response = await browser.get(f"/api/chat/{session}/cases/{matter}/papers")
    assert response.status_code == 200
    return {paper["id"]: paper for paper in response.json()["papers"]}


async def word_file(
    browser: Browser, session: str, paper: str, body: Any, matter: int = 0
) -> httpx.Response:
    address = f"/api/chat/{session}/cases/{matter}/papers/{paper}.docx"
    return await browser.post(address, json=body)


def problem(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


async def test_the_papers_of_a_case(browser: Browser) -> None:
    found = await papers(browser, await browser.start_at(STATE))
    assert list(found) == [
        "seller_letter",
        "platform_complaint",
        "complaint_12315",
        "mediation_application",
        "evidence_list",
    ]
    letter = found["seller_letter"]
    assert (letter["name"], letter["for"]) == ("给商家的信", "发给商家")
    assert letter["blocks"][0] == {"kind": "title", "text": "关于售后问题的说明和请求"}
    assert {"kind", "columns", "rows"} in [set(block) for block in letter["blocks"]]
    (name,) = [blank for blank in letter["blanks"] if blank["id"] == "name"]
    assert name == {
        "id": "name",
        "label": "姓名",
        "hint": "真实姓名",
        "personal": True,
        "pattern": None,
    }
    assert "【姓名】" in letter["text"]


async def test_each_case_has_the_papers_that_are_of_use(browser: Browser) -> None:
    session = await browser.start_at(STATE)
    assert list(await papers(browser, session, 1)) == ["seller_letter", "evidence_list"]


async def test_a_paper_as_a_word_file(browser: Browser) -> None:
    session = await browser.start_at(STATE)
    blanks = {"name": "王小明", "order_number": "1234 & <5>"}
    response = await word_file(browser, session, "seller_letter", {"blanks": blanks})
    assert response.status_code == 200
    assert response.headers["content-type"].endswith("wordprocessingml.document")
    plain, encoded = response.headers["content-disposition"].split("; ")[1:]
    assert plain == 'filename="seller_letter.docx"'
    assert unquote(encoded.removeprefix("filename*=UTF-8''")) == "给商家的信.docx"
    document = word.Document(BytesIO(response.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "王小明" in text
    assert "订单号1234 & <5>" in text
    amounts = [row.cells[1].text for row in document.tables[0].rows]
    assert amounts == ["金额", "199.00元", "", "12.00元"]


async def test_pictures_of_the_conversation_are_attached(browser: Browser) -> None:
    session = await browser.start_at(STATE)
    key, at = conversation_key(session), datetime(2026, 1, 19, 17, 5, tzinfo=UTC)
    store = EvidenceStore(browser.app.state.store)
    picture = Picture(b"picture", 10, 10)
    await store.keep(key, "ab" * 32, picture, None, [], "签收日期", at)
    found = await papers(browser, session)
    assert "图片1：证明签收日期" in found["seller_letter"]["text"]
    assert f"2026-01-20 01:05；{'ab' * 32}" in found["evidence_list"]["text"]


async def test_what_is_filled_in_is_kept_nowhere(browser: Browser) -> None:
    session = await browser.start_at(STATE)
    await word_file(browser, session, "seller_letter", {"blanks": {"name": "王小明"}})
    assert "王小明" not in str(await papers(browser, session))
    assert "王小明" not in (await browser.get(f"/api/chat/{session}")).text


@pytest.mark.parametrize(
    ("paper", "body", "expected"),
    [
        ("novel", {}, (404, "unknown_paper")),
        ("seller_letter", {"blanks": {"address": "某路"}}, (422, "unknown_blank")),
        ("seller_letter", {"blanks": {"name": "王" * 10_000}}, (422, "blank_too_long")),
        ("seller_letter", {"blanks": {"reply_days": "4093311882"}}, (422, "unfit_for_blank")),
        ("seller_letter", {"blanks": {"name": 5}}, (422, "invalid_request")),
        ("seller_letter", {"blanks": ["name"]}, (422, "invalid_request")),
        ("seller_letter", {"blanks": {"name": "王" * 70_000}}, (413, "too_large")),
    ],
)
async def test_a_word_file_that_cannot_be_made(
    browser: Browser, paper: str, body: Any, expected: tuple[int, str]
) -> None:
    session = await browser.start_at(STATE)
    assert problem(await word_file(browser, session, paper, body)) == expected


async def test_a_paper_of_no_use_in_the_case_is_not_made(browser: Browser) -> None:
    session = await browser.start_at(STATE)
    response = await word_file(browser, session, "complaint_12315", {}, matter=1)
    assert problem(response) == (404, "unknown_paper")


async def test_the_deadlines_as_a_calendar(browser: Browser) -> None:
    session = await browser.start_at(STATE)
    response = await browser.get(f"/api/chat/{session}/cases/0/deadlines.ics")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "filename*=UTF-8''" in response.headers["content-disposition"]
    (event,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert event["dtstart"].dt == date(2026, 1, 26)
    again = await browser.get(f"/api/chat/{session}/cases/0/deadlines.ics")
    assert icalendar.Calendar.from_ical(again.content).walk("VEVENT")[0]["uid"] == event["uid"]


async def test_without_a_day_there_is_no_calendar(browser: Browser) -> None:
    session = await browser.start_at(STATE)
    response = await browser.get(f"/api/chat/{session}/cases/1/deadlines.ics")
    assert problem(response) == (409, "no_deadlines")


@pytest.mark.parametrize("what", ["papers", "deadlines.ics"])
async def test_a_case_without_advice_has_none(browser: Browser, what: str) -> None:
    session = await browser.start_at(STATE)
    cases = f"/api/chat/{session}/cases"
    assert problem(await browser.get(f"{cases}/2/{what}")) == (409, "no_advice_yet")
    assert problem(await browser.get(f"{cases}/3/{what}")) == (404, "unknown_case")
    unknown = await browser.get(f"/api/chat/unknown/cases/0/{what}")
    assert problem(unknown) == (404, "unknown_session")

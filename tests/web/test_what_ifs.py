"""The what-ifs of a case over HTTP; what they say is tested in `tests/law/test_what_if.py`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.case import Case, FreightPromise, Matter, ReturnReason, State
from tests.web.conftest import Browser

SHOES = Matter(
    case=Case(
        goods="鞋子",
        return_reason=ReturnReason.CHANGED_MIND,
        signed_date=date(2026, 1, 19),
        return_freight=Decimal("12.00"),
        return_freight_promise=FreightPromise.NONE,
    ),
    advised=True,
)
CUP = Matter(case=Case(goods="杯子", return_reason=ReturnReason.TRANSIT_DAMAGE))


async def test_the_what_ifs_of_a_case(browser: Browser) -> None:
    session = await browser.start_at(State(matters=(SHOES, CUP)))
    response = await browser.get(f"/api/chat/{session}/cases/0/what-ifs")
    assert response.status_code == 200
    found = {what_if["fact"]: what_if for what_if in response.json()["what_ifs"]}
    promise = found["return_freight_promise"]
    assert (promise["name"], promise["current"]) == ("退货运费承诺", "都没说过")
    choice = promise["choices"][-1]
    assert (choice["value"], choice["changed"]) == ("insurance_only", ["return_freight"])
    assert {share["cost"] for share in choice["shares"]} >= {"goods_price", "return_freight"}
    assert found["goods_intact"]["choices"][0]["value"] is False


@pytest.mark.parametrize(
    ("matter", "status", "code"),
    [
        ("1", 409, "no_advice_yet"),
        ("2", 404, "unknown_case"),
        ("-1", 404, "unknown_case"),
        ("x", 422, "invalid_request"),
    ],
)
async def test_a_case_without_advice_has_none(
    browser: Browser, matter: str, status: int, code: str
) -> None:
    session = await browser.start_at(State(matters=(SHOES, CUP)))
    response = await browser.get(f"/api/chat/{session}/cases/{matter}/what-ifs")
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


async def test_an_unknown_session_has_none(browser: Browser) -> None:
    response = await browser.get("/api/chat/unknown/cases/0/what-ifs")
    assert (response.status_code, response.json()["error"]["code"]) == (404, "unknown_session")

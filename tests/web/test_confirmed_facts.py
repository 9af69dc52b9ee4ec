"""Facts that a person confirmed by a tap go with their message, and like it: exactly once."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.web.conftest import Browser
from tests.web.rasa_stub import RasaStub

FREIGHT = {"return_freight": "27.00"}


async def tap(
    browser: Browser, session: str, facts: Any, id: str = "1", **more: Any
) -> httpx.Response:
    body = {"id": id, "text": "退货运费27元", "facts": facts, **more}
    return await browser.post(f"/api/chat/{session}/messages", json=body)


async def test_confirmed_facts_reach_the_advisor_and_are_shown(
    browser: Browser, stub: RasaStub
) -> None:
    session = await browser.start()
    assert (await tap(browser, session, FREIGHT, matter=0)).status_code == 200
    await browser.say(session, "好的", "2")
    tapped, said = stub.calls
    assert tapped["metadata"] == {
        "state": None,
        "today": "2026-01-20",
        "facts": FREIGHT,
        "matter": 0,
    }
    assert "facts" not in said["metadata"]
    messages = (await browser.get(f"/api/chat/{session}")).json()["messages"]
    assert [(m["facts"], m["matter"]) for m in messages] == [(FREIGHT, 0), (None, None)]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"return_freight": 27}, {"return_freight": "27"}),
        ({"insured": False}, {"insured": False}),
        ({"stage": "refused"}, {"stage": "refused"}),
        ({"signed_date": "2026-01-09"}, {"signed_date": "2026-01-09"}),
        ({"goods": " 壁\u0000画\n"}, {"goods": "壁画"}),
    ],
)
async def test_values_are_those_of_a_case(
    browser: Browser, stub: RasaStub, sent: dict[str, Any], kept: dict[str, Any]
) -> None:
    await tap(browser, await browser.start(), sent)
    assert stub.calls[0]["metadata"]["facts"] == kept


async def test_the_same_tap_again_is_taken_once(browser: Browser, stub: RasaStub) -> None:
    session = await browser.start()
    first = await tap(browser, session, FREIGHT)
    again = await tap(browser, session, FREIGHT)
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(stub.calls) == 1


@pytest.mark.parametrize(
    ("facts", "more"),
    [({"return_freight": "28.00"}, {}), (None, {}), (FREIGHT, {"matter": 1})],
)
async def test_an_id_belongs_to_its_facts(
    browser: Browser, stub: RasaStub, facts: Any, more: dict[str, Any]
) -> None:
    session = await browser.start()
    await tap(browser, session, FREIGHT)
    response = await tap(browser, session, facts, **more)
    assert (response.status_code, response.json()["error"]["code"]) == (409, "id_taken")
    assert len(stub.calls) == 1


async def test_facts_wait_with_their_message_during_an_outage(
    browser: Browser, stub: RasaStub
) -> None:
    session = await browser.start()
    stub.fault = "silent"
    assert (await tap(browser, session, FREIGHT, matter=0)).status_code == 503
    stub.fault = ""
    assert (await browser.say(session, "好的", "2")).status_code == 200
    _, tapped, said = stub.calls
    assert (tapped["metadata"]["facts"], tapped["metadata"]["matter"]) == (FREIGHT, 0)
    assert "facts" not in said["metadata"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"facts": {"price": "27.00"}}, "不认识"),
        ({"facts": {"unsure": ["insured"]}}, "不认识"),
        ({"facts": {"estimates": {"return_freight": ["1.00", "2.00"]}}}, "不认识"),
        ({"facts": {"return_freight": "-27.00"}}, "退货运费"),
        ({"facts": {"return_freight": "很贵"}}, "退货运费"),
        ({"facts": {"return_freight": None}}, "退货运费"),
        ({"facts": {"return_freight": {"yuan": 27}}}, "退货运费"),
        ({"facts": {"signed_date": "2026-02-30"}}, "签收日期"),
        ({"facts": {"stage": "lost"}}, "到了哪一步"),
        ({"facts": {"insured": "也许"}}, "买了保价"),
        ({"facts": {"promised_return_days": 10**9}}, "商家承诺的退货天数"),
        ({"facts": {"goods": "\u200b\u0000 "}}, "商品"),
        ({"facts": {"goods": "画" * 101}}, "商品"),
        ({"facts": ["return_freight"]}, "facts"),
        ({"facts": FREIGHT, "matter": -1}, "matter"),
        ({"facts": FREIGHT, "matter": 2**63}, "matter"),
        ({"facts": FREIGHT, "matter": "第一件"}, "matter"),
        ({"facts": FREIGHT, "text": "😀"}, "text"),
        ({"facts": FREIGHT, "text": "/restart"}, "text"),
    ],
)
async def test_what_is_no_fact_is_refused_and_not_kept(
    browser: Browser, stub: RasaStub, body: dict[str, Any], says: str
) -> None:
    session = await browser.start()
    response = await browser.post(
        f"/api/chat/{session}/messages", json={"id": "1", "text": "退货运费27元", **body}
    )
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (422, "invalid_request")
    assert says in error["message"]
    assert not stub.calls
    assert await browser.texts(session) == []


async def test_no_facts_are_an_ordinary_message(browser: Browser, stub: RasaStub) -> None:
    assert (await tap(browser, await browser.start(), {}, matter=3)).status_code == 200
    assert set(stub.calls[0]["metadata"]) == {"state", "today"}

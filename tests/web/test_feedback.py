"""Feedback is kept, counted, and linked to nobody."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.case import Case, FreightPromise, Matter, ReturnReason, State
from bot.store import conversation_key
from tests.web.conftest import Browser

ADVISED = State(
    matters=(
        Matter(
            case=Case(
                goods="王小明的鞋子",
                return_reason=ReturnReason.CHANGED_MIND,
                return_freight_promise=FreightPromise.NONE,
            ),
            advised=True,
        ),
        Matter(case=Case(goods="杯子", return_reason=ReturnReason.TRANSIT_DAMAGE)),
    )
)


async def give(browser: Browser, session: str, **given: Any) -> httpx.Response:
    return await browser.post(f"/api/chat/{session}/feedback", json=given)


def kept(folder: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(folder / "var/bot.db")) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute("SELECT * FROM feedback")]


async def test_feedback_is_kept_with_the_day_and_the_situations_alone(
    browser: Browser, tmp_path: Path
) -> None:
    session = await browser.start_at(ADVISED)
    response = await give(browser, session, helpful=True, outcome="solved", by="12315")
    assert (response.status_code, response.content) == (204, b"")
    (row,) = kept(tmp_path)
    id_ = row.pop("id")
    assert row == {
        "day": "2026-01-20",
        "situations": '["no_reason"]',
        "helpful": 1,
        "outcome": "solved",
        "by": "12315",
    }
    key = conversation_key(session)
    assert id_ not in (session, key)
    with closing(sqlite3.connect(tmp_path / "var/bot.db")) as database:
        dump = list(database.iterdump())
    assert [id_ in line for line in dump].count(True) == 1


async def test_feedback_outlives_the_conversation(browser: Browser, tmp_path: Path) -> None:
    session = await browser.start_at(ADVISED)
    await give(browser, session, helpful=False)
    await browser.delete(f"/api/chat/{session}")
    (row,) = kept(tmp_path)
    assert (row["helpful"], row["outcome"], row["by"]) == (0, None, None)


async def test_the_order_of_the_rows_is_not_that_of_the_conversations(
    browser: Browser, tmp_path: Path
) -> None:
    for _ in range(8):
        await give(browser, await browser.start(), outcome="waiting")
    ids = [row["id"] for row in kept(tmp_path)]
    assert ids == sorted(ids)
    assert all(row["situations"] == "[]" for row in kept(tmp_path))


async def test_feedback_is_counted(browser: Browser) -> None:
    session = await browser.start()
    await give(browser, session, helpful=True, outcome="partly")
    await give(browser, session, helpful=True, outcome="partly", by="seller")
    await give(browser, session, helpful=False)
    text = (await browser.get("/metrics")).text
    assert 'bot_feedback_total{helpful="yes",outcome="partly"} 2.0' in text
    assert 'bot_feedback_total{helpful="no",outcome="not_said"} 1.0' in text


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "还没有选"),
        ({"helpful": None, "outcome": None, "by": None}, "还没有选"),
        ({"helpful": "很有"}, "helpful"),
        ({"outcome": "won"}, "outcome"),
        ({"by": "friend"}, "by"),
    ],
)
async def test_feedback_that_says_nothing_is_refused(
    browser: Browser, tmp_path: Path, given: dict[str, Any], says: str
) -> None:
    response = await give(browser, await browser.start(), **given)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (422, "invalid_request")
    assert says in error["message"]
    assert not kept(tmp_path)


async def test_feedback_on_no_conversation_is_refused(browser: Browser) -> None:
    response = await give(browser, "unknown", helpful=True)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "unknown_session")

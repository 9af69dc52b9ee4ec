"""What Rasa's REST channel takes apart is put together again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pytest

from bot.rasa import AdvisorFailed, Button, Rasa, Reply, Turn

TODAY = date(2026, 1, 20)


@pytest.fixture
async def rasa() -> AsyncIterator[Rasa]:
    rasa = Rasa("http://rasa", "http://actions")
    yield rasa
    await rasa.close()


def answering(rasa: Rasa, answer: Any) -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, json=answer))
    rasa._http = httpx.AsyncClient(transport=transport)


@pytest.mark.parametrize(
    ("messages", "turn"),
    [
        pytest.param(
            [{"text": "一"}, {"text": "二"}, {"custom": {"question": {"fact": "x"}, "state": {}}}],
            Turn([Reply(text="一\n\n二", question={"fact": "x"})], {}),
            id="paragraphs of one utterance",
        ),
        pytest.param(
            [
                {"text": "改好了"},
                {"custom": {"state": {"n": 1}}},
                {"text": "选", "buttons": [{"title": "甲", "payload": "a"}]},
                {"custom": {"state": {"n": 2}, "advice": {"schema": "advice/1"}}},
            ],
            Turn(
                [
                    Reply(text="改好了"),
                    Reply(
                        text="选",
                        buttons=[Button(title="甲", value="a")],
                        advice={"schema": "advice/1"},
                    ),
                ],
                {"n": 2},
            ),
            id="two utterances, the last state wins",
        ),
        pytest.param(
            [{"text": "好", "custom": {"state": {"n": 1}}}, {"text": "再说"}],
            Turn([Reply(text="好"), Reply(text="再说")], {"n": 1}),
            id="text and custom in one message",
        ),
        pytest.param([{"text": "你好"}], Turn([Reply(text="你好")], None), id="no state"),
        pytest.param(
            [{"text": "见图"}, {"image": "x.png"}], Turn([Reply(text="见图")], None), id="image"
        ),
    ],
)
async def test_messages_become_replies(rasa: Rasa, messages: Any, turn: Turn) -> None:
    answering(rasa, messages)
    assert await rasa.turn("话", None, TODAY) == turn


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ([], "rasa_silent"),
        ([{"text": "  "}], "rasa_silent"),
        ([{"custom": {"state": {"n": 1}}}], "rasa_silent"),
        ({"text": "x"}, "rasa_bad_answer"),
        ([{"text": 1}], "rasa_bad_answer"),
        ([{"text": "x", "buttons": [{"title": "甲"}]}], "rasa_bad_answer"),
        ([{"text": "x"}, {"custom": {"state": "lost"}}], "rasa_bad_answer"),
    ],
)
async def test_an_answer_without_an_answer_is_a_failure(rasa: Rasa, answer: Any, code: str) -> None:
    answering(rasa, answer)
    with pytest.raises(AdvisorFailed) as failed:
        await rasa.turn("我的电话13800138000", None, TODAY)
    assert failed.value.code == code
    assert failed.value.heard
    assert "13800138000" not in str(failed.value)

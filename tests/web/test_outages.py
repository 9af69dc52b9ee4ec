"""Whatever dies in the middle of a turn, nothing is lost and nothing is taken twice."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.clock import Clock
from bot.settings import Settings
from bot.store import Store, conversation_key
from bot.web import turns
from tests.web.conftest import Browser, opened
from tests.web.rasa_stub import RasaStub, bound_socket

FAULTS = ["silent", "no text", "garbage", "wrong shape", "status", "cut"]


def assert_unavailable(response: httpx.Response) -> None:
    assert response.status_code == 503
    assert response.json()["error"]["code"] == "advisor_unavailable"
    assert "重试" in response.json()["error"]["message"]
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_failed_turn_is_said_and_can_be_tried_again(
    browser: Browser, stub: RasaStub, fault: str
) -> None:
    session = await browser.start()
    await browser.say(session, "一", "a")
    stub.fault = fault
    assert_unavailable(await browser.say(session, "二", "b"))
    assert await browser.texts(session) == [("一", ["第1条：一"]), ("二", None)]

    stub.fault = ""
    assert (await browser.say(session, "二", "b")).json()["replies"][0]["text"] == "第2条：二"


def test_a_person_waits_less_than_five_seconds() -> None:
    assert turns.BUDGET_SECONDS + turns.HEALTH_SECONDS < 5


async def test_a_rasa_that_hangs_is_given_up(
    browser: Browser, stub: RasaStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "BUDGET_SECONDS", 0.5)
    session = await browser.start()
    stub.fault = "hang"
    for answer in await asyncio.gather(
        browser.say(session, "一", "a"), browser.say(session, "二", "b")
    ):
        assert_unavailable(answer)
    stub.release()
    assert (await browser.say(session, "三", "c")).json()["replies"][0]["text"].startswith("第3条")


async def test_what_was_kept_during_an_outage_is_answered_first_and_in_order(
    without_rasa: tuple[Settings, RasaStub],
) -> None:
    settings, rasa = without_rasa
    async with opened(settings) as browser:
        session = await browser.start()
        assert_unavailable(await browser.say(session, "一", "a"))
        assert_unavailable(await browser.say(session, "二", "b"))
        with rasa.running():
            said = await browser.say(session, "三", "c")
            assert said.json()["replies"][0]["text"] == "第3条：三"
            assert await browser.texts(session) == [
                ("一", ["第1条：一"]),
                ("二", ["第2条：二"]),
                ("三", ["第3条：三"]),
            ]
            again = await browser.say(session, "一", "a")
    assert again.json()["replies"][0]["text"] == "第1条：一"
    assert [call["message"] for call in rasa.calls] == ["一", "二", "三"]


async def test_an_earlier_message_is_not_answered_after_a_later_one(
    browser: Browser, stub: RasaStub
) -> None:
    session = await browser.start()
    stub.fault = "silent"
    stub.actions_up = False
    await browser.say(session, "一", "a")
    response = await browser.say(session, "😀", "b")
    assert_unavailable(response)
    stub.fault = ""
    await browser.say(session, "一", "a")
    assert len((await browser.say(session, "😀", "b")).json()["replies"]) == 1


async def test_a_message_that_always_fails_is_set_aside_once_all_is_well(
    browser: Browser, stub: RasaStub
) -> None:
    session = await browser.start()
    await browser.say(session, "一", "a")
    stub.fault = "silent"
    for _ in range(turns.MAX_FAILURES - 1):
        assert_unavailable(await browser.say(session, "毒", "b"))
    last = await browser.say(session, "毒", "b")
    assert last.status_code == 200
    assert last.json()["replies"][0]["text"]
    stub.fault = ""
    assert (await browser.say(session, "二", "c")).json()["replies"][0]["text"] == "第2条：二"


async def test_no_message_is_set_aside_while_the_action_server_is_down(
    browser: Browser, stub: RasaStub
) -> None:
    session = await browser.start()
    stub.fault = "silent"
    stub.actions_up = False
    for _ in range(turns.MAX_FAILURES + 2):
        assert_unavailable(await browser.say(session, "一", "a"))
    stub.fault = ""
    assert (await browser.say(session, "一", "a")).json()["replies"][0]["text"] == "第1条：一"


async def test_yesterday_is_counted_from_the_day_of_the_message(
    settings: Settings, stub: RasaStub
) -> None:
    now = datetime(2026, 3, 1, 15, 59, tzinfo=UTC)
    async with opened(settings) as browser:
        state = browser.app.state
        state.turns = turns.Turns(state.store, state.rasa, state.metrics, Clock(None, lambda: now))
        session = await browser.start()
        stub.fault = "silent"
        await browser.say(session, "昨天签收的", "a")
        now += timedelta(minutes=2)
        stub.fault = ""
        await browser.say(session, "今天提出的", "b")
    days = [(call["message"], call["metadata"]["today"]) for call in stub.calls[1:]]
    assert days == [("昨天签收的", "2026-03-01"), ("今天提出的", "2026-03-02")]


async def test_an_answer_made_from_an_old_state_is_not_written(settings: Settings) -> None:
    store = await Store.open(settings.database_url)
    now = datetime.now(UTC)
    key = conversation_key(await store.create(now))
    message = await store.take(key, "a", "一", now)
    pending = await store.next_pending(key, message.position)
    assert pending is not None
    assert await store.answer(key, pending, [{"text": "好"}], {"n": 1}, now)
    assert not await store.answer(key, pending, [{"text": "又"}], {"n": 2}, now)
    assert await store.replies(key, message.position) == [{"text": "好"}]
    await store.close()


class WebProcess:
    """The application in a process of its own, on a port that outlives it."""

    def __init__(self, settings: Settings) -> None:
        self._socket = bound_socket()
        self._socket.listen(128)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._environment = os.environ | {
            "RASA_URL": settings.rasa_url,
            "ACTIONS_URL": settings.actions_url,
            "DATABASE_URL": settings.database_url,
        }

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        descriptor = self._socket.fileno()
        command = [sys.executable, "-m", "uvicorn", "bot.web.app:app", "--fd", str(descriptor)]
        with subprocess.Popen(
            command, env=self._environment, pass_fds=[descriptor], stderr=subprocess.DEVNULL
        ) as process:
            try:
                yield process
            finally:
                process.terminate()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def web(settings: Settings) -> Iterator[WebProcess]:
    web = WebProcess(settings)
    yield web
    web.close()


async def test_a_web_process_killed_in_mid_turn_loses_nothing(
    web: WebProcess, stub: RasaStub
) -> None:
    message = {"id": "b", "text": "二"}
    async with httpx.AsyncClient(base_url=web.url, timeout=30) as client:
        with web.running() as process:
            chat = f"/api/chat/{(await client.post('/api/chat')).json()['session']}"
            await client.post(f"{chat}/messages", json={"id": "a", "text": "一"})
            stub.called.clear()
            stub.fault = "hang"
            saying = asyncio.create_task(client.post(f"{chat}/messages", json=message))
            await asyncio.to_thread(stub.called.wait)
            process.send_signal(signal.SIGKILL)
            with pytest.raises(httpx.TransportError):
                await saying
        stub.release()
        with web.running():
            kept = (await client.get(chat)).json()["messages"]
            assert [(m["text"], m["replies"] is None) for m in kept] == [
                ("一", False),
                ("二", True),
            ]
            for _ in range(2):
                said = await client.post(f"{chat}/messages", json=message)
                assert said.json()["replies"][0]["text"] == "第2条：二"
    # Once before the kill, once after it, from the same state: the answer is the same.
    first, second = stub.calls[1:]
    assert first["metadata"]["state"] == second["metadata"]["state"]

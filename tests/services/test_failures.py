"""`kill -9` and hanging of each process, in the middle of a turn: nothing lost, nothing twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from tests.running import Advisor, Conversation, advice_in, running, share, text_of

STORY = "鞋子昨天签收的，试了下不喜欢，吊牌还在，想退，没写包运费也没有运费险"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    """A system of this module's own, to be broken."""
    with running(tmp_path_factory.mktemp("broken")) as started:
        yield started


@pytest.fixture
def talk(own: Advisor) -> Iterator[Conversation]:
    with Conversation(own.url) as conversation:
        yield conversation


def readiness(own: Advisor) -> tuple[int, dict[str, bool]]:
    response = httpx.get(f"{own.url}/readyz", timeout=10)
    return response.status_code, response.json()


@pytest.mark.parametrize("name", ["rasa", "actions"])
def test_while_a_part_is_down_the_api_says_so_and_goes_on_after(
    own: Advisor, talk: Conversation, name: str
) -> None:
    talk.say(STORY)
    own.kill(name)
    try:
        answer = talk.send("寄回去12块", "while-down")
        assert answer.status_code == 503
        assert answer.elapsed.total_seconds() < 5
        assert "一" <= answer.json()["error"]["message"][0] <= "鿿"
        status, parts = readiness(own)
        assert status == 503
        assert parts[name] is False
        assert parts["store"] is True
    finally:
        own.start(name)
    assert readiness(own)[0] == 200
    replies = talk.send("寄回去12块", "while-down").json()["replies"]
    advice = advice_in(replies)
    assert advice is not None
    assert share(advice, "return_freight")["split"] == {"consumer": "12.00"}
    assert [message["id"] for message in talk.history()].count("while-down") == 1


@pytest.mark.parametrize("name", ["rasa", "actions"])
def test_a_part_that_hangs_is_not_waited_for(own: Advisor, talk: Conversation, name: str) -> None:
    own.freeze(name)
    try:
        answer = talk.send(STORY, "hanging")
        assert answer.status_code == 503
    finally:
        own.thaw(name)
    assert advice_in(talk.send(STORY, "hanging").json()["replies"]) is not None


@pytest.mark.parametrize("name", ["rasa", "actions", "web"])
def test_killed_in_the_middle_of_a_turn(own: Advisor, talk: Conversation, name: str) -> None:
    talk.say(STORY)
    # The frozen part holds the turn in the middle; then it, or the web process, dies.
    frozen = "rasa" if name == "web" else name
    own.freeze(frozen)

    def send() -> None:
        with suppress(httpx.HTTPError):
            talk.send("寄回去12块", "in-the-middle")

    sender = threading.Thread(target=send)
    sender.start()
    try:
        _until_pending(own, talk)
    finally:
        own.kill(name)
        if frozen != name:
            own.thaw(frozen)
        own.start(name)
        sender.join()

    first = talk.send("寄回去12块", "in-the-middle")
    assert first.status_code == 200, first.text
    again = talk.send("寄回去12块", "in-the-middle")
    assert first.json() == again.json()
    advice = advice_in(first.json()["replies"])
    assert advice is not None
    assert share(advice, "return_freight")["split"] == {"consumer": "12.00"}
    history = talk.history()
    assert [message["id"] for message in history] == ["m1", "in-the-middle"]
    assert all(message["replies"] for message in history)
    assert "12元 → 15元" in text_of(talk.say("不对，运费是15"))


def test_what_people_write_reaches_no_log(own: Advisor, talk: Conversation) -> None:
    secret = "我叫张无忌，电话13812345678"
    talk.send(f"{secret}，鞋子不喜欢想退")
    own.kill("actions")
    talk.send(f"{secret}，运费15")
    own.freeze("rasa")
    talk.send(f"{secret}，运费16")
    own.thaw("rasa")
    own.start("actions")
    logs = [log.read_text(errors="replace") for log in own.folder.glob("*.log")]
    assert len(logs) == 3
    for log in logs:
        assert "张无忌" not in log
        assert "\\u5f20\\u65e0" not in log.lower()
        assert "13812345678" not in log
        assert talk.session not in log


def _until_pending(own: Advisor, talk: Conversation) -> None:
    """Waits until the message is stored and its turn under way."""
    for _ in range(1000):
        if len(talk.history()) == 2:
            return
    raise AssertionError("the message was never stored")

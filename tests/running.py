"""The three real processes for tests: started on free ports, killed and started again at will."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from bot.services import ROOT, Ports, Service, services

TODAY = "2026-01-20"
START_SECONDS = 120


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Advisor:
    """The running system. `kill` is `kill -9`; `start` brings a killed process back.

    `environment` is added to that of all processes. With `second_web` there is one web process more,
    "web2".
    """

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    second_web: bool = False
    ports: Ports = field(
        default_factory=lambda: Ports(web=_free_port(), rasa=_free_port(), actions=_free_port())
    )
    _processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._services: dict[str, Service] = {
            service.name: service for service in services(self.ports, self.folder)
        }
        if self.second_web:
            self._second_ports = replace(self.ports, web=_free_port())
            *_, web = services(self._second_ports, self.folder)
            self._services["web2"] = replace(web, name="web2")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports.web}"

    @property
    def second_url(self) -> str:
        return f"http://127.0.0.1:{self._second_ports.web}"

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.rasa}"

    def pid(self, name: str) -> int:
        return self._processes[name].pid

    def start(self, *names: str) -> None:
        """Starts the named processes (all by default) and waits until each answers."""
        wanted = names or tuple(self._services)
        database = f"sqlite+aiosqlite:///{self.folder / 'bot.db'}"
        for name in wanted:
            service = self._services[name]
            environment = {"TODAY": TODAY, "DATABASE_URL": database} | self.environment
            with (self.folder / f"{name}.log").open("ab") as log:
                self._processes[name] = subprocess.Popen(
                    service.command,
                    cwd=ROOT,
                    env=os.environ | service.environment | environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        for name in wanted:
            self._wait(name)

    def kill(self, name: str) -> None:
        process = self._processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def freeze(self, name: str) -> None:
        """The process hangs: it holds its port and answers nothing."""
        os.killpg(self.pid(name), signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        os.killpg(self.pid(name), signal.SIGCONT)

    def stop(self) -> None:
        for name in list(self._processes):
            self.kill(name)

    def _wait(self, name: str) -> None:
        address = {
            "web": lambda: f"{self.url}/healthz",
            "web2": lambda: f"{self.second_url}/healthz",
            "rasa": lambda: f"{self.rasa_url}/",
            "actions": lambda: f"http://127.0.0.1:{self.ports.actions}/health",
        }[name]()
        deadline = time.monotonic() + START_SECONDS
        with httpx.Client(timeout=1, trust_env=False, verify=False) as client:
            while time.monotonic() < deadline and self._processes[name].poll() is None:
                with suppress(httpx.HTTPError):
                    if client.get(address).is_success:
                        return
                time.sleep(0.05)
        log = (self.folder / f"{name}.log").read_text(errors="replace")[-2000:]
        raise AssertionError(f"{name} did not start:\n{log}")


@contextmanager
def running(
    folder: Path, environment: dict[str, str] | None = None, *, second_web: bool = False
) -> Iterator[Advisor]:
    advisor = Advisor(folder, environment or {}, second_web)
    try:
        advisor.start()
        yield advisor
    finally:
        advisor.stop()


class Conversation:
    """One person talking through the chat API."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=20)
        self.session: str = self._client.post("/api/chat").raise_for_status().json()["session"]
        self.sent = 0

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, *exception: object) -> None:
        self._client.close()

    def send(self, text: str, message_id: str | None = None, **confirmed: Any) -> httpx.Response:
        """Sends a message; `confirmed` are `facts`, and the `matter` that they are about."""
        self.sent += 1
        body = {"id": message_id or f"m{self.sent}", "text": text, **confirmed}
        return self._client.post(f"/api/chat/{self.session}/messages", json=body)

    def say(self, text: str, **confirmed: Any) -> list[dict[str, Any]]:
        """The replies to a message; fails on an error."""
        response = self.send(text, **confirmed)
        assert response.status_code == 200, response.text
        replies: list[dict[str, Any]] = response.json()["replies"]
        assert replies
        return replies

    def what_ifs(self) -> list[dict[str, Any]]:
        """Of the first case."""
        response = self._client.get(f"/api/chat/{self.session}/cases/0/what-ifs")
        found: list[dict[str, Any]] = response.raise_for_status().json()["what_ifs"]
        return found

    def history(self) -> list[dict[str, Any]]:
        response = self._client.get(f"/api/chat/{self.session}").raise_for_status()
        messages: list[dict[str, Any]] = response.json()["messages"]
        return messages


def advice_in(replies: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The last advice among the replies."""
    found = [reply["advice"] for reply in replies if reply["advice"]]
    return found[-1] if found else None


def question_in(replies: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The last question among the replies."""
    found = [reply["question"] for reply in replies if reply["question"]]
    return found[-1] if found else None


def text_of(replies: list[dict[str, Any]]) -> str:
    return "\n".join(reply["text"] for reply in replies)


def interview(
    talk: Conversation, story: str, answers: dict[str, str]
) -> tuple[dict[str, Any], int]:
    """Tells the story and answers what is asked; the last advice and how many questions it took."""
    replies = talk.say(story)
    advice, asked = advice_in(replies), 0
    while question := question_in(replies):
        asked += 1
        assert asked <= 6, f"asked without end, last for {question['fact']}"
        replies = talk.say(answers.get(question["fact"], "不清楚"))
        advice = advice_in(replies) or advice
    assert advice is not None, text_of(replies)
    return advice, asked


def share(advice: dict[str, Any], cost: str) -> dict[str, Any]:
    found = [row for row in advice["shares"] if row["cost"] == cost]
    assert len(found) == 1, f"{cost}: {[row['cost'] for row in advice['shares']]}"
    return found[0]

"""Client of the Rasa server: one turn is one call, `(state, text, today) -> (state', replies)`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import uuid4

import httpx
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

TURN_SECONDS = 4.0
CONNECT_SECONDS = 1.0
HEALTH_SECONDS = 1.0
# Shorter than the 5 s after which Rasa's server closes an idle connection: a request sent at that
# very moment would be lost.
KEEP_ALIVE_SECONDS = 2.0


class AdvisorFailed(Exception):
    """No answer came. `code` says why, for the log; it holds nothing of what a person wrote.

    `heard` is true where Rasa itself took the message and answered badly or not at all.
    """

    def __init__(self, code: str, *, heard: bool) -> None:
        super().__init__(code)
        self.code = code
        self.heard = heard


class Button(BaseModel):
    """A ready answer: what it says, and the text to send when it is chosen."""

    model_config = ConfigDict(frozen=True)

    title: str
    value: str


class Reply(BaseModel):
    """One thing that the advisor says; `advice` and `question` say the same to programs."""

    model_config = ConfigDict(frozen=True)

    text: str
    buttons: list[Button] = []
    advice: dict[str, Any] | None = None
    question: dict[str, Any] | None = None
    card: Literal["instead", "beside"] | None = Field(
        None,
        description="`instead`: the advice says all that the text says; "
        "`beside`: the text says what changed in it; null: the text stands alone.",
    )
    matter: int | None = Field(
        None, description="Which case of the conversation a card is about, from 0."
    )


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of a turn. `state` is None where it stays as it was."""

    replies: list[Reply]
    state: dict[str, Any] | None


class _RasaButton(BaseModel):
    title: str
    payload: str


class _Custom(BaseModel):
    advice: dict[str, Any] | None = None
    question: dict[str, Any] | None = None
    card: Literal["instead", "beside"] | None = None
    matter: int | None = None
    state: dict[str, Any] | None = None


class _RasaMessage(BaseModel):
    text: str = ""
    buttons: list[_RasaButton] = Field(default_factory=list)
    custom: _Custom | None = None


_MESSAGES = TypeAdapter(list[_RasaMessage])


class Rasa:
    """The Rasa server and the action server behind it."""

    def __init__(self, rasa_url: str, actions_url: str) -> None:
        self._webhook = f"{rasa_url}/webhooks/rest/webhook"
        self._health = {"rasa": f"{rasa_url}/webhooks/rest/", "actions": f"{actions_url}/health"}
        self._http = httpx.AsyncClient(
            # Both servers are near: a proxy from the environment would only see what people write.
            trust_env=False,
            timeout=httpx.Timeout(TURN_SECONDS, connect=CONNECT_SECONDS),
            limits=httpx.Limits(keepalive_expiry=KEEP_ALIVE_SECONDS),
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def turn(
        self,
        text: str,
        state: dict[str, Any] | None,
        today: date,
        seconds: float = TURN_SECONDS,
        facts: dict[str, Any] | None = None,
        matter: int | None = None,
    ) -> Turn:
        """Answers a message within `seconds`. Raises AdvisorFailed.

        `facts` are JSON of `Case` that the person confirmed, about the case of index `matter`.
        """
        metadata: dict[str, Any] = {"state": state, "today": today.isoformat()}
        if facts:
            metadata |= {"facts": facts, "matter": matter}
        request = {"sender": uuid4().hex, "message": text, "metadata": metadata}
        try:
            async with asyncio.timeout(seconds):
                response = await self._http.post(
                    self._webhook,
                    json=request,
                    timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS),
                )
        except (TimeoutError, httpx.TimeoutException):
            raise AdvisorFailed("rasa_timeout", heard=False) from None
        except httpx.HTTPError as error:
            raise AdvisorFailed(f"rasa_{type(error).__name__}", heard=False) from None
        if response.status_code != httpx.codes.OK:
            raise AdvisorFailed(f"rasa_status_{response.status_code}", heard=True)
        try:
            messages = _MESSAGES.validate_json(response.content)
        except ValidationError:
            raise AdvisorFailed("rasa_bad_answer", heard=True) from None
        turn = _joined(messages)
        if not turn.replies:
            raise AdvisorFailed("rasa_silent", heard=True)
        return turn

    async def health(self, seconds: float = HEALTH_SECONDS) -> dict[str, bool]:
        """Which of the two servers answer: {"rasa": …, "actions": …}."""
        up = await asyncio.gather(*(self._answers(url, seconds) for url in self._health.values()))
        return dict(zip(self._health, up, strict=True))

    async def _answers(self, url: str, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                response = await self._http.get(url)
        except (TimeoutError, httpx.HTTPError):
            return False
        return response.status_code == httpx.codes.OK


def _joined(messages: Iterable[_RasaMessage]) -> Turn:
    """Puts together what Rasa's REST channel takes apart.

    It delivers an utterance's paragraphs as single messages and its `custom` as one more after
    them, so that all texts since the last `custom` are one utterance with the next one.
    """
    replies: list[Reply] = []
    paragraphs: list[_RasaMessage] = []
    state = None
    for message in messages:
        if message.text.strip():
            paragraphs.append(message)
        if message.custom:
            if message.custom.state is not None:
                state = message.custom.state
            if paragraphs:
                replies.append(_reply(paragraphs, message.custom))
                paragraphs = []
    if paragraphs:
        replies.append(_reply(paragraphs, _Custom()))
    return Turn(replies, state)


def _reply(paragraphs: list[_RasaMessage], custom: _Custom) -> Reply:
    return Reply(
        text="\n\n".join(message.text.strip() for message in paragraphs),
        buttons=[
            Button(title=button.title, value=button.payload)
            for message in paragraphs
            for button in message.buttons
        ],
        advice=custom.advice,
        question=custom.question,
        card=custom.card,
        matter=custom.matter,
    )

"""One action for each function of `bot.dialogue`; state comes and goes with the message."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot import dialogue
from bot.case import State
from bot.clock import Clock
from bot.dialogue import Reply, Turn


class _TurnAction(Action, ABC):
    """Reads the state from the message's metadata and answers with the new one in `custom`.

    Without a state in the metadata (`rasa shell`, plain REST) each message is a story of its own.
    """

    action_name: str

    @staticmethod
    @abstractmethod
    def respond(state: State, parsed: Mapping[str, Any], today: date) -> Turn:
        """The function of `bot.dialogue` that answers."""

    def name(self) -> str:
        return self.action_name

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        message = tracker.latest_message
        metadata = message.get("metadata") or {}
        state = State.model_validate(metadata["state"]) if metadata.get("state") else State()
        today = _today(metadata)
        if metadata.get("facts"):
            matter = metadata.get("matter")
            turn = dialogue.confirm_facts(state, metadata["facts"], matter, today)
        else:
            turn = dialogue.answer_to(self.respond, state, message, today)
        for reply in turn.replies:
            _say(dispatcher, reply)
        if "state" in metadata:
            dispatcher.utter_message(
                json_message={"state": turn.state.model_dump(mode="json", exclude_defaults=True)}
            )
        return []


def _today(metadata: Mapping[str, Any]) -> date:
    if metadata.get("today"):
        return date.fromisoformat(metadata["today"])
    return Clock(None).today()


def _say(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    custom: dict[str, Any] = {}
    if reply.advice is not None:
        custom["advice"] = reply.advice.to_json()
    if reply.question is not None:
        custom["question"] = reply.question.to_json()
    if reply.card is not None:
        custom |= {"card": reply.card.value, "matter": reply.matter}
    buttons = [{"title": title, "payload": title} for title in reply.buttons]
    if reply.template is not None:
        dispatcher.utter_message(response=reply.template)
        return
    dispatcher.utter_message(text=reply.text, buttons=buttons or None, json_message=custom or None)


class ActionAdvise(_TurnAction):
    """Also Rasa's fallback: a message that no rule matches may still hold facts."""

    action_name = "action_advise"
    respond = staticmethod(dialogue.tell)


class ActionExplain(_TurnAction):
    action_name = "action_explain"
    respond = staticmethod(dialogue.explain)


class ActionBeginAnew(_TurnAction):
    action_name = "action_begin_anew"
    respond = staticmethod(dialogue.restart)


class ActionAside(_TurnAction):
    action_name = "action_aside"
    respond = staticmethod(dialogue.aside)


class ActionOtherDispute(_TurnAction):
    action_name = "action_other_dispute"
    respond = staticmethod(dialogue.other_dispute)


class ActionSuppose(_TurnAction):
    action_name = "action_suppose"
    respond = staticmethod(dialogue.suppose)


class ActionNextStep(_TurnAction):
    action_name = "action_next_step"
    respond = staticmethod(dialogue.next_step)


class ActionLetter(_TurnAction):
    action_name = "action_letter"
    respond = staticmethod(dialogue.letter)

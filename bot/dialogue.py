"""A turn: `(state, parsed message, today) -> (state', replies)`. Pure.

Each function here answers one kind of message; Rasa's rules choose which (`actions/`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.answer import chat
from bot.answer.articles import explain_article
from bot.answer.glossary import explain_terms
from bot.case import FACTS, Case, State
from bot.intake import SITUATION_INTENTS, Taken, named_choice, take, unplaced_amounts
from bot.law import Advice, Question, advise
from bot.law.goods import classify
from bot.law.mailing import NEVER_RENAME, STOP_USING
from bot.law.wording import yuan

MOST_QUESTIONS = 3
"""A person who is upset is asked this much and no more; what is then unknown is a condition."""

SURE_ENOUGH_TO_FORGET = 0.8
"""The classifier's confidence (0 to 1) from which "start over" is believed."""

ANSWERS = ("affirm", "deny", "unsure")
IN_PASSING = {"goods", "platform", "carrier", "distance_purchase"}
"""Facts that a message may name without being about the case."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One bot message. `template` names a response of the domain, said instead of `text`."""

    text: str = ""
    advice: Advice | None = None
    question: Question | None = None
    template: str | None = None

    @property
    def buttons(self) -> tuple[str, ...]:
        """What the quick-reply buttons say, and send when tapped."""
        if self.question is None or not self.question.choices:
            return ()
        return (*(choice.title for choice in self.question.choices), "不清楚")


@dataclass(frozen=True, slots=True)
class Turn:
    state: State
    replies: tuple[Reply, ...]


def answer_to(
    respond: Callable[[State, Mapping[str, Any], date], Turn],
    state: State,
    parsed: Mapping[str, Any],
    today: date,
) -> Turn:
    """The turn as `respond` takes it; but a choice of the open question, tapped or by its number,
    answers that question, whatever the classifier made of it, and an article that is asked for by
    its number is shown."""
    article = explain_article(parsed["text"])
    if article is not None:
        again = _repeat(state) if _waits_for_answer(state) else ()
        return Turn(state.model_copy(update={"misunderstood": 0}), (Reply(article), *again))
    chosen = state.asked and named_choice(state.asked[0], parsed["text"])
    return (tell if chosen else respond)(state, parsed, today)


def tell(state: State, parsed: Mapping[str, Any], today: date) -> Turn:
    """A story, facts, an answer or a correction: take it in, then ask on or advise."""
    if _is_another_story(state, parsed):
        state = State(cases=(*state.cases, Case()))
    taken = take(state.case, parsed, state.asked, today)
    if taken.doubts:
        return _ask_back(state, taken)
    if taken.understood:
        return _go_on(state, taken, today)
    if unplaced_amounts(parsed):
        return _ask_role_of_amount(state, parsed)
    if parsed["intent"]["name"] in ANSWERS and not _waits_for_answer(state):
        settled = _nothing_asked(state)
        if state.asked and not state.advised:
            return _go_on(settled, taken, today)
        return Turn(settled, (Reply(template="utter_noted"),))
    return misunderstand(state, parsed, today)


def explain(state: State, parsed: Mapping[str, Any], today: date) -> Turn:
    """Why? The trace with the articles of the last advice, or why the open question is asked."""
    if _tells_something(state, parsed, today):
        return tell(state, parsed, today)
    state = state.model_copy(update={"misunderstood": 0})
    result = _advise(state.case, today) if state.advised else None
    if result is not None:
        return Turn(state, (Reply(chat.why_text(result), advice=result),))
    if state.asked:
        return Turn(state, (Reply(template="utter_why_asked"), *_repeat(state)))
    return tell(state, parsed, today)


def restart(state: State, parsed: Mapping[str, Any], today: date) -> Turn:
    """Forget everything and begin anew; not on a mere guess, for the case would be lost."""
    if parsed["intent"]["confidence"] < SURE_ENOUGH_TO_FORGET:
        return tell(state, parsed, today)
    return Turn(State(), (Reply(template="utter_restarted"),))


def aside(state: State, parsed: Mapping[str, Any], today: date) -> Turn:
    """Small talk and everything that is no part of the case; an open question is asked again."""
    intent = parsed["intent"]["name"]
    if intent == "ask_meaning":
        known = explain_terms(parsed["text"])
        said = Reply(known) if known else Reply(template="utter_unknown_term")
    elif _tells_something(state, parsed, today):
        return tell(state, parsed, today)
    else:
        said = Reply(template=f"utter_{intent}")
    again = _repeat(state) if _waits_for_answer(state) else ()
    return Turn(state.model_copy(update={"misunderstood": 0}), (said, *again))


def other_dispute(state: State, parsed: Mapping[str, Any], today: date) -> Turn:
    """A neighbouring dispute: part of a case under way, else what holds for all of them."""
    if (state.asked or state.advised) and _tells_something(state, parsed, today):
        return tell(state, parsed, today)
    said = Reply(template="utter_other_dispute")
    again = _repeat(state) if _waits_for_answer(state) else ()
    return Turn(state.model_copy(update={"misunderstood": 0}), (said, *again))


def misunderstand(state: State, parsed: Mapping[str, Any], today: date) -> Turn:
    """Not understood: rephrase, then buttons, then where to find a person; a question that stays
    unanswered is then taken for one that the person cannot answer."""
    count = state.misunderstood + 1
    state = state.model_copy(update={"misunderstood": count})
    if count == 1:
        return Turn(state, (Reply(template="utter_rephrase"), *_repeat(state)))
    if count == 2:
        if not state.asked and state.case.return_reason is None:
            state = state.model_copy(update={"asked": ("return_reason",)})
        template = "utter_pick_one" if _waits_for_answer(state) else "utter_ask_capability"
        return Turn(state, (Reply(template=template), *_repeat(state)))
    person = Reply(template="utter_ask_human")
    if state.case.return_reason is None or not _waits_for_answer(state):
        return Turn(state, (person, *_repeat(state)))
    unsure = state.case.without(state.asked[0])
    turn = _go_on(state, Taken(unsure, (), (), {}, True), today)
    return Turn(turn.state, (person, *turn.replies))


def _tells_something(state: State, parsed: Mapping[str, Any], today: date) -> bool:
    """Whether a message that seems to be about something else adds to the case."""
    taken = take(state.case, parsed, (), today)
    news = {*taken.learned, *(change.fact for change in taken.changes)} - IN_PASSING
    if state.asked or state.advised:
        return bool(news)
    return bool(news & {"return_reason", "courier_refused"})


def _ask_back(state: State, taken: Taken) -> Turn:
    """What cannot be is asked back; the question that was open comes again after that."""
    said = (Reply(chat.changes_text(taken.changes)),) if taken.changes else ()
    interrupted = 1 if _waits_for_answer(state) else 0
    state = state.with_case(taken.case).model_copy(
        update={
            "asked": tuple(taken.doubts),
            "asked_again": False,
            "questions": max(state.questions - interrupted, 0),
            "misunderstood": 0,
        }
    )
    return Turn(state, (*said, Reply("\n".join(dict.fromkeys(taken.doubts.values())))))


def _go_on(state: State, taken: Taken, today: date) -> Turn:
    """After something was understood: say what changed, then the next question or the advice."""
    before = _advise(state.case, today) if state.advised else None
    said = (Reply(chat.changes_text(taken.changes)),) if taken.changes else ()
    state = state.with_case(taken.case).model_copy(update={"misunderstood": 0})
    while True:
        result = advise(state.case, today)
        if isinstance(result, Advice):
            if before is not None and not (taken.learned or taken.changes):
                unchanged = Reply(chat.unchanged_text(result), advice=result)
                return Turn(_nothing_asked(state), (unchanged,))
            return _answer(state, before, result, said)
        asked_again = result.fact in state.asked
        if state.questions < MOST_QUESTIONS and not (asked_again and state.asked_again):
            break
        state = state.with_case(state.case.without(result.fact))
    state = state.model_copy(
        update={
            "asked": result.facts,
            "asked_again": asked_again,
            "questions": state.questions + (0 if asked_again else 1),
        }
    )
    return Turn(
        state, (*said, *_at_once(taken), Reply(chat.question_text(result), question=result))
    )


def _at_once(taken: Taken) -> tuple[Reply, ...]:
    """What cannot wait until the questions are answered."""
    urgent = {"misdeclaring_suggested": NEVER_RENAME, "dangerous": STOP_USING}
    return tuple(
        Reply(text)
        for fact, text in urgent.items()
        if fact in taken.learned and getattr(taken.case, fact)
    )


def _answer(state: State, before: Advice | None, advice: Advice, said: tuple[Reply, ...]) -> Turn:
    text = chat.update_text(before, advice) if before else chat.advice_text(advice)
    replies = (*said, Reply(text, advice=advice))
    state = _nothing_asked(state).model_copy(update={"advised": True})
    if state.details_asked or not advice.missing or state.questions >= MOST_QUESTIONS:
        return Turn(state, replies)
    question = Question.for_details(advice.missing)
    state = state.model_copy(
        update={
            "asked": question.facts,
            "details_asked": True,
            "questions": state.questions + 1,
        }
    )
    return Turn(state, (*replies, Reply(question.text, question=question)))


def _advise(case: Case, today: date) -> Advice | None:
    result = advise(case, today)
    return result if isinstance(result, Advice) else None


def _nothing_asked(state: State) -> State:
    return state.model_copy(update={"asked": (), "asked_again": False})


def _waits_for_answer(state: State) -> bool:
    """Whether a question is open that the rules need answered (amounts and days they do not)."""
    return any(not FACTS[fact].useful for fact in state.asked)


def _is_another_story(state: State, parsed: Mapping[str, Any]) -> bool:
    """Once the reason is known, another reason or situation about other goods is another case."""
    entities = {entity["entity"] for entity in parsed["entities"]}
    tells = parsed["intent"]["name"] in SITUATION_INTENTS or "return_reason" in entities
    if state.case.return_reason is None or not tells or parsed["intent"]["name"] == "correct":
        return False
    old = state.case.goods
    new = [entity["value"] for entity in parsed["entities"] if entity["entity"] == "goods"]
    if not old or not new or new[0] in old or old in new[0]:
        return False
    return classify(old) is None or classify(old) is not classify(new[0])


def _ask_role_of_amount(state: State, parsed: Mapping[str, Any]) -> Turn:
    """ "27" out of the blue: what is it for?"""
    said = "、".join(yuan(amount) for amount in unplaced_amounts(parsed))
    text = f"{said}是什么钱？比如说“运费{said}”或“保价{said}”。"
    state = state.model_copy(update={"misunderstood": 0})
    return Turn(state, (Reply(text), *_repeat(state)))


def _repeat(state: State) -> tuple[Reply, ...]:
    """The open question once more."""
    if not state.asked:
        return ()
    if len(state.asked) > 1 or FACTS[state.asked[0]].useful:
        question = Question.for_details(state.asked)
    else:
        question = Question.about(state.asked[0])
    return (Reply(question.text, question=question),)

"""A turn: `(state, parsed message, today) -> (state', replies)`. Pure.

Each function here answers one kind of message; Rasa's rules choose which (`actions/`). A conversation
may be about several goods: each has its own case, and `State.about` says which one is spoken of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bot.answer import chat
from bot.answer.articles import explain_article
from bot.answer.costs_asked import CostsAsked, costs_asked, deduction_name
from bot.answer.glossary import explain_terms
from bot.answer.papers import letter_to_seller
from bot.case import FACTS, Case, State
from bot.intake import (
    SITUATION_INTENTS,
    Taken,
    confirm,
    is_unsure,
    named_choice,
    renames,
    take,
    unplaced_amounts,
)
from bot.law import Advice, Question, advise
from bot.law.advise import advise_anyway
from bot.law.goods import classify
from bot.law.known import NAMED_BY
from bot.law.mailing import NEVER_RENAME, STOP_USING
from bot.law.wording import yuan

MOST_QUESTIONS = 3
"""A person who is upset is asked this much and no more; what is then unknown is a condition."""

SURE_OF_DISTRESS = 0.6
"""The classifier's confidence (0 to 1) from which despair is answered before anything else."""

SURE_ENOUGH_TO_FORGET = 0.8
"""The classifier's confidence (0 to 1) from which "start over" is believed."""

_FORGOTTEN = "这件东西已经不在这段对话里了。想再说它，就从头讲一遍。"

ANSWERS = ("affirm", "deny", "unsure")
_PART = "part"
"""The role of goods that may be a part of those of the case: 电池 of 手机."""
IN_PASSING = {"goods", "platform", "carrier", "distance_purchase"}
"""Facts that a message may name without being about the case."""


class Card(StrEnum):
    """How an advice may be shown where more than text can be: in place of the text, which says the
    same, or beside it, where the text says what is different now."""

    INSTEAD = "instead"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Reply:
    """One bot message. `template` names a response of the domain, said instead of `text`.

    With a `card` the advice as a whole is the answer, about the case of index `matter`.
    """

    text: str = ""
    advice: Advice | None = None
    question: Question | None = None
    template: str | None = None
    card: Card | None = None
    matter: int | None = None

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
    answers that question, whatever NLU made of it, an article that is asked for by its number is
    shown, who despairs is not asked for freight, and who does not know the answer has answered."""
    if state.asked and named_choice(state.asked[0], parsed["text"]):
        return _tell(state, parsed, today)
    if _is_in_distress(parsed):
        return Turn(state, (Reply(template="utter_distress"),))
    article = explain_article(parsed["text"])
    if article is not None:
        settled = state.model_copy(update={"misunderstood": 0})
        return Turn(settled, (Reply(article), *_open_question(state)))
    off_topic = parsed["intent"]["name"] == "out_of_scope"
    unsure = off_topic and is_unsure(parsed["text"], state.asked)
    return (tell if unsure else respond)(state, parsed, today)


def tell(state: State, parsed: Mapping[str, Any], today: date) -> Turn:
    """A story, facts, an answer or a correction: take it in, then ask on or advise."""
    parts = parsed.get("parts") or ()
    if parts:
        return _tell_of_several(state, parts, today)
    return _in_matter(state, matter_of(state, parsed), lambda there: _tell(there, parsed, today))


def confirm_facts(state: State, facts: Mapping[str, Any], matter: int | None, today: date) -> Turn:
    """Facts that the person confirmed by a tap: they go into the case of index `matter` (None: the
    one spoken of) as they are, whatever the text of the message says."""
    place = state.about if matter is None else matter
    if place >= len(state.matters):
        return Turn(state, (Reply(_FORGOTTEN),))
    return _in_matter(state, place, lambda there: _confirm(there, facts, today))


def _confirm(state: State, facts: Mapping[str, Any], today: date) -> Turn:
    taken = confirm(state.case, facts, today)
    if taken.doubts:
        return _ask_back(state, taken)
    # Who taps on something else has not failed to answer the open question.
    return _go_on(state.model_copy(update={"asked_again": False}), taken, today)


def _in_matter(state: State, place: int, turn_to: Callable[[State], Turn]) -> Turn:
    """A turn about the matter `place`; after it, the question that is open about another one."""
    if place == state.about:
        return turn_to(state)
    turn = turn_to(state.turned_to(place))
    if _waits_for_answer(state) and not turn.state.asked:
        back = turn.state.turned_to(state.about).model_copy(update={"asked": state.asked})
        return Turn(back, (*turn.replies, *_repeat(back)))
    return turn


def _tell(state: State, parsed: Mapping[str, Any], today: date) -> Turn:
    """What is told of the case that the conversation is about."""
    taken = take(state.case, parsed, state.asked, today)
    if taken.doubts:
        return _ask_back(state, taken)
    costs = costs_asked(parsed["text"])
    if state.advised and costs and not (taken.learned or taken.changes):
        return _answer_about_costs(state, state.case, costs, today)
    if taken.understood:
        turn = _go_on(state, taken, today)
        return Turn(turn.state, (*_how_it_is_called(taken, parsed), *turn.replies))
    if unplaced_amounts(parsed):
        return _ask_role_of_amount(state, parsed)
    if parsed["intent"]["name"] in ANSWERS and not _waits_for_answer(state):
        settled = _nothing_asked(state)
        if state.asked and not state.advised:
            return _go_on(settled, taken, today)
        return Turn(settled, (Reply(template="utter_noted"),))
    return misunderstand(state, parsed, today)


def _tell_of_several(state: State, parts: Sequence[Mapping[str, Any]], today: date) -> Turn:
    """A message about several goods: a case for each, then advice on those that are clear and a
    question about the first that is not."""
    state = _nothing_asked(state).model_copy(update={"misunderstood": 0})
    first = len(state.matters)
    doubts: list[str] = []
    for part in parts:
        state = state.turned_to(_matter_for_part(state, part))
        first = min(first, state.about)
        taken = take(state.case, part, (), today)
        doubts += taken.doubts.values()
        state = state.with_case(taken.case, taken.changes).with_progress(advised=False)
    asked_back = (Reply("\n".join(dict.fromkeys(doubts))),) if doubts else ()
    state = state.turned_to(first)
    turn = _go_on(state, Taken(state.case, (), (), {}, True), today)
    return Turn(turn.state, (*asked_back, *turn.replies))


def suppose(state: State, parsed: Mapping[str, Any], today: date) -> Turn:
    """如果是商家叫的快递呢? What would change; the case itself stays as it is."""
    state = state.model_copy(update={"misunderstood": 0})
    spoken_of = state.turned_to(matter_of(state, parsed))
    case = spoken_of.case
    taken = take(case, parsed, (), today, supposing=True)
    if case.return_reason is None and not spoken_of.advised:
        return _go_on(spoken_of, taken, today) if taken.understood else _nothing_to_suppose(state)
    if taken.doubts:
        return Turn(state, (Reply("\n".join(taken.doubts.values())), *_open_question(state)))
    if not (taken.learned or taken.changes):
        costs = costs_asked(parsed["text"])
        if costs:
            return _answer_about_costs(state, case, costs, today)
        return _nothing_to_suppose(state)
    before = advise_anyway(case, today)
    after = advise_anyway(taken.case, today)
    supposed = chat.supposition_text(taken.case, (*taken.learned, *(c.fact for c in taken.changes)))
    text = f"{supposed}\n{chat.varied_text(before, after)}\n这只是假设，你原来的情况我还记着。"
    return Turn(state, (Reply(text, advice=after), *_open_question(state)))


def _answer_about_costs(state: State, case: Case, costs: CostsAsked, today: date) -> Turn:
    """Who bears the costs that are asked about: as advised, or as it would be if they came up."""
    advice = advise_anyway(case, today)
    came_up = {NAMED_BY[cost]: True for cost in costs.named if cost in NAMED_BY}
    supposed = advise_anyway(case.with_facts(came_up), today)
    text = chat.costs_text(costs.named, costs.unknown, advice, supposed)
    settled = state.model_copy(update={"misunderstood": 0})
    return Turn(settled, (Reply(text, advice=advice), *_open_question(settled)))


def _how_it_is_called(taken: Taken, parsed: Mapping[str, Any]) -> tuple[Reply, ...]:
    """拆封费 is told as 折旧费: said once, when it comes up."""
    name = deduction_name(parsed["text"])
    if name is None or "depreciation_claimed" not in taken.learned:
        return ()
    return (Reply(f"{name}是商家想从退款里扣的钱，我放在“折旧费”里算。"),)


def next_step(state: State, parsed: Mapping[str, Any], today: date) -> Turn:
    """What to do now, and what after that if the seller refuses."""
    return _about_the_advice(state, parsed, today, chat.steps_text, "utter_next_step_first")


def letter(state: State, parsed: Mapping[str, Any], today: date) -> Turn:
    """What to write to the seller."""

    def put(advice: Advice) -> str:
        paper = letter_to_seller(state.case, advice, today)
        return f"下面这段{paper.recipient}，【】里换成你的，发之前核对一遍：\n\n{paper.text}"

    return _about_the_advice(state, parsed, today, put, "utter_letter_first")


def _about_the_advice(
    state: State,
    parsed: Mapping[str, Any],
    today: date,
    say: Callable[[Advice], str],
    template: str,
) -> Turn:
    """The last advice put in another way; without one the open question, or what has to be told."""
    if _tells_something(state, parsed, today):
        return tell(state, parsed, today)
    state = state.model_copy(update={"misunderstood": 0})
    result = _advise(state.case, today) if state.advised else None
    if result is not None:
        return Turn(state, (Reply(say(result), advice=result),))
    return Turn(state, (Reply(template=template), *_repeat(state)))


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
    settled = state.model_copy(update={"misunderstood": 0})
    return Turn(settled, (said, *_open_question(state)))


def other_dispute(state: State, parsed: Mapping[str, Any], today: date) -> Turn:
    """A neighbouring dispute: part of a case under way, else what holds for all of them."""
    if (state.asked or state.advised) and _tells_something(state, parsed, today):
        return tell(state, parsed, today)
    said = Reply(template=f"utter_{parsed['intent']['name']}")
    settled = state.model_copy(update={"misunderstood": 0})
    return Turn(settled, (said, *_open_question(state)))


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
    questions = max(state.matter.questions - interrupted, 0)
    state = (
        state.with_case(taken.case, taken.changes)
        .with_progress(questions=questions)
        .model_copy(update={"asked": tuple(taken.doubts), "asked_again": False, "misunderstood": 0})
    )
    return Turn(state, (*said, Reply("\n".join(dict.fromkeys(taken.doubts.values())))))


def _go_on(state: State, taken: Taken, today: date) -> Turn:
    """After something was understood: say what changed, then the next question or the advice."""
    before = _advise(state.case, today) if state.advised else None
    said = (Reply(chat.changes_text(taken.changes)),) if taken.changes else ()
    state = state.with_case(taken.case, taken.changes).model_copy(update={"misunderstood": 0})
    while True:
        result = advise(state.case, today)
        if isinstance(result, Advice):
            if before is not None and not (taken.learned or taken.changes):
                unchanged = Reply(chat.unchanged_text(result), advice=result)
                return Turn(_nothing_asked(state), (unchanged,))
            return _answer(state, before, result, said, today)
        asked_again = result.fact in state.asked
        if state.matter.questions < MOST_QUESTIONS and not (asked_again and state.asked_again):
            break
        state = state.with_case(state.case.without(result.fact))
    asked = state.matter.questions + (0 if asked_again else 1)
    state = state.with_progress(questions=asked).model_copy(
        update={"asked": result.facts, "asked_again": asked_again}
    )
    question = Reply(_about(state, chat.question_text(result)), question=result)
    turn = Turn(state, (*said, *_at_once(taken), question))
    return turn if before is not None else _advice_on_the_others(turn, today)


def _advice_on_the_others(turn: Turn, today: date) -> Turn:
    """While one good waits for an answer: what is clear of the goods that nothing was said of yet."""
    state, told = turn.state, []
    for index, matter in enumerate(state.matters):
        result = advise(matter.case, today)
        if index != state.about and not matter.advised and isinstance(result, Advice):
            advised = matter.with_progress(advised=True)
            matters = (*state.matters[:index], advised, *state.matters[index + 1 :])
            state = state.model_copy(update={"matters": matters})
            text = _named(result, chat.advice_text(result))
            told.append(Reply(text, advice=result, card=Card.INSTEAD, matter=index))
    return Turn(state, (*told, *turn.replies))


def _at_once(taken: Taken) -> tuple[Reply, ...]:
    """What cannot wait until the questions are answered."""
    urgent = {"misdeclaring_suggested": NEVER_RENAME, "dangerous": STOP_USING}
    return tuple(
        Reply(text)
        for fact, text in urgent.items()
        if fact in taken.learned and getattr(taken.case, fact)
    )


def _answer(
    state: State, before: Advice | None, advice: Advice, said: tuple[Reply, ...], today: date
) -> Turn:
    several = len(state.matters) > 1
    if before is not None and chat.is_update(before, advice):
        text, card = chat.update_text(before, advice), Card.BESIDE
    else:
        text, card = chat.advice_text(advice), Card.INSTEAD
    said_of = _named(advice, text) if several else text
    told = Reply(said_of, advice=advice, card=card, matter=state.about)
    replies = (*said, told)
    state = _nothing_asked(state).with_progress(advised=True)
    waiting = [i for i, matter in enumerate(state.matters) if not matter.advised]
    if waiting:
        state = state.turned_to(waiting[0])
        turn = _go_on(state, Taken(state.case, (), (), {}, True), today)
        return Turn(turn.state, (*replies, *turn.replies))
    if several:
        replies = (*replies, *_together(state, today))
    return _ask_details(state, replies, today)


def _together(state: State, today: date) -> tuple[Reply, ...]:
    """What each side pays for all goods of the conversation."""
    advices = [advice for case in state.cases if (advice := _advise(case, today)) is not None]
    text = chat.together_text(advices)
    return (Reply(text),) if text else ()


def _ask_details(state: State, replies: tuple[Reply, ...], today: date) -> Turn:
    """The sums and days that would make the advice exact: asked for once a good, one good at a time."""
    order = [state.about, *(i for i in range(len(state.matters)) if i != state.about)]
    for index in order:
        matter = state.matters[index]
        advice = _advise(matter.case, today)
        if (
            advice is not None
            and advice.missing
            and not matter.details_asked
            and matter.questions < MOST_QUESTIONS
        ):
            question = Question.for_details(advice.missing)
            state = state.turned_to(index).with_progress(
                details_asked=True, questions=matter.questions + 1
            )
            state = state.model_copy(update={"asked": question.facts})
            return Turn(state, (*replies, Reply(_about(state, question.text), question=question)))
    return Turn(state, replies)


def _about(state: State, text: str) -> str:
    """A question with the name of the good that it is about, where there are several."""
    goods = state.case.goods
    return f"{goods}这边：{text}" if len(state.matters) > 1 and goods else text


def _named(advice: Advice, text: str) -> str:
    return f"【{advice.goods}】{text}" if advice.goods else text


def _advise(case: Case, today: date) -> Advice | None:
    result = advise(case, today)
    return result if isinstance(result, Advice) else None


def _is_in_distress(parsed: Mapping[str, Any]) -> bool:
    return any(
        row["name"] == "distress" and row["confidence"] >= SURE_OF_DISTRESS
        for row in parsed["intent_ranking"]
    )


def _nothing_to_suppose(state: State) -> Turn:
    said = Reply(template="utter_nothing_to_suppose")
    return Turn(state, (said, *_open_question(state)))


def _open_question(state: State) -> tuple[Reply, ...]:
    """The question that the rules wait for, once more."""
    return _repeat(state) if _waits_for_answer(state) else ()


def _nothing_asked(state: State) -> State:
    return state.model_copy(update={"asked": (), "asked_again": False})


def _waits_for_answer(state: State) -> bool:
    """Whether a question is open that the rules need answered (amounts and days they do not)."""
    return any(not FACTS[fact].useful for fact in state.asked)


def matter_of(state: State, parsed: Mapping[str, Any]) -> int:
    """Which of the matters a message is about; their number where it is about a new one.

    The good that it names decides. One that has no case yet has a case of its own where the message
    tells of a trouble and the case that is spoken of has its reason already.
    """
    renamed = (i for i, matter in enumerate(state.matters) if renames(matter.case, parsed))
    if (corrected := next(renamed, None)) is not None:
        return corrected
    named: list[str] = [
        e["value"]
        for e in parsed["entities"]
        if e["entity"] == "goods" and not (e.get("role") == _PART and state.case.goods)
    ]
    if not named or parsed["intent"]["name"] == "correct":
        return state.about
    known = _matter_about(state, named[0])
    if known is not None:
        return known
    entities = {entity["entity"] for entity in parsed["entities"]}
    tells = parsed["intent"]["name"] in SITUATION_INTENTS or "return_reason" in entities
    old = state.case.goods
    if state.case.return_reason is None or not tells or not old:
        return state.about
    alike = classify(old) is not None and classify(old) is classify(named[0])
    return state.about if alike else len(state.matters)


def _matter_about(state: State, goods: str) -> int | None:
    """The matter about these goods, under a longer or shorter name; the one spoken of first."""
    order: list[int] = [state.about, *range(len(state.matters))]
    for index in order:
        old: str | None = state.matters[index].case.goods
        if old and (goods in old or old in goods):
            return index
    return None


def _matter_for_part(state: State, part: Mapping[str, Any]) -> int:
    """The matter that a part of a message about several goods is about: each has its own."""
    goods: str = next(e["value"] for e in part["entities"] if e["entity"] == "goods")
    known = _matter_about(state, goods)
    if known is not None:
        return known
    return state.about if state.case == Case() else len(state.matters)


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
    return (Reply(_about(state, question.text), question=question),)

"""The trained model: the stories it must read, and figures on messages that it has never seen."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Tuple

import pytest
from conftest import held_out, table

Parse = Callable[[str], Dict[str, Any]]
Answers = List[Tuple[List[str], Dict[str, Any]]]

FIRST_SITUATIONS = (
    "no_reason",
    "quality_defect",
    "prohibited_mail",
    "freight_insurance",
    "transit_damage",
    "other_dispute",
)
FURTHER_SITUATIONS = (
    "not_as_described",
    "wrong_item",
    "not_returnable",
    "order_cancel",
    "refund_delay",
    "exchange_repair",
)
SITUATIONS = (*FIRST_SITUATIONS, *FURTHER_SITUATIONS)
# Just below what was measured on 497 messages. Of the situations that came first, 160 messages: 0.906
# right, precision 0.862, recall 0.901. Of the further ones, 182: 0.835, 0.858, 0.824. Acts 0.946, out of
# scope 0.88.
BAR_SITUATIONS = {FIRST_SITUATIONS: 0.90, FURTHER_SITUATIONS: 0.82}
BAR_PRECISION = {FIRST_SITUATIONS: 0.85, FURTHER_SITUATIONS: 0.84}
BAR_RECALL = {FIRST_SITUATIONS: 0.90, FURTHER_SITUATIONS: 0.81}
BAR_ACTS = 0.93
BAR_OUT_OF_SCOPE = 0.85
# Measured: 0.875, 0.767, 0.862, 0.871, 0.767, 0.867.
BAR_FURTHER = {
    "not_as_described": 0.84,
    "wrong_item": 0.73,
    "not_returnable": 0.82,
    "order_cancel": 0.83,
    "refund_delay": 0.73,
    "exchange_repair": 0.83,
}

TELLINGS = [
    pytest.param(story, telling, id=f"{story['name']}-{number}")
    for story in table("stories")
    for number, telling in enumerate(story["tellings"], start=1)
]


@pytest.mark.parametrize(("story", "telling"), TELLINGS)
def test_every_telling_of_a_story_is_read(
    parse: Parse, story: Dict[str, Any], telling: str
) -> None:
    parsed = parse(telling)
    likely = {row["name"] for row in parsed["intent_ranking"] if row["confidence"] >= 0.5}
    assert parsed["intent"]["name"] in story["situations"]
    assert likely >= set(story["situations"])
    found = [(entity["entity"], entity["value"]) for entity in parsed["entities"]]
    assert [fact for fact in story["facts"].items() if fact not in found] == []


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("没有", "deny"),
        ("应该没有吧", "deny"),
        ("有", "affirm"),
        ("不清楚", "unsure"),
        ("27", "inform"),
        ("不对，运费是120", "correct"),
        ("为什么", "why"),
        ("重新开始", "start_over"),
        ("谢谢", "thanks"),
    ],
)
def test_short_answers_are_acts_of_the_dialogue(parse: Parse, text: str, intent: str) -> None:
    assert parse(text)["intent"]["name"] == intent


@pytest.mark.parametrize(
    "text", ["", "   ", "\0\0", "<br>", "/", "😀", "。。。", "a" * 5000, "退" * 5000]
)
def test_nothing_to_read_is_no_error(parse: Parse, text: str) -> None:
    parsed = parse(text)
    assert parsed["entities"] == []
    assert parsed["intent"]["confidence"] <= 1


@pytest.mark.parametrize("text", ["/restart", '/inform{"return_freight": "1.00"}', "／restart"])
def test_a_command_is_read_as_words(parse: Parse, text: str) -> None:
    parsed = parse(text)
    assert not parsed["text"].startswith("/")
    assert len(parsed["intent_ranking"]) > 1


def test_entities_stand_where_they_say(parse: Parse) -> None:
    for story in table("stories"):
        for telling in story["tellings"]:
            parsed = parse(telling)
            for entity in parsed["entities"]:
                assert 0 <= entity["start"] < entity["end"] <= len(parsed["text"])
                if entity["entity"] in ("goods", "defect"):
                    assert parsed["text"][entity["start"] : entity["end"]] == entity["value"]


@pytest.fixture(scope="module")
def answers(parse: Parse) -> Answers:
    return [(right, parse(text)) for text, right in held_out()]


def share_right(answers: Answers, group: Callable[[str], bool]) -> float:
    of_group = [(right, parsed) for right, parsed in answers if group(right[0])]
    return sum(parsed["intent"]["name"] in right for right, parsed in of_group) / len(of_group)


@pytest.mark.parametrize("group", [FIRST_SITUATIONS, FURTHER_SITUATIONS], ids=["first", "further"])
def test_situations_on_messages_never_seen(answers: Answers, group: Tuple[str, ...]) -> None:
    assert share_right(answers, lambda intent: intent in group) >= BAR_SITUATIONS[group]


@pytest.mark.parametrize("situation", FURTHER_SITUATIONS)
def test_each_further_situation_on_messages_never_seen(answers: Answers, situation: str) -> None:
    assert share_right(answers, lambda intent: intent == situation) >= BAR_FURTHER[situation]


def test_acts_on_messages_never_seen(answers: Answers) -> None:
    acts = share_right(answers, lambda intent: intent not in (*SITUATIONS, "out_of_scope"))
    assert acts >= BAR_ACTS


def test_out_of_scope_is_no_situation(answers: Answers) -> None:
    parsed = [parsed for right, parsed in answers if right[0] == "out_of_scope"]
    aside = [row for row in parsed if row["intent"]["name"] in ("out_of_scope", "nlu_fallback")]
    assert len(aside) / len(parsed) >= BAR_OUT_OF_SCOPE


@pytest.mark.parametrize("group", [FIRST_SITUATIONS, FURTHER_SITUATIONS], ids=["first", "further"])
def test_all_situations_of_a_message_are_seen(answers: Answers, group: Tuple[str, ...]) -> None:
    right_ones = wrong_ones = missed = 0
    for right, parsed in answers:
        if right[0] not in group:
            continue
        seen = {
            row["name"]
            for row in parsed["intent_ranking"]
            if row["name"] in SITUATIONS and row["confidence"] >= 0.5
        }
        wanted = set(right) & set(SITUATIONS)
        right_ones += len(seen & wanted)
        wrong_ones += len(seen - wanted)
        missed += len(wanted - seen)
    assert right_ones / (right_ones + wrong_ones) >= BAR_PRECISION[group]
    assert right_ones / (right_ones + missed) >= BAR_RECALL[group]

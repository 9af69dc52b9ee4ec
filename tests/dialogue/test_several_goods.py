"""Several goods in one conversation: each has its own reason, sums and shares."""

from __future__ import annotations

from typing import Any

import pytest

from tests.running import Conversation, question_in, share, text_of

BOTH = "外套大了一码，杯子到手是碎的"


def advices(replies: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {r["advice"]["goods"]: r["advice"] for r in replies if r["advice"]}


def situations(advice: dict[str, Any]) -> list[str]:
    return [row["id"] for row in advice["situations"]]


def test_each_good_has_its_own_reason_and_the_clear_one_its_advice_at_once(
    talk: Conversation,
) -> None:
    replies = talk.say(BOTH)
    told = advices(replies)
    assert situations(told["杯子"]) == ["transit_damage"]
    assert share(told["杯子"], "return_freight")["bearer"] == "seller"
    question = question_in(replies)
    assert question is not None
    assert question["fact"] == "return_freight_promise"
    assert "外套" in question_text(replies)
    told = advices(talk.say("都没说过"))
    assert situations(told["外套"]) == ["no_reason"]
    assert share(told["外套"], "return_freight")["bearer"] == "consumer"


def question_text(replies: list[dict[str, Any]]) -> str:
    return next(r["text"] for r in replies if r["question"])


def test_sums_go_to_the_good_that_they_are_said_of_and_are_added_up(talk: Conversation) -> None:
    talk.say(BOTH)
    talk.say("都没说过")
    talk.say("外套199，寄回去12块")
    replies = talk.say("杯子39块，寄回去8块")
    told = advices(replies)
    assert share(told["杯子"], "goods_price")["amount"] == "39.00"
    assert share(told["杯子"], "return_freight")["split"] == {"seller": "8.00"}
    text = text_of(replies)
    assert "商家出246元" in text
    assert "你出12元" in text


def test_sums_within_one_story_stay_with_their_goods(talk: Conversation) -> None:
    told = advices(
        talk.say("耳机299块左边没声音，保温杯89块买的，发错颜色了，我要的是蓝色")
        + talk.say("发成了别的")
    )
    assert share(told["耳机"], "goods_price")["amount"] == "299.00"
    assert situations(told["耳机"]) == ["quality_defect"]
    assert share(told["保温杯"], "goods_price")["amount"] == "89.00"
    assert situations(told["保温杯"]) == ["wrong_item"]


@pytest.mark.parametrize(
    "text",
    [
        "买的外套跟家里的裤子不搭，想退",
        "我买的是运动鞋，发来的是拖鞋",
        "手机屏幕裂了，手机壳是送的",
    ],
)
def test_what_is_named_beside_a_good_has_no_case_of_its_own(talk: Conversation, text: str) -> None:
    assert len(advices(talk.say(text) + talk.say("不清楚"))) <= 1


def test_an_answer_to_an_open_question_may_be_about_the_other_good(talk: Conversation) -> None:
    talk.say(BOTH)
    replies = talk.say("杯子39块")
    assert share(advices(replies)["杯子"], "goods_price")["amount"] == "39.00"
    assert "外套" in question_text(replies)


def test_a_supposition_about_one_good_leaves_the_question_about_the_other(
    talk: Conversation,
) -> None:
    talk.say(BOTH)
    replies = talk.say("要是杯子是我自己弄坏的呢？")
    question = question_in(replies)
    assert question is not None
    assert question["fact"] == "return_freight_promise"
    assert "外套" in question_text(replies)


def test_a_part_of_the_good_has_no_case_of_its_own(talk: Conversation) -> None:
    talk.say("手机不喜欢想退")
    talk.say("都没说过")
    replies = talk.say("电池也鼓包了，质量有问题")
    assert list(advices(replies)) == ["手机"]

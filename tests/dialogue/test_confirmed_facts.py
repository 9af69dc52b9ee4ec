"""What was tapped counts as it is, whatever the text of the message looks like."""

from __future__ import annotations

import pytest

from tests.running import Conversation, advice_in, interview, question_in, share, text_of

SHOES = "鞋子昨天签收的，试了下不喜欢，吊牌还在，想退，运费谁出？"
ANSWERS = {"return_freight_promise": "都没说过"}


@pytest.mark.parametrize(
    "text", ["退货运费15元", "你好", "重新开始", "我想死", "《电子商务法》第26条原文"]
)
def test_a_confirmed_sum_goes_into_the_advice(talk: Conversation, text: str) -> None:
    interview(talk, SHOES, ANSWERS)
    replies = talk.say(text, facts={"return_freight": "15.00"}, matter=0)
    advice = advice_in(replies)
    assert advice is not None
    assert share(advice, "return_freight")["split"] == {"consumer": "15.00"}
    assert (replies[0]["card"], replies[0]["matter"]) == ("beside", 0)


def test_a_correction_by_tapping_is_said(talk: Conversation) -> None:
    interview(talk, SHOES, ANSWERS)
    replies = talk.say("只送运费险", facts={"return_freight_promise": "insurance_only"})
    assert "已改：退货运费承诺 “都没说过” → “只送运费险，写明补一定金额”" in text_of(replies)
    advice = advice_in(replies)
    assert advice is not None
    assert share(advice, "return_freight")["bearer"] == "negotiable"


def test_a_tap_may_answer_the_open_question_or_leave_it_open(talk: Conversation) -> None:
    talk.say(SHOES)
    for sum_ in ("15.00", "16.00", "17.00"):
        question = question_in(talk.say("退货运费", facts={"return_freight": sum_}))
        assert question is not None
        assert question["fact"] == "return_freight_promise"
    advice = advice_in(talk.say("都没说过", facts={"return_freight_promise": "none"}))
    assert advice is not None
    assert share(advice, "return_freight")["split"] == {"consumer": "17.00"}


def test_what_cannot_be_is_asked_back(talk: Conversation) -> None:
    interview(talk, SHOES, ANSWERS)
    replies = talk.say("签收日期2026年3月1日", facts={"signed_date": "2026-03-01"})
    assert "还没到，实际是哪天" in text_of(replies)
    assert advice_in(talk.say("1月19号")) is not None


def test_each_case_takes_what_is_confirmed_of_it(talk: Conversation) -> None:
    talk.say("买的鞋子不喜欢想退，页面什么都没说；还有一个杯子送到就碎了，也要退")
    replies = talk.say("退货运费8元", facts={"return_freight": "8.00"}, matter=1)
    advice = advice_in(replies)
    assert advice is not None
    assert advice["goods"] == "杯子"
    assert share(advice, "return_freight")["amount"] == "8.00"


def test_a_case_that_is_no_more_is_said_so(talk: Conversation) -> None:
    interview(talk, SHOES, ANSWERS)
    replies = talk.say("退货运费8元", facts={"return_freight": "8.00"}, matter=1)
    assert "不在这段对话里" in text_of(replies)
    assert advice_in(talk.say("寄回去15块")) is not None


def test_a_what_if_that_is_tapped_gives_what_it_showed(talk: Conversation) -> None:
    interview(talk, SHOES, ANSWERS)
    found = {what_if["fact"]: what_if for what_if in talk.what_ifs()}
    promise = found["return_freight_promise"]
    (choice,) = (c for c in promise["choices"] if c["value"] == "insurance_only")
    advice = advice_in(talk.say(choice["title"], facts={promise["fact"]: choice["value"]}))
    assert advice is not None
    assert (advice["shares"], advice["headline"]) == (choice["shares"], choice["headline"])
    assert "return_freight_promise" in {what_if["fact"] for what_if in talk.what_ifs()}

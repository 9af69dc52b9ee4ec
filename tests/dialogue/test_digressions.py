"""Why, small talk, a word explained, a person wanted, a new start; the interview goes on after each."""

from __future__ import annotations

import pytest

from tests.running import Conversation, advice_in, interview, question_in, share, text_of

SHOES = "鞋子昨天签收的，试了下不喜欢，吊牌还在，想退，运费谁出？"
ANSWERS = {"return_freight_promise": "都没说过"}


@pytest.mark.parametrize("text", ["为什么", "依据是哪条法律", "凭什么这么说"])
def test_why_gives_the_trace_with_articles(talk: Conversation, text: str) -> None:
    interview(talk, SHOES, ANSWERS)
    said = text_of(talk.say(text))
    assert "《消费者权益保护法》第25条第3款" in said
    assert "2014-03-15" in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好", "退货参谋"),
        ("谢谢", "不客气"),
        ("你能干嘛", "机器人"),
        ("转人工", "12315"),
        ("什么是运费险", "退货运费的保险"),
        ("今天天气怎么样", "网购退货"),
    ],
)
def test_after_a_digression_the_question_is_asked_again(
    talk: Conversation, text: str, expected: str
) -> None:
    talk.say(SHOES)
    replies = talk.say(text)
    assert expected in text_of(replies)
    question = question_in(replies)
    assert question is not None
    assert question["fact"] == "return_freight_promise"
    advice = advice_in(talk.say("都没说过"))
    assert advice is not None
    assert share(advice, "return_freight")["bearer"] == "consumer"


def test_restart_forgets_the_case(talk: Conversation) -> None:
    interview(talk, SHOES, ANSWERS)
    assert "重新开始" in text_of(talk.say("重新开始"))
    question = question_in(talk.say("想退货，运费谁出"))
    assert question is not None
    assert question["fact"] == "return_reason"


def test_a_neighbouring_dispute_gets_an_honest_answer(talk: Conversation) -> None:
    replies = talk.say("香港直邮的奶粉想退，卖家说跨境商品不退，进口税也不给退")
    assert advice_in(replies) is None
    assert "算不了" in text_of(replies)
    assert "12315" in text_of(replies)

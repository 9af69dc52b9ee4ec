"""Bad input, refusals and what is not understood: a short helpful reply, the case unharmed."""

from __future__ import annotations

import pytest

from tests.running import Conversation, advice_in, interview, question_in, share, text_of

SHOES = "鞋子昨天签收的，试了下不喜欢，吊牌还在，想退，运费谁出？"
ANSWERS = {"return_freight_promise": "都没说过"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "我" * 2001,
        "😀😡🙏",
        "<script>alert(1)</script><b>x</b>",
        "\x00\x00",
        "Where is my refund, please? I want to speak to someone.",
        "こんにちは、返品したいです",
        "/restart",
        '/inform{"price":1}',
        "／restart",
        "。。。？？",
        "asdkjh qwe zxc",
    ],
)
def test_bad_input_gets_a_short_reply_and_leaves_the_case_unharmed(
    talk: Conversation, text: str
) -> None:
    before, _ = interview(talk, SHOES + "寄回去12块", ANSWERS)
    replies = talk.say(text)
    assert 4 <= len(text_of(replies)) < 400
    assert any("一" <= char <= "鿿" for char in text_of(replies))
    after = advice_in(talk.say("对了，鞋子花了199"))
    assert after is not None
    assert share(after, "return_freight") == share(before, "return_freight")
    assert share(after, "goods_price")["amount"] == "199.00"


def test_only_digits_are_asked_back(talk: Conversation) -> None:
    assert "是什么钱" in text_of(talk.say("27"))


@pytest.mark.parametrize(
    "text",
    ["运费一百万亿", "运费-5块", "东西是2026年3月5号签收的", "1999年签收的，1999年3月1日"],
)
def test_the_absurd_is_asked_back_and_not_stored(talk: Conversation, text: str) -> None:
    before, _ = interview(talk, SHOES + "寄回去12块", ANSWERS)
    replies = talk.say(text)
    assert advice_in(replies) is None
    assert "？" in text_of(replies) or "没有" in text_of(replies)
    after = advice_in(talk.say("鞋子花了199"))
    assert after is not None
    assert share(after, "return_freight") == share(before, "return_freight")
    assert after["deadlines"] == before["deadlines"]


def test_signed_before_ordered_is_asked_back(talk: Conversation) -> None:
    replies = talk.say("鞋子不喜欢想退，1月10号下单，1月5号签收的")
    assert "早于" in text_of(replies)


def test_fallback_in_three_steps(talk: Conversation) -> None:
    first = talk.say("蓝色的比较多一些")
    assert "换个说法" in text_of(first)
    second = talk.say("它会不会")
    question = question_in(second)
    assert question is not None
    assert question["fact"] == "return_reason"
    assert any(reply["buttons"] for reply in second)
    third = talk.say("蓝色的比较多")
    assert "12315" in text_of(third)


def test_a_button_after_the_fallback_starts_the_interview(talk: Conversation) -> None:
    talk.say("蓝色的比较多一些")
    talk.say("它会不会")
    question = question_in(talk.say("不喜欢、不合适"))
    assert question is not None
    assert question["fact"] == "return_freight_promise"


def test_who_never_answers_still_gets_advice(talk: Conversation) -> None:
    talk.say(SHOES)
    replies = talk.say("你管那么多干嘛")
    for _ in range(3):
        if advice_in(replies):
            break
        replies = talk.say("不晓得")
    advice = advice_in(replies)
    assert advice is not None
    assert advice["conditions"]


def test_at_most_three_questions(talk: Conversation) -> None:
    _, asked = interview(talk, "东西想退", {"return_reason": "质量有问题"})
    assert asked <= 3


def test_a_long_answer_that_begins_with_not_knowing_is_an_answer(talk: Conversation) -> None:
    question = question_in(talk.say("闲鱼买的手机屏幕烧屏，质量有问题，想退"))
    assert question is not None
    assert question["fact"] == "seller_is_trader"
    replies = talk.say("不太清楚啊，他主页挂了三十多台手机，还写着诚信经营，应该是个贩子吧")
    assert "没看懂" not in text_of(replies)
    advice = advice_in(replies)
    assert advice is not None
    assert "seller_is_trader" in str(advice["conditions"])

"""Corrections, several facts at once, answers to another question."""

from __future__ import annotations

import pytest

from tests.running import Conversation, advice_in, interview, question_in, share, text_of

SHOES = "鞋子昨天签收的，试了下不喜欢，吊牌还在，想退，运费谁出？"
LAPTOP = (
    "双十二买的笔记本4698，开箱屏幕右上角就有裂纹，拍了视频，商家同意退。我自己叫的快递寄回去，"
    "运费27，保价又花了100。商家钱退了，这127不认，说是快递公司弄坏的。"
)


def test_a_sum_is_corrected(talk: Conversation) -> None:
    interview(talk, LAPTOP, {"seller_offered_free_channel": "没有"})
    replies = talk.say("等等，保价其实花了50")
    advice = advice_in(replies)
    assert advice is not None
    assert share(advice, "insurance_fee")["range"]["seller"] == ["30.00", "50.00"]
    assert "100元 → 50元" in text_of(replies)


def test_the_reason_is_corrected(talk: Conversation) -> None:
    interview(talk, SHOES, {"return_freight_promise": "都没说过"})
    advice = advice_in(talk.say("刚才说错了，其实是质量问题，鞋底开胶了"))
    assert advice is not None
    assert share(advice, "return_freight")["bearer"] == "seller"
    assert [row["id"] for row in advice["situations"]] == ["quality_defect"]


def test_not_this_but_that(talk: Conversation) -> None:
    interview(talk, LAPTOP, {"seller_offered_free_channel": "没有"})
    advice = advice_in(talk.say("运费不是27，是32"))
    assert advice is not None
    assert share(advice, "return_freight")["split"] == {"seller": "32.00"}


def test_several_facts_in_one_message(talk: Conversation) -> None:
    talk.say("鞋子不喜欢，想退")
    replies = talk.say("没写包运费也没有运费险，鞋子199，昨天签收的，寄回去12块")
    advice = advice_in(replies)
    assert advice is not None
    assert share(advice, "goods_price")["amount"] == "199.00"
    assert share(advice, "return_freight")["split"] == {"consumer": "12.00"}
    assert {row["id"]: row["due"] for row in advice["deadlines"]}[
        "no_reason_notice"
    ] == "2026-01-26"


def test_an_answer_to_another_question_is_taken_as_that(talk: Conversation) -> None:
    question = question_in(talk.say(SHOES))
    assert question is not None
    assert question["fact"] == "return_freight_promise"
    again = question_in(talk.say("寄回去要15块"))
    assert again is not None
    assert again["fact"] == "return_freight_promise"
    advice = advice_in(talk.say("都没说过"))
    assert advice is not None
    assert share(advice, "return_freight")["split"] == {"consumer": "15.00"}


@pytest.mark.parametrize("answer", ["写了退货包运费", "第一个", "1"])
def test_a_choice_by_button_word_or_number(talk: Conversation, answer: str) -> None:
    talk.say(SHOES)
    question = question_in(talk.say(answer))
    assert question is not None
    assert question["fact"] == "cap_shown_before_order"


def test_goods_are_renamed_and_their_case_goes_on(talk: Conversation) -> None:
    talk.say("电池换过的，屏幕烧屏，4599买的，我想退")
    talk.say("与描述不符、假货")
    talk.say("材质、规格、功能、产地等不一样")
    advice = advice_in(talk.say("没有"))
    assert advice is not None
    renamed = advice_in(talk.say("我买的是红米手机不是电池"))
    assert renamed is not None
    assert renamed["goods"] == "手机"
    assert share(renamed, "goods_price")["amount"] == "4599.00"
    assert [row["id"] for row in renamed["situations"]] == ["not_as_described"]


def test_a_tapped_choice_is_no_statement_of_what_its_words_name(talk: Conversation) -> None:
    talk.say("东西想退")
    question = question_in(talk.say("与描述不符、假货"))
    assert question is not None
    assert question["fact"] == "mismatch"
    question = question_in(talk.say("色差、没想象的好"))
    assert question is not None
    assert question["fact"] == "return_freight_promise"


def test_a_share_of_the_price_is_no_price(talk: Conversation) -> None:
    talk.say("手机屏幕烧屏，质量有问题，花了4599，上门取件收了300")
    advice = advice_in(
        talk.say("我记错了，取件费不是300是260。折旧就是货款的20%，919块8")
    ) or advice_in(talk.say("不清楚"))
    assert advice is not None
    assert share(advice, "goods_price")["amount"] == "4599.00"
    assert share(advice, "depreciation")["amount"] == "919.80"
    assert share(advice, "pickup_fee")["amount"] == "260.00"

"""What if; what next; a letter; despair."""

from __future__ import annotations

import pytest

from tests.running import Conversation, advice_in, interview, question_in, share, text_of

SHOES = "鞋子昨天签收的，试了下不喜欢，吊牌还在，想退，运费谁出？"
ANSWERS = {"return_freight_promise": "都没说过"}


def test_a_supposition_shows_the_other_outcome_and_keeps_the_case(talk: Conversation) -> None:
    interview(talk, SHOES, ANSWERS)
    replies = talk.say("如果是质量问题呢？")
    supposed = advice_in(replies)
    assert supposed is not None
    assert share(supposed, "return_freight")["bearer"] == "seller"
    assert "假设" in text_of(replies)
    kept = advice_in(talk.say("寄回去15块"))
    assert kept is not None
    assert share(kept, "return_freight")["split"] == {"consumer": "15.00"}


def test_a_supposition_in_the_interview_leaves_the_question_open(talk: Conversation) -> None:
    talk.say(SHOES)
    replies = talk.say("要是鞋底开胶了呢？")
    assert "假设" in text_of(replies)
    question = question_in(replies)
    assert question is not None
    assert question["fact"] == "return_freight_promise"


def test_a_story_that_begins_with_if_is_a_story(talk: Conversation) -> None:
    question = question_in(talk.say("如果衣服不喜欢想退货，运费谁出"))
    assert question is not None
    assert question["fact"] == "return_freight_promise"


def test_the_next_step_names_the_channels_in_their_order(talk: Conversation) -> None:
    assert "买了什么" in text_of(talk.say("下一步怎么办"))
    interview(talk, SHOES, ANSWERS)
    text = text_of(talk.say("那下一步怎么办"))
    assert text.index("找商家") < text.index("找平台") < text.index("12315") < text.index("起诉")


def test_a_letter_claims_what_the_seller_owes_with_its_articles(talk: Conversation) -> None:
    interview(talk, SHOES, ANSWERS)
    text = text_of(talk.say("帮我写段话发给商家"))
    assert "请贵方退还；《消费者权益保护法》第25条" in text
    assert "由我承担" in text
    assert "【订单号】" in text


@pytest.mark.parametrize("text", ["我想死", "被骗光了，我不想活了", "活着没意思"])
def test_despair_is_answered_before_anything_else(talk: Conversation, text: str) -> None:
    talk.say(SHOES)
    replies = talk.say(text)
    assert "12356" in text_of(replies)
    assert question_in(replies) is None
    assert question_in(talk.say("没事，接着说吧，鞋子的事")) is not None


@pytest.mark.parametrize("answer", ["可能有吧", "好像写了", "记不太清了"])
def test_a_hedged_answer_leads_to_both_outcomes(talk: Conversation, answer: str) -> None:
    question = question_in(talk.say("页面写着退货包运费，衣服不喜欢退了，运费20，运费险只赔8块"))
    assert question is not None
    assert question["fact"] == "cap_shown_before_order"
    advice = advice_in(talk.say(answer))
    assert advice is not None
    assert advice["conditions"][0]["fact"] == "cap_shown_before_order"


def test_a_range_is_kept_apart_from_sums_that_are_sure(talk: Conversation) -> None:
    advice, _ = interview(talk, "鞋子不喜欢想退，寄回去要两三百块，没写包运费", ANSWERS)
    assert share(advice, "return_freight")["amount"] is None
    assert "200元到300元" in text_of_warnings(advice)
    exact = advice_in(talk.say("寄回去花了230"))
    assert exact is not None
    assert share(exact, "return_freight")["split"] == {"consumer": "230.00"}
    assert "200元到300元" not in text_of_warnings(exact)


def text_of_warnings(advice: dict[str, object]) -> str:
    return str(advice["warnings"])


def test_a_question_about_a_cost_that_did_not_come_up_is_answered(talk: Conversation) -> None:
    interview(talk, "衣柜收到有股刺鼻的味道，质量有问题想退，花了3000", {"defect_serious": "是"})
    text = text_of(talk.say("要是我自己找人测甲醛，检测费谁出？"))
    assert "要是真有这笔：检测费" in text
    assert "还算不了" in text_of(talk.say("他还要收手续费，合理吗"))


def test_a_fee_for_opening_is_answered_and_not_only_the_whole_once_more(
    talk: Conversation,
) -> None:
    interview(talk, "手机花了1999，不喜欢想退", ANSWERS)
    first = talk.say("那个15%拆封费到底该不该我出")
    advice = advice_in(first)
    assert advice is not None
    assert share(advice, "depreciation")["amount"] == "299.85"
    assert "拆封费" in text_of(first)
    assert text_of(talk.say("那个15%拆封费到底该不该我出")).startswith("折旧费299.85元")

"""Answers as messages of WeChat, and the numbers that people and speech recognition send back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer.chat import advice_text, question_text, why_text
from bot.case import FACTS, Case, ReturnReason
from bot.law.advice import Advice, Question
from bot.law.advise import advise_anyway
from bot.rasa import Button, Reply
from bot.web.wechat import words
from bot.web.wechat.splitting import LIMIT_BYTES, size
from bot.web.wechat.words import amounts_in, choices_of, messages_of, number_in
from tests.law.generated_cases import Given, cases

LINK = "https://tuihuo.example.cn/wechat/c/" + "k" * 120
MORE = "完整说明、信件、期限日历，都在这里："
ASKED = [name for name, fact in FACTS.items() if fact.choices and fact.ask]
TODAY = date(2026, 1, 20)
ADVICES = [
    advise_anyway(case, TODAY)
    for case in (
        Case(),
        Case(return_reason=ReturnReason.CHANGED_MIND, signed_date=date(2026, 1, 15)),
        Case(goods="笔记本", return_reason=ReturnReason.DEFECT, return_freight=Decimal("27.00")),
        Case(return_reason=ReturnReason.WRONG_ITEM, goods="鞋子", insured=True),
        Case(return_reason=ReturnReason.NOT_AS_DESCRIBED, goods_price=Decimal("1299.00")),
    )
]
"""Of 3 to 20 kB as text: the first one depends on everything."""


def asking(fact: str) -> Reply:
    question = Question.about(fact)
    titles = [*(choice.title for choice in question.choices), "不清楚"]
    return Reply(
        text=question_text(question),
        buttons=[Button(title=title, value=title) for title in titles],
        question=question.to_json(),
    )


def advising(advice: Advice, say: Callable[[Advice], str] = advice_text) -> Reply:
    """As the dialogue does it: a card stands for the whole advice, not for its reasons."""
    card = "instead" if say is advice_text else None
    return Reply(text=say(advice), advice=advice.to_json(), card=card, matter=0)


def numbered(reply: Reply) -> str:
    rows = [f"{number} {button.title}" for number, button in enumerate(reply.buttons, start=1)]
    assert reply.question
    return "\n".join([reply.question["text"], "回复数字或文字：", *rows])


def hint(left: int) -> str:
    return f"（还有{left}段，回复“继续”看下一段）"


HAVE_OR_NOT = asking("cap_shown_before_order")
LONG = "。\n".join(f"第{n}笔运费27.00元由商家出" for n in range(1, 150))

SAID = st.lists(
    st.text(max_size=40).map(lambda text: Reply(text=text))
    | st.builds(advising, st.sampled_from(ADVICES), st.sampled_from((advice_text, why_text))),
    max_size=3,
)


def without_blanks(*texts: str) -> str:
    return "".join("".join(text.split()) for text in texts)


@settings(deadline=None)
@given(SAID, st.sampled_from((None, *ASKED)), st.sampled_from((None, LINK)), st.booleans())
def test_whatever_is_said_fits_and_all_of_it_is_there(
    said: list[Reply], fact: str | None, link: str | None, follow_up: bool
) -> None:
    asked = [asking(fact)] if fact else []
    messages = messages_of([*said, *asked], link, follow_up=follow_up)
    assert all(message.strip() and size(message) <= LIMIT_BYTES for message in messages)
    # Nothing is there but what was said in its order, and what is added once, in its place.
    advised = any(reply.card for reply in said)
    added = [(0, f"{MORE}\n{link}")] if link and advised else []
    added += [(-1 if follow_up else 0, numbered(reply)) for reply in asked]
    if not follow_up:
        added += [(-1 - left, hint(left)) for left in range(1, len(messages))]
    for place, text in added:
        before, found, after = messages[place].rpartition(text)
        assert found
        messages[place] = before + after
    assert without_blanks(*messages) == without_blanks(*(reply.text for reply in said))


@settings(max_examples=25, deadline=None)
@given(cases(), st.sampled_from(ASKED))
def test_on_request_the_first_message_has_all_that_can_be_done_next(
    given: Given, fact: str
) -> None:
    told, asked = advising(advise_anyway(given.case, given.today)), asking(fact)
    first, *rest = messages_of([told, asked], LINK, follow_up=False)
    assert first.startswith(told.text[:20])
    end = [f"{MORE}\n{LINK}", numbered(asked), *([hint(len(rest))] if rest else [])]
    assert first.endswith("\n\n".join(end))
    for left, message in zip(range(len(rest) - 1, -1, -1), rest, strict=True):
        assert size(message) <= LIMIT_BYTES
        assert message.endswith(f"\n\n{hint(left)}") == (left > 0)


def test_a_question_becomes_numbered_lines() -> None:
    assert HAVE_OR_NOT.text.endswith("（有 / 没有 / 不清楚）")
    assert messages_of([HAVE_OR_NOT], LINK, follow_up=False) == [
        "下单之前，页面有没有显眼地写明最多补多少钱？\n回复数字或文字：\n1 有\n2 没有\n3 不清楚"
    ]
    assert [button.value for button in choices_of([HAVE_OR_NOT])] == ["有", "没有", "不清楚"]


def test_short_replies_are_one_message_in_their_order() -> None:
    said = [
        Reply(text="已改：退货运费 150元 → 120元。"),
        Reply(text=" "),
        Reply(text="费用没有变。"),
    ]
    for follow_up in (True, False):
        assert messages_of(said, LINK, follow_up=follow_up) == [
            "已改：退货运费 150元 → 120元。\n\n费用没有变。"
        ]
    assert choices_of(said) == []


def test_a_question_without_choices_is_at_hand_too() -> None:
    details = Question.for_details(("return_freight",))
    said = [Reply(text=LONG), Reply(text=details.text, question=details.to_json())]
    assert details.text in messages_of(said, None, follow_up=False)[0]
    assert messages_of(said, None, follow_up=True)[-1].endswith(details.text)


def test_the_notice_stands_with_the_question_and_what_was_heard_before_all() -> None:
    said = [Reply(text=LONG), HAVE_OR_NOT]
    first = messages_of(said, None, follow_up=False, before="听到了", notice="还有一条。")[0]
    assert first.startswith("听到了\n\n第1笔")
    assert "\n3 不清楚\n\n还有一条。\n\n（还有" in first
    assert messages_of(said, None, follow_up=True, notice="还有一条。")[-1].endswith(
        "\n3 不清楚\n\n还有一条。"
    )


def test_a_question_that_is_too_long_is_text_like_any_other() -> None:
    asked = Reply(text=LONG, buttons=[Button(title="有" * 400, value="有")] * 3)
    for follow_up in (True, False):
        messages = messages_of([asked], None, follow_up=follow_up)
        assert all(size(message) <= LIMIT_BYTES for message in messages)
        assert "回复数字或文字：" in "".join(messages)


def test_silence_is_no_message() -> None:
    assert messages_of([Reply(text="\n")], LINK, follow_up=True) == []
    assert messages_of([], LINK, follow_up=False) == []


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("运费花了二十七块五", ("二十七块五",)),
        ("一百二十块钱", ("一百二十块钱",)),
        ("运费27块。", ("27块",)),
        ("大概两百多", ("两百多",)),
        ("衣服三百六", ("三百六",)),
        ("一百二买的", ("一百二",)),
        ("鞋子328，运费12块5，昨天签收的", ("328", "12块5")),
        ("12块8毛5", ("12块8毛5",)),
        ("九块九包邮", ("九块九",)),
        ("五毛钱", ("五毛钱",)),
        ("两毛五分钱", ("两毛五分钱",)),
        ("一共1,299元", ("1,299元",)),
        ("手机2618元，运费13.15元", ("2618元", "13.15元")),
        ("买了个手机1999", ("1999",)),
        ("电脑三千五，1.2万也有", ("三千五", "1.2万")),
        ("花了2千8", ("2千8",)),
        ("１２块", ("12块",)),
        ("￥27.5", ("¥27.5",)),
        ("运费27，保价27", ("27",)),
        ("15到18块", ("15", "18块")),
        ("二十几块，两百来块", ("二十几块", "两百来块")),
        ("扣我200折旧费", ("200",)),
        ("150本来包邮，280只退了250", ("150", "280", "250")),
        ("12块2月3号寄的", ("12块",)),
        ("运费十五", ("十五",)),
        ("一块五", ("一块五",)),
    ],
)
def test_sums_in_speech(text: str, amounts: tuple[str, ...]) -> None:
    assert amounts_in(text) == amounts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "第二天就坏了",
        "七天无理由，二十四小时内，一百二十多天",
        "打了12315，12305也打了，顺丰95338",
        "双十一买的，双11，双十二，618买的，3.15晚会",
        "十一买的",
        "1月9号签收，2026年1月9日下单，2026-01-09，10点半，10:30",
        "消费者权益保护法第24条，第二十五条，24条",
        "手机号是13800138000，打138 0013 8000，订单号4098123456789，尾号8888",
        "单号SF1234567890，型号15",
        "iPhone15，iPhone 15 Pro，256G",
        "买了3件，两双，十五斤，3千克，42码，99新",
        "百分之三十，30%，8折",
        "一分钱都没退，一块退，万一不退，千万别，一共，十分生气",
        "几十块",
        "元旦买的",
    ],
)
def test_what_is_no_sum(text: str) -> None:
    assert amounts_in(text) == ()


@given(st.text() | st.text("一二十百千万亿零0123456789.,块元毛分天多几点 ", max_size=200))
def test_every_sum_is_in_the_text(text: str) -> None:
    narrow = text.translate(str.maketrans("０１２３４５６７８９．％￥", "0123456789.%¥"))
    assert all(amount in narrow for amount in amounts_in(text))


@given(
    st.integers(2, 9_999), st.sampled_from(("块", "元", "块钱")), st.sampled_from(("，", "吧", ""))
)
def test_every_sum_with_a_unit_is_found(yuan: int, unit: str, after: str) -> None:
    assert amounts_in(f"运费花了{yuan}{unit}{after}") == (f"{yuan}{unit}",)


@pytest.mark.parametrize(
    ("number", "texts"),
    [
        (1, ("1", "１", "①", "一", "1.", " 1 ", "1️⃣", "⒈", "第一个", "我选1", "1吧")),
        (2, ("2", "２、", "②", "二。", "第2个", "选2", "选 2", "（二）", "第二项", "是2")),
        (3, ("3", "第三个", "选第三个", "回复3", "选3条")),
        (12, ("12", "十二", "⑫")),
        (20, ("20", "二十", "⑳")),
        (None, ("", "0", "21", "二十一", "一百", "12315", "2.5", "2块", "2个", "1号", "两双")),
        (None, ("没有", "第1个不是", "1和2", "1 2", "-1", "一一", "十十", "²³")),
    ],
)
def test_the_number_that_is_chosen(number: int | None, texts: tuple[str, ...]) -> None:
    assert {text: number_in(text) for text in texts} == dict.fromkeys(texts, number)


@given(st.integers(1, 20))
def test_every_number_that_is_shown_can_be_chosen(number: int) -> None:
    assert number_in(str(number)) == number


@given(st.text())
def test_any_text_is_a_number_or_none(text: str) -> None:
    assert number_in(text) in (None, *range(1, 21))


def test_what_was_heard_is_shown_and_its_sums_are_asked_for() -> None:
    assert words.heard("运费二十七块五。") == "我听到的是：“运费二十七块五”"
    assert words.voice_confirm("运费27块，保价5元", ("27块", "5元")) == (
        "我听到的是：“运费27块，保价5元”\n里面的金额：27块、5元。\n对吗？回复数字：\n1 对\n2 不对，我重说"
    )


@given(st.text(max_size=3000), st.lists(st.text(max_size=500), max_size=20))
def test_however_long_somebody_spoke_the_question_fits(text: str, amounts: list[str]) -> None:
    asked = words.voice_confirm(text, amounts)
    assert size(asked) <= LIMIT_BYTES
    assert asked.endswith("1 对\n2 不对，我重说")


def test_what_was_read_in_a_picture_is_asked_for() -> None:
    assert words.picture_found([("退货运费", "27元"), ("签收日期", "2026年1月9日")]) == (
        "图收好了，算作证据。读到：\n· 退货运费：27元\n· 签收日期：2026年1月9日\n"
        "对吗？回复数字：\n1 都对\n2 不对"
    )


def test_a_page_for_pictures_is_named_where_there_is_one() -> None:
    assert words.picture_unavailable(LINK).endswith(f"\n{LINK}")
    assert "网页" not in words.picture_unavailable(None)


def test_what_the_channel_asks_to_reply_is_what_it_understands() -> None:
    assert "回复“删除”" in words.WELCOME
    assert "回复“确认删除”" in words.CONFIRM_DELETE
    assert "回复“1”" in words.STILL_THINKING
    assert "回复“1”" in words.NOT_READY
    assert "回复“结果”" in words.EARLIER_UNSEEN

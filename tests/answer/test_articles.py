"""An article that is asked for by its number."""

from __future__ import annotations

import pytest

from bot.answer.articles import explain_article


@pytest.mark.parametrize(
    "text",
    [
        "消费者权益保护法第24条原文",
        "《消费者权益保护法》第二十四条是什么",
        "消法24条怎么规定的",
        "中华人民共和国消费者权益保护法第 24 条 全文",
    ],
)
def test_an_article_of_a_national_law_is_shown_with_its_official_text(text: str) -> None:
    said = explain_article(text)
    assert said is not None
    assert said.startswith("《消费者权益保护法》第24条")
    assert "大意（《消费者权益保护法》第24条第2款，2014-03-15起施行）" in said
    assert "原文（《中华人民共和国消费者权益保护法》，2013-10-25公布的版本）：" in said
    assert "运输等必要费用" in said


def test_an_article_of_a_regulation_has_its_gist_and_says_that_the_text_is_not_here() -> None:
    said = explain_article("七天无理由办法第18条说什么")
    assert said is not None
    assert "大意（《七日无理由退货暂行办法》第18条第1款" in said
    assert "原文我这里没有" in said


def test_an_article_that_was_replaced_says_until_when() -> None:
    said = explain_article("反不正当竞争法第8条内容")
    assert said is not None
    assert "2025-10-15起不再适用" in said


def test_an_article_that_nobody_has_is_said_to_be_missing() -> None:
    assert explain_article("消法第999条原文") == "《消费者权益保护法》第999条，我这里没有收录。"


@pytest.mark.parametrize(
    "text",
    ["退货运费谁出", "买了24条毛巾，质量是什么玩意", "消法第24条", "刑法第24条原文", "消法原文"],
)
def test_what_asks_for_no_article_is_left_alone(text: str) -> None:
    assert explain_article(text) is None

"""Normal form and words of a message."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from conftest import evaluation
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.normalizer import normalize
from bot.nlu.tokenizer import ChineseTokenizer


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("退貨運費誰出", "退货运费谁出"),
        ("１２．８元，谢谢！", "12.8元,谢谢!"),
        ("￥１，２９９", "¥1,299"),
        ("运费\0是27", "运费是27"),
        ("运费\x07是\t27\n块", "运费 是 27 块"),
        ("零\u200b宽\ufeff", "零宽"),
        ("<script>alert(1)</script>退货", "alert(1) 退货"),
        ("3<5 且 5>3", "3<5 且 5>3"),
        ("  /restart", "restart"),
        ("／／restart", "restart"),
        ("/ / /运费27", "运费27"),
        ("<b>/restart", "restart"),
        ("\ud800坏", "坏"),
        ("", ""),
        ("😀", "😀"),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert normalize(text) == normal


def test_normal_form_is_final_and_never_a_command() -> None:
    chance = random.Random(1)
    pieces = [
        "/",
        "／",
        "<",
        ">",
        "b",
        " ",
        "\0",
        "\u200b",
        "１",
        "，",
        "退貨",
        "裏",
        "<br/>",
        "&#47;",
        "\n",
    ]
    for _ in range(2000):
        text = normalize("".join(chance.choices(pieces, k=chance.randrange(12))))
        assert normalize(text) == text
        assert not text.startswith("/")


def words(tokenizer: ChineseTokenizer, text: str) -> list[str]:
    return [token.text for token in tokenizer.tokenize(Message({"text": text}), "text")]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("付了12.8元", "12.8"),
        ("原价1,999.00元", "1,999.00"),
        ("2026年10月8号到的", "2026年10月8号"),
        ("1月2号到的", "1月2号"),
        ("2026-01-02签收", "2026-01-02"),
        ("拼多多买的", "拼多多"),
        ("退货运费谁出", "退货运费"),
        ("写着退货包运费", "退货包运费"),
        ("没有运费险", "运费险"),
        ("三通一达都不收", "三通一达"),
        ("保价费一百", "保价费"),
    ],
)
def test_words_of_the_field_stay_whole(tokenizer: ChineseTokenizer, text: str, word: str) -> None:
    assert word in words(tokenizer, text)


def test_words_stand_where_they_say_and_are_never_blank(tokenizer: ChineseTokenizer) -> None:
    for entry in evaluation():
        text = normalize(entry.text)
        tokens = tokenizer.tokenize(Message({"text": text}), "text")
        assert [text[token.start : token.end] for token in tokens] == [t.text for t in tokens]
        assert "".join(token.text for token in tokens) == text.replace(" ", "")
        assert all(a.end <= b.start for a, b in pairwise(tokens))


def test_our_words_are_not_given_to_the_jieba_of_others(tokenizer: ChineseTokenizer) -> None:
    import jieba

    assert "退货包运费" in words(tokenizer, "写着退货包运费")
    assert "退货包运费" not in jieba.lcut("写着退货包运费")

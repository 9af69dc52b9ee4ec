"""The text of a regulation, as sites keep it, is read into its articles."""

from __future__ import annotations

from datetime import date

import pytest

from bot.law.regulation_text import Regulation, RegulationError, decode, label, parse, read_number

PLAIN = """\
某某办法

（2017年1月6日公布　2020年10月23日第二次修订　1999年2月30日）

目　录
第一章　总　则

第一条　为了甲，定这个办法。
第二条　乙要做到：
（一）丙；
（二）丁。
　　第一条规定的事，乙也要做到。

第二章　别　的
第一节　再别的
第三条
　　戊。
第三条之一　己。
— 2 —
第四条　庚。

附件：
第一条　这是附件。
"""
ARTICLES = {
    "1": "为了甲，定这个办法。",
    "2": "乙要做到：\n（一）丙；\n（二）丁。\n第一条规定的事，乙也要做到。",
    "3": "戊。",
    "3之1": "己。",
    "4": "庚。",
}


def test_articles_paragraphs_chapters_and_annexes() -> None:
    assert parse(PLAIN) == Regulation("某某办法", date(2020, 10, 23), ARTICLES)


def test_markdown_with_arabic_numerals() -> None:
    text = """\
# 《某某 办法》（2020年修订）

## 第一章 总则
### 第1条
为了甲，定这个办法。

**第２条** 乙要做到：
- （一）丙；
- （二）丁。

> 第一条规定的事，乙也要做到。

## 别的
- **第3条** 戊。
### 第3条之1：己。
---
第4条: 庚。
"""
    assert parse(text) == Regulation("某某办法", None, ARTICLES)


def test_numbers_without_a_blank_after_them() -> None:
    text = "办法\n第一条为了甲。\n第二条、第一条所说的。\n第三条规定的。\n第一条甲。\n第二条乙。"
    assert parse(text).articles == {
        "1": "为了甲。\n第二条、第一条所说的。\n第三条规定的。\n第一条甲。",
        "2": "乙。",
    }


def test_a_chapter_is_no_paragraph_but_a_sentence_about_one_is() -> None:
    text = "办法\n第一条　甲。\n第二章规定的，照第二章。\n第二章 乙\n附 则\n第二条　乙。"
    assert parse(text).articles == {"1": "甲。\n第二章规定的，照第二章。", "2": "乙。"}


def test_the_title_may_be_given() -> None:
    assert parse("第一条　甲。", "某规定（一）").title == "某规定（一）"
    assert parse("别的\n第一条　甲。", "某规定").title == "某规定"


def test_numbers_that_are_left_out_are_known() -> None:
    assert parse("办法\n第二条　甲。\n第五条　乙。").skipped == (3, 4)
    assert parse(PLAIN).skipped == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "文件是空的"),
        ("\n　\n---\n", "文件是空的"),
        ("某某办法\n甲。\n", "没有找到条文"),
        ("第一条　甲。\n", "看不出是哪部法规"),
        ("为了甲，定这个办法。\n第一条　甲。\n", "看不出是哪部法规"),
        ("办" * 61 + "\n第一条　甲。\n", "看不出是哪部法规"),
        ("办法\n第一条　甲。\n第一条　乙。\n", "第3行：第1条出现了两次（第2行已有）"),
        ("办法\n第一条　甲。\n第三条　乙。\n第二条　丙。", "第4行：第2条排在更大的条号后面"),
        ("办法\n第一条\n第二条　乙。\n", "第2行：第1条没有内容"),
        ("办法\n第一条　甲。\n第一条之一\n", "第3行：第1条之1没有内容"),
    ],
)
def test_a_text_that_is_no_regulation_is_refused(text: str, says: str) -> None:
    with pytest.raises(RegulationError) as error:
        parse(text)
    assert str(error.value).startswith(says)


def test_utf8_and_gb18030_are_read() -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        assert decode("第一条　甲。𠮷".encode(encoding)) == "第一条　甲。𠮷"


@pytest.mark.parametrize(
    "raw", [b"\x89PNG\r\n\x1a\n\x00", "第一条".encode("utf-16"), b"%PDF-1.7\n%\xb5\xff"]
)
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(RegulationError, match="不是文字文件"):
        decode(raw)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十八", 38),
        ("一百", 100),
        ("一百零三", 103),
        ("一百一十", 110),
        ("一千二百六十", 1260),
        ("二〇三", 203),
        ("两百", 200),
        ("1百", 100),
    ],
)
def test_numbers_in_characters(text: str, number: int) -> None:
    assert read_number(text) == number


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="甲"):
        read_number("甲")


def test_labels() -> None:
    assert label("26") == "第26条"
    assert label("26之1") == "第26条之1"

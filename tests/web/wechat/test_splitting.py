"""Long texts become messages that each fit, cut where a reader would pause."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer.chat import advice_text, steps_text, why_text
from bot.law.advise import advise_anyway
from bot.web.wechat.splitting import LIMIT_BYTES, size, split
from tests.law.generated_cases import Given, cases

UNBROKEN = (
    "27.00元",
    "1,234元",
    "￥1299",
    "12块5毛",
    "一百二十块五",
    "2026年1月9日",
    "2026-01-09",
    "15到18块",
    "12315",
    "１２３１５",
    "1%",
    "百分之三十",
    "第7天",
    "第24条第2款第（三）项",
    "第二十四条之一",
    "《消费者权益保护法》第24条第2款",
    "《侵害消费者权益行为处罚办法》（2020年修正）第9条第4项",
    "消费者权益保护法第二十五条",
    "《七日无理由退货暂行办法》",
    "https://example.cn/c/7K2QM?s=a1,b2&t=3#x",
    "SF1234567890",
    "e\u0301",
    "👨‍👩‍👧‍👦",
    "👍🏽",
    "🇨🇳",
    "2️⃣",
    "𠮷",
)
PIECES = (
    *UNBROKEN,
    "运费谁出",
    "，",
    "。",
    "？",
    "……",
    "”",
    "（",
    "\n",
    "\n\n",
    " ",
    "　",
    "\ufeff",
)
ANYTHING = st.text() | st.lists(st.sampled_from(PIECES) | st.text(max_size=8)).map("".join)
SEPARATED = st.lists(
    st.sampled_from(UNBROKEN) | st.sampled_from(("我的", "他们说不退了", "寄回去")), max_size=60
)
"""What must stay whole, and words around it."""


def without_blanks(text: str) -> str:
    return "".join(text.split())


@given(ANYTHING, st.integers(4, 300), st.integers(4, 300))
def test_every_part_fits_and_only_blanks_are_lost(text: str, limit: int, first: int) -> None:
    parts = split(text, limit, first)
    assert all(size(part) <= (limit if i else first) for i, part in enumerate(parts))
    assert all(part.strip() for part in parts)
    assert without_blanks("".join(parts)) == without_blanks(text)
    # What is lost is lost at the cuts: each part stands in the text as it is.
    end = 0
    for part in parts:
        begin = text.index(part, end)
        assert not text[end:begin].strip()
        end = begin + len(part)


@given(SEPARATED, st.sampled_from(("，", "。", "。\n", " ", "字")), st.integers(200, 400))
def test_nothing_that_belongs_together_is_cut(pieces: list[str], between: str, limit: int) -> None:
    text = between.join(pieces)
    parts = split(text, limit)
    assert sum(part.count(whole) for part in parts for whole in UNBROKEN) == sum(
        text.count(whole) for whole in UNBROKEN
    )


@given(st.sampled_from(UNBROKEN), st.integers(0, 120), st.integers(0, 120))
def test_it_is_not_cut_wherever_the_limit_falls(whole: str, before: int, after: int) -> None:
    """Without a pause near: words on both sides, and the limit anywhere in between."""
    # A law's name without 《》 is taken together with some of the words before it.
    text = "好" * before + "🙂" + whole + "吧" * after
    assert any(whole in part for part in split(text, 130))


@settings(max_examples=60, deadline=None)
@given(cases())
def test_real_advice_is_cut_between_its_lines(given: Given) -> None:
    advice = advise_anyway(given.case, given.today)
    for text in (advice_text(advice), why_text(advice), steps_text(advice)):
        parts = split(text, first=LIMIT_BYTES - 400)
        assert without_blanks("".join(parts)) == without_blanks(text)
        assert all(size(part) <= LIMIT_BYTES for part in parts)
        lines = {line.strip() for line in text.splitlines()}
        for line in lines:
            if line.startswith("依据") and size(line) <= LIMIT_BYTES - 400:
                assert any(line in part for part in parts)
        for part in parts[:-1]:
            assert (
                re.search(r"[。！？；，、：”」）]$", part) or part.splitlines()[-1].strip() in lines
            )
            assert not re.search(r"[】？：]$", part)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_no_more_parts_than_twice_what_the_bytes_need(given: Given) -> None:
    text = why_text(advise_anyway(given.case, given.today))
    assert len(split(text)) <= 2 * (size(text) // LIMIT_BYTES + 1)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" \n　\n", []),
        (" 运费谁出？\n", ["运费谁出？"]),
        # Twelve characters fit: a blank line goes before a line, a line before a sentence …
        ("一二三。四五\n\n六七。\n八九十", ["一二三。四五", "六七。\n八九十"]),
        ("甲乙丙丁戊己。庚\n辛壬癸子丑", ["甲乙丙丁戊己。庚", "辛壬癸子丑"]),
        ("甲乙丙丁戊己。庚，辛壬癸子丑", ["甲乙丙丁戊己。", "庚，辛壬癸子丑"]),
        ("他说：“甲乙丙丁。”戊己庚辛壬癸", ["他说：“甲乙丙丁。”", "戊己庚辛壬癸"]),
        ("甲乙丙丁、戊己庚辛壬癸子丑寅卯", ["甲乙丙丁、", "戊己庚辛壬癸子丑寅卯"]),
        # … but a blank line near the beginning does not leave a part nearly empty.
        ("甲\n\n乙丙丁戊，己庚辛，壬癸子丑寅", ["甲\n\n乙丙丁戊，己庚辛，", "壬癸子丑寅"]),
        # A title is not left behind, nor a question without its answers.
        ("甲乙丙丁。\n【期限】\n戊己庚辛壬", ["甲乙丙丁。", "【期限】\n戊己庚辛壬"]),
        ("甲乙丙丁。\n戊己？\n庚辛壬癸子", ["甲乙丙丁。", "戊己？\n庚辛壬癸子"]),
    ],
)
def test_the_best_place(text: str, parts: list[str]) -> None:
    assert split(text, 36) == parts


def test_a_line_of_articles_stays_whole() -> None:
    line = "依据《民法典》第473条（2021-01-01起施行）：写得具体，就是要约。有约束力。"
    assert split(f"商家要兑现。\n{line}", 120) == ["商家要兑现。", line]


def test_what_is_too_long_for_a_part_is_cut_all_the_same() -> None:
    assert split("9" * 100, 40) == ["9" * 40, "9" * 40, "9" * 20]
    assert split("e" + "\u0301" * 9, 10) == ["e" + "\u0301" * 4, "\u0301" * 5]


def test_the_rest_fits_what_only_the_first_part_had_no_room_for() -> None:
    assert split("好的。27.00元，28元。", 24, 12) == ["好的。", "27.00元，28元。"]


@pytest.mark.parametrize(("limit", "first"), [(3, None), (9, 3), (9, 0), (-1, 9)])
def test_a_limit_that_no_character_fits_is_refused(limit: int, first: int | None) -> None:
    with pytest.raises(ValueError, match="bytes"):
        split("运费", limit, first)

"""What is stopped at the door, and what goes on."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.guard import MAX_CHARACTERS, Canned, Forward, check, clean

ANYTHING = st.text(st.characters() | st.sampled_from("/／\u200b \x00\ud800\ufeff运费27a{"))


@pytest.mark.parametrize(
    ("text", "forwarded"),
    [
        ("鞋子想退", "鞋子想退"),
        ("27", "27"),
        ("/运费27", "运费27"),
        ("／运费27", "运费27"),
        (" \u200b//／ 运费27", "运费27"),
        ("/iPhone坏了", "iPhone坏了"),
        ("/my shoes are broken", "my shoes are broken"),
        ("/重新开始", "重新开始"),
        ("运费/保价费", "运费/保价费"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("restart", "restart"),
        ("好的👍", "好的👍"),
        ("①", "①"),
        ("字" * MAX_CHARACTERS, "字" * MAX_CHARACTERS),
    ],
)
def test_what_a_person_says_goes_on(text: str, forwarded: str) -> None:
    assert check(clean(text)) == Forward(forwarded)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "没有收到文字"),
        ("\x00\x07\u200b", "没有收到文字"),
        ("\u3000\n\t", "没有收到文字"),
        ("😀", "表情"),
        ("……？", "表情"),
        ("/", "表情"),
        ("/restart", "不用输入命令"),
        ('/inform{"price":1}', "不用输入命令"),
        ('/inform {"price":\n1}', "不用输入命令"),
        ("/inform[price]", "不用输入命令"),
        ("／restart", "不用输入命令"),
        ("\ufeff/\u200b/restart ", "不用输入命令"),
        ("\x00/restart", "不用输入命令"),
        ("字" * (MAX_CHARACTERS + 1), "2,001"),
    ],
)
def test_what_is_no_story_gets_a_hint(text: str, hint: str) -> None:
    decided = check(clean(text))
    assert isinstance(decided, Canned)
    assert hint in decided.reply


@given(ANYTHING)
def test_every_text_is_either_forwarded_or_answered(text: str) -> None:
    match check(clean(text)):
        case Canned(reply):
            assert reply
        case Forward(words):
            seen = unicodedata.normalize("NFKC", words)
            shown = [c for c in seen if not c.isspace() and unicodedata.category(c) != "Cf"]
            assert shown[0] != "/"
            assert any(character.isalnum() for character in shown)


@given(ANYTHING)
def test_cleaned_text_can_be_kept_anywhere(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode().decode() == cleaned
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned


@given(st.text(st.sampled_from("运费是一百二十块，不退2a.")))
def test_ordinary_words_are_left_as_they_are(text: str) -> None:
    assert clean(text) == text

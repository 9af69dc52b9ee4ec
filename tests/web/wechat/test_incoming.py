"""What somebody did in WeChat, and by which id its repetitions are known."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.wechat.crypto import Refused
from bot.web.wechat.incoming import (
    Event,
    Incoming,
    Picture,
    Text,
    Unsupported,
    Voice,
    incoming,
)

TEXT = {
    "ToUserName": "gh_10f6c3c3ac5a",
    "FromUserName": "oyORnuP8q7ou2gfYjqLzSIWZf0rs",
    "CreateTime": "1409735668",
    "MsgType": "text",
    "Content": "abcdteT",
    "MsgId": "6054768590064713728",
}
EVENT = {
    "ToUserName": "gh_10f6c3c3ac5a",
    "FromUserName": "oyORnuP8q7ou2gfYjqLzSIWZf0rs",
    "CreateTime": "1409735668",
    "MsgType": "event",
    "Event": "CLICK",
    "EventKey": "start",
}
NAMES = [*TEXT, "Event", "EventKey", "MediaId", "Recognition"]
ANY_FIELDS = st.dictionaries(
    st.sampled_from(NAMES),
    st.sampled_from(["text", "voice", "image", "event", "1409735668", ""])
    | st.text(st.characters()),
)


def content_of(**fields: str) -> object:
    return incoming(TEXT | fields).content


def id_of(fields: dict[str, str], **changed: str) -> str:
    return incoming(fields | changed).id


def test_a_message_tells_who_wrote_to_whom_and_when() -> None:
    message = incoming(TEXT)
    assert message == Incoming(
        id=message.id,
        sender="oyORnuP8q7ou2gfYjqLzSIWZf0rs",
        account="gh_10f6c3c3ac5a",
        created=1409735668,
        content=Text("abcdteT"),
    )


@pytest.mark.parametrize("text", ["", " 退货 \n", "/restart", "😀𠮷"])
def test_text_stays_as_it_was_typed(text: str) -> None:
    assert content_of(Content=text) == Text(text)


def test_text_without_content_is_empty() -> None:
    assert incoming({k: v for k, v in TEXT.items() if k != "Content"}).content == Text("")


@pytest.mark.parametrize(
    ("recognition", "heard"),
    [
        ("运费二十七元。", "运费二十七元"),
        (" 二。 ", "二"),
        ("鞋子坏了。我想退 。\n", "鞋子坏了。我想退"),
        ("可以退吗？", "可以退吗？"),
        ("。", ""),
        ("", ""),
    ],
)
def test_what_was_heard_loses_its_full_stop(recognition: str, heard: str) -> None:
    content = content_of(MsgType="voice", MediaId="media-1", Recognition=recognition)
    assert content == Voice(heard, "media-1")


def test_a_voice_that_was_not_recognised_is_known_by_its_media() -> None:
    assert content_of(MsgType="voice", MediaId="media-1") == Voice("", "media-1")


def test_a_picture_is_known_by_its_media() -> None:
    assert content_of(MsgType="image", MediaId="media-1") == Picture("media-1")


@pytest.mark.parametrize("media_id", ["", "x" * 129])
def test_a_picture_that_cannot_be_fetched_is_none(media_id: str) -> None:
    assert content_of(MsgType="image", MediaId=media_id) == Unsupported("image")


@pytest.mark.parametrize("kind", ["video", "shortvideo", "location", "link", "file", "new_kind"])
def test_other_kinds_are_named(kind: str) -> None:
    assert content_of(MsgType=kind) == Unsupported(kind)


@pytest.mark.parametrize(
    ("fields", "event"),
    [
        ({}, Event("click", "start")),
        ({"Event": "subscribe", "EventKey": "qrscene_7"}, Event("subscribe", "qrscene_7")),
        ({"Event": "unsubscribe", "EventKey": ""}, Event("unsubscribe", "")),
        ({"Event": "TEMPLATESENDJOBFINISH"}, Event("templatesendjobfinish", "start")),
    ],
)
def test_events_are_named_in_lower_case(fields: dict[str, str], event: Event) -> None:
    assert incoming(EVENT | fields).content == event


def test_an_event_needs_no_key() -> None:
    fields = {k: v for k, v in EVENT.items() if k != "EventKey"}
    assert incoming(fields).content == Event("click", "")


def test_a_message_is_known_by_its_msg_id_alone() -> None:
    again = id_of(TEXT, CreateTime="1409735673", Content="otherwise encoded", Encrypt="x")
    assert again == id_of(TEXT)
    assert id_of(TEXT, MsgId="6054768590064713729") != id_of(TEXT)


def test_an_event_is_known_by_who_when_what_and_which() -> None:
    assert id_of(EVENT, Encrypt="x") == id_of(EVENT)
    others = [
        id_of(EVENT, FromUserName="oOther"),
        id_of(EVENT, CreateTime="1409735669"),
        id_of(EVENT, Event="VIEW"),
        id_of(EVENT, EventKey="again"),
    ]
    assert len({id_of(EVENT), *others}) == 5


def test_parts_of_an_id_do_not_run_into_each_other() -> None:
    one = id_of(EVENT, FromUserName="o1", CreateTime="23")
    assert one != id_of(EVENT, FromUserName="o12", CreateTime="3")
    assert id_of(EVENT, Event="a", EventKey="bc") != id_of(EVENT, Event="ab", EventKey="c")


@given(st.text(st.characters(), min_size=1, max_size=128))
def test_messages_and_events_are_kept_apart(part: str) -> None:
    assert id_of(TEXT, MsgId=part)[:2] == "m-"
    assert id_of(EVENT, FromUserName=part)[:2] == "e-"


@pytest.mark.parametrize("fields", [TEXT, EVENT])
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("FromUserName", ["", "o" * 129]),
        ("ToUserName", ["", "o" * 129]),
        ("CreateTime", ["", "now", "-1", "1.5", " 1", "1\n", "１４", "9" * 12, "9" * 5000]),
        ("MsgType", ["", "x" * 65]),
    ],
)
def test_what_cannot_be_answered_is_refused(
    fields: dict[str, str], name: str, values: list[str]
) -> None:
    with pytest.raises(Refused, match="bad_message"):
        incoming({k: v for k, v in fields.items() if k != name})
    for value in values:
        with pytest.raises(Refused, match="bad_message"):
            incoming(fields | {name: value})


@pytest.mark.parametrize("kind", ["text", "voice", "image", "video"])
@pytest.mark.parametrize("msg_id", ["", "1" * 129])
def test_a_message_without_an_id_is_refused(kind: str, msg_id: str) -> None:
    with pytest.raises(Refused, match="bad_message"):
        incoming(TEXT | {"MsgType": kind, "MsgId": msg_id})


@pytest.mark.parametrize("name", ["", "x" * 65])
def test_an_event_without_a_name_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="bad_message"):
        incoming(EVENT | {"Event": name, "MsgId": "1"})


@given(ANY_FIELDS | ANY_FIELDS.map(lambda fields: TEXT | fields))
def test_any_fields_are_understood_or_refused(fields: dict[str, str]) -> None:
    with suppress(Refused):
        assert re.fullmatch("[A-Za-z0-9_-]{1,64}", incoming(fields).id)


@pytest.mark.parametrize("fields", [TEXT, EVENT])
def test_an_id_does_not_tell_the_sender(fields: dict[str, str]) -> None:
    assert fields["FromUserName"] not in id_of(fields)

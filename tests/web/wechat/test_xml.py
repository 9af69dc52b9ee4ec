"""WeChat's XML: what is read, what is refused, and that replies say what they should."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.replies import TextReply, deserialize_reply

from bot.web.wechat.crypto import Refused
from bot.web.wechat.xml import MAX_DEPTH, encrypted_reply, read_xml, text_reply

NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Texts full of what has a meaning in XML, and of what XML cannot hold.
TEXTS = st.text(st.characters() | st.sampled_from("]]]>>>&<\"'\x00\x0b\ud800\uffff\r\n😀𠮷退"))
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def nested(depth: int) -> bytes:
    return b"<xml>" + b"<a>" * (depth - 1) + b"</a>" * (depth - 1) + b"</xml>"


def as_read(text: str) -> str:
    """`text` as any XML parser gives it back."""
    return NOT_IN_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ("<xml/>", {}),
        ("<xml><Content>退货</Content></xml>", {"Content": "退货"}),
        ("<xml><Content><![CDATA[<b>退&货</b>]]></Content></xml>", {"Content": "<b>退&货</b>"}),
        ("<xml><Content><![CDATA[]]></Content><EventKey/></xml>", {"Content": "", "EventKey": ""}),
        ("<xml>\n <Content>&lt;😀𠮷&#x1F600;</Content>\n</xml>\n", {"Content": "<😀𠮷😀"}),
        ("<xml><Content> 一\r\n二 </Content></xml>", {"Content": " 一\n二 "}),
        ("<xml><Content>一<![CDATA[二]]><!-- 三 -->四</Content></xml>", {"Content": "一二四"}),
        ('<?xml version="1.0" encoding="UTF-8"?><xml><A b="c">1</A></xml>', {"A": "1"}),
        ("\ufeff<xml><A>1</A></xml>", {"A": "1"}),
        ("<xml><A><B>x</B><A>y</A></A><B>z</B></xml>", {"A": "", "B": "z"}),
    ],
)
def test_children_and_their_text_are_read(body: str, fields: dict[str, str]) -> None:
    assert read_xml(body.encode()) == fields


def test_utf_8_is_read_whatever_the_document_says() -> None:
    body = '<?xml version="1.0" encoding="GBK"?><xml><Content>退货😀</Content></xml>'
    assert read_xml(body.encode()) == {"Content": "退货😀"}


def test_control_characters_that_somebody_typed_are_left_out() -> None:
    body = b"<xml><Content><![CDATA[ \x1dc\x00\x02\x10\xef\xbf\xbf]]></Content></xml>"
    assert read_xml(body) == {"Content": " c"}


def test_as_deep_as_is_allowed_is_read_and_deeper_is_refused() -> None:
    assert read_xml(nested(MAX_DEPTH)) == {"a": ""}
    for depth in (MAX_DEPTH + 1, 200_000):
        with pytest.raises(Refused, match="bad_xml"):
            read_xml(nested(depth))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"\xff\xfe\x00garbage\x80",
        b'{"Content": "x"}',
        b"<xml>",
        b"<xml></xml><xml></xml>",
        b"<xml></xml>rest",
        b"<xml><a></b></xml>",
        b"<xml><a>1</a><a>1</a></xml>",
        b"<xml><a>&undefined;</a></xml>",
        b"<xml><a>&#0;</a></xml>",
        b"<xml><a>&#xD800;</a></xml>",
        b"<xml><a>\xed\xa0\x80</a></xml>",
        b"<html></html>",
        b"<XML></XML>",
        b'<xml xmlns="urn:other"><a>1</a></xml>',
        "<xml><Content>退货</Content></xml>".encode("gbk"),
        '<?xml version="1.0" encoding="GBK"?><xml><a>退货</a></xml>'.encode("gbk"),
        "<xml><Content>退货</Content></xml>".encode("utf-16"),
        "<xml><Content>退货</Content></xml>".encode("utf-32"),
        "<xml><Content>退货</Content></xml>".encode()[:-20],
    ],
)
def test_what_is_no_such_document_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="bad_xml"):
        read_xml(body)


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE xml><xml><a>1</a></xml>",
        f"<!DOCTYPE xml [<!ENTITY l0 'lol'>{LAUGHS}]><xml><a>&l9;</a></xml>",
        f"<!DOCTYPE xml [<!ENTITY a '{'a' * 50_000}'>]><xml><a>{'&a;' * 50_000}</a></xml>",
        "<!DOCTYPE xml SYSTEM 'http://127.0.0.1/x.dtd'><xml/>",
        "<!DOCTYPE xml [<!ENTITY % p SYSTEM 'http://127.0.0.1/x.dtd'>%p;]><xml/>",
    ],
)
def test_a_document_with_a_dtd_is_refused(body: str) -> None:
    with pytest.raises(Refused, match="bad_xml"):
        read_xml(body.encode())


def test_an_external_entity_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    body = f"<!DOCTYPE xml [<!ENTITY x SYSTEM '{secret.as_uri()}'>]><xml><a>&x;</a></xml>"
    with pytest.raises(Refused, match="bad_xml"):
        read_xml(body.encode())


def test_a_message_cannot_forge_its_sender() -> None:
    typed = "x]]></Content><FromUserName>other</FromUserName><Content><![CDATA[y"
    body = f"<xml><FromUserName>o1</FromUserName><Content><![CDATA[{typed}]]></Content></xml>"
    with pytest.raises(Refused, match="bad_xml"):
        read_xml(body.encode())


@given(st.binary())
def test_garbage_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="bad_xml"):
        read_xml(body)


@given(st.lists(st.sampled_from(
    ["<xml>", "</xml>", "<a>", "</a>", "<b/>", "<![CDATA[", "]]>", "&lt;", "&x;", "<!--", "-->",
     "<?p ?>", "<!DOCTYPE xml>", "退", "\x00", " "]
)))  # fmt: skip
def test_a_jumble_of_markup_is_read_or_refused(pieces: list[str]) -> None:
    with suppress(Refused):
        assert set(read_xml("".join(pieces).encode())) <= {"a", "b", "xml"}


@given(st.integers(0, 300), st.binary(max_size=8), st.integers(0, 8))
def test_a_damaged_message_is_read_or_refused(place: int, put: bytes, cut: int) -> None:
    body = text_reply("o1", "gh_1", 1_767_225_600, "鞋子想退，运费27元😀 ]]> 行吗")
    with suppress(Refused):
        assert "o1" not in read_xml(body[:place] + put + body[place + cut :]).get("Content", "")


@given(TEXTS, TEXTS, TEXTS, st.integers(0, 10**11))
def test_a_reply_says_what_it_should(to: str, sender: str, text: str, created: int) -> None:
    assert read_xml(text_reply(to, sender, created, text)) == {
        "ToUserName": as_read(to),
        "FromUserName": as_read(sender),
        "CreateTime": str(created),
        "MsgType": "text",
        "Content": as_read(text),
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("]]>", "]]>"),
        ("]]\x00>", "]]>"),
        ("]]>]]>]]]]>>", "]]>]]>]]]]>>"),
        ("]]></Content><MsgType>x</MsgType>", "]]></Content><MsgType>x</MsgType>"),
        ("\x00退\x0b货\ud800\ufffe", "退货"),
        ("退货\n😀👩‍👩‍👧𠮷", "退货\n😀👩‍👩‍👧𠮷"),
        ("&amp;<b>", "&amp;<b>"),
    ],
)
def test_a_reply_is_read_by_another_implementation(text: str, shown: str) -> None:
    reply = deserialize_reply(text_reply("o1", "gh_1", 1_767_225_600, text))
    assert isinstance(reply, TextReply)
    assert (reply.target, reply.source, reply.time) == ("o1", "gh_1", 1_767_225_600)
    assert reply.content == shown


@given(TEXTS, TEXTS, st.integers(0, 10**11).map(str), TEXTS)
def test_a_sealed_reply_names_its_four_parts(
    sealed: str, signed: str, timestamp: str, nonce: str
) -> None:
    assert read_xml(encrypted_reply(sealed, signed, timestamp, nonce)) == {
        "Encrypt": as_read(sealed),
        "MsgSignature": as_read(signed),
        "TimeStamp": timestamp,
        "Nonce": as_read(nonce),
    }


@pytest.mark.parametrize("timestamp", ["", "soon", "-1", "1.5", " 1", "１", "1<a/>"])
def test_a_timestamp_that_is_no_number_is_an_error(timestamp: str) -> None:
    with pytest.raises(ValueError, match="timestamp"):
        encrypted_reply("sealed", "signed", timestamp, "nonce")

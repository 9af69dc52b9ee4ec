"""WeChat's signatures and encryption: the published samples, another implementation, damaged input."""

from __future__ import annotations

import base64
import os
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto

from bot.web.wechat.crypto import (
    MAX_SEALED_CHARACTERS,
    MessageCrypt,
    Refused,
    require_signature,
    signature,
)
from bot.web.wechat.xml import encrypted_reply, read_xml

# Published with the platform's sample code: an official account's text message …
TOKEN = "spamtest"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID = "wx2c2769f8efd9abc2"
TIMESTAMP, NONCE = "1409735669", "1320562132"
SIGNATURE = "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
SEALED = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHF"
    "VAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVti"
    "cbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpA"
    "e+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCum"
    "EPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)
PREFIX = b"89465c840c5f116f"

# … and WeCom's check of a callback address.
WECOM_TOKEN = "QDG6eK"
WECOM_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
CORP_ID = "wx5823bf96d3bd56c7"
WECOM_TIMESTAMP, WECOM_NONCE = "1409659589", "263014780"
WECOM_SIGNATURE = "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="

CRYPT = MessageCrypt(KEY, APP_ID)
THEIRS = WeChatCrypto(TOKEN, KEY, APP_ID)

PREFIXES = st.binary(min_size=16, max_size=16)
MESSAGES = st.binary(max_size=300)
WORDS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("运费27元😀👩‍👩‍👧𠮷"))
DIGITS = st.integers(0, 10**10).map(str)


def seal(plain: bytes) -> str:
    """Encrypts `plain` as it is, whether or not it is in WeChat's form."""
    key = base64.b64decode(KEY + "=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def refusal(sealed: str, crypt: MessageCrypt = CRYPT) -> str:
    with pytest.raises(Refused) as caught:
        crypt.decrypt(sealed)
    return caught.value.code


def test_the_published_message_is_verified_and_read() -> None:
    require_signature(SIGNATURE, TOKEN, TIMESTAMP, NONCE, SEALED)
    fields = read_xml(CRYPT.decrypt(SEALED))
    assert fields == {
        "ToUserName": "gh_10f6c3c3ac5a",
        "FromUserName": "oyORnuP8q7ou2gfYjqLzSIWZf0rs",
        "CreateTime": "1409735668",
        "MsgType": "text",
        "Content": "abcdteT",
        "MsgId": "6054768590064713728",
    }


def test_the_published_message_is_sealed_to_the_same_text() -> None:
    assert CRYPT.encrypt(CRYPT.decrypt(SEALED), PREFIX) == SEALED


def test_the_published_address_check_is_verified_and_read() -> None:
    require_signature(WECOM_SIGNATURE, WECOM_TOKEN, WECOM_TIMESTAMP, WECOM_NONCE, ECHO)
    assert MessageCrypt(WECOM_KEY, CORP_ID).decrypt(ECHO) == b"1616140317555161061"


@settings(deadline=None)  # Its first call imports half of it.
@given(WORDS, DIGITS, DIGITS)
def test_what_another_implementation_seals_is_read(text: str, nonce: str, timestamp: str) -> None:
    fields = read_xml(THEIRS.encrypt_message(text, nonce, timestamp).encode())
    require_signature(fields["MsgSignature"], TOKEN, timestamp, nonce, fields["Encrypt"])
    assert CRYPT.decrypt(fields["Encrypt"]).decode() == text


@settings(deadline=None)  # Its first call imports half of it.
@given(WORDS, DIGITS, DIGITS, PREFIXES)
def test_what_is_sealed_another_implementation_reads(
    text: str, nonce: str, timestamp: str, prefix: bytes
) -> None:
    sealed = CRYPT.encrypt(text.encode(), prefix)
    signed = signature(TOKEN, timestamp, nonce, sealed)
    body = encrypted_reply(sealed, signed, timestamp, nonce)
    assert THEIRS.decrypt_message(body, signed, timestamp, nonce) == text


@pytest.mark.parametrize("text", ["", "退" * 20_000, "😀👩‍👩‍👧𠮷" * 3_000])
def test_empty_and_long_messages_go_both_ways(text: str) -> None:
    fields = read_xml(THEIRS.encrypt_message(text, NONCE, TIMESTAMP).encode())
    assert CRYPT.decrypt(fields["Encrypt"]).decode() == text
    sealed = CRYPT.encrypt(text.encode(), PREFIX)
    signed = signature(TOKEN, TIMESTAMP, NONCE, sealed)
    message = {"Encrypt": sealed}
    assert THEIRS.decrypt_message(message, signed, TIMESTAMP, NONCE) == text


@pytest.mark.parametrize("length", range(70))
def test_a_message_of_any_length_fills_whole_blocks(length: int) -> None:
    message = bytes([length]) * length
    sealed = CRYPT.encrypt(message, PREFIX)
    assert len(base64.b64decode(sealed)) % 32 == 0
    assert CRYPT.decrypt(sealed) == message


@given(MESSAGES, PREFIXES)
def test_the_same_prefix_gives_the_same_text(message: bytes, prefix: bytes) -> None:
    sealed = CRYPT.encrypt(message, prefix)
    assert CRYPT.encrypt(message, prefix) == sealed
    assert CRYPT.decrypt(sealed) == message


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_prefix_of_another_length_is_an_error(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        CRYPT.encrypt(b"", b"x" * length)


@pytest.mark.parametrize(
    "key", ["", KEY[:-1], KEY + "A", KEY + "=", KEY + "\n", "-" + KEY[1:], "退" + KEY[1:]]
)
def test_a_key_in_another_form_is_an_error_that_does_not_tell_it(key: str) -> None:
    with pytest.raises(ValueError, match="EncodingAESKey") as caught:
        MessageCrypt(key, APP_ID)
    assert KEY[1:-1] not in str(caught.value)


@given(st.permutations([TOKEN, TIMESTAMP, NONCE, SEALED]))
def test_parts_are_signed_in_any_order(parts: list[str]) -> None:
    assert signature(*parts) == SIGNATURE


@given(st.text(st.characters()) | st.just(SIGNATURE.upper()) | st.just(SIGNATURE + " "))
def test_any_other_signature_is_refused(given_signature: str) -> None:
    assume(given_signature != SIGNATURE)
    with pytest.raises(Refused, match="bad_signature"):
        require_signature(given_signature, TOKEN, TIMESTAMP, NONCE, SEALED)


@given(st.lists(st.text(st.characters()), min_size=1))
def test_whatever_parts_come_a_signature_is_only_right_or_refused(parts: list[str]) -> None:
    require_signature(signature(*parts), *parts)
    with pytest.raises(Refused, match="bad_signature"):
        require_signature(SIGNATURE, *parts)


@given(st.integers(0, 319), st.integers(1, 255))
def test_a_tampered_byte_is_refused_by_its_signature_and_never_passes_unseen(
    place: int, change: int
) -> None:
    tampered = bytearray(base64.b64decode(SEALED))
    tampered[place] ^= change
    sealed = base64.b64encode(tampered).decode()
    with pytest.raises(Refused, match="bad_signature"):
        require_signature(SIGNATURE, TOKEN, TIMESTAMP, NONCE, sealed)
    with suppress(Refused):
        assert CRYPT.decrypt(sealed) != CRYPT.decrypt(SEALED)


@given(MESSAGES, st.integers(1, 4), st.data())
def test_a_tampered_frame_is_refused(message: bytes, change: int, data: st.DataObject) -> None:
    """Length, receiver and padding are covered by the check itself, whatever the signature says."""
    frame = PREFIX + len(message).to_bytes(4, "big") + message + APP_ID.encode()
    missing = 32 - len(frame) % 32
    plain = bytearray(frame + bytes([missing]) * missing)
    covered = [*range(16, 20), *range(20 + len(message), len(plain))]
    plain[data.draw(st.sampled_from(covered))] ^= change
    assert refusal(seal(bytes(plain))) in {"bad_length", "bad_app_id", "bad_padding"}


@pytest.mark.parametrize("count", range(1, 33))
def test_every_byte_of_the_padding_is_checked(count: int) -> None:
    message = b"x" * ((32 - count - 20 - len(APP_ID)) % 32)
    frame = PREFIX + len(message).to_bytes(4, "big") + message + APP_ID.encode()
    right = frame + bytes([count]) * count
    assert CRYPT.decrypt(seal(right)) == message
    for place in range(len(frame), len(right) - 1):
        wrong = bytearray(right)
        wrong[place] ^= 0x40
        assert refusal(seal(bytes(wrong))) == "bad_padding"


@pytest.mark.parametrize("last", [0, 33, 64, 255])
def test_padding_of_an_impossible_length_is_refused(last: int) -> None:
    assert refusal(seal(bytes([last]) * 320)) == "bad_padding"


@pytest.mark.parametrize("claimed", [1, 2, 2**31 - 1, 2**31, 2**32 - 1])
def test_a_claimed_length_beyond_the_text_is_refused(claimed: int) -> None:
    assert refusal(seal(PREFIX + claimed.to_bytes(4, "big") + b"\x0c" * 12)) == "bad_length"


@pytest.mark.parametrize("count", [13, 16, 17, 32])
def test_a_text_too_short_for_a_length_is_refused(count: int) -> None:
    assert refusal(seal(b"\0" * (32 - count) + bytes([count]) * count)) == "bad_length"


@pytest.mark.parametrize(
    "receiver", ["", "wx2c2769f8efd9abc3", APP_ID + "0", APP_ID[:-1], APP_ID.upper(), "公众号"]
)
def test_a_message_to_another_account_is_refused(receiver: str) -> None:
    sealed = MessageCrypt(KEY, receiver).encrypt(b"<xml/>", PREFIX)
    assert refusal(sealed) == "bad_app_id"


@given(MESSAGES, PREFIXES)
def test_another_key_is_refused(message: bytes, prefix: bytes) -> None:
    sealed = MessageCrypt(WECOM_KEY, APP_ID).encrypt(message, prefix)
    assert refusal(sealed) in {"bad_length", "bad_app_id", "bad_padding"}


@given(MESSAGES, st.data())
def test_a_truncated_text_is_refused(message: bytes, data: st.DataObject) -> None:
    whole = CRYPT.encrypt(message, PREFIX)
    refusal(whole[: data.draw(st.integers(0, len(whole) - 1))])
    blocks = base64.b64decode(whole)
    kept = data.draw(st.integers(0, len(blocks) // 32 - 1)) * 32
    refusal(base64.b64encode(blocks[:kept]).decode())


@pytest.mark.parametrize(
    "sealed",
    [
        "退货",
        "\ud800",
        "====",
        "A",
        ECHO[:-1],
        ECHO + "=",
        ECHO[:-3] + "r==",  # the same bytes, written otherwise
        SEALED.replace("+", " "),
        SEALED.replace("+", "-").replace("/", "_"),
        SEALED[:76] + "\n" + SEALED[76:],
    ],
)
def test_what_is_no_base64_is_refused(sealed: str) -> None:
    assert refusal(sealed) == "bad_base64"


@pytest.mark.parametrize("length", [16, 31, 33, 48, 63])
def test_a_text_of_no_whole_blocks_is_refused(length: int) -> None:
    assert refusal(base64.b64encode(os.urandom(length)).decode()) == "bad_length"


def test_nothing_and_too_much_are_refused() -> None:
    assert refusal("") == "bad_length"
    assert refusal(CRYPT.encrypt(b"x" * MAX_SEALED_CHARACTERS, PREFIX)) == "bad_length"


@given(
    st.text(st.characters()) | st.binary(max_size=400).map(lambda b: base64.b64encode(b).decode())
)
def test_anything_else_is_refused(sealed: str) -> None:
    assert refusal(sealed)

"""Reads a passive reply as WeChat does."""

from __future__ import annotations

from bot.wechat_simulator.accounts import Account, Mode
from bot.wechat_simulator.envelope import BadEnvelope, Envelope, read_xml

MAX_BYTES = 2048


def read_reply(
    body: bytes, user: str, account: Account, mode: Mode, envelope: Envelope | None
) -> str | None:
    """The text that the user gets; None for "success" and for an empty body. Raises BadEnvelope."""
    if body in (b"", b"success"):
        return None
    fields = read_xml(body)
    if "Encrypt" in fields:
        fields = _opened(fields, envelope)
    elif mode is Mode.SECURE:
        raise BadEnvelope("安全模式下的回复没有加密")
    return _text(fields, user, account)


def _opened(fields: dict[str, str], envelope: Envelope | None) -> dict[str, str]:
    if envelope is None:
        raise BadEnvelope("明文模式下的回复加了密")
    try:
        sealed, signed = fields["Encrypt"], fields["MsgSignature"]
        timestamp, nonce = fields["TimeStamp"], fields["Nonce"]
    except KeyError as missing:
        raise BadEnvelope(f"加密的回复缺 {missing.args[0]}") from None
    if signed != envelope.sign(timestamp, nonce, sealed):
        raise BadEnvelope("回复的签名不对")
    return read_xml(envelope.open(sealed))


def _text(fields: dict[str, str], user: str, account: Account) -> str:
    if fields.get("ToUserName") != user:
        raise BadEnvelope("ToUserName 不是发消息的人")
    if fields.get("FromUserName") != account.original_id:
        raise BadEnvelope("FromUserName 不是这个公众号")
    if not fields.get("CreateTime", "").isdecimal():
        raise BadEnvelope("CreateTime 不是整数")
    if fields.get("MsgType") != "text":
        raise BadEnvelope("MsgType 不是 text（这里只认文字）")
    content = fields.get("Content", "")
    if not content:
        raise BadEnvelope("Content 是空的")
    size = len(content.encode())
    if size > MAX_BYTES:
        raise BadEnvelope(f"Content 有 {size} 字节，超过 {MAX_BYTES}")
    return content

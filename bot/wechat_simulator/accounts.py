"""What an account is set up with in the platform's console, and what its users get to see."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

OUT_OF_ORDER = "该公众号提供的服务出现故障，请稍后再试"
"""What WeChat tells the user where no try was answered, or the answer was no reply."""


class Mode(StrEnum):
    """消息加解密方式, in the console's words 明文模式, 兼容模式 and 安全模式."""

    PLAIN = "plain"
    COMPATIBLE = "compatible"
    SECURE = "secure"


@dataclass(frozen=True)
class Account:
    """A 公众号. `original_id` (原始ID) begins with gh_; only a certified one may call most of the API."""

    app_id: str
    app_secret: str = field(repr=False)
    token: str = field(repr=False)
    encoding_aes_key: str | None = field(repr=False)
    original_id: str
    certified: bool


@dataclass(frozen=True)
class CustomerServiceAccount:
    """A 微信客服 account of an organisation in WeCom."""

    corp_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    encoding_aes_key: str = field(repr=False)
    open_kfid: str


@dataclass(frozen=True)
class Sent:
    """A text that reached a user. `at`: seconds of the monotonic clock."""

    user: str
    text: str
    at: float


@dataclass
class Delivery:
    """What one message of a user brought.

    `passive`: the text of the passive reply, None where there was none. `seconds`: from the user's
    sending until the answer, or until the last try was given up. `bodies`: of the tries that were
    answered, as they came. `problem`: what WeChat tells the user instead of an answer, with the
    reason, which it tells the developer.
    """

    passive: str | None
    tries: int
    seconds: float
    bodies: list[bytes]
    problem: str | None

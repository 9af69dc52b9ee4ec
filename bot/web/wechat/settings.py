"""The WeChat channel's settings, read from the environment; without them the channel is off."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from bot.settings import SettingsError, http_url
from bot.web.wechat.crypto import MessageCrypt

CERTIFIED = {"certified": True, "uncertified": False}
LEAST_SECRET = 32


@dataclass(frozen=True)
class OfficialAccount:
    """A 公众号. Without `encoding_aes_key` messages come in plain mode; with it only encrypted ones count."""

    token: str = field(repr=False)
    app_id: str
    app_secret: str = field(repr=False)
    encoding_aes_key: str | None = field(repr=False)
    certified: bool
    api_url: str


@dataclass(frozen=True)
class CustomerService:
    """微信客服 of an organisation in WeCom."""

    corp_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    encoding_aes_key: str = field(repr=False)
    api_url: str


@dataclass(frozen=True)
class WeChatSettings:
    """`secret` is what pseudonyms, links and kept addresses are made with; `erase_days` after unsubscribing."""

    public_url: str
    secret: str = field(repr=False)
    erase_days: int
    official: OfficialAccount | None
    customer_service: CustomerService | None

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self | None:
        """None where no account is configured. Raises SettingsError."""
        official = _official(env)
        customer_service = _customer_service(env)
        public_url = _set(env, "PUBLIC_URL")
        secret = _set(env, "WECHAT_PSEUDONYM_KEY")
        erase_days = _set(env, "WECHAT_ERASE_DAYS") or "1"
        if official is None and customer_service is None:
            return None
        if public_url is None:
            raise SettingsError("PUBLIC_URL：接微信要写对外的地址，如 https://advice.example.cn")
        if secret is None or len(secret) < LEAST_SECRET:
            raise SettingsError(
                f"WECHAT_PSEUDONYM_KEY：接微信要写一个至少 {LEAST_SECRET} 个字符的随机密钥，"
                "定了就不要再换；怎么生成见 docs/wechat.md"
            )
        if not (erase_days.isascii() and erase_days.isdigit()):
            raise SettingsError(f"WECHAT_ERASE_DAYS={erase_days!r}：要写天数，0 是马上删")
        base = http_url("PUBLIC_URL", public_url, "https://advice.example.cn")
        if urlsplit(base).path:
            raise SettingsError(f"PUBLIC_URL={base!r}：只写到域名（和端口），后面不带路径")
        return cls(base, secret, int(erase_days), official, customer_service)


def _set(env: Mapping[str, str], name: str) -> str | None:
    return env.get(name) or None


def _all_or_none(given: Mapping[str, str | None]) -> bool:
    """Raises SettingsError where only some of the settings that belong together are there."""
    missing = [name for name, value in given.items() if value is None]
    if missing and len(missing) < len(given):
        there = next(name for name, value in given.items() if value is not None)
        raise SettingsError(f"{'、'.join(missing)}：写了 {there}，就也要写")
    return not missing


def _official(env: Mapping[str, str]) -> OfficialAccount | None:
    names = ("WECHAT_TOKEN", "WECHAT_APP_ID", "WECHAT_APP_SECRET")
    given = {name: _set(env, name) for name in names}
    aes_key = _set(env, "WECHAT_ENCODING_AES_KEY")
    account = _set(env, "WECHAT_ACCOUNT") or "uncertified"
    api_url = _set(env, "WECHAT_API_URL") or "https://api.weixin.qq.com"
    if not _all_or_none(given):
        return None
    if account not in CERTIFIED:
        raise SettingsError(
            f"WECHAT_ACCOUNT={account!r}：要写 certified（认证过）或 uncertified（没有认证）"
        )
    if aes_key is not None:
        _require_aes_key("WECHAT_ENCODING_AES_KEY", aes_key)
    return OfficialAccount(
        given["WECHAT_TOKEN"] or "",
        given["WECHAT_APP_ID"] or "",
        given["WECHAT_APP_SECRET"] or "",
        aes_key,
        CERTIFIED[account],
        http_url("WECHAT_API_URL", api_url),
    )


def _customer_service(env: Mapping[str, str]) -> CustomerService | None:
    names = ("WECOM_CORP_ID", "WECOM_KF_SECRET", "WECOM_KF_TOKEN", "WECOM_KF_ENCODING_AES_KEY")
    given = {name: _set(env, name) for name in names}
    api_url = _set(env, "WECOM_API_URL") or "https://qyapi.weixin.qq.com"
    if not _all_or_none(given):
        return None
    corp_id, secret, token, aes_key = (given[name] or "" for name in names)
    _require_aes_key("WECOM_KF_ENCODING_AES_KEY", aes_key)
    return CustomerService(corp_id, secret, token, aes_key, http_url("WECOM_API_URL", api_url))


def _require_aes_key(name: str, value: str) -> None:
    # It is a secret: not repeated in the message.
    try:
        MessageCrypt(value, "")
    except ValueError:
        raise SettingsError(f"{name}：要照抄后台的43个字符") from None

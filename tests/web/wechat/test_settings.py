"""WeChat's settings: off without them, and what is wrong is named, but never a secret."""

from __future__ import annotations

import pytest

from bot.settings import SettingsError
from bot.web.wechat.settings import WeChatSettings

SITE = {"PUBLIC_URL": "https://advice.example/", "WECHAT_PSEUDONYM_KEY": "s" * 32}
OFFICIAL = SITE | {
    "WECHAT_TOKEN": "token",
    "WECHAT_APP_ID": "wx1",
    "WECHAT_APP_SECRET": "app-secret",
    "WECHAT_ENCODING_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
}
KF = SITE | {
    "WECOM_CORP_ID": "ww1",
    "WECOM_KF_SECRET": "kf-secret",
    "WECOM_KF_TOKEN": "token",
    "WECOM_KF_ENCODING_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
}


def test_it_is_off_where_no_account_is_set() -> None:
    assert WeChatSettings.from_env({}) is None
    assert WeChatSettings.from_env(SITE) is None
    assert WeChatSettings.from_env(dict.fromkeys(OFFICIAL | KF, "")) is None


def test_one_or_both() -> None:
    official = WeChatSettings.from_env(OFFICIAL)
    assert official is not None
    assert official.official is not None
    assert official.customer_service is None
    assert (official.public_url, official.erase_days) == ("https://advice.example", 1)
    assert not official.official.certified
    assert official.official.api_url == "https://api.weixin.qq.com"

    both = WeChatSettings.from_env(OFFICIAL | KF | {"WECHAT_ACCOUNT": "certified"})
    assert both is not None
    assert both.official is not None
    assert both.official.certified
    assert both.customer_service is not None


def test_secrets_are_not_shown() -> None:
    shown = repr(WeChatSettings.from_env(OFFICIAL | KF))
    for secret in ("app-secret", "kf-secret", "s" * 32, "abcdefg", "'token'"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", ""),
        ("PUBLIC_URL", "advice.example"),
        ("PUBLIC_URL", "https://advice.example/wechat"),
        ("WECHAT_PSEUDONYM_KEY", ""),
        ("WECHAT_PSEUDONYM_KEY", "too-short-secret"),
        ("WECHAT_TOKEN", ""),
        ("WECHAT_APP_ID", ""),
        ("WECHAT_APP_SECRET", ""),
        ("WECHAT_ENCODING_AES_KEY", "too-short-secret"),
        ("WECHAT_ACCOUNT", "service"),
        ("WECHAT_API_URL", "api"),
        ("WECHAT_ERASE_DAYS", "soon"),
        ("WECHAT_ERASE_DAYS", "-1"),
        ("WECOM_CORP_ID", ""),
        ("WECOM_KF_SECRET", ""),
        ("WECOM_KF_TOKEN", ""),
        ("WECOM_KF_ENCODING_AES_KEY", "too-short-secret"),
        ("WECOM_API_URL", "api"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as wrong:
        WeChatSettings.from_env(OFFICIAL | KF | {name: value})
    assert "too-short-secret" not in str(wrong.value)

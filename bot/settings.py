"""What may be set from outside, read from the environment once, at start-up."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

DATABASES = ("sqlite+aiosqlite", "postgresql+asyncpg")


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message names it and says what would do."""


@dataclass(frozen=True)
class Settings:
    """The web process's settings. `today` fixes the date for tests and reproductions."""

    rasa_url: str = "http://127.0.0.1:5005"
    actions_url: str = "http://127.0.0.1:5055"
    database_url: str = "sqlite+aiosqlite:///./var/bot.db"
    port: int = 8000
    today: date | None = None
    embed_origins: str = "*"
    redis_url: str | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Reads RASA_URL, ACTIONS_URL, DATABASE_URL, PORT, TODAY, EMBED_ORIGINS and REDIS_URL; empty
        means not set.

        Raises SettingsError.
        """
        return cls(
            rasa_url=http_url("RASA_URL", env.get("RASA_URL") or cls.rasa_url),
            actions_url=http_url("ACTIONS_URL", env.get("ACTIONS_URL") or cls.actions_url),
            database_url=_database(env.get("DATABASE_URL") or cls.database_url),
            port=read_port("PORT", env.get("PORT") or str(cls.port)),
            today=_day(env["TODAY"]) if env.get("TODAY") else None,
            embed_origins=_origins(env.get("EMBED_ORIGINS") or cls.embed_origins),
            redis_url=_redis(env["REDIS_URL"]) if env.get("REDIS_URL") else None,
        )


def http_url(name: str, value: str, example: str = "http://127.0.0.1:5005") -> str:
    """An address without a slash at its end. Raises SettingsError."""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(f"{name}={value!r}：要写成 http(s)://主机:端口，如 {example}")
    return value.rstrip("/")


def _origins(value: str) -> str:
    """Origins as CSP's frame-ancestors takes them, parted by blanks."""
    words = value.split()
    if words not in (["*"], ["'none'"]):
        for word in words:
            parts = urlsplit(word)
            if (
                parts.scheme not in ("http", "https")
                or not parts.netloc
                or parts.path
                or ";" in word
            ):
                raise SettingsError(
                    f"EMBED_ORIGINS={word!r}：要写成 https://网站，几个就用空格隔开；* 是都可以，'none' 是都不行"
                )
    return " ".join(words)


def _database(value: str) -> str:
    # The value may hold a password: it is not repeated in the message.
    try:
        driver = make_url(value).drivername
    except ArgumentError:
        driver = ""
    if driver not in DATABASES:
        raise SettingsError(f"DATABASE_URL：要以 {'://… 或 '.join(DATABASES)}://… 开头")
    return value


def _redis(value: str) -> str:
    # It may hold a password, too.
    if not value.startswith(("redis://", "rediss://", "unix://")):
        raise SettingsError("REDIS_URL：要以 redis://、rediss:// 或 unix:// 开头")
    return value


def read_port(name: str, value: str) -> int:
    """A port number. Raises SettingsError."""
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        raise SettingsError(f"{name}={value!r}：要写 1 到 65535 之间的整数")
    return int(value)


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise SettingsError(f"TODAY={value!r}：要写成 YYYY-MM-DD，如 2026-01-20") from None

"""Settings come from the environment, and a wrong one is named."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pytest

from bot.settings import Settings, SettingsError


def test_nothing_has_to_be_set() -> None:
    assert Settings.from_env({}) == Settings.from_env({"PORT": "", "TODAY": ""}) == Settings()


def test_everything_can_be_set() -> None:
    assert Settings.from_env(
        {
            "RASA_URL": "http://rasa:5005/",
            "ACTIONS_URL": "https://actions",
            "DATABASE_URL": "postgresql+asyncpg://bot:secret@db/bot",
            "PORT": "80",
            "TODAY": "2026-01-20",
            "REDIS_URL": "redis://:secret@cache/0",
        }
    ) == Settings(
        rasa_url="http://rasa:5005",
        actions_url="https://actions",
        database_url="postgresql+asyncpg://bot:secret@db/bot",
        port=80,
        today=date(2026, 1, 20),
        redis_url="redis://:secret@cache/0",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RASA_URL", "127.0.0.1:5005"),
        ("RASA_URL", "http://"),
        ("RASA_URL", "http://host:port"),
        ("ACTIONS_URL", "ftp://x"),
        ("DATABASE_URL", "postgresql://bot:secret@db/bot"),
        ("DATABASE_URL", "bot:secret"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "八千"),
        ("PORT", "-1"),
        ("TODAY", "2026-1-20"),
        ("TODAY", "2026-02-30"),
        ("TODAY", "昨天"),
        ("REDIS_URL", "secret@cache"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as wrong:
        Settings.from_env({name: value})
    assert "secret" not in str(wrong.value)


def test_a_wrong_setting_ends_the_start_with_one_line() -> None:
    started = subprocess.run(
        [sys.executable, "-c", "import bot.web.app"],
        env=os.environ | {"TODAY": "昨天"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 1
    assert started.stderr.startswith("TODAY=")
    assert "Traceback" not in started.stderr

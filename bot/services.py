"""The three processes of one machine: how each is started (DESIGN: Rasa, action server, web)."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.settings import read_port

ROOT = Path(__file__).resolve().parent.parent
RASA = ROOT / ".envs" / "rasa" / "bin" / "rasa"
MODEL = ROOT / "models" / "advisor.tar.gz"

QUIET_RASA = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    # From INFO down, Rasa's log would hold whole messages.
    "LOG_LEVEL": "ERROR",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "LOG_LEVEL_RASA": "ERROR",
    # One thread each: more threads on few cores make a turn slower, not faster.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the processes listen; only `web` is reachable from outside."""

    web: int = 8000
    rasa: int = 5005
    actions: int = 5055

    @classmethod
    def from_environment(cls) -> Ports:
        """PORT, RASA_PORT and ACTIONS_PORT. Raises SettingsError."""
        names = {"web": "PORT", "rasa": "RASA_PORT", "actions": "ACTIONS_PORT"}
        given = {key: name for key, name in names.items() if os.environ.get(name)}
        return cls(**{key: read_port(name, os.environ[name]) for key, name in given.items()})


@dataclass(frozen=True, slots=True)
class Service:
    """A process: its name, its command line and what it needs in its environment."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]

    @property
    def restarting(self) -> str:
        """A shell line that starts it again whenever it dies."""
        line = shlex.join(self.command)
        # Without the one who started it nobody would ever stop it.
        alive = f"kill -0 {os.getpid()} 2>/dev/null"
        return f"while {alive}; do {line}; echo 停了，一秒后重新启动; sleep 1; done"


def services(ports: Ports, folder: Path) -> tuple[Service, ...]:
    """The three, with what they write at run time below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    endpoints = folder / "endpoints.yml"
    config = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    config["action_endpoint"]["url"] = f"http://127.0.0.1:{ports.actions}/webhook"
    endpoints.write_text(yaml.safe_dump(config), encoding="utf-8")
    rasa = Service(
        "rasa",
        (
            *(str(RASA), "run", "--model", str(MODEL), "--interface", "127.0.0.1"),
            *("--port", str(ports.rasa), "--endpoints", str(endpoints)),
            *("--credentials", str(ROOT / "credentials.yml")),
            *("--logging-config-file", str(ROOT / "bot" / "nlu" / "logging.yml")),
        ),
        QUIET_RASA,
    )
    actions = Service(
        "actions",
        (
            *(sys.executable, "-m", "rasa_sdk", "--actions", "actions.actions"),
            *("--port", str(ports.actions), "--quiet"),
        ),
        {"SANIC_HOST": "127.0.0.1"},
    )
    web = Service(
        "web",
        (
            *(sys.executable, "-m", "uvicorn", "bot.web.app:app", "--no-access-log"),
            *("--host", "0.0.0.0", "--port", str(ports.web)),
        ),
        {
            "RASA_URL": f"http://127.0.0.1:{ports.rasa}",
            "ACTIONS_URL": f"http://127.0.0.1:{ports.actions}",
            "PORT": str(ports.web),
        },
    )
    return rasa, actions, web

"""Training the Rasa model, and whether that is needed."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

from bot.services import MODEL, QUIET_RASA, RASA, ROOT

STAMP = MODEL.with_suffix(".inputs-sha256")
TRAINED_FROM = (
    "config.yml",
    "domain.yml",
    "data/**/*.yml",
    "bot/nlu/**/*",
    "bot/law/goods.yml",
)


class TrainingFailed(RuntimeError):
    """`rasa train` or `rasa data validate` ended with an error."""


def _inputs() -> str:
    """A digest over every file that the model depends on."""
    digest = hashlib.sha256()
    paths: set[Path] = {path for pattern in TRAINED_FROM for path in ROOT.glob(pattern)}
    for path in sorted(paths):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current() -> bool:
    return MODEL.exists() and STAMP.exists() and STAMP.read_text() == _inputs()


def train() -> None:
    """Trains the model. Raises TrainingFailed."""
    inputs = _inputs()
    STAMP.unlink(missing_ok=True)
    name = MODEL.name.removesuffix(".tar.gz")
    # `validate` is a command of its own: it takes longer than the training.
    rasa("train", "--skip-validation", "--fixed-model-name", name, "--out", str(MODEL.parent))
    STAMP.write_text(inputs)


def rasa(*arguments: str) -> None:
    """Runs a command of Rasa's at the project's root. Raises TrainingFailed."""
    environment = os.environ | QUIET_RASA
    result = subprocess.run([str(RASA), *arguments], cwd=ROOT, env=environment, check=False)
    if result.returncode:
        raise TrainingFailed(f"rasa {arguments[0]} ended with {result.returncode}")

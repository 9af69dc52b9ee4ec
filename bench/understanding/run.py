"""Trains a pipeline and measures it, each in a fresh process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List

import numpy as np
import yaml

from bench.understanding.evaluation import Entry
from bench.understanding.figures import Errors, Figures, answer, errors, figures
from bench.understanding.labels import ROOT, date_roles, money_roles
from bench.understanding.pipeline import Pipeline

_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    # As in the product, see bot/services.py: more threads than one wait for each other.
    "OPENBLAS_NUM_THREADS": "1",
}
# TensorFlow may use the whole machine for training, one thread for answering.
_ONE_THREAD = {"OMP_NUM_THREADS": "1"}
_LAST_LINES = 15


class RunFailed(RuntimeError):
    """Training or measuring ended with an error."""


@dataclass(frozen=True)
class Result:
    """What was measured of one pipeline: seconds, milliseconds, megabytes, and how it understands."""

    name: str
    figures: Figures
    errors: Errors
    training: float
    p50: float
    p99: float
    memory: float
    memory_peak: float


def measured(pipeline: Pipeline, entries: List[Entry]) -> Result:
    """Trains the pipeline and has it read every message. Raises RunFailed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config, messages = folder / "config.yml", folder / "messages.json"
        model, result = folder / "model.tar.gz", folder / "result.json"
        config.write_text(yaml.safe_dump(pipeline.config, sort_keys=False), encoding="utf-8")
        messages.write_text(json.dumps([entry.text for entry in entries]), encoding="utf-8")
        _run("train", {}, folder, config, model, result)
        training = json.loads(result.read_text(encoding="utf-8"))["seconds"]
        _run("measure", _ONE_THREAD, folder, model, messages, result)
        outcome = json.loads(result.read_text(encoding="utf-8"))
    money, dates = money_roles(), date_roles()
    answers = [answer(row["parsed"], pipeline.least, money, dates) for row in outcome["answers"]]
    p50, p99 = np.percentile([row["milliseconds"] for row in outcome["answers"]], [50, 99])
    return Result(
        name=pipeline.name,
        figures=figures(entries, answers, pipeline.facts),
        errors=errors(entries, answers),
        training=training,
        p50=float(p50),
        p99=float(p99),
        memory=outcome["memory"],
        memory_peak=outcome["memory_peak"],
    )


def _run(step: str, limits: Dict[str, str], folder: Path, *arguments: Path) -> None:
    """Runs a module of this package at the project's root, with no cache but an empty one."""
    log = folder / "log"
    own_cache = {"RASA_CACHE_DIRECTORY": str(folder / "cache")}
    environment = {**os.environ, **_QUIET, **own_cache, **limits}
    command = [sys.executable, "-m", f"bench.understanding.{step}", *map(str, arguments)]
    with log.open("w", encoding="utf-8") as output:
        ended = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if ended.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_LINES:]
        raise RunFailed("\n".join([f"{step} ended with {ended.returncode}:", *last]))

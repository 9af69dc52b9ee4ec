"""Trains one pipeline in a process of its own and writes down how long that took.

The time is that of training itself, with reading the examples, all features and packing the model; not
with starting Python and importing Rasa. Nothing comes from Rasa's cache.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import rasa.model_training

from bench.understanding.examples import TRAINING


def main(config: Path, model: Path, result: Path) -> None:
    """`config` is Rasa's configuration, `model` where the model goes, `result` where the time goes."""
    began = time.perf_counter()
    trained = rasa.model_training.train_nlu(
        str(config), str(TRAINING), str(model.parent), fixed_model_name=model.name
    )
    seconds = time.perf_counter() - began
    if trained is None:
        raise SystemExit(f"Rasa trained nothing from {TRAINING}.")
    result.write_text(json.dumps({"seconds": seconds}), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

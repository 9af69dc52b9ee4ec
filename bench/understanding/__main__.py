"""Trains and measures the pipelines one after another and prints a table."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import List

from bench.understanding.evaluation import EVALUATION, EvaluationError, read_evaluation
from bench.understanding.examples import training_examples
from bench.understanding.labels import SITUATIONS
from bench.understanding.pipeline import NAMES, PipelineError, load_pipeline
from bench.understanding.report import as_json, error_lines, table
from bench.understanding.run import Result, RunFailed, measured


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.understanding", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=NAMES, metavar="NAME", default=NAMES)
    parser.add_argument("--evaluation", type=Path, default=EVALUATION, metavar="FILE")
    parser.add_argument("--errors", action="store_true", help="what was taken for what, how often")
    parser.add_argument("--show-errors", action="store_true", help="the same with the texts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument(
        "--epochs", type=int, metavar="N", help="of DIET, to try things out; 100 is what counts"
    )
    return parser.parse_args()


def _write(results: List[Result], path: Path) -> None:
    content = [as_json(result) for result in results]
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def main() -> None:
    options = _options()
    try:
        known = {example.intent for example in training_examples()} | set(SITUATIONS)
        entries = read_evaluation(options.evaluation, known)
        pipelines = [load_pipeline(name, options.epochs) for name in options.only]
        results = []
        for pipeline in pipelines:
            print(f"{pipeline.name} …", file=sys.stderr, flush=True)
            results.append(measured(pipeline, entries))
            if options.json:
                # After each: the next may take an hour.
                _write(results, options.json)
    except (EvaluationError, PipelineError, RunFailed) as error:
        raise SystemExit(str(error)) from None
    print(table(results))
    if options.errors or options.show_errors:
        for result in results:
            print("\n".join(error_lines(result, options.show_errors)), end="\n\n")


if __name__ == "__main__":
    main()

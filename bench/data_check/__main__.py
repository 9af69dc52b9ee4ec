"""Reports on the training examples; ends with 1 where there are errors."""

from __future__ import annotations

import argparse
from typing import Dict, List

from bench.data_check.findings import NEAR, Apart, Finding, findings
from bench.data_check.spread import spreads, table
from bench.understanding.evaluation import EVALUATION, EvaluationError, read_evaluation
from bench.understanding.examples import training_examples
from bench.understanding.labels import SITUATIONS

SHOWN = 10


def _apart(intents: List[str]) -> List[Apart]:
    """The texts that are measured on. Raises EvaluationError."""
    entries = read_evaluation(EVALUATION, intents)
    return [Apart(EVALUATION.name, [entry.text for entry in entries])]


def _lines(found: List[Finding], shown: int) -> List[str]:
    by_kind: Dict[str, List[Finding]] = {}
    for finding in found:
        by_kind.setdefault(finding.kind, []).append(finding)
    lines = []
    for kind, here in by_kind.items():
        word = "error" if here[0].is_error else "to look at"
        lines += ["", f"{kind} ({word}): {len(here)}", *(f"  {row.text}" for row in here[:shown])]
        if len(here) > shown:
            lines.append(f"  … and {len(here) - shown} more: --all")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.data_check", description=__doc__)
    parser.add_argument("--all", action="store_true", help="show every finding")
    parser.add_argument("--near", type=float, default=NEAR, help="how alike is nearly the same")
    options = parser.parse_args()
    examples = training_examples()
    intents = [*SITUATIONS, *(example.intent for example in examples)]
    try:
        apart = _apart(intents)
    except EvaluationError as error:
        raise SystemExit(str(error)) from None
    found = list(findings(examples, apart, options.near))
    errors = sum(finding.is_error for finding in found)
    print(table(spreads(examples)))
    print("\n".join(_lines(found, len(found) if options.all else SHOWN)))
    print(f"\n{len(examples)} examples, {errors} errors, {len(found) - errors} to look at")
    raise SystemExit(1 if errors else 0)


if __name__ == "__main__":
    main()

"""How many advices a second the rules give on one core, and the slowest case: part of `make bench`.

Input: the golden cases of `tests/law/cases/`, each decided once by a warm process. A case's time is the
best of several runs, so that other work on the machine does not count.
"""

from __future__ import annotations

import time
from pathlib import Path

import yaml

from bot.case import Case
from bot.law import advise

CASES = Path(__file__).resolve().parent.parent / "tests" / "law" / "cases"
ROUNDS = 7


def main() -> None:
    rows = [
        (row["name"], Case.model_validate(row["facts"]), row["today"])
        for path in sorted(CASES.glob("*.yml"))
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    best = {name: float("inf") for name, _, _ in rows}
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for name, case, today in rows:
            start = time.perf_counter()
            advise(case, today)
            best[name] = min(best[name], time.perf_counter() - start)
        rounds.append(time.perf_counter() - began)
    print(f"{len(rows)} golden cases: {len(rows) / min(rounds):,.0f} advices a second on one core")
    for name in sorted(best, key=lambda name: -best[name])[:3]:
        print(f"{1000 * best[name]:.2f} ms: {name}")


if __name__ == "__main__":
    main()

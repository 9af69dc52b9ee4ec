"""How many complaints a second the batch triage takes, and how much memory it holds: `make bench`.

Real model and worker processes, one a core; the stories of the tests with variations, in a CSV. Figures
on standard output.
"""

from __future__ import annotations

import asyncio
import csv
import os
import tempfile
import time
from datetime import date
from pathlib import Path

import yaml

from bot.triage.run import Summary, triage

COMPLAINTS = 10_000
TODAY = date(2026, 1, 20)
STORIES = Path(__file__).resolve().parent.parent / "tests" / "dialogue" / "stories.yml"


def resident_megabytes() -> float:
    """Of this process; the workers have a process each, of constant size."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def main() -> None:
    stories = yaml.safe_load(STORIES.read_text(encoding="utf-8"))
    tellings = [telling for story in stories for telling in story["tellings"]]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.csv"
        with source.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["编号", "投诉内容", "被投诉方", "电话"])
            for number in range(COMPLAINTS):
                text = f"{tellings[number % len(tellings)]}第{number}次反映"
                table.writerow([number, text, f"店{number % 500}", f"1380000{number % 9000:04}"])
        marks: dict[int, tuple[float, float]] = {}

        def note(summary: Summary, _total: int) -> None:
            if summary.rows in (1, COMPLAINTS // 2, COMPLAINTS):
                marks[summary.rows] = (time.perf_counter(), resident_megabytes())

        workers = os.cpu_count() or 1
        began = time.perf_counter()
        await triage(source, Path(folder) / "out.xlsx", TODAY, workers, progress=note)
        whole = time.perf_counter() - began
    (first, _), (_, half), (last, end) = (marks[row] for row in sorted(marks))
    rate = (COMPLAINTS - 1) / (last - first)
    print(f"{COMPLAINTS} complaints, {workers} workers: {rate:.0f} a second once the workers run")
    print(
        f"{whole:.0f} s from start to .xlsx; memory {half:.0f} MB half-way, {end:.0f} MB at the end"
    )


if __name__ == "__main__":
    asyncio.run(main())

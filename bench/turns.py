"""How long a turn takes and how much memory each process holds: `make bench`.

Real Rasa, action server and web process on this machine, one person after another, each telling one
story of `tests/dialogue/stories.yml` and answering what is asked. Figures on standard output.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import yaml

from tests.running import Advisor, Conversation, question_in, running

TURNS = 200
WARM_UP = 20
STORIES = Path(__file__).resolve().parent.parent / "tests" / "dialogue" / "stories.yml"


def resident_megabytes(group: int) -> float:
    """Resident memory of all processes of a process group, in MB."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
            pages = int((status.parent / "statm").read_text().split()[1])
        except OSError:
            continue
        total += pages * 4096 if int(fields[2]) == group else 0
    return total / 1e6


def turns(advisor: Advisor, count: int) -> list[float]:
    """The seconds that each of `count` turns took."""
    stories = yaml.safe_load(STORIES.read_text(encoding="utf-8"))
    tellings = [(story, telling) for story in stories for telling in story["tellings"]]
    taken: list[float] = []
    number = 0
    while len(taken) < count:
        story, text = tellings[number % len(tellings)]
        number += 1
        with Conversation(advisor.url) as talk:
            while text:
                began = time.perf_counter()
                replies = talk.say(text)
                taken.append(time.perf_counter() - began)
                question = question_in(replies)
                text = story["answers"].get(question["fact"], "不清楚") if question else ""
    return taken[:count]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with running(Path(folder)) as advisor:
            print(f"start of all three: {time.perf_counter() - began:.1f} s")
            turns(advisor, WARM_UP)
            milliseconds = sorted(1000 * second for second in turns(advisor, TURNS))
            cuts = statistics.quantiles(milliseconds, n=100)
            print(f"{TURNS} turns: p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f}, p99 {cuts[98]:.1f}")
            for name in ("rasa", "actions", "web"):
                print(f"{name}: {resident_megabytes(advisor.pid(name)):.0f} MB resident")


if __name__ == "__main__":
    main()

"""Loads one trained model in a fresh process on one core and writes down what it says of each message.

Beside what was understood: how long each message took, and the process's memory.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import sys
import time
from pathlib import Path
from typing import Any, Dict, List

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.utils.log_utils import configure_structlog

from bench.understanding.evaluation import TODAY

WARM_UP = 30


def _megabytes(field: str) -> float:
    """A figure of this process's memory as the kernel has it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.findall(rf"^{field}:\s+(\d+) kB", status, re.MULTILINE)[0]) * 1024 / 1e6


async def _parse_all(agent: Agent, texts: List[str]) -> List[Dict[str, Any]]:
    answers = []
    for text in texts:
        message = UserMessage(text, metadata={"today": TODAY})
        began = time.perf_counter()
        parsed = await agent.processor.parse_message(message)
        milliseconds = 1000 * (time.perf_counter() - began)
        answers.append({"parsed": parsed, "milliseconds": milliseconds})
    return answers


def main(model: Path, messages: Path, result: Path) -> None:
    """`messages` is a JSON list of texts; `result` is where the answers and the memory go."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    # As the product: otherwise Rasa writes out every message, which takes time.
    configure_structlog(logging.ERROR)
    texts = json.loads(messages.read_text(encoding="utf-8"))
    agent = Agent.load(str(model))
    loaded = _megabytes("VmRSS")
    asyncio.run(_parse_all(agent, texts[:WARM_UP]))
    answers = asyncio.run(_parse_all(agent, texts))
    outcome = {
        "answers": answers,
        "memory": loaded,
        "memory_peak": _megabytes("VmHWM"),
    }
    result.write_text(json.dumps(outcome, ensure_ascii=False, default=float), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

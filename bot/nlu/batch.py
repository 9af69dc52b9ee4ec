"""Understands many messages: JSON lines in, JSON lines out, by the trained model.

Run in Rasa's environment at the project's root: `python -m bot.nlu.batch MODEL`. A line
{"n": 1, "text": "…", "today": "2026-01-20"} is answered by {"n": 1, "parsed": {…}}, or by
{"n": 1, "error": "ValueError"} where the model could not read it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from typing import IO, Any, Dict

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.utils.log_utils import configure_structlog


async def _answer(agent: Agent, asked: Dict[str, Any]) -> Dict[str, Any]:
    message = UserMessage(asked["text"], metadata={"today": asked["today"]})
    try:
        return {"parsed": await agent.processor.parse_message(message)}
    # One message that cannot be read must not stop the others; what it said is not told.
    except Exception as error:
        return {"error": type(error).__name__}


async def _serve(agent: Agent, lines: IO[str], out: IO[str]) -> None:
    for line in lines:
        asked = json.loads(line)
        answer = {"n": asked["n"], **await _answer(agent, asked)}
        out.write(json.dumps(answer, ensure_ascii=False, default=float) + "\n")
        out.flush()


def main(model: str) -> None:
    # What Rasa prints must not come between the answers.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # From INFO down, Rasa's log would hold whole messages.
    configure_structlog(logging.ERROR)
    agent = Agent.load(model)
    lines = os.fdopen(sys.stdin.fileno(), "r", encoding="utf-8")
    out.write('{"ready": true}\n')
    out.flush()
    asyncio.run(_serve(agent, lines, out))


if __name__ == "__main__":
    main(sys.argv[1])

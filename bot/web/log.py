"""The log: one JSON object a line, on standard error. It never holds what a person wrote.

Allowed are codes, durations and shortened hashes; session tokens, texts, names and phones are not.
"""

from __future__ import annotations

import logging
import sys

import structlog

log = structlog.get_logger("bot.web")


def configure() -> None:
    """Sets the log up, and silences those that would write session tokens into it."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
    )
    # Its lines are request paths, which hold the session token. `bot.web.access` writes our own.
    logging.getLogger("uvicorn.access").disabled = True

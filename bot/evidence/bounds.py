"""The bounds within which a worker process handles what strangers send."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from functools import cache
from typing import TypeVar

R = TypeVar("R")

MAX_MEMORY = 3 * 1024**3
"""Address space in bytes; a third of it is really used when the largest picture is decoded and read."""
NICENESS = 5
"""Answering messages goes first."""


def bounded(function: Callable[[bytes], R], data: bytes) -> R:
    """Calls `function`, once this process is bound. Raises what it raises, and MemoryError."""
    _bind()
    return function(data)


@cache
def _bind() -> None:
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    # A dump of this process would hold somebody's picture.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

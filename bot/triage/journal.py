"""The results so far, one JSON a line, beside the output: what a run that was cut off goes on from."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Journal:
    """A file whose first line says what it is about; each further line is one result."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def beside(cls, output: Path) -> Journal:
        return cls(output.with_name(output.name + ".journal"))

    @property
    def exists(self) -> bool:
        return self._path.exists()

    def about(self) -> dict[str, Any] | None:
        """Its first line; None where there is none that can be read."""
        with self._path.open(encoding="utf-8") as file:
            try:
                found = json.loads(file.readline())
            except ValueError:
                return None
        return found if isinstance(found, dict) else None

    def begin(self, about: dict[str, Any]) -> None:
        """Empty but for its first line. Raises OSError."""
        self._path.write_text(json.dumps(about) + "\n", encoding="utf-8")

    def cut(self) -> None:
        """Without a last line that was being written when the run ended."""
        with self._path.open("rb+") as file:
            end = file.seek(0, os.SEEK_END)
            while end > 0:
                start = max(end - 65536, 0)
                file.seek(start)
                last = file.read(end - start).rfind(b"\n")
                if last >= 0:
                    file.truncate(start + last + 1)
                    return
                end = start
            file.truncate(0)

    def results(self) -> Iterator[dict[str, Any]]:
        """All results so far, in order."""
        with self._path.open(encoding="utf-8") as file:
            next(file, None)
            for line in file:
                yield json.loads(line)

    @contextmanager
    def appending(self) -> Iterator[Callable[[dict[str, Any]], None]]:
        """What adds a result, which is in the file at once. Raises OSError."""
        with self._path.open("ab", buffering=0) as file:

            def append(result: dict[str, Any]) -> None:
                line = json.dumps(result, ensure_ascii=False).encode() + b"\n"
                # A full disk may take a part of it.
                if file.write(line) != len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

            yield append

    def remove(self) -> None:
        self._path.unlink()

"""Reads the text in a picture, offline. What stands side by side in a picture becomes one line.

Meant for a worker process: loading takes seconds, and reading one core for a second or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image

# Beyond this a picture is read in strips: the reader would shrink it until nothing is legible.
_LONG = 2.5
_STRIP = 2.0
"""Heights as multiples of the picture's width."""
_OVERLAP = 0.1


@dataclass(frozen=True, slots=True)
class _Word:
    """What was read in one place: its left edge, its middle from the top and its height, in pixels."""

    text: str
    left: float
    middle: float
    height: float


def read(picture: bytes) -> tuple[str, ...]:
    """The lines of text in a picture, from the top; none where it holds no text."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    return tuple(_rows(word for strip in _strips(image) for word in strip))


def _strips(image: Image.Image) -> Iterator[Iterator[_Word]]:
    width, height = image.size
    if height <= _LONG * width:
        yield _words(image, 0, 0, height)
        return
    step, overlap = round(_STRIP * width), round(_OVERLAP * width)
    for top in range(0, height, step):
        # What is cut by the edge of one strip lies whole within the next.
        start, end = max(0, top - overlap), min(height, top + step + overlap)
        yield _words(image.crop((0, start, width, end)), start, top, top + step)


def _words(strip: Image.Image, start: int, top: int, bottom: int) -> Iterator[_Word]:
    """What was read in a strip that begins at `start`, if its middle is from `top` to `bottom`."""
    import numpy as np

    found = _reader()(np.asarray(strip)[:, :, ::-1])
    if found.txts is None or found.boxes is None:
        return
    for text, box in zip(found.txts, found.boxes, strict=True):
        left, upper = box.min(axis=0)
        lower = box.max(axis=0)[1]
        middle = start + (upper + lower) / 2
        if top <= middle < bottom:
            yield _Word(text.strip(), float(left), float(middle), float(lower - upper))


def _rows(words: Iterable[_Word]) -> Iterator[str]:
    row: list[_Word] = []
    for word in sorted(words, key=lambda word: word.middle):
        if row and word.middle - row[-1].middle > min(word.height, row[-1].height) / 2:
            yield _joined(row)
            row = []
        row.append(word)
    if row:
        yield _joined(row)


def _joined(row: list[_Word]) -> str:
    return " ".join(word.text for word in sorted(row, key=lambda word: word.left))


@cache
def _reader() -> Any:
    """Loaded once a process. One thread: the other cores answer messages."""
    # Takes seconds and hundreds of megabytes: here, so that only the worker process does it.
    from rapidocr import RapidOCR

    threads = "EngineConfig.onnxruntime"
    return RapidOCR(
        params={
            f"{threads}.intra_op_num_threads": 1,
            f"{threads}.inter_op_num_threads": 1,
            # Pictures are upright by then.
            "Global.use_cls": False,
            "Global.log_level": "critical",
        }
    )

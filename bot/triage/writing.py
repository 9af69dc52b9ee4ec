"""The results as a table that is safe to open: no cell begins what a spreadsheet would compute."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import openpyxl

from bot.answer.chat import STRENGTH_NAMES
from bot.law.wording import BEARER_NAMES
from bot.priority import Level

COMPUTED = ("=", "+", "-", "@", "\t", "\r")
MOST_CHARACTERS = 32_000
"""Of a cell of a spreadsheet."""

_BEARERS = {bearer.value: name for bearer, name in BEARER_NAMES.items()} | {
    "consumer": "消费者",
    "shared": "双方分担",
}
_STRENGTHS = {strength.value: name for strength, name in STRENGTH_NAMES.items()}

HEADERS = (
    *("行", "编号", "紧急程度", "为什么", "期限", "情形", "结论", "事实", "还差什么"),
    *("每笔费用谁出", "和哪件一样", "同一投诉人此前几件", "读不了的原因"),
)


def write(target: Path, results: Iterable[dict[str, Any]]) -> None:
    """Writes all results to a .csv, .xlsx or .jsonl, whole or not at all. Raises OSError."""
    writers: dict[str, Callable[[Path, Iterable[dict[str, Any]]], None]] = {
        ".csv": _csv,
        ".xlsx": _xlsx,
        ".jsonl": _jsonl,
    }
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        writers[target.suffix.lower()](unfinished, results)
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def safe(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula."""
    cell = cell[:MOST_CHARACTERS]
    return f"'{cell}" if cell.startswith(COMPUTED) else cell


def _csv(path: Path, results: Iterable[dict[str, Any]]) -> None:
    # With the mark by which Excel knows UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADERS)
        table.writerows(_cells(results))


def _xlsx(path: Path, results: Iterable[dict[str, Any]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("分拣结果")
    sheet.append(HEADERS)
    for cells in _cells(results):
        sheet.append([openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in cells])
    book.save(path)


def _jsonl(path: Path, results: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for result in results:
            file.write(json.dumps(result, ensure_ascii=False) + "\n")


def _cells(results: Iterable[dict[str, Any]]) -> Iterator[list[str]]:
    for result in results:
        yield [safe(cell) for cell in _row(result)]


def _row(result: dict[str, Any]) -> list[str]:
    cases = result.get("cases", [])
    return [
        str(result["row"]),
        result["id"],
        Level(result["priority"]).name_zh if "priority" in result else "",
        "；".join(result.get("reasons", [])),
        result.get("due") or "",
        _by_case(cases, lambda case: "、".join(map(_situation, case["situations"]))),
        _by_case(cases, lambda case: case["headline"]),
        _by_case(cases, lambda case: "；".join(f"{k}：{v}" for k, v in case["facts"].items())),
        _by_case(cases, lambda case: "；".join(case["missing"])),
        _by_case(cases, lambda case: "；".join(map(_share, case["shares"]))),
        result.get("same_as") or "",
        str(result.get("earlier_by_complainant") or ""),
        result.get("error") or "",
    ]


def _by_case(cases: list[dict[str, Any]], tell: Callable[[dict[str, Any]], str]) -> str:
    """A line for each case."""
    return "\n".join(tell(case) for case in cases)


def _situation(one: dict[str, Any]) -> str:
    return f"{one['name']}（{round(100 * one['confidence'])}%）"


def _share(share: dict[str, Any]) -> str:
    if share["split"]:
        parts = "，".join(f"{_BEARERS[bearer]}{part}元" for bearer, part in share["split"].items())
    else:
        parts = _BEARERS[share["bearer"]]
    return f"{share['name']}：{parts}（{_STRENGTHS[share['strength']]}）"

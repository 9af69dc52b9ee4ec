"""Complaint forms as rows of text: CSV, XLSX and JSONL, one row at a time."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from bot.triage.columns import names_of, recognised

ABOVE_THE_HEADER = 20
"""So many rows of titles may stand above the row that names the columns."""
ENCODINGS = ("utf-8-sig", "gb18030")
LONGEST_FIELD = 10_000_000


class InputError(ValueError):
    """The file cannot be read; the message says why and what would do, in Chinese."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the form, from 1, with its known columns; `error` says why it cannot be read."""

    number: int
    fields: dict[str, str]
    error: str | None = None


def rows(path: Path) -> Iterator[Row]:
    """The rows below the header. Raises InputError."""
    readers = {".csv": _csv, ".xlsx": _xlsx, ".jsonl": _jsonl}
    read = readers.get(path.suffix.lower())
    if read is None:
        raise InputError(f"{path.name}：只认 .csv、.xlsx、.jsonl。")
    try:
        yield from read(path)
    except FileNotFoundError:
        raise InputError(f"没有这个文件：{path}") from None
    except OSError as error:
        raise InputError(f"{path.name} 打不开：{error.strerror}") from None


def _csv(path: Path) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_FIELD)
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        head = file.read(64 * 1024)
        file.seek(0)
        separator = max(",;\t", key=head.split("\n", 1)[0].count)
        try:
            yield from _table(csv.reader(file, delimiter=separator), path.name)
        except csv.Error as error:
            raise InputError(f"{path.name} 不是完整的 CSV（{error}）。") from None


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if start == b"PK\x03\x04":
        raise InputError(f"{path.name} 其实是 Excel 文件，请把后缀改成 .xlsx。")
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding) as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise InputError(f"{path.name} 的编码认不出来。请另存为 UTF-8 或 GB18030。")


def _xlsx(path: Path) -> Iterator[Row]:
    try:
        # Formulas are read as their text: nothing is computed.
        book = openpyxl.load_workbook(path, read_only=True, data_only=False)
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise InputError(
            f"{path.name} 不是 Excel 的 .xlsx 文件。旧的 .xls 请先另存为 .xlsx。"
        ) from None
    try:
        sheet = book.worksheets[0]
        # What the file says of its size may be wrong.
        sheet.reset_dimensions()
        cells = ([_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
        yield from _table(cells, path.name)
    finally:
        book.close()


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case datetime() | date():
            return cell.isoformat()[:10]
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell)


def _table(lines: Iterable[Sequence[str]], name: str) -> Iterator[Row]:
    """Rows by the header, which is the first line that has a column for the text."""
    above: list[str] = []
    columns: dict[str, int] | None = None
    number = 0
    for line in lines:
        if columns is None:
            columns = recognised(line)
            if "text" not in columns:
                above.append("、".join(cell for cell in line if cell))
                columns = None
                if len(above) >= ABOVE_THE_HEADER:
                    break
            continue
        if not any(cell.strip() for cell in line):
            continue
        number += 1
        fields = {ours: line[place].strip() for ours, place in columns.items() if place < len(line)}
        yield Row(number, fields, None if fields.get("text") else "没有投诉内容。")
    if columns is None:
        raise _without_text(name, above[0] if above else "")


def _without_text(name: str, found: str) -> InputError:
    wanted = "、".join(names_of("text")[1:4])
    return InputError(
        f"{name} 里没有投诉内容这一列。有的是：{found or '空的'}。要有一列叫{wanted}等。"
    )


def _jsonl(path: Path) -> Iterator[Row]:
    with path.open(encoding=_encoding(path)) as file:
        for number, line in enumerate((line for line in file if line.strip()), start=1):
            try:
                told = json.loads(line)
            except ValueError:
                yield Row(number, {}, "这一行不是 JSON。")
                continue
            if not isinstance(told, dict):
                yield Row(number, {}, "这一行要写成一个 JSON 对象。")
                continue
            places = recognised([str(name) for name in told])
            values = list(told.values())
            fields = {ours: _text(values[place]).strip() for ours, place in places.items()}
            yield Row(number, fields, None if fields.get("text") else "没有投诉内容（text）。")

"""The batch from beginning to end: read, understood, decided, written; cut off, it goes on where it was."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.triage.deciding import LONGEST, day_of, decided, first_situations, story
from bot.triage.journal import Journal
from bot.triage.reading import InputError, Row, rows
from bot.triage.understanding import NotUnderstood, Understanding
from bot.triage.writing import write

IN_FLIGHT = 8
"""Messages under way for each worker: enough to keep it busy, too few to fill the memory."""
SUFFIXES = (".csv", ".xlsx", ".jsonl")


class OtherInput(RuntimeError):
    """The run that was cut off was about another file."""


class AlreadyThere(RuntimeError):
    """The output is there, and no run was cut off."""


@dataclass(slots=True)
class Summary:
    """What came of all rows; `same` and `repeated` are those with an earlier one like them."""

    rows: int = 0
    errors: int = 0
    same: int = 0
    repeated: int = 0
    situations: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)


async def triage(
    source: Path,
    target: Path,
    today: date,
    workers: int,
    *,
    restart: bool = False,
    progress: Callable[[Summary, int], None] = lambda _summary, _total: None,
) -> Summary:
    """Triages all complaints of `source` into `target`, whose suffixes say the formats.

    Raises InputError, OtherInput, AlreadyThere, NoModel, OSError (the output cannot be written; what is
    done so far stays).
    """
    if target.suffix.lower() not in SUFFIXES:
        raise InputError(f"{target.name}：结果只能写成 .csv、.xlsx、.jsonl。")
    # Counted first: nothing is begun with a file that cannot be read to its end.
    total = sum(1 for _ in rows(source))
    journal = Journal.beside(target)
    batch = _begun(source, target, journal, today, restart)
    async with Understanding.of(workers) as understanding:
        with journal.appending() as append:
            await _through(
                batch, source, today, understanding, append, lambda done: progress(done, total)
            )
    write(target, map(_told, journal.results()))
    journal.remove()
    return batch.summary


async def _through(
    batch: _Batch,
    source: Path,
    today: date,
    understanding: Understanding,
    keep: Callable[[dict[str, Any]], None],
    progress: Callable[[Summary], None],
) -> None:
    """All rows that are not done yet, a few at a time, kept in their order."""
    under_way: deque[tuple[Row, asyncio.Task[dict[str, Any] | None]]] = deque()

    async def settle() -> None:
        row, parsing = under_way.popleft()
        result = batch.result(row, await parsing)
        keep(result)
        batch.remember(result)
        progress(batch.summary)

    for row in rows(source):
        if row.number <= batch.summary.rows:
            continue
        under_way.append((row, asyncio.create_task(_parsed(understanding, row, today))))
        if len(under_way) >= IN_FLIGHT * understanding.workers:
            await settle()
    while under_way:
        await settle()


def _begun(source: Path, target: Path, journal: Journal, today: date, restart: bool) -> _Batch:
    """A new batch, or the one that was cut off, with all that it knows."""
    with source.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    about = {"input": digest.hexdigest(), "today": today.isoformat()}
    if journal.exists and not restart:
        journal.cut()
        before = journal.about()
        if before is not None:
            if {name: before.get(name) for name in about} != about:
                raise OtherInput
            batch = _Batch(bytes.fromhex(before["key"]), today)
            for result in journal.results():
                batch.remember(result)
            return batch
    elif target.exists() and not restart:
        raise AlreadyThere
    key = secrets.token_bytes(16)
    journal.begin(about | {"key": key.hex()})
    return _Batch(key, today)


async def _parsed(understanding: Understanding, row: Row, today: date) -> dict[str, Any] | None:
    """What NLU reads in a row; None where there is nothing that it could read."""
    if row.error:
        return None
    try:
        return await understanding.parse(story(row.fields), day_of(row.fields, today))
    except NotUnderstood:
        return None
    except ValueError:
        return None


class _Batch:
    """What is known of the rows so far. Complainants and texts are remembered by a keyed hash."""

    def __init__(self, key: bytes, today: date) -> None:
        self.summary = Summary()
        self._key = key
        self._today = today
        self._texts: dict[str, str] = {}
        self._complainants: Counter[str] = Counter()
        self._alike: Counter[str] = Counter()

    def remember(self, result: dict[str, Any]) -> None:
        """Counts a result, and what later rows are compared with."""
        keys = result["keys"]
        self.summary.rows += 1
        self.summary.errors += "error" in result
        self.summary.same += bool(result.get("same_as"))
        self.summary.repeated += bool(result.get("earlier_by_complainant"))
        self.summary.levels.update([result["priority"]] if "priority" in result else [])
        self.summary.situations.update(
            {one["name"] for case in result.get("cases", []) for one in case["situations"]}
        )
        if keys.get("text"):
            self._texts.setdefault(keys["text"], result["id"] or f"第{result['row']}行")
        self._complainants.update([keys["complainant"]] if keys.get("complainant") else [])
        if keys.get("seller"):
            self._alike.update(f"{keys['seller']} {id}" for id in first_situations(result))

    def result(self, row: Row, parsed: dict[str, Any] | None) -> dict[str, Any]:
        """What comes of a row."""
        fields = row.fields
        result: dict[str, Any] = {"row": row.number, "id": fields.get("id", "")}
        keys = {
            "text": self._hash(_letters(fields.get("text", ""))),
            "complainant": self._hash(_complainant(fields)),
            "seller": self._hash(fields.get("seller", "")),
        }
        result["keys"] = {name: key for name, key in keys.items() if key}
        result["same_as"] = self._texts.get(keys["text"])
        result["earlier_by_complainant"] = self._complainants[keys["complainant"]]
        if row.error or parsed is None:
            return result | {"error": row.error or _why_unread(fields)}
        try:
            told, day = story(fields), day_of(fields, self._today)
            seller = keys["seller"]
            return result | decided(
                told,
                fields,
                parsed,
                day,
                self._today,
                lambda situation: self._alike[f"{seller} {situation}"] if seller else 0,
            )
        # One row that cannot be decided must not stop the others; what it said is not told.
        except Exception as error:
            return result | {"error": f"没能算出来（{type(error).__name__}）。"}

    def _hash(self, words: str) -> str:
        if not words:
            return ""
        return hmac.digest(self._key, words.encode(), sha256)[:12].hex()


def _told(result: dict[str, Any]) -> dict[str, Any]:
    """A result without what only the batch needs."""
    return {name: value for name, value in result.items() if name != "keys"}


def _why_unread(fields: dict[str, str]) -> str:
    if len(fields.get("text", "")) + len(fields.get("demand", "")) >= LONGEST:
        return f"内容超过{LONGEST}个字，没有读。"
    return "这一行没能读懂，请人工看。"


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _complainant(fields: dict[str, str]) -> str:
    digits = "".join(letter for letter in fields.get("phone", "") if letter.isdigit())
    if len(digits) >= 7:
        return digits
    name = fields.get("complainant", "")
    return f"{name} {fields.get('seller', '')}" if name else ""

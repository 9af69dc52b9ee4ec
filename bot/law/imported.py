"""The local store of regulations that a site imported: one JSON file a law, in LAW_TEXTS."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal, Self

from pydantic import ValidationError, model_validator

from bot.law.files import ROOT, LawFileError, Row, Text
from bot.law.regulation_text import Regulation

FOLDER = ROOT / "var" / "statutes"


class ImportedArticle(Row):
    """An article's text; `changed` is the day of the import in which it last differed."""

    text: Text
    digest: str
    changed: date | None = None

    @model_validator(mode="after")
    def _is_untouched(self) -> Self:
        if self.digest != _digest(self.text):
            raise ValueError("文字和摘要对不上")
        return self


class Imported(Row):
    """A law as it was last imported. Articles are numbered as in `Regulation`; `removed` says since
    which import an article that was there before is missing."""

    format: Literal["law-text/1"] = "law-text/1"
    law: Text
    title: Text
    version: date | None
    imported: datetime
    file: str
    articles: dict[str, ImportedArticle]
    removed: dict[str, date]

    def changed_since(self, article: str, day: date) -> date | None:
        """When the article last changed or went, if that is after the day."""
        found = self.articles.get(article)
        changed = found.changed if found else self.removed.get(article)
        return changed if changed is not None and changed > day else None


@dataclass(frozen=True, slots=True)
class Change:
    """What an article said and says; None where it was not there."""

    article: str
    old: str | None
    new: str | None


def texts_folder(env: Mapping[str, str] = os.environ) -> Path:
    """Where imported regulations are kept: LAW_TEXTS, else var/statutes."""
    return Path(env["LAW_TEXTS"]) if env.get("LAW_TEXTS") else FOLDER


def imported(law: str) -> Imported | None:
    """The law as imported, None if it was not. Raises LawFileError for a damaged file."""
    path = _path(law)
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return _read(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=128)
def _read(path: Path, _modified: int, _size: int) -> Imported:
    try:
        return Imported.model_validate_json(path.read_bytes())
    except (ValidationError, OSError):
        raise LawFileError(f"{path}：导入的条文坏了，请重新导入，或删掉这个文件") from None


def keep(
    regulation: Regulation, law: str, file: str, now: datetime
) -> tuple[Imported, list[Change]]:
    """Stores the regulation under this name and says what changed since the last import.

    The file is there whole or as before. Raises LawFileError, and OSError where it cannot be written.
    """
    last = imported(law)
    before = {n: a.text for n, a in last.articles.items()} if last else {}
    changes = [
        Change(number, before.get(number), regulation.articles.get(number))
        for number in dict.fromkeys([*before, *regulation.articles])
        if last and before.get(number) != regulation.articles.get(number)
    ]
    changed = {change.article: now.date() for change in changes}
    earlier = {n: a.changed for n, a in last.articles.items() if a.changed} if last else {}
    gone = (last.removed if last else {}) | {c.article: now.date() for c in changes if not c.new}
    kept = Imported(
        law=law,
        title=regulation.title,
        version=regulation.version,
        imported=now,
        file=file,
        articles={
            number: ImportedArticle(
                text=text, digest=_digest(text), changed=changed.get(number, earlier.get(number))
            )
            for number, text in regulation.articles.items()
        },
        removed={number: day for number, day in gone.items() if number not in regulation.articles},
    )
    _write(_path(law), json.dumps(kept.model_dump(mode="json"), ensure_ascii=False, indent=1))
    return kept, changes


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink()
        raise


def _path(law: str) -> Path:
    name = re.sub(r"[^\w（）]", "_", law)
    return texts_folder() / f"{name}.json"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()

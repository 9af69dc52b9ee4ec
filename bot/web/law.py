"""The articles and the words that an advice is made of, to be read beside it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from bot.answer.articles import find_article
from bot.answer.glossary import terms
from bot.law.statutes import statute_named
from bot.web.errors import Problem
from bot.web.sessions import errors

# The same for everybody, and a new release or import is seen soon.
CACHED = "public, max-age=600"


class Rule(BaseModel):
    """A rule in an article that we cite, in our own words."""

    model_config = ConfigDict(from_attributes=True)

    label: str
    paragraph: int | None
    item: int | None
    gist: str
    in_force: date
    repealed: date | None


class Official(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    title: str
    version: date | None = Field(description="The day on which this version was published.")
    text: str = Field(description="Paragraphs are lines.")


class Article(BaseModel):
    law: str
    title: str
    article: int
    note: str | None = Field(description="What there is to know of the law as a whole.")
    rows: list[Rule]
    official: Official | None = Field(description="null: nobody has imported it here.")


class Word(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    names: list[str] = Field(description="The first one is the one to show.")
    means: str


class Glossary(BaseModel):
    terms: list[Word]


router = APIRouter(prefix="/api", tags=["law"])


# Not `async`: the first look opens the data package.
@router.get("/law/{law}/{article}", responses=errors(404, 422))
def article(
    law: Annotated[str, Path(description="Its short name or its title.")],
    article: int,
    response: Response,
) -> Article:
    """An article: our gist of what we cite of it, and its official text where we have it."""
    statute = statute_named(law)
    found = statute and find_article(statute, article)
    if not found:
        raise Problem(404, "unknown_article", "这一条我这里没有收录。")
    response.headers["Cache-Control"] = CACHED
    return Article(
        law=found.law.law,
        title=found.law.title,
        article=found.number,
        note=found.law.note,
        rows=[Rule.model_validate(row) for row in found.rows],
        official=found.official and Official.model_validate(found.official),
    )


@router.get("/glossary")
async def glossary(response: Response) -> Glossary:
    """The legal and trade words that a person may not know, in plain words."""
    response.headers["Cache-Control"] = CACHED
    return Glossary(terms=[Word.model_validate(term) for term in terms()])

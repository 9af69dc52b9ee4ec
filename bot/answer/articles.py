"""An article that somebody asks for by its number: our gist, since when, and the official text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.law.official_text import OfficialText, article_text
from bot.law.regulation_text import read_number
from bot.law.statutes import Citation, Statute, all_citations, statutes

_ARTICLE = re.compile(r"第?\s*([0-9〇零一二两三四五六七八九十百千]+)\s*条")
_WANTED = re.compile(r"原文|全文|条文|内容|怎么[说写规]|是什么|讲什么|说什么|写什么|规定")
_ALIASES = {
    "消法": "消费者权益保护法",
    "消保法": "消费者权益保护法",
    "实施条例": "消费者权益保护法实施条例",
    "电商法": "电子商务法",
    "七日无理由": "七日无理由退货暂行办法",
    "七天无理由": "七日无理由退货暂行办法",
    "食安法": "食品安全法",
    "投诉举报办法": "市场监督管理投诉举报处理办法",
}


@dataclass(frozen=True, slots=True)
class Article:
    """An article as far as it is here: our gist of each rule that we cite, and the official text."""

    law: Statute
    number: int
    rows: tuple[Citation, ...]
    official: OfficialText | None


def find_article(law: Statute, number: int) -> Article | None:
    """The article of that number; None where we have neither a gist of it nor its text."""
    rows = tuple(c for c in all_citations() if c.law == law.law and c.article == number)
    official = article_text(law, number)
    return Article(law, number, rows, official) if rows or official else None


def explain_article(text: str) -> str | None:
    """What the article named in `text` says; None unless a law on file and an article are named."""
    number = _ARTICLE.search(text)
    if number is None or not _WANTED.search(text):
        return None
    law = _named_law(text)
    if law is None:
        return None
    named = f"《{law.law}》第{read_number(number.group(1))}条"
    found = find_article(law, read_number(number.group(1)))
    if found is None:
        return f"{named}，我这里没有收录。"
    said = [named, *map(_gist, found.rows), _official(found.official)]
    return "\n".join([*said, *([law.note + "。"] if law.note else [])])


def _named_law(text: str) -> Statute | None:
    """The law with the longest name in `text`."""
    names = {law.law: law for law in statutes()} | {law.title: law for law in statutes()}
    names |= {alias: names[name] for alias, name in _ALIASES.items()}
    named = [name for name in names if name in text]
    return names[max(named, key=len)] if named else None


def _gist(row: Citation) -> str:
    until = f"，{row.repealed}起不再适用" if row.repealed else ""
    return f"大意（{row.label}，{row.in_force}起施行{until}）：{row.gist}"


def _official(found: OfficialText | None) -> str:
    if found is None:
        return "原文我这里没有，请到官方网站查。"
    version = f"{found.version}公布的版本" if found.version else "本站导入的版本"
    return f"原文（《{found.title}》，{version}）：\n{found.text}"

"""The end of the rulebook: numbers, facts, and every article with the rules that cite it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import yaml

from bot.case import FACTS, Fact
from bot.law.advise import advise
from bot.law.files import LAW
from bot.law.parameters import FILE as PARAMETERS
from bot.law.parameters import parameter, parameter_names
from bot.law.shares import COST_NAMES
from bot.law.situations.situation import Situation
from bot.law.statutes import Citation, all_citations, statutes
from bot.rulebook.chapters import Chapter
from bot.rulebook.usage import cited_in_code, mentioned
from bot.rulebook.words import amount_text

TITLES = {
    "parameters": "法定的数字",
    "facts": "事实和问题",
    "articles": "条文和引用它的规则",
    "uncited": "没有规则引用的条文",
}
APPLIES_AT = {"purchase": "购买那天", "delivery": "签收那天", "complaint": "投诉那天"}
VERIFIED = {"full": "已与原文核对", "secondary": "只核对过转述", "none": "未核实"}
PARTS = (
    "applies",
    "verdict",
    "deadlines",
    "evidence",
    "burden",
    "objections",
    "steps",
    "warnings",
)
"""The functions of a situation besides its costs."""

Index = dict[Citation, dict[str, None]]


def heading(anchor: str, title: str) -> str:
    return f'## {title} <a id="{anchor}"></a>'


def place(article: Citation) -> tuple[str, int, int, int]:
    """Where an article stands among the others."""
    return article.law, article.article, article.paragraph or 0, article.item or 0


def appendices(
    situations: tuple[Situation, ...], chapters: Mapping[str, Chapter], common: Chapter
) -> Iterator[str]:
    """The lines of the appendices."""
    yield from _parameters(_uses(situations))
    yield from _facts(situations)
    index = _index(situations, chapters, common)
    yield from _articles(index)
    yield from _uncited(index)


def link(situation: Situation, what: str) -> str:
    return f"[{situation.name}](#{situation.id})·{what}"


# Numbers


def _uses(situations: tuple[Situation, ...]) -> dict[str, dict[str, None]]:
    """Where each parameter is used."""
    rules: list[tuple[str, list[Any]]] = [
        (f"{s.name}·{COST_NAMES[cost.__name__]}", [cost]) for s in situations for cost in s.costs
    ]
    rules += [(f"{s.name}·期限等", [getattr(s, part) for part in PARTS]) for s in situations]
    rules.append(("各情形", [advise]))
    found: dict[str, dict[str, None]] = {name: {} for name in parameter_names()}
    for where, functions in rules:
        for name in mentioned(functions) & found.keys():
            found[name][where] = None
    return found


def _parameters(uses: Mapping[str, Mapping[str, None]]) -> Iterator[str]:
    yield f"\n{heading('parameters', TITLES['parameters'])}\n"
    yield "每个数字从哪天起是多少、依据哪一条。没有条文的，是我们给的谈判起点，不是法律。\n"
    yield "| 数字 | 从哪天起 | 是多少 | 依据 | 用在 |"
    yield "|---|---|---|---|---|"
    for name in parameter_names():
        for day in _days(name):
            rule = parameter(name, day)
            basis = rule.article.label if rule.article else "谈判起点，没有条文"
            yield _row(f"`{name}`", day, amount_text(rule), basis, "；".join(uses[name]))


def _days(name: str) -> list[date]:
    """The days since which the parameter has had its values."""
    entries = yaml.safe_load(PARAMETERS.read_text(encoding="utf-8"))
    return sorted(entries[name]["values"])


# Facts


def _facts(situations: tuple[Situation, ...]) -> Iterator[str]:
    yield f"\n{heading('facts', TITLES['facts'])}\n"
    yield "规则看这些事实。会问的，规则用到而没说过就问；其余的，说了才算。\n"
    yield "| 事实 | 字段 | 没说时 | 怎么问 | 选项 | 用在 |"
    yield "|---|---|---|---|---|---|"
    common = mentioned([advise])
    looked_at = {
        s.id: mentioned([*s.costs, *(getattr(s, part) for part in PARTS)]) for s in situations
    }
    for name, fact in FACTS.items():
        users = ["各情形"] if name in common else []
        users += [s.name for s in situations if name in looked_at[s.id]]
        titles = "／".join(choice.title for choice in fact.choices)
        yield _row(fact.name, f"`{name}`", _unsaid(fact), fact.ask, titles, "、".join(users))


def _unsaid(fact: Fact) -> str:
    """What holds while nobody has said anything about the fact."""
    if fact.presumed is None:
        return "不知道" if fact.useful else "会问"
    if isinstance(fact.presumed, bool):
        return f"先算{'是' if fact.presumed else '不是'}"
    titles = [choice.title for choice in fact.choices if choice.value == fact.presumed]
    return f"先算“{titles[0]}”"


# Articles


def _index(
    situations: tuple[Situation, ...],
    chapters: Mapping[str, Chapter],
    common: Chapter,
) -> Index:
    """The rules that cite each article."""
    index: Index = {article: {} for article in all_citations()}
    for article, rule in (
        *_cited_by_chapters(situations, chapters, common),
        *_cited_by_numbers(),
    ):
        index[article][rule] = None
    for article, function in cited_in_code(LAW):
        if not index[article]:
            index[article][function] = None
    for article in list(index):
        if index[article] and article.predecessor:
            index[article.predecessor][f"{article.label}的前身"] = None
    return index


def _cited_by_chapters(
    situations: tuple[Situation, ...], chapters: Mapping[str, Chapter], common: Chapter
) -> Iterator[tuple[Citation, str]]:
    for situation in situations:
        for rule in chapters[situation.id].rules:
            where = link(situation, COST_NAMES[rule.cost])
            yield from ((a, where) for clause in rule.clauses for a in clause.all_basis())
    sections = [
        (link(situation, title), rows)
        for situation in situations
        for title, rows in chapters[situation.id].sections
    ]
    sections += [(f"各情形都有的·{title}", rows) for title, rows in common.sections]
    for where, rows in sections:
        yield from ((article, where) for row in rows for article in row.all_basis())


def _cited_by_numbers() -> Iterator[tuple[Citation, str]]:
    for name in parameter_names():
        for day in _days(name):
            article = parameter(name, day).article
            if article is not None:
                yield article, f"数字`{name}`"


def _articles(index: Index) -> Iterator[str]:
    yield f"\n{heading('articles', TITLES['articles'])}"
    for statute in statutes():
        cited = [a for a in index if a.law == statute.law and index[a]]
        yield f"\n### {statute.law}\n"
        yield f"《{statute.title}》，按{APPLIES_AT[statute.applies_at]}的版本；{VERIFIED[statute.verified]}。"
        if statute.note:
            yield statute.note
        yield ""
        for article in sorted(cited, key=place):
            yield f"- {article.label}（{_in_force(article)}）：{article.gist}"
            yield f"  - 引用：{'；'.join(index[article])}"


def _in_force(article: Citation) -> str:
    until = f"，到{article.repealed}失效" if article.repealed else ""
    return f"{article.in_force}起施行{until}"


def _uncited(index: Index) -> Iterator[str]:
    yield f"\n{heading('uncited', TITLES['uncited'])}\n"
    uncited = sorted((article for article in index if not index[article]), key=place)
    yield "在案而没有规则引用，应当补上规则或删去。\n" if uncited else "没有。"
    yield from (f"- {article.label}：{article.gist}" for article in uncited)


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell).replace('|', '／') for cell in cells)} |"

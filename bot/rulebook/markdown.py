"""The rulebook as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from bot.law.situations import SITUATIONS
from bot.law.situations.situation import Situation
from bot.rulebook.appendices import TITLES, appendices, heading, place
from bot.rulebook.chapters import Chapter, Term, Told, Writer
from bot.rulebook.source import ROOT

INTRODUCTION = """\
# 规则手册

给律师、调解员看：退货参谋按哪些规则得出结论，每条规则依据哪一条法律。本页由程序从规则的源代码生成
（`python -m bot law rules`），请不要手改；改规则请看[参与](../CONTRIBUTING.md)。

怎么读：
- 一笔费用一节。从上往下看，**第一条符合的算数**：例外在前，一般规则（“其他情况”）在最后。条件下面缩进的各条，
  也从上往下看。
- 一件事可以同时属于几种情形。同一笔费用有几个答案时，取对买家最轻的；一样轻的，取排在前面的情形的。
- “法律写明”：条文直接这样说。“由法条推出”：条文没有直说，由它推出来。“按约定”：双方说好的，或商家承诺的。
  “可以谈”：法律没写死。
- 写着“没说过”“不知道”的，是说买家没有讲到。平常怎样就先怎样算的事实，见[事实](#facts)。
- “引号里”的说法见[用语](#terms)。〔〕里的字随案情变化。
- 实体问题用购买那天的法律，程序问题用投诉那天的；那天还没有施行的条文，回答里不引。
- 每一章最后列出本章引用的条文和我们自己写的大意。大意不是原文，以现行文本为准。
"""


FILE = ROOT / "docs" / "rules.md"


class RulebookError(ValueError):
    """The rulebook cannot be written; one line for each thing to put right."""


def rulebook(situations: tuple[Situation, ...] = SITUATIONS) -> str:
    """The rulebook. Raises RulebookError, which names what has no words yet by file and line."""
    writer = Writer()
    chapters = {s.id: writer.chapter(s) for s in situations}
    common = writer.common()
    terms = writer.terms()
    problems = {**writer.problems, **writer.words.problems}
    if problems:
        raise RulebookError("\n".join(sorted(problems)))
    lines = [
        INTRODUCTION,
        *_contents(situations),
        *(line for s in situations for line in _chapter(s, chapters[s.id])),
        "\n## 各情形都有的\n",
        *_sections(common),
        *_terms(terms),
        *appendices(situations, chapters, common),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _contents(situations: tuple[Situation, ...]) -> Iterator[str]:
    yield "## 目录\n"
    for number, situation in enumerate(situations, 1):
        yield f"{number}. [{situation.name}](#{situation.id})"
    yield ""
    for anchor, title in {"terms": "用语", **TITLES}.items():
        yield f"- [{title}](#{anchor})"


def _chapter(situation: Situation, chapter: Chapter) -> Iterator[str]:
    yield f"\n{heading(situation.id, f'{situation.name}（`{situation.id}`）')}\n"
    yield f"**什么时候属于**：{situation.holds}\n"
    yield f"**没有处理的**：{situation.not_modelled}"
    if situation.prevails:
        yield f"\n**与别的情形冲突时**：{situation.prevails}"
    for rule in chapter.rules:
        yield f"\n### {rule.question}（`{rule.cost}`）\n"
        for number, clause in enumerate(rule.clauses, 1):
            yield from _told(clause, f"{number}.")
    yield from _sections(chapter)


def _sections(chapter: Chapter) -> Iterator[str]:
    for title, rows in chapter.sections:
        if rows:
            yield f"\n### {title}\n"
            for row in rows:
                yield from _told(row, "-")
    articles = sorted(set(chapter.basis()), key=place)
    if articles:
        yield "\n### 引用的条文\n"
        yield from (f"- {article.label}：{article.gist}" for article in articles)


def _told(told: Told, mark: str) -> Iterator[str]:
    indent = " " * (len(mark) + 1)
    yield f"{mark} {told.line}"
    yield from (f"{indent}- {text}" for text in told.more)
    if told.basis:
        yield f"{indent}- 依据：{'、'.join(article.label for article in told.basis)}"
    for number, part in enumerate(told.parts, 1):
        yield from (f"{indent}{line}" for line in _told(part, f"{number}."))


def _terms(terms: list[Term]) -> Iterator[str]:
    yield f"\n{heading('terms', '用语')}\n"
    yield "规则里引号中的说法，以及程序怎样判断。没有写怎样判断的，要算日期或金额，请看括号里的函数。\n"
    for term in terms:
        yield from _told(Told(f"“{term.label}”（`{term.place}`）", term.meaning), "-")

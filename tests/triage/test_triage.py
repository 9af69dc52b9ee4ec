"""The batch from the command line: real model, real worker processes."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.services import ROOT
from bot.triage.writing import COMPUTED, safe
from tests.running import Conversation, advice_in

STORIES = yaml.safe_load((ROOT / "tests" / "dialogue" / "stories.yml").read_text(encoding="utf-8"))
TELLINGS = [telling for story in STORIES for telling in story["tellings"]]
HEADER = ["编号", "投诉内容", "被投诉方", "金额", "电话"]


def command(source: Path, output: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "bot", "triage", str(source), "-o", str(output), *more]


def run(source: Path, output: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(source, output, "--workers", "1", *more),
        cwd=ROOT,
        env=os.environ | {"TODAY": "2026-01-20"},
        capture_output=True,
        text=True,
        check=False,
    )


def form(path: Path, lines: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADER, *lines])
    return path


def results(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_outcome_is_the_chats(tmp_path: Path, talk: Conversation) -> None:
    told = [telling for telling in TELLINGS if "和" not in telling][:6]
    source = form(tmp_path / "in.csv", [[f"T{n}", text] for n, text in enumerate(told)])
    done = run(source, tmp_path / "out.jsonl")
    assert done.returncode == 0, done.stderr
    for text, result in zip(told, results(tmp_path / "out.jsonl"), strict=True):
        with Conversation(str(talk._client.base_url)) as fresh:
            advice = advice_in(fresh.say(text))
        if advice is None:
            assert any(case["missing"] for case in result["cases"])
            continue
        (case,) = result["cases"]
        assert [one["id"] for one in case["situations"]] == [
            one["id"] for one in advice["situations"]
        ]
        costs = ("cost", "amount", "bearer", "split", "strength")
        assert [[share[name] for name in costs] for share in case["shares"]] == [
            [share[name] for name in costs] for share in advice["shares"]
        ]


def test_duplicates_repeated_complainants_amounts_and_broken_rows(tmp_path: Path) -> None:
    lines = [
        ["A", "鞋子不喜欢，想退。", "某店", "¥1,299.00", "138 0000 0001"],
        ["B", "鞋子不喜欢 想退", "某店", "", "13800000001"],
        ["C", "", "某店", "", "13800000001"],
        ["D", "想退" * 4000, "某店", "", ""],
        ["=1+1", "充电宝鼓包了", "@店", "=2", ""],
    ]
    source = form(tmp_path / "in.csv", lines)
    done = run(source, tmp_path / "out.jsonl")
    assert done.returncode == 0, done.stderr
    a, b, c, d, e = results(tmp_path / "out.jsonl")
    assert (a["cases"][0]["facts"]["货款"], a["cases"][0]["from_column"]) == (
        "1299元",
        ["goods_price"],
    )
    assert (a["same_as"], b["same_as"]) == (None, "A")
    assert [one["earlier_by_complainant"] for one in (a, b, c, d)] == [0, 1, 2, 0]
    assert ["error" in one for one in (a, b, c, d, e)] == [False, False, True, True, False]
    assert (e["priority"], e["id"]) == ("danger", "=1+1")
    everything = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert "13800000001" not in everything
    assert "keys" not in everything
    assert not list(tmp_path.glob("*.journal"))


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_table_is_safe_to_open(tmp_path: Path, suffix: str) -> None:
    source = form(
        tmp_path / "in.csv", [["=1+1", "充电宝鼓包了", "", "", ""], ["@x", "", "", "", ""]]
    )
    output = tmp_path / f"out{suffix}"
    done = run(source, output)
    assert done.returncode == 0, done.stderr
    if suffix == ".xlsx":
        sheet = openpyxl.load_workbook(output).active
        cells = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
        assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    else:
        with output.open(encoding="utf-8-sig", newline="") as file:
            cells = list(csv.reader(file))
    assert [row[1] for row in cells] == ["编号", "'=1+1", "'@x"]
    assert not any(cell.startswith(COMPUTED) for row in cells for cell in row)
    assert run(source, output).returncode == 1
    assert run(source, output, "--restart").returncode == 0


@given(st.text())
def test_no_cell_begins_what_is_computed(text: str) -> None:
    assert not safe(text).startswith(COMPUTED)
    assert safe(text).removeprefix("'").startswith(text[:100].removeprefix("'"))


def test_killed_half_way_it_ends_with_every_row_once(tmp_path: Path) -> None:
    lines = [[f"T{n}", f"{TELLINGS[n % len(TELLINGS)]}第{n}件"] for n in range(400)]
    source, output = form(tmp_path / "in.csv", lines), tmp_path / "out.jsonl"
    journal = tmp_path / "out.jsonl.journal"
    process = subprocess.Popen(
        command(source, output, "--workers", "1"),
        cwd=ROOT,
        env=os.environ | {"TODAY": "2026-01-20"},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    while not journal.exists() or journal.stat().st_size < 50_000:
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = len(journal.read_bytes().splitlines()) - 1
    assert 0 < before < len(lines)
    with journal.open("ab") as file:
        file.write(b'{"row": 9999, "torn')
    done = run(source, output)
    assert done.returncode == 0, done.stderr
    assert [result["id"] for result in results(output)] == [line[0] for line in lines]


def test_another_form_does_not_go_on_with_what_was_begun(tmp_path: Path) -> None:
    source, output = form(tmp_path / "in.csv", [["A", "鞋子想退"]]), tmp_path / "out.csv"
    (tmp_path / "out.csv.journal").write_text('{"input": "other", "today": "2026-01-20"}\n')
    done = run(source, output)
    assert (done.returncode, "--restart" in done.stderr) == (1, True)
    assert run(source, output, "--restart").returncode == 0


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    source, output = form(tmp_path / "in.csv", [["A", "鞋子想退"]]), tmp_path / "out.jsonl"
    (tmp_path / "out.jsonl.journal").symlink_to("/dev/full")
    full = run(source, output, "--restart")
    assert (full.returncode, "腾出地方" in full.stderr) == (1, True)
    assert "Traceback" not in full.stderr


@pytest.mark.parametrize(
    ("name", "output", "word"),
    [("in.csv", "out.pdf", "结果只能"), ("missing.csv", "out.csv", "没有这个文件")],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, name: str, output: str, word: str) -> None:
    form(tmp_path / "in.csv", [["A", "鞋子想退"]])
    done = run(tmp_path / name, tmp_path / output)
    assert (done.returncode, word in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr

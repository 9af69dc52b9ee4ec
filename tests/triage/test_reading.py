"""Complaint forms of every format and encoding become the same rows."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from bot.triage.reading import InputError, Row, rows

HEADER = ["投诉编号", "投诉内容", "诉求", "被投诉方", "金额", "投诉日期"]
FORMS = [
    ["T1", "鞋子不喜欢，想退\n商家不肯", "退款", "某店", "300", "2026-01-18"],
    ["T2", "充电宝，鼓包了", "", "某店", "", "2026-01-19"],
]
WANTED = [
    Row(
        number,
        dict(zip(("id", "text", "demand", "seller", "amount", "date"), form, strict=True)),
    )
    for number, form in enumerate(FORMS, start=1)
]


def table(separator: str = ",") -> str:
    return "\n".join(separator.join(f'"{cell}"' for cell in line) for line in [HEADER, *FORMS])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "表.csv"
    path.write_text(table(separator), encoding=encoding)
    assert list(rows(path)) == WANTED


def test_xlsx_with_a_title_above_merged_cells_and_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["一月投诉登记表"])
    sheet.merge_cells("A1:F1")
    sheet.append(HEADER)
    for form in FORMS:
        sheet.append(form)
    sheet.append(["T3", '=HYPERLINK("http://evil.example","点我")', "", "某店", 1299.5, ""])
    sheet.merge_cells("D3:D4")
    book.save(path)
    found = list(rows(path))
    assert [row.fields["text"] for row in found[:2]] == [form[1] for form in FORMS]
    assert [row.fields["seller"] for row in found] == ["某店", "", "某店"]
    assert found[2].fields["text"].startswith("=HYPERLINK")
    assert found[2].fields["amount"] == "1299.5"


def test_jsonl(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [json.dumps({"text": "想退", "id": 7}), "{broken", "[1]", "", json.dumps({"id": 8})]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = list(rows(path))
    assert found[0] == Row(1, {"text": "想退", "id": "7"})
    assert [row.number for row in found] == [1, 2, 3, 4]
    assert [bool(row.error) for row in found] == [False, True, True, True]


def test_a_row_without_a_story_says_so_and_an_empty_one_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,内容\n1,\n,\n2,想退\n3\n", encoding="utf-8")
    found = list(rows(path))
    assert [(row.fields.get("id"), bool(row.error)) for row in found] == [
        ("1", True),
        ("2", False),
        ("3", True),
    ]


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.csv", "姓名,电话\n甲,1\n".encode(), "投诉内容"),
        ("a.csv", b"", "投诉内容"),
        ("a.csv", b"PK\x03\x04rest", ".xlsx"),
        ("a.csv", b"text\n\xff\xff\xff\x00", "编码"),
        ("a.xlsx", b"text\nhello", ".xls"),
        ("a.pdf", b"%PDF", ".csv"),
        ("missing.csv", None, "没有这个文件"),
    ],
)
def test_what_cannot_be_read_says_what_would_do(
    tmp_path: Path, name: str, content: bytes | None, word: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=word):
        list(rows(path))

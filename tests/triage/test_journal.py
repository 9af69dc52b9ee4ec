"""The results so far: what is torn is cut, what does not fit is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.triage.journal import Journal


def kept(path: Path) -> Journal:
    journal = Journal(path)
    journal.begin({"input": "x"})
    with journal.appending() as append:
        append({"row": 1, "text": "鞋" * 50_000})
        append({"row": 2})
    return journal


@pytest.mark.parametrize("torn", [b"", b'{"row": 3', "鞋".encode() * 50_000 + b"\xe9"])
def test_a_torn_last_line_is_cut(tmp_path: Path, torn: bytes) -> None:
    journal = kept(tmp_path / "journal")
    with (tmp_path / "journal").open("ab") as file:
        file.write(torn)
    journal.cut()
    assert [result["row"] for result in journal.results()] == [1, 2]
    assert journal.about() == {"input": "x"}


def test_what_was_never_begun_is_about_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(b'{"inp')
    journal = Journal(path)
    journal.cut()
    assert journal.about() is None
    assert list(journal.results()) == []


def test_a_full_disk_is_an_error() -> None:
    with pytest.raises(OSError, match="space"), Journal(Path("/dev/full")).appending() as append:
        append({"row": 1})

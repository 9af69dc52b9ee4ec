"""What bot.law shows to the outside, and who may import whom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import bot.law
from bot.case import Case

ROOT = Path(__file__).parents[2]
OURS = ("bot", "actions")


def imports(path: Path) -> set[str]:
    """Our own modules that the file imports, relative imports resolved."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*base, *([node.module] if node.module else [])))
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] in OURS}


def foreign(path: Path, allowed: tuple[str, ...]) -> set[str]:
    """Our own modules that the file imports and may not."""
    return {
        name
        for name in imports(path)
        if not any(name == own or name.startswith(f"{own}.") for own in allowed)
    }


def python_files(where: str) -> list[Path]:
    path = ROOT / where
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def test_the_law_exports_these_names_and_no_others() -> None:
    assert set(bot.law.__all__) == {"Advice", "Case", "Question", "advise"}
    assert all(hasattr(bot.law, name) for name in bot.law.__all__)
    assert bot.law.Case is Case


@pytest.mark.parametrize(
    ("where", "allowed"),
    [
        ("bot/case.py", ()),
        ("bot/law", ("bot.case", "bot.law")),
        ("bot/intake.py", ("bot.case",)),
        ("bot/nlu", ("bot.nlu",)),
        ("bot/rulebook", ("bot.case", "bot.law", "bot.rulebook")),
        ("bot/clock.py", ()),
        ("bot/answer", ("bot.case", "bot.law", "bot.answer", "bot.clock")),
    ],
)
def test_a_room_imports_only_what_it_may(where: str, allowed: tuple[str, ...]) -> None:
    paths = python_files(where)
    assert paths
    for path in paths:
        assert foreign(path, allowed) == set(), path.relative_to(ROOT)


def test_the_scan_sees_a_forbidden_import() -> None:
    assert "bot.law.situations.SITUATIONS" in imports(ROOT / "bot/law/advise.py")
    assert "bot.law.situations.SITUATIONS" in foreign(ROOT / "bot/law/advise.py", ("bot.case",))

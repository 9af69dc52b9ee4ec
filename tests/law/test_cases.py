"""Golden cases: what the advice has to be for the facts in `cases/*.yml` (see `cases/README.md`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.case import Case
from bot.law import Question, advise

FOLDER = Path(__file__).parent / "cases"
FILES = sorted(FOLDER.glob("*.yml"))
Json = dict[str, Any]


ROWS = [
    pytest.param(row, id=f"{path.stem}-{number}: {row['name']}")
    for path in FILES
    for number, row in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1)
]


def _cited(node: Any) -> Iterator[Json]:
    """Every basis anywhere in the advice."""
    if isinstance(node, dict):
        yield from node.get("basis", ())
        for value in node.values():
            yield from _cited(value)
    elif isinstance(node, list):
        for value in node:
            yield from _cited(value)


def _names(basis: Json, wanted: list[Any]) -> bool:
    """Whether `basis` is the article `wanted`: [law, article] and, if given, paragraph and item."""
    parts = (basis["law"], basis["article"], basis["paragraph"], basis["item"])
    return list(parts[: len(wanted)]) == wanted


class Check:
    """Compares the advice with what the case expects and collects every difference."""

    def __init__(self, advice: Json) -> None:
        self.advice = advice
        self.wrong: list[str] = []

    def same(self, what: str, expected: Any, found: Any) -> None:
        if expected != found:
            self.wrong.append(f"{what}: expected {expected!r}, found {found!r}")

    def holds(self, condition: bool, message: str) -> None:
        if not condition:
            self.wrong.append(message)

    def situations(self, expected: list[str]) -> None:
        self.same("situations", expected, [s["id"] for s in self.advice["situations"]])

    def shares(self, expected: Json) -> None:
        self._shares_in("shares", expected, self.advice["shares"])

    def no_shares(self, costs: list[str]) -> None:
        found = {share["cost"] for share in self.advice["shares"]}
        self.same("shares that should not be there", set(), found & set(costs))

    def deadlines(self, expected: Json) -> None:
        found = {row["id"]: row["due"] for row in self.advice["deadlines"]}
        for id_, due in expected.items():
            self.same(f"deadline {id_}", None if due is None else str(due), found.get(id_, "none"))

    def no_deadlines(self, ids: list[str]) -> None:
        found = {row["id"] for row in self.advice["deadlines"]}
        self.same("deadlines that should not be there", set(), found & set(ids))

    def counted(self, expected: dict[str, str]) -> None:
        found = {row["id"]: row["counted"] for row in self.advice["deadlines"]}
        for id_, text in expected.items():
            self.holds(text in found.get(id_, ""), f"{id_}: {text!r} not in {found.get(id_)!r}")

    def warnings(self, ids: list[str]) -> None:
        found = {row["id"] for row in self.advice["warnings"]}
        self.same("warnings that are missing", set(), set(ids) - found)

    def no_warnings(self, ids: list[str]) -> None:
        found = {row["id"] for row in self.advice["warnings"]}
        self.same("warnings that should not be there", set(), found & set(ids))

    def steps(self, channels: list[str]) -> None:
        found = list(dict.fromkeys(step["channel"] for step in self.advice["steps"]))
        self.same("channels", channels, [c for c in found if c in channels])

    def headline_contains(self, texts: list[str]) -> None:
        for text in texts:
            headline = self.advice["headline"]
            self.holds(text in headline, f"headline: {text!r} not in {headline!r}")

    def cites(self, articles: list[list[Any]]) -> None:
        for article in articles:
            found = any(_names(basis, article) for basis in _cited(self.advice))
            self.holds(found, f"{article} is not cited")

    def not_cites(self, articles: list[list[Any]]) -> None:
        for article in articles:
            found = any(_names(basis, article) for basis in _cited(self.advice))
            self.holds(not found, f"{article} should not be cited")

    def says(self, texts: list[str]) -> None:
        said = json.dumps(self.advice, ensure_ascii=False)
        for text in texts:
            self.holds(str(text) in said, f"{text!r} is not said")

    def never_says(self, texts: list[str]) -> None:
        said = json.dumps(self.advice, ensure_ascii=False)
        for text in texts:
            self.holds(str(text) not in said, f"{text!r} is said")

    def conditions(self, expected: Json) -> None:
        found = {row["fact"]: row["branches"] for row in self.advice["conditions"]}
        for fact, values in expected.items():
            branches = {branch["value"]: branch for branch in found.get(fact, ())}
            self.holds(bool(branches), f"no condition on {fact}, only on {sorted(found)}")
            for value, costs in values.items():
                what = f"{fact}={value}"
                self.holds(value in branches, f"{what}: no such branch")
                if value in branches:
                    shares = [*self.advice["shares"], *branches[value]["shares"]]
                    self._shares_in(what, costs, shares)

    def _shares_in(self, what: str, expected: Json, shares: list[Json]) -> None:
        found = {share["cost"]: share for share in shares}
        for cost, wanted in expected.items():
            self.holds(cost in found, f"{what}: nothing on {cost}")
            if cost in found:
                self._share(f"{what}.{cost}", wanted, found[cost])

    def _share(self, what: str, wanted: Json, share: Json) -> None:
        range_ = share["range"] or {}
        for key, value in wanted.items():
            match key:
                case "amount" | "bearer" | "split" | "strength":
                    self.same(f"{what}.{key}", value, share[key])
                case "seller_range":
                    self.same(f"{what}.{key}", value, range_.get("seller"))
                case "precedent":
                    self.same(f"{what}.{key}", value, (range_.get("precedent") or {}).get("split"))
                case "basis" | "not_basis":
                    for article in value:
                        found = any(_names(basis, article) for basis in share["basis"])
                        self.same(f"{what} cites {article}", key == "basis", found)
                case "alternatives":
                    self.same(f"{what}.{key}", value, [a["amount"] for a in share[key]])
                case "reason_contains":
                    reason = share["reason"]
                    self.holds(value in reason, f"{what}: {value!r} not in {reason!r}")
                case _:
                    pytest.fail(f"{what}: unknown key {key!r}")


@pytest.mark.parametrize("row", ROWS)
def test_case(row: Json) -> None:
    assert set(row) == {"name", "today", "facts", "expect"}
    assert row["expect"]
    case, today = Case.model_validate(row["facts"]), row["today"]
    expect = dict(row["expect"])
    result = advise(case, today)
    asked = result.fact if isinstance(result, Question) else None
    should_ask = expect.pop("question", None)
    if asked != should_ask:
        pytest.fail(f"{row['name']}\nquestion: expected {should_ask}, asked {asked}", pytrace=False)
    if isinstance(result, Question):
        assert not expect, "a question has nothing else to check"
        return
    check = Check(result.to_json())
    for key, value in expect.items():
        getattr(check, key)(value)
    if check.wrong:
        pytest.fail("\n".join([row["name"], *check.wrong]), pytrace=False)


def test_there_are_enough_cases_and_no_name_twice() -> None:
    names = [row.values[0]["name"] for row in ROWS]
    assert len(names) >= 60
    assert len(names) == len(set(names))

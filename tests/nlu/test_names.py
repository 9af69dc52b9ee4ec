"""Entities bear the names of the facts of a case."""

from __future__ import annotations

import ast
import asyncio
from typing import Any, Dict, Set

import pytest
from conftest import ROOT, table

from bot.nlu.cues import load_table
from bot.nlu.tracker_store import ForgetfulTrackerStore

NLU = ROOT / "bot" / "nlu"

# A sum and a day whose role is not known.
ROLELESS = {"amount", "date"}
# Names in word lists that are no facts.
NO_FACTS = {"freight", "service_fee", "paid", "threshold", "none"}


def case_fields() -> Dict[str, str]:
    """The fields of Case with their annotations; the class itself needs a newer Python."""
    tree = ast.parse((ROOT / "bot" / "case.py").read_text(encoding="utf-8"))
    (case,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Case"]
    return {
        node.target.id: ast.unparse(node.annotation)
        for node in case.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


def enum_values() -> Dict[str, Set[str]]:
    """The values of the enumerations in bot/case.py, by class."""
    tree = ast.parse((ROOT / "bot" / "case.py").read_text(encoding="utf-8"))
    return {
        node.name: {
            str(line.value.value)
            for line in node.body
            if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant)
        }
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }


def test_every_statement_is_a_fact_of_a_case_in_its_type() -> None:
    fields, enums = case_fields(), enum_values()
    for row in load_table(NLU / "statements.yml"):
        assert row["fact"] in fields
        kind = fields[row["fact"]]
        if row.get("words"):
            assert "str | None" in kind
        elif row.get("number"):
            assert "Count | None" in kind
        elif isinstance(row["value"], bool):
            assert "bool | None" in kind
        else:
            (enum,) = [name for name in enums if f"{name} | None" in kind]
            assert row["value"] in enums[enum]


@pytest.mark.parametrize(
    "names",
    [
        load_table(NLU / "money.yml")["roles"],
        load_table(NLU / "days.yml"),
        {"goods": [], "platform": [], "carrier": []},
    ],
    ids=["money", "days", "things"],
)
def test_every_role_is_a_fact_of_a_case(names: Dict[str, Any]) -> None:
    assert set(names) - NO_FACTS <= set(case_fields())


@pytest.mark.parametrize("name", ["money", "days", "statements", "platforms"])
def test_the_tables_expect_facts_of_a_case(name: str) -> None:
    expected = {fact.removeprefix("supposed ") for facts in table(name).values() for fact in facts}
    assert expected <= set(case_fields()) | ROLELESS


def test_every_role_of_money_is_tried() -> None:
    tried = {fact for facts in table("money").values() for fact in facts}
    assert set(load_table(NLU / "money.yml")["roles"]) - NO_FACTS <= tried


def test_every_statement_is_tried() -> None:
    tried = {
        (fact, value)
        for facts in table("statements").values()
        for fact, values in facts.items()
        for value in (values if isinstance(values, list) else [values])
    }
    rows = [row for row in load_table(NLU / "statements.yml") if "value" in row]
    assert [row for row in rows if (row["fact"], row["value"]) not in tried] == []


def test_the_tracker_store_forgets() -> None:
    async def talk() -> Any:
        store = ForgetfulTrackerStore(None)
        await store.save(await store.get_or_create_tracker("somebody"))
        return await store.retrieve("somebody"), list(await store.keys())

    assert asyncio.run(talk()) == (None, [])

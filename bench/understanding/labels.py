"""What a message may be labelled with: situations, acts, and the facts of a case that are sums or days."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import FrozenSet

ROOT = Path(__file__).resolve().parents[2]
_CASE = ROOT / "bot" / "case.py"

SITUATIONS = (
    "no_reason",
    "quality_defect",
    "prohibited_mail",
    "freight_insurance",
    "not_as_described",
    "transit_damage",
    "wrong_item",
    "not_returnable",
    "refund_delay",
    "order_cancel",
    "exchange_repair",
    "cross_border_import",
    "cross_border_export",
    "eco_fee",
)
OUT_OF_SCOPE = ("out_of_scope", "other_dispute")
FALLBACK = "nlu_fallback"


def is_act(label: str) -> bool:
    """Whether a label is an act of the dialogue."""
    return label not in SITUATIONS and label not in OUT_OF_SCOPE


def money_roles() -> FrozenSet[str]:
    """The facts of a case that are sums, and `amount`, a sum whose role is not known."""
    return _fields("Yuan") | {"amount"}


def date_roles() -> FrozenSet[str]:
    """The facts of a case that are days, and `date`, a day whose role is not known."""
    return _fields("date") | {"date"}


def _fields(kind: str) -> FrozenSet[str]:
    """The fields of Case of a type. From its source: the class itself needs a newer Python."""
    tree = ast.parse(_CASE.read_text(encoding="utf-8"))
    (case,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Case"]
    return frozenset(
        node.target.id
        for node in case.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        if ast.unparse(node.annotation).startswith(f"Annotated[{kind} | None,")
    )

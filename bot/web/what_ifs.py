"""What would change the outcome of a case, for the chips beside its advice."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from bot.law.what_if import what_ifs
from bot.web.cases import AdvisedCaseOf
from bot.web.sessions import errors


class Supposed(BaseModel):
    """What would hold if the fact had this value."""

    value: Any = Field(description="To send as `facts: {fact: value}` with a message.")
    title: str
    headline: str = Field(description="The question that would then decide, where there is one.")
    shares: list[dict[str, Any]] = Field(description="As in `advice/1`.")
    changed: list[str] = Field(description="The costs that today's advice tells otherwise.")


class WhatIf(BaseModel):
    """A fact that would change the outcome."""

    fact: str
    name: str
    question: str
    current: str | None = Field(description="What the advice takes it for; null: it is open.")
    choices: list[Supposed]


class WhatIfs(BaseModel):
    what_ifs: list[WhatIf] = Field(description="The most important first.")


router = APIRouter(prefix="/api/chat/{session}/cases/{matter}", tags=["cases"])


# Not `async`: it calculates, and others shall be served meanwhile.
@router.get("/what-ifs", responses=errors(404, 409, 422, 503))
def suppose(advised: AdvisedCaseOf) -> WhatIfs:
    """The facts that would change who bears what, and what would hold then."""
    found = what_ifs(advised.case, advised.advice, advised.today)
    return WhatIfs.model_validate({"what_ifs": [what_if.to_json() for what_if in found]})

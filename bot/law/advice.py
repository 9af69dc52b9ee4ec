"""The one interface: what `advise` answers (`Question` or `Advice`). Its JSON is `advice/1`.

Money is yuan with two places. Keys are stable; new ones may be added.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, model_validator

from bot.case import FACTS, Choice
from bot.law.statutes import Citation

DISCLAIMER = "这是根据你的描述给出的信息参考，不是律师意见；法律以现行文本为准。"

FEN = Decimal("0.01")
Money = Annotated[Decimal, PlainSerializer(lambda v: str(v.quantize(FEN)), return_type=str)]


class Bearer(StrEnum):
    """Who pays a cost."""

    SELLER = "seller"
    CONSUMER = "consumer"
    INSURER = "insurer"
    PLATFORM = "platform"
    CARRIER = "carrier"
    SHARED = "shared"
    NEGOTIABLE = "negotiable"


class Strength(StrEnum):
    """How sure: the statute says it, it follows from the statute, it was agreed, or it is open."""

    STATUTORY = "statutory"
    INFERRED = "inferred"
    AGREED = "agreed"
    NEGOTIABLE = "negotiable"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Basis(_Frozen):
    """An article as the advice shows it."""

    law: str
    article: int
    paragraph: int | None
    item: int | None
    in_force: date

    @classmethod
    def of(cls, citation: Citation) -> Self:
        return cls(
            law=citation.law,
            article=citation.article,
            paragraph=citation.paragraph,
            item=citation.item,
            in_force=citation.in_force,
        )


class Precedent(_Frozen):
    """One mediated case that may guide a negotiation; never a rule."""

    id: str
    text: str
    split: dict[Bearer, Money]
    source: str


class Range(_Frozen):
    """What a negotiable cost usually settles at: the seller's part from … to …, in yuan."""

    seller: tuple[Money, Money] | None
    usual: Money | None = None
    precedent: Precedent | None = None


class Share(_Frozen):
    """Who bears one cost, how sure that is, and why; `condition` is what that takes, if not known.

    Raises ValueError unless amount and split are known together and the split adds up.
    """

    cost: str = ""
    name: str = ""
    amount: Money | None
    bearer: Bearer
    split: dict[Bearer, Money] | None
    strength: Strength
    condition: str | None = None
    range: Range | None = None
    reason: str
    basis: tuple[Basis, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if (self.amount is None) != (self.split is None):
            raise ValueError("amount and split are known together or not at all")
        if self.split is not None and sum(self.split.values()) != self.amount:
            raise ValueError(f"{self.cost}: {self.split} does not add up to {self.amount}")
        return self


class Deadline(_Frozen):
    """A period: `start` is the event's day, `due` the last day after roll-over.

    `nominal_due` is the last day before roll-over over statutory holidays: the safe one to keep;
    `passed` says whether today is after `due`.
    """

    id: str
    name: str
    start: date | None = Field(serialization_alias="from")
    due: date | None
    nominal_due: date | None = None
    passed: bool | None = None
    counted: str
    if_missed: str
    basis: tuple[Basis, ...]


class Step(_Frozen):
    """What to do next, and through which channel."""

    channel: Literal["seller", "platform", "carrier", "12315", "mediation", "court"]
    text: str
    basis: tuple[Basis, ...] = ()


class Caution(_Frozen):
    """A warning: what goes wrong if one does not know it."""

    id: str
    text: str
    basis: tuple[Basis, ...] = ()


class SituationRef(_Frozen):
    """A situation that holds, with the classifier's confidence (1 where the person said so)."""

    id: str
    name: str
    confidence: float


class Branch(_Frozen):
    """What holds if the fact has this value."""

    value: Any
    title: str
    headline: str
    shares: tuple[Share, ...]
    steps: tuple[Step, ...] = ()
    conditions: tuple[Condition, ...] = ()


class Condition(_Frozen):
    """A fact that nobody knows, and what each of its values would mean."""

    fact: str
    question: str
    branches: tuple[Branch, ...]


class Advice(_Frozen):
    """The answer: who bears what, by which article, until when, with what evidence, and what next."""

    schema_: Literal["advice/1"] = Field(default="advice/1", serialization_alias="schema")
    goods: str | None
    situations: tuple[SituationRef, ...]
    headline: str
    shares: tuple[Share, ...]
    deadlines: tuple[Deadline, ...]
    evidence: tuple[str, ...]
    steps: tuple[Step, ...]
    conditions: tuple[Condition, ...]
    warnings: tuple[Caution, ...]
    missing: tuple[str, ...]
    disclaimer: str = DISCLAIMER

    def to_json(self) -> dict[str, Any]:
        """The `advice/1` document."""
        return self.model_dump(mode="json", by_alias=True)


class Question(_Frozen):
    """What has to be known next. `facts` are all that one answer may give; `fact` is the first."""

    fact: str
    facts: tuple[str, ...]
    text: str
    choices: tuple[Choice, ...]

    @classmethod
    def about(cls, fact: str) -> Self:
        meta = FACTS[fact]
        return cls(fact=fact, facts=(fact,), text=meta.ask, choices=meta.choices)

    @classmethod
    def for_details(cls, facts: tuple[str, ...]) -> Self:
        """One question for all the amounts and days that would make the advice exact."""
        wanted = "、".join(FACTS[fact].ask for fact in facts)
        text = f"想算得更准，再告诉我：{wanted}？不知道的可以不说。"
        return cls(fact=facts[0], facts=facts, text=text, choices=())

    def to_json(self) -> dict[str, Any]:
        return {
            "fact": self.fact,
            "text": self.text,
            "choices": [{"title": c.title, "value": c.value} for c in self.choices],
        }

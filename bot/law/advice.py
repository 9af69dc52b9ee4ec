"""The one interface: what `advise` answers (`Question` or `Advice`). Its JSON is `advice/1`.

Money is yuan with two places. Keys are stable; new ones may be added. Plain dataclasses, because an
advice is made of some fifty of them and thousands are made a second; not frozen ones, which take
three times as long to make. Nobody changes one: rules make new ones.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Literal, Self

from bot.case import FACTS, Choice
from bot.law.statutes import Citation

DISCLAIMER = "这是根据你的描述给出的信息参考，不是律师意见；法律以现行文本为准。"

FEN = Decimal("0.01")


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


@dataclass(slots=True)
class Precedent:
    """One mediated case that may guide a negotiation; never a rule."""

    id: str
    text: str
    split: dict[Bearer, Decimal]
    source: str


@dataclass(slots=True)
class Argument:
    """What speaks for one side in a negotiation."""

    favours: Literal["seller", "consumer"]
    text: str


@dataclass(slots=True)
class Range:
    """What a negotiable cost usually settles at: the seller's part from … to …, in yuan."""

    seller: tuple[Decimal, Decimal] | None
    usual: Decimal | None = None
    precedent: Precedent | None = None
    arguments: tuple[Argument, ...] = ()


@dataclass(slots=True)
class Alternative:
    """The amount by another method of reckoning, in yuan."""

    method: str
    amount: Decimal


@dataclass(slots=True)
class Share:
    """Who bears one cost, how sure that is, and why; `condition` is what that takes, if not known.

    Raises ValueError unless amount and split are known together and the split adds up.
    """

    amount: Decimal | None
    bearer: Bearer
    split: dict[Bearer, Decimal] | None
    strength: Strength
    reason: str
    basis: tuple[Citation, ...]
    cost: str = ""
    name: str = ""
    condition: str | None = None
    range: Range | None = None
    alternatives: tuple[Alternative, ...] = ()

    def named(self, cost: str, name: str, reason: str) -> Share:
        """The same share as the answer to a cost. By hand: `dataclasses.replace` takes thrice the time."""
        return Share(
            self.amount,
            self.bearer,
            self.split,
            self.strength,
            reason,
            self.basis,
            cost,
            name,
            self.condition,
            self.range,
            self.alternatives,
        )

    def __post_init__(self) -> None:
        if (self.amount is None) != (self.split is None):
            raise ValueError("amount and split are known together or not at all")
        if self.split is not None and sum(self.split.values()) != self.amount:
            raise ValueError(f"{self.cost}: {self.split} does not add up to {self.amount}")


@dataclass(slots=True)
class Deadline:
    """A period: `start` is the event's day, `due` the last day after roll-over.

    `nominal_due` is the last day before roll-over over statutory holidays: the safe one to keep;
    `passed` says whether today is after `due`.
    """

    id: str
    name: str
    start: date | None
    due: date | None
    counted: str
    if_missed: str
    basis: tuple[Citation, ...]
    nominal_due: date | None = None
    passed: bool | None = None

    def seen_on(self, today: date) -> Deadline:
        """The same deadline, passed or not."""
        if self.due is None:
            return self
        return Deadline(
            self.id,
            self.name,
            self.start,
            self.due,
            self.counted,
            self.if_missed,
            self.basis,
            self.nominal_due,
            today > self.due,
        )

    @property
    def told(self) -> object:
        """What makes two of them one."""
        return self.id, self.counted


@dataclass(slots=True)
class Step:
    """What to do next, through which channel, and the words to say there."""

    channel: Literal["seller", "platform", "carrier", "12315", "mediation", "court"]
    text: str
    basis: tuple[Citation, ...] = ()
    say: str | None = None

    @property
    def told(self) -> object:
        """What makes two of them one."""
        return self.text


@dataclass(slots=True)
class Caution:
    """A warning: what goes wrong if one does not know it."""

    id: str
    text: str
    basis: tuple[Citation, ...] = ()

    @property
    def told(self) -> object:
        """What makes two of them one."""
        return self.id, self.text


@dataclass(slots=True)
class Burden:
    """Who has to prove a point."""

    point: str
    on: Literal["seller", "consumer", "carrier"]
    basis: tuple[Citation, ...] = ()

    @property
    def told(self) -> object:
        """What makes two of them one."""
        return self.point


@dataclass(slots=True)
class Objection:
    """The seller's strongest argument and the answer to it."""

    seller_says: str
    answer: str
    basis: tuple[Citation, ...] = ()

    @property
    def told(self) -> object:
        """What makes two of them one."""
        return self.seller_says


@dataclass(slots=True)
class SituationRef:
    """A situation that holds, with the classifier's confidence (1 where the person said so)."""

    id: str
    name: str
    confidence: float


@dataclass(slots=True)
class Branch:
    """What holds if the fact has this value."""

    value: Any
    title: str
    headline: str
    shares: tuple[Share, ...]
    steps: tuple[Step, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(slots=True)
class Condition:
    """A fact that nobody knows, and what each of its values would mean."""

    fact: str
    question: str
    branches: tuple[Branch, ...]


@dataclass(slots=True)
class Advice:
    """The answer: who bears what, by which article, until when, with what evidence, and what next."""

    goods: str | None
    situations: tuple[SituationRef, ...]
    headline: str
    shares: tuple[Share, ...]
    deadlines: tuple[Deadline, ...]
    evidence: tuple[str, ...]
    burden: tuple[Burden, ...]
    objections: tuple[Objection, ...]
    steps: tuple[Step, ...]
    conditions: tuple[Condition, ...]
    warnings: tuple[Caution, ...]
    missing: tuple[str, ...]
    disclaimer: str = DISCLAIMER

    def to_json(self) -> dict[str, Any]:
        """The `advice/1` document."""
        return {"schema": "advice/1", **plain(self)}


_CITATION_KEYS = ("law", "article", "paragraph", "item", "in_force")
_ALIASES = {"start": "from"}


@cache
def _keys(kind: type[Any]) -> tuple[tuple[str, str], ...]:
    """The attributes of a class and what they are called in JSON."""
    names = _CITATION_KEYS if kind is Citation else [field.name for field in fields(kind)]
    return tuple((name, _ALIASES.get(name, name)) for name in names)


def plain(value: Any) -> Any:
    """`value` as JSON has it: money as "27.00", days as "2026-01-02", dataclasses as objects."""
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Decimal):
        return str(value.quantize(FEN))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {key: plain(getattr(value, name)) for name, key in _keys(type(value))}
    return [plain(item) for item in value]


@dataclass(frozen=True, slots=True)
class Question:
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

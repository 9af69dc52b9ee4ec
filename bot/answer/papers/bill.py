"""What becomes of each cost, in the words of a paper. Every sum is one of the advice's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.answer.papers.blanks import blank
from bot.answer.papers.claims import (
    is_certain,
    is_proposed,
    is_refunded,
    is_withheld,
    lacks_its_sum,
    matters,
    may_not_be_spent_yet,
)
from bot.answer.papers.dossier import Dossier, money
from bot.answer.papers.paper import Rows
from bot.case import FACTS, Remedy
from bot.law.advice import Bearer, Condition, Share
from bot.law.statutes import Citation

_ASKED = {
    "goods_price": "请{seller}退还",
    "punitive_damages": "请{seller}另外赔偿",
    "deposit": "请{seller}退还",
    "depreciation": "请不要扣",
    "repair_fee": "请不要收",
    "cancellation_fee": "请不要收",
}
_CONSUMERS = {
    "goods_price": "按规定，{seller}可以不退",
    "deposit": "不要求退还",
    "outbound_freight": "当初免掉的这一笔，可以从退款里扣",
    "gift_price": "可以从退款里扣",
}
_OPEN = {
    "goods_price": "能不能退，希望和{seller}商量",
    "depreciation": "折价多少，希望和{seller}商量",
    "gift_price": "赠品没有标过价，扣多少希望和{seller}商量",
}

MOST_BRANCHES = 8
"""More possibilities nobody reads in a letter."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One cost: its sum and its fate in words, and the articles of what the law settles."""

    name: str
    amount: str
    fate: str
    basis: tuple[Citation, ...]

    @property
    def clause(self) -> str:
        """退货运费27.00元：请贵方承担"""
        return f"{self.name}{self.amount}：{self.fate}"


def entries(dossier: Dossier, shares: Iterable[Share]) -> list[Entry]:
    """The shares that matter, in words."""
    return [
        Entry(
            share.name,
            _amount(dossier, share),
            _fate(dossier, share),
            share.basis if is_certain(share) else (),
        )
        for share in shares
        if matters(dossier, share)
    ]


def table(rows: Iterable[Entry]) -> Rows:
    """费用 | 金额 | 怎么处理 | 依据"""
    return Rows(
        columns=("费用", "金额", "怎么处理", "依据"),
        rows=tuple((row.name, row.amount, row.fate, named(row.basis)) for row in rows),
    )


def named(basis: Iterable[Citation]) -> str:
    """《民法典》第566条、第584条: a law is named once for its articles that follow each other."""
    said: list[str] = []
    law = ""
    for article in basis:
        label = article.label
        said.append(label.removeprefix(f"《{law}》") if article.law == law else label)
        law = article.law
    return "、".join(said)


def branches(dossier: Dossier, conditions: Iterable[Condition]) -> list[str]:
    """What each value of an unknown fact would mean: 影响正常使用（是）：…

    Where that are too many, those of the first fact alone, with what else has to be known.
    """
    found = list(_branches(dossier, conditions, True))
    return found if len(found) <= MOST_BRANCHES else list(_branches(dossier, conditions, False))


def _branches(
    dossier: Dossier, conditions: Iterable[Condition], deeper: bool, so_far: str = ""
) -> Iterator[str]:
    for condition in conditions:
        name = dossier.put(FACTS[condition.fact].name)
        for branch in condition.branches:
            path = f"{so_far}{name}（{dossier.put(branch.title)}）"
            clauses = [row.clause for row in entries(dossier, branch.shares)]
            if branch.conditions and not deeper:
                further = "、".join(dossier.put(FACTS[c.fact].name) for c in branch.conditions)
                clauses.append(f"其余的还要看{further}")
            if clauses:
                yield f"{path}：{'；'.join(clauses)}"
            if deeper:
                yield from _branches(dossier, branch.conditions, True, f"{path}，")


def proposals(dossier: Dossier) -> list[str]:
    """Why what the law leaves open might fall on the seller: arguments for a talk, no law."""
    return list(
        dict.fromkeys(
            f"关于{share.name}：{dossier.put(argument.text)}"
            for share in dossier.advice.shares
            if share.range is not None and is_proposed(share)
            for argument in share.range.arguments
            if argument.favours == "consumer"
        )
    )


def _amount(dossier: Dossier, share: Share) -> str:
    if share.amount is not None:
        return money(share.amount)
    return f"{blank(f'{share.cost}_amount')}元" if lacks_its_sum(dossier, share) else ""


def _fate(dossier: Dossier, share: Share) -> str:
    parts: Mapping[Bearer, Decimal | None] = share.split or {share.bearer: None}
    said = [
        _joined(_part(dossier, share, bearer), bearer, amount if len(parts) > 1 else None)
        for bearer, amount in parts.items()
    ]
    further = _range(dossier, share) + _either_way(dossier, share) + _premise(dossier, share)
    return "，".join(said) + further


def _joined(fate: str, bearer: Bearer, amount: Decimal | None) -> str:
    """请贵方承担11.00元; of what is open the sum goes first."""
    if amount is None:
        return fate
    return f"{money(amount)}{fate}" if bearer is Bearer.NEGOTIABLE else f"{fate}{money(amount)}"


def _part(dossier: Dossier, share: Share, bearer: Bearer) -> str:
    """What `bearer` does about its part of the cost. Raises ValueError for SHARED, which is no bearer."""
    seller, cost = dossier.seller, share.cost
    match bearer:
        case Bearer.SELLER:
            asked = _asked(dossier, share).format(seller=seller)
            return asked if is_certain(share) else f"法律没有单独写，按通常的做法{asked}"
        case Bearer.CONSUMER if is_certain(share):
            return _CONSUMERS.get(cost, "由我承担").format(seller=seller)
        case Bearer.CONSUMER:
            return "一般由我承担，法律没有单独写"
        case Bearer.NEGOTIABLE:
            if cost == "goods_price" and dossier.case.remedy is Remedy.REDUCTION:
                return f"希望{seller}减价{blank('reduction')}元，减多少可以商量"
            return _OPEN.get(cost, "没有规定由谁承担，希望和{seller}商量").format(seller=seller)
        case Bearer.INSURER:
            return "运费险出"
        case Bearer.CARRIER:
            return "由我向快递公司索赔"
        case Bearer.PLATFORM:
            return "由平台承担"
    raise ValueError(f"{cost}: {bearer}")


def _asked(dossier: Dossier, share: Share) -> str:
    case, cost = dossier.case, share.cost
    if cost == "outbound_freight" and is_withheld(dossier, share):
        return "请不要从退款里扣"
    if cost == "goods_price" and is_refunded(dossier):
        return "{seller}已经退还"
    if cost == "goods_price" and case.refund_amount is not None:
        return "请{seller}退清"
    if cost == "return_freight" and share.amount is None and case.return_freight is not None:
        return "运费险不够的部分，请{seller}补足"
    return _ASKED.get(cost, "请{seller}承担")


def _range(dossier: Dossier, share: Share) -> str:
    if share.range is None or share.range.seller is None:
        return ""
    low, high = share.range.seller
    return f"；我提议{dossier.seller}承担{money(low)}到{money(high)}"


def _either_way(dossier: Dossier, share: Share) -> str:
    """For the seller's part of a cost that may not be spent yet: words that are right in both cases."""
    sellers = Bearer.SELLER in (share.split or {share.bearer})
    if not sellers or not may_not_be_spent_yet(dossier, share.cost):
        return ""
    return "（已经付的请退还，还没寄的寄回后凭票据支付）"


def _premise(dossier: Dossier, share: Share) -> str:
    """What the claim takes that nobody has said: 以能认定贵方欺诈为前提."""
    if share.condition is None:
        return ""
    return f"（以{dossier.put(share.condition).removesuffix('的')}为前提）"

"""Whether 12315 would take the complaint: what it still needs, what may speak against it, and where.

市场监督管理投诉举报处理办法 10, 13, 15, 16, as far as the facts of a case reach: who complains and of whom
is written into the form, not into the case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.case import Case
from bot.law.deadlines import is_over, length_text
from bot.law.statutes import Citation, cite

LAW = "市场监督管理投诉举报处理办法"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing about the complaint, in a sentence, with its article."""

    text: str
    basis: Citation


@dataclass(frozen=True, slots=True)
class Acceptance:
    """`needs` has to be in the complaint, `doubts` are why it may be refused, `where` is the bureau."""

    needs: tuple[Point, ...]
    doubts: tuple[Point, ...]
    where: Point
    answer: Point


def acceptance(case: Case, today: date) -> Acceptance | None:
    """As of `today`; None on a day on which these measures were not in force."""
    if not cite(LAW, 10).in_force_on(today):
        return None
    return Acceptance(
        needs=tuple(Point(text, cite(LAW, 10)) for text in _needs(case)),
        doubts=tuple(Point(text, cite(LAW, 16)) for text in _doubts(case, today)),
        where=Point(_where(case), cite(LAW, 13)),
        answer=Point(
            f"收到后{length_text('complaint_acceptance', today)}内答复受理还是不受理。",
            cite(LAW, 15),
        ),
    )


def _needs(case: Case) -> list[str]:
    needs = ["投诉人的真实姓名和联系方式。", "商家的名称和地址，平台上能查到，也可以要平台提供。"]
    if case.return_reason is None:
        needs.append("出了什么问题：现在还没说清楚。")
    if case.goods is None:
        needs.append("买的是什么。")
    return needs


def _doubts(case: Case, today: date) -> list[str]:
    doubts = []
    if case.personal_use is False:
        doubts.append("不是买来自己用的：不是为生活消费，可能不受理。")
    if case.seller_is_trader is False:
        doubts.append("卖家是个人转让闲置，不是经营者，可能不算消费争议。")
    known = case.defect_found_date or case.signed_date
    if is_over("complaint_bar", known, today, today):
        doubts.append(f"知道权益受损可能已超过{length_text('complaint_bar', today)}。")
    return doubts


def _where(case: Case) -> str:
    platform = case.platform or "平台"
    return f"平台里的店家：它在{platform}公示的地址所在地，或{platform}住所地的县级市场监管部门，都可以。"

"""Questions about a cost that the advice does not have yet, or that no rule is about."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answer import chat
from bot.answer.costs_asked import costs_asked, deduction_name
from bot.case import Case, ReturnReason
from bot.law.advise import advise_anyway

TODAY = date(2026, 1, 20)


@pytest.mark.parametrize(
    ("text", "named", "unknown"),
    [
        ("要是我自己找人测甲醛，检测费谁出？", ("inspection_fee",), ()),
        ("那个15%拆封费到底该不该我出", ("depreciation",), ()),
        ("他要扣我手续费合理吗", (), ("手续费",)),
        ("取消订单的手续费谁付", ("cancellation_fee",), ()),
        ("信用卡手续费和整理费要不要我出", ("payment_fee",), ("整理费",)),
        ("检测费200", (), ()),
        ("运费谁出", (), ()),
    ],
)
def test_the_costs_that_a_question_names(
    text: str, named: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    costs = costs_asked(text)
    assert (costs.named, costs.unknown) == (named, unknown)


@pytest.mark.parametrize(("text", "name"), [("要扣15%拆封费", "拆封费"), ("折旧费20", None)])
def test_a_deduction_by_another_name(text: str, name: str | None) -> None:
    assert deduction_name(text) == name


def costs_text(*named: str, unknown: tuple[str, ...] = (), **facts: object) -> str:
    case = Case(return_reason=ReturnReason.DEFECT, goods="衣柜")
    advice = advise_anyway(case, TODAY)
    return chat.costs_text(
        named, unknown, advice, advise_anyway(case.with_facts(dict(facts)), TODAY)
    )


def test_a_cost_that_has_not_come_up_is_supposed() -> None:
    text = costs_text("inspection_fee", inspection_demanded=True)
    assert text.startswith("要是真有这笔：检测费")
    assert "查出有毛病" in text


def test_a_cost_that_is_there_is_told_as_it_is() -> None:
    text = costs_text("return_freight")
    assert "要是真有这笔" not in text
    assert "商家" in text


def test_a_cost_without_a_rule_is_not_guessed() -> None:
    assert "手续费这笔，我这里还算不了" in costs_text(unknown=("手续费",))
    assert "赠品款这笔，我这里还算不了" in costs_text("gift_price")

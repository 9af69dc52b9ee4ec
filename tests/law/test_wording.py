"""How a share is said in one clause."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.law.advice import Bearer, Question, Share
from bot.law.shares import borne_by, divided, inferred, negotiable
from bot.law.wording import day, share_sentence, yuan

FREIGHT = ("return_freight", "退货运费", "")
PRICE = ("goods_price", "货款", "")


@pytest.mark.parametrize(
    ("share", "cost", "said"),
    [
        (
            borne_by(Bearer.SELLER, Decimal("27.00"), inferred, reason=""),
            FREIGHT,
            "退货运费27元由商家出",
        ),
        (borne_by(Bearer.CONSUMER, None, inferred, reason=""), FREIGHT, "退货运费由你出"),
        (negotiable(Decimal("9.90"), reason=""), FREIGHT, "退货运费9.9元：法律没写死，要双方商量"),
        (borne_by(Bearer.SELLER, None, inferred, reason=""), PRICE, "货款由商家退给你"),
        (borne_by(Bearer.CARRIER, None, inferred, reason=""), PRICE, "货款由快递赔给你"),
        (borne_by(Bearer.CONSUMER, None, inferred, reason=""), PRICE, "货款：商家可以不退"),
        (
            borne_by(Bearer.SELLER, Decimal("919.80"), inferred, reason=""),
            ("depreciation", "折旧费", ""),
            "折旧费919.8元：商家不能扣",
        ),
        (
            borne_by(Bearer.SELLER, Decimal(30), inferred, reason=""),
            ("cancellation_fee", "取消手续费", ""),
            "取消手续费30元：商家不能收",
        ),
        (
            borne_by(Bearer.SELLER, None, inferred, reason=""),
            ("repair_fee", "维修费", ""),
            "维修费：商家不能收",
        ),
        (
            borne_by(Bearer.CONSUMER, Decimal(50), inferred, reason=""),
            ("repair_fee", "维修费", ""),
            "维修费50元由你出",
        ),
        (
            divided(
                {Bearer.CONSUMER: Decimal(600), Bearer.SELLER: Decimal(400)}, inferred, reason=""
            ),
            ("deposit", "定金", ""),
            "定金1000元：400元由商家退给你，600元要不回来",
        ),
        (
            divided(
                {Bearer.NEGOTIABLE: Decimal(12), Bearer.CONSUMER: Decimal(3)}, inferred, reason=""
            ),
            FREIGHT,
            "退货运费15元：12元要双方商量，你出3元",
        ),
    ],
)
def test_a_share_is_said_in_one_clause(share: Share, cost: tuple[str, str, str], said: str) -> None:
    assert share_sentence(share.named(*cost)) == said


def test_sums_and_days_are_short() -> None:
    assert yuan(Decimal("12.50")) == "12.5元"
    assert day(date(2026, 1, 9)) == "1月9日"
    assert day(date(2027, 1, 9), date(2026, 12, 31)) == "2027年1月9日"


def test_a_question_names_its_fact_and_what_may_be_tapped() -> None:
    question = Question.about("refund_approved")
    assert question.text.endswith("？")
    assert question.to_json() == {
        "fact": "refund_approved",
        "text": question.text,
        "choices": [
            {"title": "同意了，钱没到账", "value": True},
            {"title": "没同意，或者不理", "value": False},
        ],
    }


def test_amounts_and_days_are_asked_for_together() -> None:
    question = Question.for_details(("return_freight", "signed_date"))
    assert (question.fact, question.facts) == ("return_freight", ("return_freight", "signed_date"))
    assert "寄回去的运费" in question.text
    assert "哪天签收" in question.text

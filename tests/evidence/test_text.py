"""What is read in a picture."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PIL import Image

from bot.evidence.facts import Value, facts_in
from bot.evidence.picture import clean
from bot.evidence.text import read
from tests.evidence.pictures import INSURANCE, ORDER, SLIP, Row, encoded, screenshot

TODAY = date(2026, 1, 20)


def lines_of(rows: tuple[Row, ...], size: tuple[int, int] = (720, 1000)) -> tuple[str, ...]:
    return read(clean(screenshot(rows, size)).content)


def test_label_and_value_of_a_row_are_one_line() -> None:
    lines = lines_of((("运费", "¥12.00"), ("实付款", "¥281.00"), "谢谢惠顾"))
    assert lines == ("运费 ¥12.00", "实付款 ¥281.00", "谢谢惠顾")


def test_a_long_screenshot_is_read_to_its_end_and_every_row_once() -> None:
    rows = tuple((f"第{place}行", f"{place}.00元") for place in range(101, 147))
    lines = lines_of(rows, (720, 3800))
    assert lines == tuple(f"{label} {value}" for label, value in rows)


def test_a_picture_without_text_has_no_lines() -> None:
    assert read(encoded(Image.new("RGB", (300, 300), "white"))) == ()


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            ORDER,
            {
                "goods_price": Decimal("269.00"),
                "outbound_freight": Decimal("12.00"),
                "insurance_payout": Decimal("9.00"),
                "order_date": date(2026, 1, 5),
                "signed_date": date(2026, 1, 9),
            },
        ),
        (
            SLIP,
            {
                "return_freight": Decimal("27.00"),
                "insured_value": Decimal("2000.00"),
                "insurance_fee": Decimal("10.00"),
            },
        ),
        (
            INSURANCE,
            {
                "insurance_payout": Decimal("9.00"),
                "insurance_claim_date": date(2026, 1, 12),
            },
        ),
    ],
)
def test_facts_are_found_in_a_screenshot(page: tuple[Row, ...], expected: dict[str, Value]) -> None:
    found = facts_in(lines_of(page), TODAY)
    assert {one.fact: one.value for one in found} == expected
    assert len(found) == len(expected)

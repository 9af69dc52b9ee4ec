"""Which facts of a case a page states. Lines as the reader gives them: a row of the page each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case import FACTS, Case
from bot.evidence.facts import MOST_READINGS, facts_in
from bot.evidence.labels import LABELS

TODAY = date(2026, 1, 20)
ORDER = ("订单编号 3920184756120031", "支付方式 在线支付", "发货时间 2026-01-06 09:00:00")
SLIP = ("运单号 SF1234567890123", "寄件人 张三13800138000", "计费重量 2.5kg")
INSURANCE = ("保单号 PY2026011200033", "被保险人 张三", "保险责任 退货运费")
REFUND = ("退款编号 1200334", "退款原因 不喜欢", "售后类型 退货退款")


def found(*lines: str) -> list[tuple[str, str]]:
    return [(one.fact, str(one.value)) for one in facts_in(lines, TODAY)]


@pytest.mark.parametrize(
    ("page", "line", "fact", "value"),
    [
        (ORDER, "运费 ¥12.00", "outbound_freight", "12.00"),
        (ORDER, "运费(快递) ￥12.00", "outbound_freight", "12.00"),
        (ORDER, "运费（快递）：+ ¥6", "outbound_freight", "6.00"),
        (ORDER, "配送费 12元", "outbound_freight", "12.00"),
        (ORDER, "运费 12", "outbound_freight", "12.00"),
        (ORDER, "退货运费 ¥8.50", "return_freight", "8.50"),
        (ORDER, "实付款 ¥1,299.00", "goods_price", "1299.00"),
        (ORDER, "实付（免优惠） ¥29.9", "goods_price", "29.90"),
        (ORDER, "实付款¥281.00>", "goods_price", "281.00"),
        (ORDER, "商品总价 ¥299.00", "goods_price", "299.00"),
        (ORDER, "合计 ¥281.00", "goods_price", "281.00"),
        (ORDER, "运费 ¥0.00", "free_shipping", "True"),
        (ORDER, "运费 包邮", "free_shipping", "True"),
        (ORDER, "运费(免运费)", "free_shipping", "True"),
        (ORDER, "免运费", "free_shipping", "True"),
        (ORDER, "下单时间 2026-01-05 12:30:11", "order_date", "2026-01-05"),
        (ORDER, "下单时间：2026.1.5 12:30", "order_date", "2026-01-05"),
        (ORDER, "创建时间 2026-01-0512:30:11", "order_date", "2026-01-05"),
        (ORDER, "创建时间 2026年1月5日", "order_date", "2026-01-05"),
        (ORDER, "付款时间 01-05 12:30", "order_date", "2026-01-05"),
        (ORDER, "付款时间 12月28日", "order_date", "2025-12-28"),
        (ORDER, "签收时间 2026-01-09 18:02", "signed_date", "2026-01-09"),
        (ORDER, "2026-01-09 18:02 已签收", "signed_date", "2026-01-09"),
        (ORDER, "01-09 18:02已签收，签收人：本人", "signed_date", "2026-01-09"),
        (ORDER, "运费险 最高补偿9元", "insurance_payout", "9.00"),
        (ORDER, "运费险最高可赔12元", "insurance_payout", "12.00"),
        (SLIP, "运费 27.00元", "return_freight", "27.00"),
        (SLIP, "快递费：27元", "return_freight", "27.00"),
        (SLIP, "保价费 ¥10.00", "insurance_fee", "10.00"),
        (SLIP, "声明价值 ¥2,000.00", "insured_value", "2000.00"),
        (SLIP, "上门取件费 3元", "pickup_fee", "3.00"),
        (INSURANCE, "理赔金额 ¥9.00", "insurance_payout", "9.00"),
        (INSURANCE, "预计补偿 9.00元", "insurance_payout", "9.00"),
        (INSURANCE, "申请时间 2026-01-12 11:00", "insurance_claim_date", "2026-01-12"),
        (REFUND, "申请时间 2026-01-12 11:00", "notice_date", "2026-01-12"),
        (REFUND, "商家已收货 2026-01-16 11:00", "seller_received_date", "2026-01-16"),
    ],
)
def test_a_labelled_value_is_a_fact(
    page: tuple[str, ...], line: str, fact: str, value: str
) -> None:
    (one,) = facts_in((*page, line), TODAY)
    assert (one.fact, str(one.value), one.line) == (fact, value, line)


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (ORDER, "运费险 ¥0.60"),
        (ORDER, "运费券 ¥5.00"),
        (ORDER, "不含运费 ¥5.00"),
        (ORDER, "运费 满99元包邮"),
        (ORDER, "运费 12元/kg"),
        (ORDER, "运费 8-10元"),
        (ORDER, "运费 8元起"),
        (ORDER, "运费 -¥12.00"),
        (ORDER, "运费 联系13800138000"),
        (ORDER, "运费 13800138000"),
        (ORDER, "满99元免运费"),
        (ORDER, "包邮 轻薄外套"),
        (ORDER, "店铺优惠 -¥30.00"),
        (ORDER, "优惠券 3张"),
        (ORDER, "实付款 9折"),
        (ORDER, "实付款 3920184756120031"),
        (ORDER, "合计 3件"),
        (ORDER, "预计1月12日签收"),
        (ORDER, "预计01-12 签收"),
        (ORDER, "下单时间 2026-02-30 12:00"),
        (ORDER, "下单时间 2026-13-01 12:00"),
        (ORDER, "下单时间 2026-01-21 12:00"),
        (ORDER, "下单时间 2009-01-05 12:00"),
        (ORDER, "成交时间 2026-01-19 18:02"),
        (ORDER, "签收人 本人 2026-01-09"),
        (SLIP, "实付 ¥37.00"),
        (SLIP, "费用合计 ¥37.00"),
        (SLIP, "保价费 ¥0.00"),
        (INSURANCE, "保费 ¥0.60"),
        (INSURANCE, "运费 ¥12.00"),
        (REFUND, "运费 ¥12.00"),
    ],
)
def test_what_only_looks_like_a_fact_is_none(page: tuple[str, ...], line: str) -> None:
    assert found(*page, line) == []


def test_what_was_paid_for_the_goods_is_without_the_freight() -> None:
    lines = (*ORDER, "商品总价 ¥299.00", "店铺优惠 -¥30.00", "运费 ¥12.00", "实付款 ¥281.00")
    freight, price = facts_in(lines, TODAY)
    assert (freight.fact, freight.value) == ("outbound_freight", Decimal(12))
    assert (price.fact, price.value) == ("goods_price", Decimal(269))
    assert price.line == "实付款 ¥281.00，减去运费 ¥12.00"


def test_freight_may_be_named_within_what_was_paid() -> None:
    assert found(*ORDER, "实付款 ¥281.00 (含运费 ¥12.00)") == [
        ("outbound_freight", "12.00"),
        ("goods_price", "269.00"),
    ]
    _, price = facts_in((*ORDER, "实付款 ¥281.00 (含运费 ¥12.00)"), TODAY)
    assert price.line == "实付款 ¥281.00 (含运费 ¥12.00)，减去里面的运费"


@pytest.mark.parametrize(
    "goods",
    [
        ("外套 ¥100.00 x1", "裤子 ¥181.00 x1"),
        ("外套 ¥140.50 x2",),
        ("共2件商品",),
        ("外套 ¥100.00 ×1", "裤子 ￥181.00 ×1"),
    ],
)
def test_of_several_goods_only_the_whole_price_is_known(goods: tuple[str, ...]) -> None:
    whole = ("商品总价 ¥281.00", "实付款 ¥281.00")
    assert found(*ORDER, *goods, *whole) == [("paid_total", "281.00")]
    assert found(*ORDER, "外套 ¥281.00 x1", "共1件", *whole) == [("goods_price", "281.00")]


def test_freight_on_a_page_of_unclear_kind_is_given_as_both() -> None:
    assert found("运费 ¥12.00") == [("outbound_freight", "12.00"), ("return_freight", "12.00")]


def test_a_slip_s_signing_may_be_the_buyer_s_or_the_seller_s() -> None:
    assert found(*SLIP, "2026-01-09 18:02 已签收") == [
        ("signed_date", "2026-01-09"),
        ("seller_received_date", "2026-01-09"),
    ]


def test_a_crossed_out_price_leaves_two_readings() -> None:
    assert found(*ORDER, "商品总价 ¥399.00 ¥299.00") == [
        ("goods_price", "399.00"),
        ("goods_price", "299.00"),
    ]


def test_a_page_of_many_orders_gives_no_price() -> None:
    assert found(*ORDER, *(f"实付款 ¥{price}.00" for price in (10, 20, 30))) == []


def test_the_time_of_the_order_goes_before_that_of_payment() -> None:
    lines = ("付款时间 2026-01-06 00:01:00", "创建时间 2026-01-05 23:59:00")
    assert found(*ORDER, *lines) == [("order_date", "2026-01-05")]


def test_what_was_paid_out_goes_before_what_might_be() -> None:
    lines = ("最高赔付 ¥12.00", "理赔金额 ¥9.00")
    assert found(*INSURANCE, *lines) == [("insurance_payout", "9.00")]


def test_a_refund_counts_once_the_page_says_that_it_was_made() -> None:
    assert found(*REFUND, "退款金额 ¥281.00", "等待商家处理") == []
    assert found(*REFUND, "退款金额 ¥281.00", "退款成功") == [("refund_amount", "281.00")]


def test_a_value_may_stand_below_its_label() -> None:
    (price,) = facts_in((*ORDER, "实付款", "¥281.00", "再次购买"), TODAY)
    assert (price.fact, price.value, price.line) == (
        "goods_price",
        Decimal(281),
        "实付款 ¥281.00",
    )
    assert found(*ORDER, "2026-01-09 18:02 已签收", "2026-01-08 07:30 运输中") == [
        ("signed_date", "2026-01-09")
    ]


def test_a_value_may_stand_above_its_label() -> None:
    assert found(*INSURANCE, "9.00元", "预计补偿", "理赔状态 审核中") == [
        ("insurance_payout", "9.00")
    ]
    assert found(*SLIP, "运费", "¥27.00", "保价费", "¥10.00") == [
        ("return_freight", "27.00"),
        ("insurance_fee", "10.00"),
    ]


def test_what_is_said_twice_is_found_once() -> None:
    lines = ("下单时间 2026-01-05 12:30:11", "拼单时间 2026-01-05 12:31:02")
    (one,) = facts_in((*ORDER, *lines), TODAY)
    assert one.line == lines[0]


def test_several_labels_in_a_row_have_a_value_each() -> None:
    assert found(*SLIP, "运费 ¥27.00 保价费 ¥10.00") == [
        ("return_freight", "27.00"),
        ("insurance_fee", "10.00"),
    ]
    assert found(*SLIP, "运费 保价费 合计", "¥27.00 ¥10.00 ¥37.00") == []


def test_every_label_stands_for_a_fact_of_the_case() -> None:
    assert {entry.fact for entry in LABELS.facts} <= set(FACTS)
    assert {page for entry in LABELS.facts for page in entry.pages} <= set(LABELS.pages)


WORDS = st.sampled_from(
    [label for entry in LABELS.facts for label in entry.labels]
    + [mark for marks in LABELS.pages.values() for mark in marks]
    + [*LABELS.free, *LABELS.refunded]
)
VALUES = st.sampled_from(
    ["¥12.00", "0.00元", "2026-01-09", "2月30日", "(", ")", "x2", "共3件", ":", "-", "1,00", "9"]
)
LINES = st.lists(
    st.lists(WORDS | VALUES | st.text(max_size=5), max_size=6).map(" ".join), max_size=12
)


@given(LINES, st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_whatever_is_read_what_is_found_can_be_said_in_a_case(
    lines: list[str], today: date
) -> None:
    readings: dict[str, set[object]] = {}
    for one in facts_in(lines, today):
        case = Case().with_facts({one.fact: one.value})
        assert getattr(case, one.fact) == one.value
        assert not isinstance(one.value, date) or one.value <= today
        assert any(line in one.line for line in lines)
        readings.setdefault(one.fact, set()).add(one.value)
    assert all(len(values) <= MOST_READINGS for values in readings.values())

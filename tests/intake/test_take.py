"""What a message adds to a case."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case import FACTS, Case, FreightPromise, Mismatch, Remedy, ReturnReason, Stage
from bot.intake import take

TODAY = date(2026, 1, 20)


def parsed(
    text: str = "…",
    intent: str = "inform",
    entities: dict[str, Any] | list[tuple[str, Any]] | None = None,
    ranking: dict[str, float] | None = None,
) -> dict[str, Any]:
    rows = entities.items() if isinstance(entities, dict) else entities or []
    ranked = ranking or {intent: 0.9}
    return {
        "text": text,
        "intent": {"name": intent, "confidence": ranked.get(intent, 0.9)},
        "intent_ranking": [{"name": n, "confidence": c} for n, c in ranked.items()],
        "entities": [{"entity": name, "value": value} for name, value in rows],
    }


def test_several_facts_in_one_message() -> None:
    message = parsed(entities={"return_freight": "150.00", "signed_date": "2026-01-02"})
    taken = take(Case(), message, (), TODAY)
    assert taken.case.return_freight == Decimal("150.00")
    assert taken.case.signed_date == date(2026, 1, 2)
    assert set(taken.learned) == {"return_freight", "signed_date"}
    assert taken.understood


def test_a_correction_is_reported_with_both_values() -> None:
    case = Case(return_freight=Decimal(150))
    taken = take(case, parsed(intent="correct", entities={"return_freight": "120.00"}), (), TODAY)
    (change,) = taken.changes
    assert (change.fact, change.old, change.new) == ("return_freight", 150, 120)


def test_saying_the_same_again_changes_nothing() -> None:
    case = Case(return_freight=Decimal(150))
    taken = take(case, parsed(entities={"return_freight": "150.00"}), (), TODAY)
    assert taken.case == case
    assert taken.changes == ()


def test_a_bare_sum_answers_the_question_for_a_sum() -> None:
    message = parsed("27", entities={"amount": "27.00"})
    taken = take(Case(), message, ("return_freight",), TODAY)
    assert taken.case.return_freight == Decimal(27)


def test_bare_sums_answer_in_the_order_of_the_question() -> None:
    message = parsed(entities=[("amount", "27.00"), ("amount", "100.00"), ("date", "2026-01-02")])
    asked = ("signed_date", "return_freight", "insurance_fee")
    case = take(Case(), message, asked, TODAY).case
    assert (case.return_freight, case.insurance_fee) == (27, 100)
    assert case.signed_date == date(2026, 1, 2)


def test_a_bare_sum_out_of_the_blue_is_not_stored() -> None:
    taken = take(Case(), parsed(entities={"amount": "27.00"}), (), TODAY)
    assert taken.case == Case()
    assert not taken.understood


@pytest.mark.parametrize(
    ("text", "intent", "value"),
    [("有", "affirm", True), ("没写", "deny", False), ("没有", "out_of_scope", False)],
)
def test_yes_and_no_answer_the_question_asked(text: str, intent: str, value: bool) -> None:
    taken = take(Case(), parsed(text, intent), ("cap_shown_before_order",), TODAY)
    assert taken.case.cap_shown_before_order is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("写了退货包运费", FreightPromise.FREE_RETURN),
        ("第二个", FreightPromise.INSURANCE_ONLY),
        ("3", FreightPromise.NONE),
    ],
)
def test_a_choice_by_its_words_or_its_number(text: str, value: FreightPromise) -> None:
    taken = take(Case(), parsed(text, "inform"), ("return_freight_promise",), TODAY)
    assert taken.case.return_freight_promise is value


def test_a_number_beyond_the_choices_answers_nothing() -> None:
    taken = take(Case(), parsed("9", "inform"), ("return_freight_promise",), TODAY)
    assert not taken.understood


def test_unsure_is_remembered() -> None:
    taken = take(Case(), parsed("记不得了", "unsure"), ("cap_shown_before_order",), TODAY)
    assert taken.case.unsure == {"cap_shown_before_order"}
    assert taken.understood


def test_a_later_answer_replaces_unsure() -> None:
    case = Case().without("cap_shown_before_order")
    taken = take(case, parsed(entities={"cap_shown_before_order": False}), (), TODAY)
    assert taken.case.unsure == frozenset()
    assert taken.case.cap_shown_before_order is False


@pytest.mark.parametrize(
    "facts",
    [
        {"return_freight": "-5.00"},
        {"return_freight": "100000000000000.00"},
        {"goods_price": "99999999.00"},
        {"signed_date": "2026-02-01"},
        {"signed_date": "1999-01-01"},
        {"order_date": "2026-01-10", "signed_date": "2026-01-02"},
    ],
)
def test_what_cannot_be_is_asked_back_and_not_stored(facts: dict[str, str]) -> None:
    taken = take(Case(), parsed(entities=facts), (), TODAY)
    assert taken.doubts
    assert set(taken.doubts) == set(facts)
    assert taken.case == Case()


def test_a_day_before_the_known_order_is_asked_back() -> None:
    case = Case(order_date=date(2026, 1, 10))
    taken = take(case, parsed(entities={"signed_date": "2026-01-02"}), (), TODAY)
    assert taken.doubts
    assert taken.case == case


def test_what_is_plausible_is_kept_beside_what_is_not() -> None:
    message = parsed(entities={"return_freight": "-5.00", "goods_price": "328.00"})
    taken = take(Case(), message, (), TODAY)
    assert taken.case.goods_price == 328
    assert taken.case.return_freight is None


@pytest.mark.parametrize(
    ("intent", "reason"),
    [
        ("no_reason", ReturnReason.CHANGED_MIND),
        ("quality_defect", ReturnReason.DEFECT),
        ("transit_damage", ReturnReason.TRANSIT_DAMAGE),
    ],
)
def test_the_situation_implies_the_reason(intent: str, reason: ReturnReason) -> None:
    assert take(Case(), parsed(intent=intent), (), TODAY).case.return_reason is reason


def test_several_situations_reach_the_case() -> None:
    ranking = {"freight_insurance": 0.9, "no_reason": 0.6, "quality_defect": 0.1}
    case = take(Case(), parsed(intent="freight_insurance", ranking=ranking), (), TODAY).case
    assert set(case.confidence) == {"freight_insurance", "no_reason"}
    assert case.return_reason is ReturnReason.CHANGED_MIND


def test_a_defect_beside_a_change_of_mind_is_asked_about() -> None:
    message = parsed(
        intent="no_reason",
        entities=[("return_reason", "changed_mind"), ("return_reason", "defect")],
        ranking={"no_reason": 0.8, "quality_defect": 0.7},
    )
    assert take(Case(), message, (), TODAY).case.return_reason is None


def test_what_the_person_said_is_not_overruled_by_the_classifier() -> None:
    case = Case(return_reason=ReturnReason.CHANGED_MIND)
    message = parsed(intent="quality_defect")
    assert take(case, message, (), TODAY).case.return_reason is ReturnReason.CHANGED_MIND


def test_other_goods_in_passing_do_not_replace_the_goods() -> None:
    case = Case(goods="壁画")
    assert take(case, parsed(entities={"goods": "沙发"}), (), TODAY).case.goods == "壁画"
    message = parsed(intent="correct", entities={"goods": "挂画"})
    assert take(case, message, (), TODAY).case.goods == "挂画"


VALUES = st.one_of(
    st.booleans(),
    st.integers(-(10**15), 10**15).map(str),
    st.dates().map(date.isoformat),
    st.sampled_from(["changed_mind", "free_return", "none", "胡说", ""]),
)


@given(
    st.dictionaries(st.sampled_from(sorted(FACTS)), VALUES), st.sampled_from(["inform", "correct"])
)
def test_no_entity_whatever_breaks_the_intake(entities: dict[str, Any], intent: str) -> None:
    taken = take(Case(), parsed(intent=intent, entities=entities), (), TODAY)
    for name in FACTS:
        value = getattr(taken.case, name)
        assert value is None or name in entities or name in ("return_reason", "courier_refused")


def test_a_weak_first_choice_begins_a_story() -> None:
    taken = take(Case(), parsed(intent="no_reason", ranking={"no_reason": 0.4}), (), TODAY)
    assert taken.case.return_reason is ReturnReason.CHANGED_MIND
    assert taken.case.confidence == {"no_reason": 0.4}


@pytest.mark.parametrize(
    ("intent", "fact", "value"),
    [
        ("prohibited_mail", "courier_refused", True),
        ("not_returnable", "seller_denies_no_reason", True),
        ("refund_delay", "refund_delayed", True),
        ("order_cancel", "stage", Stage.NOT_SHIPPED),
        ("exchange_repair", "remedy", Remedy.EXCHANGE),
        ("not_as_described", "return_reason", ReturnReason.NOT_AS_DESCRIBED),
        ("wrong_item", "return_reason", ReturnReason.WRONG_ITEM),
    ],
)
def test_a_situation_implies_its_fact_unless_the_message_says_otherwise(
    intent: str, fact: str, value: Any
) -> None:
    assert getattr(take(Case(), parsed(intent=intent), (), TODAY).case, fact) == value
    other = {"stage": "refused", "remedy": "repair"}.get(fact)
    if other is not None:
        said = take(Case(), parsed(intent=intent, entities={fact: other}), (), TODAY)
        assert getattr(said.case, fact) == other


def test_what_is_in_hand_is_not_taken_for_not_shipped() -> None:
    message = parsed(intent="order_cancel", entities={"signed_date": "2026-01-18"})
    taken = take(Case(), message, (), TODAY)
    assert taken.case.stage is None
    assert taken.doubts == {}


def test_other_goods_named_in_passing_replace_nothing() -> None:
    case = Case(goods="鞋子", return_freight_promise=FreightPromise.FREE_RETURN)
    message = parsed(entities={"goods": "袜子", "return_freight_promise": "insurance_only"})
    kept = take(case, message, (), TODAY).case
    assert (kept.goods, kept.return_freight_promise) == ("鞋子", FreightPromise.FREE_RETURN)


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (["defect", "wrong_item"], ReturnReason.WRONG_ITEM),
        (["defect", "transit_damage"], ReturnReason.TRANSIT_DAMAGE),
        (["defect", "not_as_described"], ReturnReason.NOT_AS_DESCRIBED),
        (["changed_mind", "defect"], None),
    ],
)
def test_of_several_reasons_the_most_telling_counts(
    reasons: list[str], expected: ReturnReason | None
) -> None:
    message = parsed(entities=[("return_reason", reason) for reason in reasons])
    assert take(Case(), message, (), TODAY).case.return_reason is expected


def test_of_two_sides_the_one_that_the_classifier_sees_counts() -> None:
    message = parsed(
        intent="quality_defect",
        entities=[("return_reason", "changed_mind"), ("return_reason", "defect")],
    )
    assert take(Case(), message, (), TODAY).case.return_reason is ReturnReason.DEFECT


def test_a_swollen_battery_is_a_defect_unless_a_reason_was_given() -> None:
    message = parsed(entities={"dangerous": True})
    assert take(Case(), message, (), TODAY).case.return_reason is ReturnReason.DEFECT
    case = Case(return_reason=ReturnReason.CHANGED_MIND)
    assert take(case, message, (), TODAY).case.return_reason is ReturnReason.CHANGED_MIND


def test_what_no_fact_can_hold_is_passed_over() -> None:
    message = parsed(entities={"return_reason": "other_seller_fault", "weather": "rain"})
    assert take(Case(), message, (), TODAY).learned == ()


def test_a_correction_without_a_role_means_the_only_sum() -> None:
    case = Case(return_freight=Decimal(150))
    message = parsed(intent="correct", entities={"amount": "120.00"})
    asked = take(case, message, ("goods_price",), TODAY)
    assert asked.case.return_freight == 120
    unclear = take(case.with_facts({"goods_price": "9.00"}), message, (), TODAY)
    assert unclear.case.return_freight == 150


@pytest.mark.parametrize(
    ("text", "intent", "asked", "value"),
    [
        ("第二个", "inform", "return_freight_promise", FreightPromise.INSURANCE_ONLY),
        ("3", "inform", "return_freight_promise", FreightPromise.NONE),
        ("9", "inform", "return_freight_promise", None),
        ("都没有", "deny", "return_freight_promise", FreightPromise.NONE),
        ("对", "affirm", "defect_serious", True),
        ("不是", "deny", "defect_serious", False),
        ("对", "affirm", "delivery_error", None),
        ("是假货、冒牌货", "inform", "mismatch", Mismatch.COUNTERFEIT),
    ],
)
def test_an_answer_is_read_by_the_question(text: str, intent: str, asked: str, value: Any) -> None:
    assert getattr(take(Case(), parsed(text, intent), (asked,), TODAY).case, asked) == value


def test_fewer_sums_than_questions_are_not_guessed() -> None:
    message = parsed("27", entities={"amount": "27.00"})
    taken = take(Case(), message, ("return_freight", "goods_price"), TODAY)
    assert (taken.case.return_freight, taken.case.goods_price) == (None, None)


@pytest.mark.parametrize(
    ("entity", "asked", "doubted"),
    [
        ("signed_date", (), "signed_date"),
        ("date", ("seller_received_date",), "seller_received_date"),
        ("date", (), "signed_date"),
    ],
)
def test_a_day_that_no_calendar_has_is_asked_back(
    entity: str, asked: tuple[str, ...], doubted: str
) -> None:
    taken = take(Case(), parsed(entities={entity: "2026-01-32"}), asked, TODAY)
    assert list(taken.doubts) == [doubted]
    assert "1月32日" in taken.doubts[doubted]


@pytest.mark.parametrize(
    ("facts", "doubted"),
    [
        ({"return_freight": "-1.00"}, {"return_freight"}),
        ({"return_freight": "200000.00"}, {"return_freight"}),
        ({"goods_price": "200000.00"}, set()),
        ({"goods_price": "20000000.00"}, {"goods_price"}),
        ({"goods_price": "1.005"}, {"goods_price"}),
        ({"signed_date": "2026-02-01"}, {"signed_date"}),
        ({"signed_date": "2010-02-01"}, {"signed_date"}),
        (
            {"order_date": "2026-01-10", "signed_date": "2026-01-05"},
            {"order_date", "signed_date"},
        ),
        (
            {"return_freight": "9.00", "insurance_payout": "12.00"},
            {"return_freight", "insurance_payout"},
        ),
        ({"goods_price": "9.00", "refund_amount": "12.00"}, {"goods_price", "refund_amount"}),
        ({"stage": "not_shipped", "signed_date": "2026-01-05"}, {"stage", "signed_date"}),
    ],
)
def test_what_cannot_be_is_asked_back_and_not_believed(
    facts: dict[str, str], doubted: set[str]
) -> None:
    taken = take(Case(), parsed(entities=facts), (), TODAY)
    assert set(taken.doubts) == doubted
    assert all(getattr(taken.case, fact) is None for fact in doubted)


def test_an_answer_in_full_counts_more_than_its_yes() -> None:
    message = parsed("对，下单前写了上限", "affirm", {"cap_shown_before_order": False})
    taken = take(Case(), message, ("cap_shown_before_order",), TODAY)
    assert taken.case.cap_shown_before_order is False


def test_a_lost_parcel_is_damage_in_transit() -> None:
    message = parsed(entities={"lost_in_transit": True})
    taken = take(Case(), message, (), TODAY)
    assert taken.case.return_reason is ReturnReason.TRANSIT_DAMAGE


def test_a_range_is_an_estimate_until_the_exact_sum_is_known() -> None:
    message = parsed(entities={"return_freight": "200.00-300.00"})
    taken = take(Case(), message, (), TODAY)
    assert taken.case.return_freight is None
    assert taken.case.estimates == {"return_freight": (Decimal(200), Decimal(300))}
    assert taken.learned == ("estimates",)
    exact = take(taken.case, parsed(entities={"return_freight": "230.00"}), (), TODAY).case
    assert exact.return_freight == 230
    assert exact.estimates == {}


def test_a_range_without_a_role_answers_the_question_for_one_sum() -> None:
    message = parsed("两三百", entities={"amount": "200.00-300.00"})
    asked = take(Case(), message, ("return_freight", "signed_date"), TODAY).case
    assert set(asked.estimates) == {"return_freight"}
    assert take(Case(), message, (), TODAY).case.estimates == {}


@pytest.mark.parametrize("text", ["可能有吧", "好像没有", "记不太清了", "印象中写了"])
@pytest.mark.parametrize("intent", ["affirm", "deny", "inform"])
def test_a_hedged_answer_is_none(text: str, intent: str) -> None:
    taken = take(Case(), parsed(text, intent), ("cap_shown_before_order",), TODAY)
    assert taken.case.cap_shown_before_order is None
    assert taken.case.unsure == {"cap_shown_before_order"}


def test_a_hedge_in_a_sum_is_no_hedge() -> None:
    message = parsed("大概27", entities={"amount": "27.00"})
    assert take(Case(), message, ("return_freight",), TODAY).case.return_freight == 27


def test_what_is_only_supposed_is_not_so() -> None:
    message = parsed(entities={"misuse": True})
    message["entities"][0]["role"] = "supposed"
    assert take(Case(), message, (), TODAY).case.misuse is None
    assert take(Case(), message, (), TODAY, supposing=True).case.misuse is True


@pytest.mark.parametrize("text", ["最后一个", "选最后那种", "都没有", "第三个吧", "我选3"])
def test_the_last_choice_in_other_words(text: str) -> None:
    taken = take(Case(), parsed(text), ("return_freight_promise",), TODAY)
    assert taken.case.return_freight_promise is FreightPromise.NONE


NOISE = [
    ("mismatch", "counterfeit"),
    ("return_reason", "defect"),
    ("delivery_error", "extra"),
    ("goods", "手机"),
    ("return_freight", "12.00"),
    ("amount", "1.00"),
    ("signed_date", "2026-01-02"),
    ("stage", "refused"),
    ("remedy", "exchange"),
]


@pytest.mark.parametrize("intent", ["not_as_described", "exchange_repair", "deny", "correct"])
@pytest.mark.parametrize("by_number", [False, True])
@pytest.mark.parametrize(
    ("fact", "index"),
    [(name, index) for name, fact in FACTS.items() for index in range(len(fact.choices))],
)
def test_a_tapped_choice_says_that_and_nothing_else(
    fact: str, index: int, by_number: bool, intent: str
) -> None:
    choice = FACTS[fact].choices[index]
    text = str(index + 1) if by_number else choice.title
    taken = take(Case(), parsed(text, intent, NOISE), (fact,), TODAY)
    assert taken.case == Case().with_facts({fact: choice.value})
    assert taken.understood


@pytest.mark.parametrize("text", ["结果电池换过", "电池被换过", "屏幕是换过的", "之前修过两次"])
def test_what_was_exchanged_before_is_not_what_the_person_wants(text: str) -> None:
    taken = take(Case(), parsed(text, "exchange_repair"), (), TODAY)
    assert taken.case == Case()
    assert taken.understood


@pytest.mark.parametrize("first", ["exchange_repair", "not_as_described"])
def test_who_tells_of_an_exchange_before_still_has_a_reason(first: str) -> None:
    ranking = {"exchange_repair": 0.9, "not_as_described": 0.7}
    taken = take(Case(), parsed("电池被换过", first, ranking=ranking), (), TODAY)
    assert taken.case.return_reason is ReturnReason.NOT_AS_DESCRIBED
    assert taken.case.remedy is None


@pytest.mark.parametrize("text", ["修过一次还是坏，想换一台", "换过一次又坏了，要求换货"])
def test_who_wants_another_exchange_is_heard(text: str) -> None:
    taken = take(Case(), parsed(text, "exchange_repair"), (), TODAY)
    assert taken.case.remedy is Remedy.EXCHANGE


@pytest.mark.parametrize("text", ["我买的是红米手机不是电池", "我买的不是电池，是红米手机"])
@pytest.mark.parametrize("intent", ["wrong_item", "correct"])
def test_goods_that_are_corrected_are_renamed_and_nothing_else(text: str, intent: str) -> None:
    case = Case(goods="电池", return_reason=ReturnReason.DEFECT, goods_price=Decimal(4599))
    said = {"goods": "手机", "return_reason": "wrong_item", "delivery_error": "wrong"}
    taken = take(case, parsed(text, intent, said), (), TODAY)
    assert taken.case == case.with_facts({"goods": "手机"})
    assert [change.fact for change in taken.changes] == ["goods"]


def test_goods_that_are_named_once_more_are_understood() -> None:
    case = Case(goods="手机")
    message = parsed("我买的是手机不是电池", "nlu_fallback", {"goods": "手机"})
    taken = take(case, message, (), TODAY)
    assert taken.case == case
    assert taken.understood


def test_other_goods_that_were_sent_are_no_correction() -> None:
    case = Case(goods="手机")
    said = {"goods": "电池", "return_reason": "wrong_item"}
    taken = take(case, parsed("发来的是电池不是手机", "wrong_item", said), (), TODAY)
    assert taken.case.goods == "手机"
    assert taken.case.return_reason is ReturnReason.WRONG_ITEM


@pytest.mark.parametrize(
    ("text", "price", "sum_"),
    [
        ("商家要按20%收折旧", "4599", "919.80"),
        ("说要扣15%", "0.10", "0.02"),
        ("扣我12.5％的钱", "100", "12.50"),
        ("那个15%拆封费该不该我出", "99.99", "15.00"),
        ("折旧费收20%", "4599", "919.80"),
    ],
)
def test_a_share_of_the_price_is_worked_out(text: str, price: str, sum_: str) -> None:
    taken = take(Case(goods_price=Decimal(price)), parsed(text), (), TODAY)
    assert taken.case.depreciation == Decimal(sum_)
    assert taken.case.depreciation_claimed is True


def test_a_share_of_an_unknown_price_is_claimed_all_the_same() -> None:
    taken = take(Case(), parsed("要扣15%"), (), TODAY)
    assert taken.case == Case(depreciation_claimed=True)


def test_a_sum_that_is_told_beside_its_share_counts() -> None:
    message = parsed("按20%收折旧，收了900", entities={"depreciation": "900.00"})
    taken = take(Case(goods_price=Decimal(4599)), message, (), TODAY)
    assert taken.case.depreciation == 900


@pytest.mark.parametrize("text", ["退了我80%", "电量只剩15%", "成色95%新"])
def test_other_shares_are_no_deduction(text: str) -> None:
    taken = take(Case(goods_price=Decimal(100)), parsed(text), (), TODAY)
    assert taken.case.depreciation is None


def test_a_share_that_is_only_supposed_counts_where_it_is_supposed() -> None:
    case = Case(goods_price=Decimal(100))
    message = parsed("要是商家扣15%呢", "what_if")
    assert take(case, message, (), TODAY).case == case
    assert take(case, message, (), TODAY, supposing=True).case.depreciation == 15


@pytest.mark.parametrize(
    "text",
    [
        "不太清楚啊，他主页挂了三十多台手机，还写着诚信经营，应该是个贩子吧",
        "这个我不知道，当时没有留意页面，反正就是点了付款",
        "他主页写着个人，不过我也说不好，反正卖了不少东西的",
    ],
)
def test_a_long_answer_that_begins_unsure_is_unsure(text: str) -> None:
    taken = take(Case(), parsed(text, "nlu_fallback"), ("seller_is_trader",), TODAY)
    assert taken.understood
    assert taken.case.unsure == {"seller_is_trader"}


def test_who_does_not_know_of_something_else_has_not_answered() -> None:
    message = parsed("商家说他不知道快递怎么弄的，一直在拖着不处理", "nlu_fallback")
    assert not take(Case(), message, ("seller_is_trader",), TODAY).understood

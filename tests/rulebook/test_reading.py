"""A rule is read as it decides: conditions, who bears the cost, strength, articles, reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.law.situations import SITUATIONS
from bot.rulebook.chapters import Told, Writer

from .conftest import FIRST_LINE, Load

Lines = list[str]


def told(rows: tuple[Told, ...], indent: str = "") -> Lines:
    """The rows as lines: what is below is indented, articles stand at the end of their line."""
    lines: Lines = []
    for row in rows:
        basis = "".join(f" {a.label}" for a in row.basis)
        lines += [f"{indent}{row.line}{basis}", *(f"{indent}- {text}" for text in row.more)]
        lines += told(row.parts, indent + "  ")
    return lines


def written(*rules: Any) -> tuple[Lines, list[str]]:
    """The clauses of the rules as lines, and the problems."""
    writer = Writer()
    chapter = writer.chapter(replace(SITUATIONS[0], costs=rules))
    lines = [line for rule in chapter.rules for line in told(rule.clauses)]
    return lines, [*writer.problems, *writer.words.problems]


def clauses(module: Any, cost: str = "return_freight") -> Lines:
    lines, problems = written(getattr(module, cost))
    assert problems == []
    return lines


NOT_OURS = "本情形不管，看别的情形"


# Conditions

LABELLED = """
@said("已经晚了")
def is_late(case: Known) -> bool:
    return bool(case.refunded)


@said("{when}之前的{name}")
def is_before(case: Known, when: date | None, name: str = "期限") -> bool:
    return when is None


@said("退货期")
def notice_period(case: Known) -> Any:
    return None


@said("约定的钱")
def agreed_sum(case: Known) -> Decimal | None:
    return None
"""


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("case.seller_agreed_return", "商家同意退"),
        ("not case.seller_agreed_return", "并非商家同意退"),
        ("case.refunded is True", "货款已退"),
        ("case.refunded is False", "并非货款已退"),
        ("bool(getattr(case, 'refunded'))", "货款已退"),
        ("case.pickup_consented", "同意付费上门取件：“是”"),
        ("not case.pickup_consented", "同意付费上门取件：“不是”"),
        ("case.return_reason is ReturnReason.DEFECT", "退货原因＝“质量有问题”"),
        ("case.return_reason is not ReturnReason.DEFECT", "退货原因≠“质量有问题”"),
        ("case.return_reason == ReturnReason.DEFECT", "退货原因＝“质量有问题”"),
        ("case.remedy in (Remedy.EXCHANGE, Remedy.REPAIR)", "想怎么处理＝“换货”或“维修”"),
        ("case.remedy not in (Remedy.EXCHANGE, Remedy.REPAIR)", "想怎么处理≠“换货”、“维修”"),
        ("case.remedy is Remedy.REPAIR or case.remedy is Remedy.EXCHANGE", "想怎么处理＝“维修”或“换货”"),
        ("case.stated('goods_price') is not None", "说过货款"),
        ("case.stated('goods_price') is None", "没说过货款"),
        ("case.stated('goods_price')", "说过货款"),
        ("case.stated('free_shipping')", "包邮"),
        ("not case.stated('free_shipping')", "没说过包邮"),
        ("case.goods_price is None", "不知道货款"),
        ("case.goods_price", "知道货款"),
        ("not case.goods_price", "不知道货款"),
        ("case.goods_price > case.paid_total", "货款高于整单实付"),
        ("not case.goods_price > case.paid_total", "货款不高于整单实付"),
        ("case.goods_price <= case.paid_total", "货款不高于整单实付"),
        ("case.goods_price < 2 * (case.paid_total - case.deposit)", "货款低于2乘（整单实付减定金）"),
        ("min(case.goods_price, case.deposit) >= 1", "（货款、定金中较小的）不低于1"),
        ("0 < case.goods_price < case.paid_total", "0低于货款，且货款低于整单实付"),
        ("case.notice_date > case.signed_date", "提出退货的日期晚于签收日期"),
        ("(case.stated('notice_date') or case.today) >= case.signed_date",
         "提出退货的日期（没有就按今天）不早于签收日期"),
        ("case.signed_date < SINCE", "签收日期早于2024-07-01"),
        ("case.deposit > parameter('fraud_damages_floor', case.today).value", "定金高于500元"),
        ("case.deposit > (case.goods_price if case.refunded else case.paid_total)",
         "定金高于（货款已退：货款；否则：整单实付）"),
        ("(case.goods_price if case.refunded else None) is None", "（货款已退，且不知道货款），或者并非货款已退"),
        ("case.deposit > (case.goods_price if case.refunded else None)",
         "定金高于（货款已退：货款；否则：没有）"),
        ("case.notice_date > notice_period(case).due", "提出退货的日期晚于退货期的最后一天"),
        ("case.refunded and case.insured", "货款已退，且买了保价"),
        ("case.refunded or case.insured", "货款已退，或者买了保价"),
        ("not (case.refunded or case.insured)", "并非货款已退，且并非买了保价"),
        ("not (case.refunded and case.insured)", "并非货款已退，或者并非买了保价"),
        ("case.refunded and (case.insured or case.dangerous)",
         "货款已退，且（买了保价，或者鼓包、漏液或漏气）"),
        ("case.refunded or not case.refunded and case.insured", "货款已退，或者买了保价"),
        ("case.concerns('insurance_fee')", "提到保价费"),
        ("not case.concerns('insurance_fee')", "没有提到保价费"),
        ("case.kind is None", "商品没有归类"),
        ("case.kind is not None", "商品已经归类"),
        ("case.kind.mail == 'prohibited'", "寄递限制＝“禁寄”"),
        ("case.in_force(cite('民法典', 582))", "《民法典》第582条已经施行"),
        ("case.in_force(cite('民法典', 582)) is None", "《民法典》第582条还没有施行"),
        ("is_late(case)", "“已经晚了”"),
        ("not is_late(case)", "“已经晚了”不成立"),
        ("is_before(case, case.signed_date)", "“签收日期之前的“期限””"),
        ("is_before(case, when=case.signed_date, name='quality_return')", "“签收日期之前的7天”"),
        ("agreed_sum(case) is None", "没有“约定的钱”"),
        ("agreed_sum(case) is not None", "有“约定的钱”"),
        ("agreed_sum(case) > case.deposit", "约定的钱高于定金"),
        ("seller_side.is_return(case)", "“要退货退款”"),
    ],
)  # fmt: skip
def test_a_condition_in_chinese(load: Load, test: str, said: str) -> None:
    module = load(f"""{LABELLED}

def return_freight(case: Known) -> Share | None:
    if {test}:
        return None
    return seller(None, statutory, ARTICLE, reason="归商家。")
""")
    first, *_ = clauses(module)
    assert first.removesuffix(f" → {NOT_OURS}").startswith(said)


@pytest.mark.parametrize(
    "unsaid",
    [
        "any(case.stated(f) for f in case.unsure)",
        "case.goods in 'ab'",
        "case.kind.mail == 'unheard'",
        "case.goods_price > len(case.goods)",
    ],
)
def test_a_condition_without_words_is_named_by_file_and_line(load: Load, unsaid: str) -> None:
    module = load(f"""
        def return_freight(case: Known) -> Share | None:
            if {unsaid}:
                return None
            return seller(None, statutory, ARTICLE, reason="归商家。")
    """)
    _, (problem,) = written(module.return_freight)
    assert problem.startswith(f"{module.__file__}:{FIRST_LINE + 2}: ")
    assert "@said" in problem


def test_a_predicate_without_a_label_is_named_by_file_and_line(load: Load) -> None:
    module = load("""
        def is_late(case: Known) -> bool:
            return bool(case.refunded)


        def return_freight(case: Known) -> Share | None:
            if is_late(case):
                return None
            return seller(None, statutory, ARTICLE, reason="归商家。")
    """)
    _, (problem,) = written(module.return_freight)
    assert problem.startswith(f"{module.__file__}:{FIRST_LINE + 1}: is_late 没有 @said")
    assert f"{module.__file__}:{FIRST_LINE + 6}" in problem


def test_a_value_that_is_no_choice_of_a_fact_is_named(load: Load) -> None:
    module = load("""
        class Other(StrEnum):
            ONE = "one"


        def return_freight(case: Known) -> Share | None:
            if case.remedy is Other.ONE:
                return None
            return seller(None, statutory, ARTICLE, reason="归商家。")
    """)
    _, (problem,) = written(module.return_freight)
    assert "没有中文叫法" in problem


# What the rule decides


def test_exceptions_in_their_order_and_the_general_rule_last(load: Load) -> None:
    module = load('''
        def return_freight(case: Known) -> Share | None:
            """Who pays?"""
            if case.refunded:
                return consumer(case.return_freight, inferred, ARTICLE, reason="归买家。")
            elif case.insured:
                return negotiable(case.return_freight, ARTICLE, reason="商量。")
            elif case.dangerous:
                return None
            else:
                return borne_by(Bearer.CARRIER, None, agreed, cite("民法典", 832), reason="归快递。")
    ''')
    assert clauses(module) == [
        "货款已退 → **买家**（由法条推出） 《民法典》第584条",
        "- 归买家。",
        "买了保价 → **双方商量**（可以谈） 《民法典》第584条",
        "- 商量。",
        f"鼓包、漏液或漏气 → {NOT_OURS}",
        "其他情况 → **快递**（按约定） 《民法典》第832条",
        "- 归快递。",
    ]


def test_a_way_that_ends_in_an_error_or_in_nothing(load: Load) -> None:
    module = load("""
        def return_freight(case: Known) -> Share | None:
            names = {}
            names["a"] = 1
            if case.refunded:
                if case.misuse:
                    return consumer(None, statutory, ARTICLE, reason="归买家。")
                if case.gift_missing:
                    return
                raise ValueError
            if case.insured:
                return
            if case.dangerous:
                return seller(None, statutory, ARTICLE, reason="归商家。")
    """)
    assert [line for line in clauses(module) if "→" in line] == [
        "  使用不当 → **买家**（法律写明） 《民法典》第584条",
        f"  赠品退不了 → {NOT_OURS}",
        f"买了保价 → {NOT_OURS}",
        "鼓包、漏液或漏气 → **商家**（法律写明） 《民法典》第584条",
        f"其他情况 → {NOT_OURS}",
    ]


def test_what_comes_back_is_said_differently(load: Load) -> None:
    module = load("""
        def goods_price(case: Known) -> Share | None:
            if case.refunded:
                return consumer(None, inferred, ARTICLE, reason="不退。")
            if case.insured:
                return borne_by(Bearer.CARRIER, None, inferred, ARTICLE, reason="快递赔。")
            return seller(None, statutory, ARTICLE, reason="退。")
    """)
    bears = [line.split("**")[1] for line in clauses(module, "goods_price") if "**" in line]
    assert bears == ["商家可以不退", "由快递赔", "商家退还"]


def test_conditions_within_conditions_are_parts(load: Load) -> None:
    module = load("""
        def return_freight(case: Known) -> Share | None:
            if case.refunded:
                if case.insured:
                    return consumer(None, inferred, ARTICLE, reason="一。")
                if case.dangerous and case.insured:
                    return None
                return seller(None, inferred, ARTICLE, reason="二。")
            return seller(None, statutory, ARTICLE, reason="三。")
    """)
    assert clauses(module) == [
        "货款已退：",
        "  买了保价 → **买家**（由法条推出） 《民法典》第584条",
        "  - 一。",
        "  其他情况 → **商家**（由法条推出） 《民法典》第584条",
        "  - 二。",
        "其他情况 → **商家**（法律写明） 《民法典》第584条",
        "- 三。",
    ]


def test_clauses_that_say_the_same_are_one(load: Load) -> None:
    module = load("""
        def return_freight(case: Known) -> Share | None:
            if case.refunded:
                return None
            if case.insured and case.dangerous:
                return None
            if case.misuse:
                if case.courier_refused:
                    return seller(None, statutory, ARTICLE, reason="归商家。")
                return seller(None, statutory, ARTICLE, reason="归商家。")
            return seller(None, statutory, ARTICLE, reason="归商家。")
    """)
    assert clauses(module) == [
        f"货款已退，或者（买了保价，且鼓包、漏液或漏气） → {NOT_OURS}",
        "其他情况 → **商家**（法律写明） 《民法典》第584条",
        "- 归商家。",
    ]


def test_what_every_clause_excepts_is_told_first(load: Load) -> None:
    module = load("""
        def obstacle(case: Known) -> Share | None:
            if case.refunded:
                return consumer(None, inferred, ARTICLE, reason="一。")
            if case.insured:
                return None
            return negotiable(None, ARTICLE, reason="二。")


        def return_freight(case: Known) -> Share | None:
            found = obstacle(case)
            if not case.seller_agreed_return:
                return found
            return seller(None, agreed, ARTICLE, reason="说好的。")


        def outbound_freight(case: Known) -> Share | None:
            if case.refunded:
                return None if not case.dangerous else consumer(None, agreed, ARTICLE, reason="一。")
            return None if not case.dangerous else seller(None, agreed, ARTICLE, reason="二。")
    """)
    assert clauses(module) == [
        "商家同意退 → **商家**（按约定） 《民法典》第584条",
        "- 说好的。",
        "货款已退 → **买家**（由法条推出） 《民法典》第584条",
        "- 一。",
        f"买了保价 → {NOT_OURS}",
        "其他情况 → **双方商量**（可以谈） 《民法典》第584条",
        "- 二。",
    ]
    assert [line for line in clauses(module, "outbound_freight") if "→" in line] == [
        f"  并非鼓包、漏液或漏气 → {NOT_OURS}",
        "  其他情况 → **买家**（按约定） 《民法典》第584条",
        f"并非鼓包、漏液或漏气 → {NOT_OURS}",
        "其他情况 → **商家**（按约定） 《民法典》第584条",
    ]


def test_helpers_are_read_through_with_what_they_are_given(load: Load) -> None:
    module = load("""
        def articles(case: Known) -> tuple[Citation, ...]:
            if case.personal_use:
                return (cite("消费者权益保护法", 24, paragraph=2),)
            return (ARTICLE, cite("民法典", 582))


        def helper(case: Known, *further: Citation, name: str, sure: bool = True) -> Share | None:
            if case.refunded:
                return None
            basis = (*articles(case), *further)
            strength = statutory if sure and case.personal_use else inferred
            return seller(case.return_freight, strength, *basis, reason=f"{name}归商家。")


        def return_freight(case: Known) -> Share | None:
            return helper(case, cite("民法典", 610), name="运费")
    """)
    assert clauses(module) == [
        f"货款已退 → {NOT_OURS}",
        "自用 → **商家**（法律写明） 《消费者权益保护法》第24条第2款 《民法典》第610条",
        "- 运费归商家。",
        "其他情况 → **商家**（由法条推出） 《民法典》第584条 《民法典》第582条 《民法典》第610条",
        "- 运费归商家。",
    ]


def test_a_share_in_a_variable_is_followed_to_its_end(load: Load) -> None:
    module = load("""
        def obstacle(case: Known) -> Share | None:
            if case.refunded:
                return consumer(None, inferred, ARTICLE, reason="不行。")
            return None


        def return_freight(case: Known) -> Share | None:
            if (found := obstacle(case)) is not None and found.bearer is Bearer.CONSUMER:
                return on_condition(found, "没说定的" if case.insured else None)
            other: Share | None = obstacle(case)
            if other:
                raise AssertionError
            return other or seller(None, statutory, ARTICLE, reason="行。")
    """)
    assert clauses(module) == [
        "货款已退 → **买家**（由法条推出） 《民法典》第584条",
        "- 不行。",
        "- 条件：〔买了保价：没说定的〕",
        "其他情况 → **商家**（法律写明） 《民法典》第584条",
        "- 行。",
    ]


def test_variables_set_on_a_condition_vary_the_text(load: Load) -> None:
    module = load("""
        def return_freight(case: Known) -> Share | None:
            assert case.today
            low, high = 1, 2
            why, strength = "平常", inferred
            if case.dangerous:
                why += "，危险"
            if case.refunded:
                why = "退过"
                if case.insured:
                    strength = agreed
                else:
                    pass
            else:
                why += "没退"
            why += "。"
            if high > case.goods_price:
                strength = statutory
            return seller(None, strength, ARTICLE, reason=why)
    """)
    assert [line for line in clauses(module) if "→" in line] == [
        "2高于货款 → **商家**（法律写明） 《民法典》第584条",
        "  买了保价 → **商家**（按约定） 《民法典》第584条",
        "  其他情况 → **商家**（由法条推出） 《民法典》第584条",
        "其他情况 → **商家**（由法条推出） 《民法典》第584条",
    ]
    assert [line for line in clauses(module) if "- " in line] == [
        "- 〔货款已退：退过；否则：平常〔鼓包、漏液或漏气：，危险〕没退〕。",
        "  - 退过。",
        "  - 退过。",
        "- 平常〔鼓包、漏液或漏气：，危险〕没退。",
    ]


def test_a_reason_that_varies_is_told_whole_where_clauses_are_joined(load: Load) -> None:
    module = load("""
        def return_freight(case: Known) -> Share | None:
            why = "退过" if case.refunded else "没退"
            if case.refunded:
                return seller(None, statutory, ARTICLE, reason=why)
            return seller(None, statutory, ARTICLE, reason=why)
    """)
    assert clauses(module) == [
        "其他情况 → **商家**（法律写明） 《民法典》第584条",
        "- 〔货款已退：退过；否则：没退〕",
    ]


def test_what_is_known_is_not_asked_again(load: Load) -> None:
    module = load("""
        def helper(case: Known) -> Share | None:
            if case.remedy is Remedy.EXCHANGE or case.insured:
                return None
            return seller(None, statutory, ARTICLE, reason="退。")


        def return_freight(case: Known) -> Share | None:
            if case.remedy is Remedy.RETURN and not case.insured:
                if case.remedy == Remedy.RETURN:
                    return helper(case) if case.dangerous else None
            if not case.concerns("return_freight"):
                return consumer(None, statutory, ARTICLE, reason="不会。")
            return None
    """)
    assert [line for line in clauses(module) if "→" in line] == [
        "  鼓包、漏液或漏气 → **商家**（法律写明） 《民法典》第584条",
        f"  其他情况 → {NOT_OURS}",
        f"其他情况 → {NOT_OURS}",
    ]


def test_a_cost_that_several_bear(load: Load) -> None:
    module = load("""
        def return_freight(case: Known) -> Share | None:
            freight, usual = case.return_freight, case.usual_return_freight
            return divided(
                {Bearer.NEGOTIABLE: usual, Bearer.CONSUMER: freight - usual, Bearer.SELLER: freight.sqrt()},
                inferred,
                ARTICLE,
                reason="各出一点。",
            )
    """)
    assert clauses(module)[0] == (
        "其他情况 → **普通快递的运费双方商量，退货运费减普通快递的运费买家出，一部分商家出**"
        "（由法条推出） 《民法典》第584条"
    )


def test_a_share_of_its_own_making(load: Load) -> None:
    module = load("""
        def return_freight(case: Known) -> Share | None:
            share = Share(
                amount=None, bearer=Bearer.PLATFORM, split=None, strength=agreed, reason="说好的。", basis=()
            )
            return replace(share, reason="平台说的。")
    """)
    assert clauses(module) == [
        "其他情况 → **平台**（按约定）",
        "- 平台说的。",
        "- **没有依据**",
    ]


def test_a_choice_by_a_dictionary_and_a_part_of_a_tuple(load: Load) -> None:
    module = load("""
        def several(case: Known) -> tuple[Citation, ...]:
            return cite("民法典", 582), ARTICLE, cite("民法典", 610)


        def return_freight(case: Known) -> Share | None:
            who = {Remedy.EXCHANGE: Bearer.SELLER, Remedy.REPAIR: Bearer.CONSUMER}[case.remedy]
            return borne_by(who, None, inferred, *several(case)[1:], reason="看要什么。")
    """)
    assert [line for line in clauses(module) if "→" in line] == [
        "想怎么处理＝“换货” → **商家**（由法条推出） 《民法典》第584条 《民法典》第610条",
        "其他情况 → **买家**（由法条推出） 《民法典》第584条 《民法典》第610条",
    ]


def test_match_is_read_as_if(load: Load) -> None:
    module = load("""
        def return_freight(case: Known) -> Share | None:
            match case.delivery_error, case.refunded:
                case DeliveryError.WRONG, True:
                    return consumer(None, inferred, ARTICLE, reason="一。")
                case DeliveryError.MISSING | DeliveryError.EXTRA, _ if case.insured:
                    return consumer(None, agreed, ARTICLE, reason="二。")
            return seller(None, statutory, ARTICLE, reason="三。")
    """)
    assert [line for line in clauses(module) if "→" in line] == [
        "发错的情形＝“发成了别的”，且货款已退 → **买家**（由法条推出） 《民法典》第584条",
        "发错的情形＝“少发、漏发”或“多发了”，且买了保价 → **买家**（按约定） 《民法典》第584条",
        "其他情况 → **商家**（法律写明） 《民法典》第584条",
    ]


def test_decorators_are_seen_through(load: Load) -> None:
    module = load("""
        def unless_insured(rule):
            @wraps(rule)
            def decided(case: Known) -> Share | None:
                if not case.insured:
                    return rule(case)
                cost = rule.__name__
                return None if case.stated(cost) is None else consumer(
                    getattr(case, cost), agreed, ARTICLE, reason="保过价的。"
                )

            return decided


        def noted(rule):
            @wraps(rule)
            def called(*args: Any, **kwargs: Any) -> Any:
                return rule(*args, **kwargs)

            return called


        @unless_insured
        @noted
        @once
        def return_freight(case: Known) -> Share | None:
            return seller(None, statutory, ARTICLE, reason="归商家。")
    """)
    assert [line for line in clauses(module) if "→" in line] == [
        "并非买了保价 → **商家**（法律写明） 《民法典》第584条",
        f"没说过退货运费 → {NOT_OURS}",
        "其他情况 → **买家**（按约定） 《民法典》第584条",
    ]


def test_a_labelled_change_of_a_share_is_a_note(load: Load) -> None:
    module = load("""
        @said("金额还不知道")
        def of_unknown_size(share: Share) -> Share:
            return replace(share, amount=None, bearer=next(iter(share.split)))


        def helper(case: Known) -> Share | None:
            if case.refunded:
                return None
            return seller(None, statutory, ARTICLE, reason="归商家。")


        def other(case: Known) -> Share | None:
            return None


        def return_freight(case: Known) -> Share | None:
            share = helper(case)
            if share is None:
                return None
            if case.insured:
                return of_unknown_size(share)
            if case.dangerous:
                return of_unknown_size(helper(case))
            if case.misuse:
                return of_unknown_size(other(case))
            return share if case.insurance_payout is not None else of_unknown_size(share)
    """)
    assert clauses(module) == [
        f"货款已退 → {NOT_OURS}",
        "买了保价，或者鼓包、漏液或漏气 → **商家**（法律写明） 《民法典》第584条",
        "- 归商家。",
        "- 金额还不知道",
        f"使用不当 → {NOT_OURS}",
        "其他情况 → **商家**（法律写明） 《民法典》第584条",
        "- 归商家。",
        "- 不知道运费险补贴：金额还不知道",
    ]


def test_where_a_talk_usually_ends(load: Load) -> None:
    module = load("""
        def insurance_fee(case: Known) -> Share | None:
            return negotiable(
                case.insurance_fee,
                ARTICLE,
                reason="要谈。",
                seller_percent=insurance_fee_percent(case, 1),
                precedent=precedent("laptop_insured_return"),
                arguments=(*arguments(case, DEPRECIATION), Argument("seller", "说过的")),
            )
    """)
    lines = clauses(module, "insurance_fee")
    assert "- 谈的起点：商家出60%–100%（`insurance_fee_seller_percent`）" in lines
    assert "- 对商家有利（分量1）：商品已不完好，再卖要降价" in lines
    assert any(line.startswith("- 个案：") for line in lines)


# What cannot be read


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("for fact in case.unsure:\n        return None", 1),
        ("return seller(None, statutory, cite(*case.article), reason='')", 1),
        ("return seller(None, statutory, case.article, reason='')", 1),
        ("return borne_by(case.bearer, None, statutory, ARTICLE, reason='')", 1),
        ("return divided(case.parts, statutory, ARTICLE, reason='')", 1),
        ("return case.goods_price", 1),
        ("return replace(helper(case), reason='')", 1),
        ("return replace(seller(None, statutory, ARTICLE, reason=''), bearer=Bearer.CONSUMER)", 1),
        ("match case.remedy:\n        case Remedy(name='x'):\n            return None", 2),
        ("return helper(case, 1, 2)", 1),
        ("return helper(**case.args)", 1),
        ("return seller(None, statutory, *case.articles[1:], reason='')", 1),
    ],
)
def test_what_cannot_be_read_is_named_by_file_and_line(load: Load, body: str, line: int) -> None:
    module = load(f"""
def helper(case: Known) -> Share | None:
    return None


def return_freight(case: Known) -> Share | None:
    {body}
""")
    lines, (problem,) = written(module.return_freight)
    assert lines == []
    assert problem.startswith(f"{module.__file__}:{FIRST_LINE + 5 + line}: ")


def test_what_is_no_function_cannot_be_read(load: Load) -> None:
    _, (problem,) = written("return_freight")
    assert "不是函数" in problem
    module = load("return_freight = lambda case: None")
    module.return_freight.__name__ = "return_freight"
    _, (problem,) = written(module.return_freight)
    assert "不是用 def 写的" in problem

"""What a situation says besides who bears a cost, the words for it, and the whole page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.law.situations import SITUATIONS
from bot.law.situations.situation import Situation
from bot.rulebook import RulebookError, rulebook
from bot.rulebook.chapters import Told, Writer

from .conftest import FIRST_LINE, Load

NOTHING = """
def nothing(case: Known) -> list[Any]:
    return []


def return_freight(case: Known) -> Share | None:
    return seller(None, statutory, ARTICLE, reason="归商家。")

"""


def situation(module: Any, **parts: str) -> Situation:
    """A situation that says what the named functions of the module say, and nothing else."""
    silent = ("deadlines", "evidence", "burden", "objections", "steps", "warnings")
    functions = dict.fromkeys(silent, module.nothing)
    functions |= {part: getattr(module, name) for part, name in parts.items()}
    return replace(
        SITUATIONS[0],
        applies=module.nothing,
        verdict=module.nothing,
        costs=(module.return_freight,),
        **functions,
    )


def said(module: Any, part: str, title: str) -> list[Told]:
    """What the function named like the part says under that title."""
    writer = Writer()
    chapter = writer.chapter(situation(module, **{part: part}))
    assert [*writer.problems, *writer.words.problems] == []
    return list(dict(chapter.sections)[title])


def lines(rows: list[Told]) -> list[str]:
    return [row.line for row in rows]


def labels(rows: list[Told]) -> list[list[str]]:
    return [[article.label for article in row.basis] for row in rows]


# Steps, warnings, proof, objections


def test_steps_with_their_words_and_articles(load: Load) -> None:
    module = load(f"""{NOTHING}
def _articles(case: Known) -> tuple[Citation, ...]:
    if case.refunded:
        return (ARTICLE,)
    return (cite("民法典", 582),)


@lru_cache
def _court(on: date) -> Step:
    return Step("court", "起诉。", (cite("民法典", 188),))


def steps(case: Known) -> list[Step]:
    if case.refunded:
        return []
    text = "找商家。"
    first = to_seller(text, *_articles(case), say="请退款。")
    found: list[Step] = [first]
    with open("x") as file:
        found += [Step(channel="carrier", text=f"找{{case.carrier}}。")]
    for channel in case.unsure:
        found.append(Step(channel=channel, text="找它。"))
    return [*found, _court(case.today), *steps(case)]
""")
    found = said(module, "steps", "下一步")
    assert lines(found) == [
        "**商家**：找商家。",
        "**快递**：找〔快递公司〕。",
        "**〔…〕**：找它。",
        "**法院**：起诉。",
    ]
    assert found[0].more == ("可以这样写：“请退款。”",)
    assert labels(found) == [
        ["《民法典》第584条", "《民法典》第582条"],
        [],
        [],
        ["《民法典》第188条"],
    ]


def test_warnings_that_are_made_elsewhere_or_once(load: Load) -> None:
    module = load(f"""{NOTHING}
OLD = Caution(id="old", text="旧法。", basis=(ARTICLE,))


def helper(case: Known) -> list[Caution]:
    return [Caution(id="a", text="当心。") for _ in (1, 2)]


def warnings(case: Known) -> list[Caution]:
    rows = (("b", "一"), ("c", "二"))
    found = [Caution(id=id_, text=f"{{text}}。") for id_, text in rows if case.refunded]
    found.append(OLD)
    unknown = Caution(id="d", text=case.unsure.text)
    return [*found, unknown, *helper(case), *[w for w in helper(case)]]
""")
    found = said(module, "warnings", "要当心的")
    assert lines(found) == ["一。", "二。", "旧法。", "当心。"]
    assert labels(found)[2] == ["《民法典》第584条"]


def test_who_has_to_prove_what(load: Load) -> None:
    module = load(f"""{NOTHING}
def burden(case: Known) -> list[Burden]:
    return [Burden("有毛病", "consumer", (ARTICLE,)), Burden(point="送到了", on="seller")]
""")
    assert lines(said(module, "burden", "谁来证明")) == ["**买家**：有毛病", "**商家**：送到了"]


def test_what_the_seller_says_and_the_answer(load: Load) -> None:
    module = load(f"""{NOTHING}
def objections(case: Known) -> list[Objection]:
    return [Objection("不退。", "要退。", (ARTICLE,))]
""")
    (found,) = said(module, "objections", "商家会怎么说")
    assert (found.line, found.more) == ("商家：“不退。”", ("回答：要退。",))


def test_evidence_is_every_text_that_may_be_in_the_list(load: Load) -> None:
    module = load(f"""{NOTHING}
def photos(case: Known) -> list[str]:
    found = ["照片"]
    found.append(f"{{case.goods}}的发票")
    return found


def evidence(case: Known) -> list[str]:
    found = ["订单", *photos(case), *(["录像"] if case.refunded else [])]
    found.extend(["面单", 1])
    if case.insured:
        return found + ["保价单"]
    return found
""")
    found = set(lines(said(module, "evidence", "证据")))
    assert found == {"订单", "照片", "〔商品〕的发票", "录像", "面单", "保价单"}


# Deadlines


def test_deadlines_with_their_numbers_and_articles(load: Load) -> None:
    module = load(f"""{NOTHING}
def deadlines(case: Known) -> list[Deadline]:
    rows = (("quality_return", "收货"), ("limitation", "知道受损"))
    days = case.stated("promised_return_days")
    return [
        *[
            found
            for name, event in rows
            for found in deadline_if_any(
                name, f"{{event}}后", name, None, event, case.today, "过了就难了。", ARTICLE
            )
        ],
        *([promised_deadline(days, case.signed_date)] if days else []),
    ]
""")
    found = said(module, "deadlines", "期限")
    assert lines(found) == [
        "**收货后**：收货起7天。过了就难了。",
        "**知道受损后**：知道受损起3年。过了就难了。",
        "**通知商家要退货（商家承诺〔商家承诺的退货天数〕天）**：签收起〔商家承诺的退货天数〕天。"
        "过了这天，商家可以不再按承诺退。",
    ]
    assert labels(found) == [
        ["《消费者权益保护法》第24条第1款", "《民法典》第584条"],
        ["《民法典》第188条", "《民法典》第584条"],
        ["《消费者权益保护法实施条例》第12条"],
    ]


def test_guidance_of_our_own_has_no_article(load: Load) -> None:
    module = load(f"""{NOTHING}
def deadlines(case: Known) -> list[Deadline]:
    return list(
        deadline_if_any("x", "谈", "insurance_fee_seller_percent", None, "谈", case.today, "没了。")
    )
""")
    assert labels(said(module, "deadlines", "期限")) == [[]]


# Texts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"平常"', "平常"),
        ('None', ""),
        ('f"{case.goods_price}元"', "〔货款〕元"),
        ('f"{case.goods_price - case.deposit:.2f}元"', "〔货款减定金〕元"),
        ('f"{yuan(case.goods_price)}，{day(case.signed_date)}"', "〔货款〕，〔签收日期〕"),
        ('f"{case.unsure.pop()}"', "〔…〕"),
        ('f"{len(case.goods)}"', "〔…〕"),
        ('"；".join(case.unsure)', "〔…〕"),
        ('"一" + ("二" if case.refunded else "三")', "一〔货款已退：二；否则：三〕"),
        ('"一" if case.refunded else ""', "〔货款已退：一〕"),
        ('"" if case.refunded else "二"', "〔并非货款已退：二〕"),
        ('"一" if unknown() else "二" if unknown() else "三"', "〔一／二／三〕"),
        ('("一" if case.refunded else "二") if unknown() else "三"', "〔货款已退：一；否则：二／三〕"),
        ('f"{case.platform or \'平台\'}客服"', "平台客服"),
        ('{Remedy.REPAIR: "修", Remedy.EXCHANGE: "换"}[case.remedy]', "〔修／换〕"),
        ("NAMES[case.remedy]", "〔修／换〕"),
        ("within('{}内', 'carrier_reply', case.today)", "7天内"),
        ("within('{}内', case.goods, case.today)", "〔…〕内"),
        ("length(parameter('quality_return', case.today))", "7天"),
        ("chosen(case, '乙')", "〔货款已退：甲；否则：买了保价：乙；否则：丙〕"),
    ],
)  # fmt: skip
def test_a_text_that_varies(load: Load, text: str, told: str) -> None:
    module = load(f"""{NOTHING}
NAMES = {{Remedy.REPAIR: "修", Remedy.EXCHANGE: "换"}}


def length(rule: Parameter) -> str:
    return f"{{rule.value}}{{UNIT_NAMES[rule.unit]}}"


def unknown():
    return False


def chosen(case: Known, second: str) -> str:
    if case.refunded:
        return "甲"
    if case.insured:
        return second
    return "丙"


def warnings(case: Known) -> list[Caution]:
    return [Caution(id="x", text="写：" + ({text}))]
""")
    (found,) = lines(said(module, "warnings", "要当心的"))
    assert found == f"写：{told}"


# The whole page


def test_a_term_is_explained_as_it_is_decided(load: Load) -> None:
    module = load(f"""{NOTHING}
@said("另有说法")
def is_other(case: Known) -> bool:
    return not case.dangerous


@said("已经晚了")
def is_late(case: Known) -> bool:
    if case.refunded:
        return True
    if case.insured:
        return bool(case.misuse)
    return is_other(case)


@said("要算的")
def is_reckoned(case: Known) -> bool:
    return len(case.goods) > 1


@said("读不出的")
def is_unreadable(case: Known) -> bool:
    while True:
        pass


def steps(case: Known) -> list[Step]:
    return []


def goods_price(case: Known) -> Share | None:
    if is_late(case) or is_reckoned(case) or is_unreadable(case):
        return None
    return seller(None, statutory, ARTICLE, reason="归商家。")
""")
    example = replace(situation(module), costs=(module.goods_price,))
    page = rulebook((example,))
    terms = page.split('<a id="terms"></a>')[1].split("\n## ")[0]
    stem = module.__name__
    assert terms.strip().split("\n")[2:] == [
        f"- “另有说法”（`{stem}.is_other`）",
        "  - 并非鼓包、漏液或漏气",
        f"- “已经晚了”（`{stem}.is_late`）",
        "  - 货款已退 → 是",
        "  - 买了保价 → 看使用不当",
        "  - “另有说法”",
        f"- “要算的”（`{stem}.is_reckoned`）",
        f"- “读不出的”（`{stem}.is_unreadable`）",
    ]


def test_the_page_has_no_chapter_for_what_cannot_be_read_but_an_error(load: Load) -> None:
    module = load(f"""{NOTHING}
def is_late(case: Known) -> bool:
    return bool(case.refunded)


@said("晚了或没晚")
def is_any(case: Known) -> bool:
    return is_late(case)


def goods_price(case: Known) -> Share | None:
    return None if is_any(case) else seller(None, statutory, ARTICLE, reason="归商家。")


def steps(case: Known) -> list[Step]:
    return [to_seller("x", cite(*case.unsure))]


def deadlines(case: Known) -> list[Deadline]:
    return list(deadline_if_any("x", "某事", case.goods, None, "签收", case.today, "过了。"))
""")
    example = replace(
        situation(module, steps="steps", deadlines="deadlines"), costs=(module.goods_price,)
    )
    with pytest.raises(RulebookError) as error:
        rulebook((example,))
    first, second, third = str(error.value).split("\n")
    assert first.startswith(f"{module.__file__}:{FIRST_LINE + 9}: is_late 没有 @said")
    assert second.startswith(f"{module.__file__}:{FIRST_LINE + 23}: cite(...)")
    assert third.startswith(f"{module.__file__}:{FIRST_LINE + 27}: 读不出")


def test_a_chapter_that_cites_nothing(load: Load) -> None:
    module = load(f"""{NOTHING}
def goods_price(case: Known) -> Share | None:
    return None
""")
    page = rulebook((replace(situation(module), costs=(module.goods_price,)),))
    assert "### 引用的条文" not in page.split("## 各情形都有的")[0]

"""<advice-card> with real advices; only what the shell gives it is a stand-in."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bot.case import Case
from bot.law import Advice, advise
from bot.law.advice import Bearer, plain
from bot.law.what_if import what_ifs
from bot.law.wording import BEARER_NAMES, FATES, share_sentence, yuan
from bot.services import ROOT
from tests.browser.stage import stage, too_small, violations

Json = dict[str, Any]
TODAY = date(2026, 1, 20)
STYLE = "card/card.css"

# As the shell does it: a style sheet and the cards in a shadow root. What the cards ask for and what
# they send is noted.
PREPARE = """async () => {
  await import("/page/card/card.js");
  const root = document.createElement("div").attachShadow({ mode: "open" });
  document.getElementById("stage").append(root.host);
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/page/card/card.css" });
  root.append(link);
  await new Promise((loaded) => { link.onload = loaded; });
  root.append(Object.assign(document.createElement("h2"), { textContent: "对话" }));
  window.root = root;
  window.calls = [];
  window.sent = [];
  for (const type of ["apply-fact", "open-papers", "attach-evidence"]) {
    document.addEventListener(type, ({ detail }) => sent.push([type, detail]));
  }
}"""
SHOW = """({ advice, context, today, whatIfs, articles, terms }) => {
  const answer = async (name, found, ...asked) => {
    calls.push([name, ...asked]);
    if (window.broken) throw new Error("连不上服务器，请稍后再试。");
    return found;
  };
  const card = document.createElement("advice-card");
  card.advice = advice;
  card.context = context;
  card.today = today;
  card.api = {
    whatIfs: (matter) => answer("what-ifs", whatIfs, matter),
    article: (law, number) => answer("article", articles[`${law} ${number}`], law, number),
    terms: () => answer("terms", terms),
  };
  root.append(card);
}"""
SCROLLS_SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
EVERYTHING_OPEN = """() => {
  for (const fold of root.querySelectorAll("details")) fold.open = true;
  for (const why of root.querySelectorAll(".unfold[aria-expanded=false]")) why.click();
}"""

INSURANCE = {
    "goods": "壁画",
    "return_reason": "changed_mind",
    "signed_date": "2026-01-15",
    "return_freight_promise": "free_return",
    "cap_shown_before_order": False,
    "return_freight": "150.00",
    "insurance_payout": "9.00",
    "goods_price": "328.00",
}
DEFECT = {
    "goods": "笔记本",
    "return_reason": "defect",
    "signed_date": "2026-01-15",
    "goods_price": "2999.00",
    "outbound_freight": "10.00",
    "return_freight": "27.00",
    "insurance_fee": "100.00",
    "seller_offered_free_channel": False,
    "pickup_fee": "5.00",
    "depreciation": "200.00",
    "inspection_fee": "60.00",
}
UNSURE = {
    "return_reason": "changed_mind",
    "return_freight": "150.00",
    "insurance_payout": "9.00",
    "unsure": ["return_freight_promise", "cap_shown_before_order"],
}
DANGEROUS = {"goods": "充电宝", "return_reason": "defect", "dangerous": True}
TERMS = [
    {"names": ["运费险"], "means": "退货运费的保险。"},
    {"names": ["七日无理由退货", "无理由退货", "无理由"], "means": "七天内不用说理由就能退。"},
    {"names": ["质量问题", "瑕疵"], "means": "东西本身有毛病。"},
]
ARTICLE_25 = {
    "law": "消费者权益保护法",
    "title": "中华人民共和国消费者权益保护法",
    "article": 25,
    "note": None,
    "rows": [
        {"paragraph": 1, "item": None, "gist": "七天可以退。", "in_force": "2014-03-15"},
        {"paragraph": 3, "item": None, "gist": "运费自己出。", "in_force": "2014-03-15"},
    ],
    "official": {
        "title": "中华人民共和国消费者权益保护法",
        "version": "2013-10-25",
        "text": "第一款的话。\n第二款的话。",
    },
}


def advice_on(facts: Json, today: date = TODAY) -> Json:
    result = advise(Case.model_validate(facts), today)
    assert isinstance(result, Advice)
    return result.to_json()


def what_ifs_on(facts: Json) -> list[Json]:
    case = Case.model_validate(facts)
    advice = advise(case, TODAY)
    assert isinstance(advice, Advice)
    return [found.to_json() for found in what_ifs(case, advice, TODAY)]


@cache
def golden() -> list[tuple[Advice, date]]:
    """The advice of every golden case, with the day it is given on."""
    files = sorted((ROOT / "tests" / "law" / "cases").glob("*.yml"))
    rows = [row for file in files for row in yaml.safe_load(file.read_text(encoding="utf-8"))]
    results = [
        (advise(Case.model_validate(row["facts"]), row["today"]), row["today"]) for row in rows
    ]
    return [(found, today) for found, today in results if isinstance(found, Advice)]


@contextmanager
def empty_stage(chromium: Browser, origin: str, **options: Any) -> Iterator[Page]:
    options = {"viewport": {"width": 390, "height": 844}, **options}
    context: BrowserContext = chromium.new_context(base_url=origin, locale="zh-CN", **options)
    context.set_default_timeout(10_000)
    with stage(context, STYLE) as page:
        page.evaluate(PREPARE)
        yield page
    context.close()


@pytest.fixture
def page(chromium: Browser, origin: str) -> Iterator[Page]:
    """A phone's screen without a card."""
    with empty_stage(chromium, origin) as page:
        yield page


def show(
    page: Page,
    advice: Json,
    *,
    context: Json | None = None,
    today: date = TODAY,
    live: bool = True,
    what_ifs: list[Json] | None = None,
    articles: Json | None = None,
) -> Locator:
    """One more card; the newest one."""
    page.evaluate(
        SHOW,
        {
            "advice": advice,
            "context": (context or {"session": "abc", "matter": 0}) if live else None,
            "today": today.isoformat(),
            "whatIfs": what_ifs or [],
            "articles": articles or {"消费者权益保护法 25": ARTICLE_25},
            "terms": TERMS,
        },
    )
    return page.locator("advice-card").last


def calls(page: Page, name: str) -> list[Any]:
    made: list[list[Any]] = page.evaluate("calls")
    return [asked for called, *asked in made if called == name]


def rows(card: Locator) -> Locator:
    return card.locator("tbody tr:not(.reason)")


def topic(card: Locator, title: str) -> Locator:
    """The part under a title, unfolded."""
    part = card.locator("details.topic").filter(has=card.page.get_by_role("heading", name=title))
    part.evaluate("part => { part.open = true; }")
    return part


# The answer and the table


def test_the_answer_comes_first(page: Page) -> None:
    advice = advice_on(INSURANCE)
    card = show(page, advice)
    expect(card.get_by_role("heading", level=3)).to_have_text(advice["headline"])
    expect(
        page.get_by_role("article", name="可以无理由退货，最晚1月22日通知商家。")
    ).to_be_visible()


def test_the_table_says_who_bears_what_and_how_sure_that_is(page: Page) -> None:
    card = show(page, advice_on(INSURANCE))
    expect(rows(card).locator("th .cost")).to_have_text(["货款", "发货运费", "退货运费"])
    expect(rows(card).locator("th .amount")).to_have_text(["328元", "金额未知", "150元"])
    expect(rows(card).locator(".part")).to_have_text(
        ["由商家退给你", "商家出", "商家出141元", "运费险出9元"]
    )
    expect(rows(card).locator(".sureness")).to_have_text(["法定", "可推出", "可推出"])


def test_a_bar_is_as_long_as_what_each_side_bears(page: Page) -> None:
    card = show(page, advice_on(INSURANCE))
    bar = card.get_by_role("img", name="商家出141元，运费险出9元")
    pieces = bar.locator(".piece").evaluate_all(
        "pieces => pieces.map((piece) => [piece.classList[1], parseFloat(piece.getAttribute('width'))])"
    )
    assert pieces == [["seller", pytest.approx(94)], ["insurer", pytest.approx(6)]]


def test_a_part_that_is_too_small_to_be_seen_is_drawn_larger(page: Page) -> None:
    facts = {**INSURANCE, "return_freight": "900.00", "insurance_payout": "0.50"}
    card = show(page, advice_on(facts))
    bar = card.get_by_role("img", name="商家出899.5元，运费险出0.5元")
    for piece in bar.locator(".piece").all():
        box = piece.bounding_box()
        assert box
        assert box["width"] > 4


def test_what_is_negotiable_is_hatched_between_what_is_usual(page: Page) -> None:
    card = show(page, advice_on(DEFECT))
    bar = card.get_by_role("img", name="要双方商量，商家出60元到100元都有得谈")
    widths = {
        piece.get_attribute("class"): piece.get_attribute("width")
        for piece in bar.locator(".piece").all()
    }
    assert widths == {"piece seller": "60%", "piece negotiable": "40%"}
    hatched = bar.locator(".piece.negotiable").evaluate("e => getComputedStyle(e).fill")
    assert hatched.startswith("url(")


def test_a_condition_of_a_share_stands_beside_it(page: Page) -> None:
    card = show(page, advice_on(UNSURE))
    expect(rows(card).filter(has_text="货款")).to_contain_text("前提：签收七天内提出的")


def test_the_first_screen_of_a_phone_shows_answer_table_and_bars(page: Page) -> None:
    card = show(page, advice_on(DEFECT))
    bars = card.locator("svg.bar")
    expect(bars).to_have_count(7)
    last = bars.last.bounding_box()
    assert last
    assert last["y"] + last["height"] < 844


def test_words_and_sums_are_those_of_the_chat(page: Page) -> None:
    words = page.evaluate("import('/page/card/wording.js').then((all) => ({ ...all }))")
    assert words["BEARERS"] == {str(bearer): name for bearer, name in BEARER_NAMES.items()}
    assert words["FATES"] == {
        cost: {str(bearer): fate for bearer, fate in fates.items()} for cost, fates in FATES.items()
    }
    shares = [share for advice, _ in golden() for share in advice.shares]
    distinct = list({share_sentence(share): share for share in shares}.values())
    said = page.evaluate(
        """(shares) => import("/page/card/wording.js").then(({ parts, yuan }) => shares.map((share) =>
          [share.amount && yuan(share.amount), parts(share).map(({ said }) => said)]))""",
        [plain(share) for share in distinct],
    )
    for share, (amount, parts) in zip(distinct, said, strict=True):
        assert amount == (None if share.amount is None else yuan(share.amount))
        if share.bearer is Bearer.SHARED:
            sentence = share_sentence(share)
            assert sorted(parts) == sorted(sentence.partition("：")[2].split("，"))
        else:
            assert share_sentence(share).endswith(parts[0])


def _said(node: Any, key: str = "") -> Iterator[str]:
    """Every text of an advice that a person should be able to read."""
    unread = {"basis", "schema", "id", "cost", "bearer", "strength", "channel", "on", "favours"}
    unread |= {"fact", "value", "from", "due", "nominal_due", "amount", "split", "seller", "name"}
    if key in unread | {"alternatives", "missing"}:
        return
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        if node.get("id") == "limitation" and node["due"] is None:
            return
        if node.get("arguments"):
            node = {**node, "arguments": ()}
        for name, value in node.items():
            if name == "headline" and "title" in node and (node["shares"] or node["conditions"]):
                continue
            yield from _said(value, name)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _said(value, key)


TEXTS = """(all) => all.map(([advice, today]) => {
  const card = document.createElement("advice-card");
  Object.assign(card, { advice, today });
  root.append(card);
  const text = card.textContent;
  card.remove();
  return text;
})"""


def test_everything_that_any_golden_advice_says_is_in_its_card(page: Page) -> None:
    told: set[str] = set()
    shown = []
    for advice, today in golden():
        given = advice.to_json()
        said = set(_said(given))
        # Most cases differ in their facts only.
        if not said <= told:
            shown.append((said, [given, today.isoformat()]))
        told |= said
    assert len(told) > 500
    texts = page.evaluate(TEXTS, [given for _, given in shown])
    for (said, _), text in zip(shown, texts, strict=True):
        assert [each for each in said if each.rstrip("。") not in text] == []
        assert "undefined" not in text
        assert "null" not in text


def test_no_caution_piece_of_evidence_or_objection_is_said_twice(page: Page) -> None:
    advice = advice_on(DANGEROUS)
    text = show(page, advice).evaluate("card => card.textContent")
    said = [warning["text"] for warning in advice["warnings"]]
    said += [*advice["evidence"], *(each["answer"] for each in advice["objections"])]
    assert {each: text.count(each) for each in said} == dict.fromkeys(said, 1)


def test_what_is_dangerous_is_said_before_anything_else(page: Page) -> None:
    card = show(page, advice_on(DANGEROUS))
    expect(card.locator("> :first-child")).to_contain_text("寄件要如实说是什么")
    danger, title = card.locator(".danger").bounding_box(), card.locator("h3").bounding_box()
    assert danger
    assert title
    assert danger["y"] < title["y"]


# Why, and the articles


def test_why_unfolds_with_what_the_sureness_means(page: Page) -> None:
    advice = advice_on(INSURANCE)
    card = show(page, advice)
    why = card.get_by_role("button", name="法定 为什么 ：货款")
    reason = card.get_by_text(advice["shares"][0]["reason"])
    expect(reason).to_be_hidden()
    why.click()
    expect(why).to_have_attribute("aria-expanded", "true")
    expect(reason).to_be_visible()
    expect(card.get_by_text("“法定”的意思：法律条文直接写明的")).to_be_visible()
    why.click()
    expect(reason).to_be_hidden()


def open_article(card: Locator, share: int = 0) -> Locator:
    card.locator(".unfold").nth(share).click()
    article = card.locator("tr.reason").nth(share).locator("details.article").first
    article.locator("summary").click()
    return article


def test_an_article_unfolds_to_gist_day_and_official_text(page: Page) -> None:
    card = show(page, advice_on(INSURANCE))
    card.locator(".unfold").first.click()
    article = card.locator("details.article").first
    expect(article.locator("summary")).to_have_text("《消费者权益保护法》第25条第1款")
    assert calls(page, "article") == []
    article.locator("summary").click()
    expect(article).to_contain_text("七天可以退。")
    expect(article).not_to_contain_text("运费自己出。")
    expect(article).to_contain_text("2014年3月15日起施行。")
    expect(article).to_contain_text(
        "原文：《中华人民共和国消费者权益保护法》，2013年10月25日公布的版本"
    )
    expect(article.locator("blockquote p")).to_have_text(["第一款的话。", "第二款的话。"])


def test_an_article_is_asked_for_once_for_all_cards_of_a_page(page: Page) -> None:
    for _ in range(2):
        expect(open_article(show(page, advice_on(INSURANCE)))).to_contain_text("七天可以退。")
    assert calls(page, "article") == [["消费者权益保护法", 25]]


def test_an_article_that_could_not_be_loaded_can_be_asked_for_again(page: Page) -> None:
    page.evaluate("window.broken = true")
    article = open_article(show(page, advice_on(INSURANCE)))
    expect(article).to_contain_text("连不上服务器")
    page.evaluate("window.broken = false")
    article.get_by_role("button", name="再试一次").click()
    expect(article).to_contain_text("七天可以退。")
    expect(article.locator("summary")).to_be_focused()


def test_without_an_official_text_the_article_says_so(page: Page) -> None:
    articles = {"消费者权益保护法 25": {**ARTICLE_25, "official": None, "note": "只核对过二手来源"}}
    article = open_article(show(page, advice_on(INSURANCE), articles=articles))
    expect(article).to_contain_text("原文这里没有收录")
    expect(article).to_contain_text("只核对过二手来源。")


# Where it depends


def test_each_answer_to_what_is_open_says_what_it_would_mean(page: Page) -> None:
    card = show(page, advice_on(UNSURE))
    open_ = card.locator(".condition").first
    expect(open_.locator("> h4")).to_have_text("要看：退货的运费，页面或客服当时是怎么说的？")
    expect(open_.locator("> details > summary")).to_have_text(
        [
            re.compile("如果“写了退货包运费”还要看：下单之前"),
            re.compile("如果“只送运费险，写明补一定金额”退货运费：运费险出9元，141元要双方商量"),
            re.compile("如果“都没说过”退货运费：运费险出9元，你出141元"),
        ]
    )


def test_a_branch_within_a_branch_can_be_confirmed_with_all_its_facts(page: Page) -> None:
    card = show(page, advice_on(UNSURE), context={"session": "abc", "matter": 2})
    outer = card.locator(".condition > details").first
    outer.locator("> summary").click()
    inner = outer.locator(".condition > details").filter(has_text="如果“没有”")
    inner.locator("> summary").click()
    expect(inner.get_by_role("img", name="商家出141元，运费险出9元")).to_be_visible()
    inner.get_by_role("button", name="我的情况就是这样").click()
    (kind, detail) = page.evaluate("sent")[0]
    assert kind == "apply-fact"
    assert detail["facts"] == {
        "return_freight_promise": "free_return",
        "cap_shown_before_order": False,
    }
    assert detail["matter"] == 2
    assert detail["text"].startswith(
        "情况是：退货的运费，页面或客服当时是怎么说的？写了退货包运费；"
    )


# If it were different


def test_what_ifs_are_loaded_when_the_card_comes_into_sight(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 300})
    advice = advice_on(INSURANCE)
    card = show(page, advice, what_ifs=what_ifs_on(INSURANCE))
    expect(card.get_by_role("heading", name="如果情况不同")).to_be_attached()
    # An observer of our own sees where the card's has had its turn.
    page.evaluate(
        """() => new Promise((seen) => new IntersectionObserver(seen).observe(
          root.querySelector(".what-ifs")))"""
    )
    assert calls(page, "what-ifs") == []
    card.get_by_role("heading", name="如果情况不同").scroll_into_view_if_needed()
    expect(card.get_by_role("group", name="退货运费承诺")).to_be_visible()
    assert calls(page, "what-ifs") == [[0]]


def test_a_what_if_shows_what_would_change_and_can_be_confirmed(page: Page) -> None:
    card = show(page, advice_on(INSURANCE), what_ifs=what_ifs_on(INSURANCE))
    group = card.get_by_role("group", name="退货运费承诺")
    expect(group).to_contain_text("现在：写了退货包运费")
    chip = group.get_by_role("button", name="都没说过")
    chip.click()
    expect(chip).to_have_attribute("aria-expanded", "true")
    expect(group.locator(".changes li")).to_have_text(
        ["退货运费原来：商家出141元，运费险出9元变成：运费险出9元，你出141元"]
    )
    group.get_by_role("button", name="我的情况就是这样").click()
    assert page.evaluate("sent") == [
        [
            "apply-fact",
            {
                "facts": {"return_freight_promise": "none"},
                "text": "情况是：退货运费承诺，都没说过",
                "matter": 0,
            },
        ]
    ]
    chip.click()
    expect(group.locator(".changes")).to_have_count(0)


def supposed(advice: Json, headline: str, shares: list[Json], changed: list[str]) -> list[Json]:
    choice = {"value": True, "title": "是", "headline": headline, "shares": shares}
    choices = [{**choice, "changed": changed}]
    return [{"fact": "own_it", "name": "自用", "question": "", "current": None, "choices": choices}]


def test_a_change_that_is_no_other_bearer_is_said_as_what_it_is(page: Page) -> None:
    advice = advice_on(INSURANCE)
    price, outbound, freight = advice["shares"]
    other = [
        {**price, "amount": "300.00", "split": {"seller": "300.00"}},
        {**outbound, "strength": "agreed"},
    ]
    choices = supposed(
        advice, "可以退。", other, ["goods_price", "outbound_freight", "return_freight"]
    )
    card = show(page, advice, what_ifs=choices)
    card.get_by_role("button", name="是", exact=True).click()
    expect(card.locator(".changes li")).to_have_text(
        [
            "货款原来：由商家退给你（328元）变成：由商家退给你（300元）",
            "发货运费原来：商家出（可推出）变成：商家出（约定）",
            "退货运费原来：商家出141元，运费险出9元变成：不再涉及",
        ]
    )
    assert freight["cost"] == "return_freight"


def test_where_the_next_question_would_decide_nothing_is_said_to_be_gone(page: Page) -> None:
    advice = advice_on(INSURANCE)
    choices = supposed(advice, "那还要看：有没有标识？", [], ["goods_price", "repair_fee"])
    card = show(page, advice, what_ifs=choices)
    card.get_by_role("button", name="是", exact=True).click()
    expect(card.locator(".verdict")).to_have_text("那还要看：有没有标识？。")
    expect(card.locator(".changes li")).to_have_text(["货款原来：由商家退给你变成：要看情况"])


def test_what_ifs_that_could_not_be_loaded_can_be_asked_for_again(page: Page) -> None:
    page.evaluate("window.broken = true")
    card = show(page, advice_on(INSURANCE), what_ifs=what_ifs_on(INSURANCE))
    expect(card.locator(".what-ifs")).to_contain_text("连不上服务器")
    page.evaluate("window.broken = false")
    card.locator(".what-ifs").get_by_role("button", name="再试一次").click()
    expect(card.get_by_role("group", name="退货运费承诺")).to_be_visible()
    expect(card.get_by_role("heading", name="如果情况不同")).to_be_focused()


def test_where_nothing_would_change_there_is_no_what_if(page: Page) -> None:
    card = show(page, advice_on(INSURANCE), what_ifs=[])
    expect(card.get_by_role("heading", name="如果情况不同")).to_have_count(0)


def test_what_is_open_anyway_is_no_what_if(page: Page) -> None:
    found = what_ifs_on(UNSURE)
    assert "return_freight_promise" in [each["fact"] for each in found]
    card = show(page, advice_on(UNSURE), what_ifs=found)
    expect(card.locator(".what-if").first).to_be_visible()
    expect(card.get_by_role("group", name="退货运费承诺")).to_have_count(0)


# Deadlines


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 1, 19), "还剩3天"),
        (date(2026, 1, 22), "今天最后一天"),
        (date(2026, 1, 24), "已过2天"),
    ],
)
def test_a_deadline_says_how_many_days_are_left(page: Page, today: date, left: str) -> None:
    card = show(page, advice_on({**DEFECT, "defect_serious": True}, today), today=today)
    first = card.locator(".timeline li").first
    expect(first.locator("time")).to_have_text("1月22日")
    expect(first.locator(".left")).to_have_text(left)
    expect(first.locator("> details > summary")).to_contain_text("质量问题退货")
    first.locator("> details > summary").click()
    expect(first).to_contain_text("1月15日收货，1月16日算第1天，1月22日是第7天。")
    expect(first).to_contain_text("过了这天不等于不能退")


def test_deadlines_stand_in_the_order_of_their_days_those_without_in_words(page: Page) -> None:
    facts = {**DEFECT, "seller_received_date": "2026-01-18", "complaint_date": "2026-01-19"}
    advice = advice_on(facts)
    card = show(page, advice)
    days = [each.get_attribute("datetime") for each in card.locator(".timeline time").all()]
    assert len(days) > 1
    assert days == sorted(day for day in days if day)
    undated = [
        d["name"] for d in advice["deadlines"] if d["due"] is None and d["id"] != "limitation"
    ]
    assert undated
    for name in undated:
        expect(card.locator(".undated")).to_contain_text(name)


def test_the_day_before_a_deadline_rolls_over_a_holiday_is_the_one_to_keep(page: Page) -> None:
    # 2025-10-25 is a Saturday.
    facts = {"goods": "锅", "return_reason": "defect", "signed_date": "2025-10-18"}
    for today, day, left in [
        (date(2025, 10, 22), "10月25日", "还剩3天"),
        (date(2025, 10, 26), "10月27日", "还剩1天"),
    ]:
        card = show(page, advice_on(facts, today), today=today)
        expect(card.locator(".timeline time").first).to_have_text(day)
        expect(card.locator(".timeline .left").first).to_have_text(left)


def test_a_day_of_another_year_is_named_with_its_year(page: Page) -> None:
    facts = {**INSURANCE, "signed_date": "2025-12-28"}
    today = date(2025, 12, 30)
    card = show(page, advice_on(facts, today), today=today)
    expect(card.locator(".timeline time").first).to_have_text("2026年1月4日")
    expect(card.get_by_role("heading", name="期限").locator("..")).to_contain_text("最近的还剩5天")


# Evidence, steps, arguments


def test_ticks_are_kept_for_their_case(page: Page) -> None:
    advice = advice_on(DEFECT)
    card = show(page, advice)
    boxes = topic(card, "要留的证据").get_by_role("checkbox")
    expect(boxes).to_have_count(len(advice["evidence"]))
    boxes.nth(1).check()
    expect(card.get_by_text(f"备好1样，共{len(advice['evidence'])}样")).to_be_visible()
    page.reload()
    page.evaluate(PREPARE)
    again = topic(show(page, advice), "要留的证据").get_by_role("checkbox")
    expect(again.nth(1)).to_be_checked()
    expect(again.nth(0)).not_to_be_checked()
    for context in ({"session": "abc", "matter": 1}, {"session": "abd", "matter": 0}):
        other = topic(show(page, advice, context=context), "要留的证据")
        expect(other.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_ticks_are_forgotten_with_the_conversation(page: Page) -> None:
    advice = advice_on(DEFECT)
    for matter in (0, 1):
        card = show(page, advice, context={"session": "abc", "matter": matter})
        topic(card, "要留的证据").get_by_role("checkbox").first.check()
    page.evaluate("import('/page/card/evidence_list.js').then((list) => list.forgetTicks('abc'))")
    assert page.evaluate("localStorage.length") == 0
    again = topic(show(page, advice), "要留的证据")
    expect(again.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_it_works_without_storage(page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked'); } })"
    )
    page.reload()
    page.evaluate(PREPARE)
    card = show(page, advice_on(DEFECT))
    topic(card, "要留的证据").get_by_role("checkbox").first.check()
    expect(card.get_by_text("备好1样")).to_be_visible()


def test_a_picture_can_be_added_to_what_it_should_prove(page: Page) -> None:
    advice = advice_on(DEFECT)
    card = show(page, advice, context={"session": "abc", "matter": 1})
    text = advice["evidence"][1]
    topic(card, "要留的证据").get_by_role("button", name=f"添加图片：{text}").click()
    card.get_by_role("button", name="要发给商家的信和其他文书").click()
    assert page.evaluate("sent") == [
        ["attach-evidence", {"supports": text, "matter": 1}],
        ["open-papers", {"matter": 1}],
    ]


def test_steps_stand_in_the_order_of_their_channels(page: Page) -> None:
    advice = advice_on(DEFECT)
    card = show(page, advice)
    titles = card.locator(".channels > li > details > summary")
    expect(titles).to_have_text(["找商家", "找平台", "找12315", "调解", "起诉"])
    expect(card.get_by_text(advice["steps"][0]["text"])).to_be_visible()
    far = card.get_by_text("还谈不拢，可以在收货地的法院起诉")
    expect(far).to_be_hidden()
    titles.last.click()
    expect(far).to_be_visible()


def test_words_to_say_are_copied(chromium: Browser, origin: str) -> None:
    leave = ["clipboard-read", "clipboard-write"]
    with empty_stage(chromium, origin, permissions=leave) as page:
        advice = advice_on(DEFECT)
        card = show(page, advice)
        say = next(step["say"] for step in advice["steps"] if step["say"])
        card.locator(".words").filter(has_text=say).get_by_role("button", name="复制").click()
        expect(card.get_by_role("button", name="已复制")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == say


def test_words_are_copied_without_leave_to_write_to_the_clipboard(page: Page) -> None:
    page.evaluate(
        """() => {
          Object.defineProperty(navigator, "clipboard", { value: undefined });
          document.execCommand = () => {
            const marked = root.activeElement;
            window.copied = marked.value.slice(marked.selectionStart, marked.selectionEnd);
            return true;
          };
        }"""
    )
    advice = advice_on(DEFECT)
    answer = advice["objections"][0]["answer"]
    part = topic(show(page, advice), "商家可能会说")
    part.locator("summary").nth(1).click()
    part.locator(".words").first.get_by_role("button", name="复制").click()
    expect(part.get_by_role("button", name="已复制")).to_be_focused()
    assert page.evaluate("copied") == answer


def test_words_that_cannot_be_copied_say_so(page: Page) -> None:
    page.evaluate(
        """() => {
          Object.defineProperty(navigator, "clipboard", { value: undefined });
          document.execCommand = () => false;
        }"""
    )
    card = show(page, advice_on(DEFECT))
    card.get_by_role("button", name="复制").first.click()
    expect(card.get_by_role("button", name="没成功，请长按复制")).to_be_visible()


# Legal words


def test_a_legal_word_is_explained_on_tap(page: Page) -> None:
    card = show(page, advice_on(INSURANCE))
    word = card.locator("h3").get_by_role("button", name="运费险")
    meaning = card.locator("header .meaning", has_text="运费险：退货运费的保险。")
    expect(meaning).to_be_hidden()
    word.click()
    expect(meaning).to_be_visible()
    expect(word).to_have_attribute("aria-expanded", "true")
    word.press("Escape")
    expect(meaning).to_be_hidden()
    expect(word).to_be_focused()
    word.press("Enter")
    expect(meaning).to_be_visible()
    word.press(" ")
    expect(meaning).to_be_hidden()


def test_the_longest_word_is_explained_and_one_at_a_time(page: Page) -> None:
    card = show(page, advice_on(INSURANCE))
    title = card.locator("h3")
    title.get_by_role("button", name="无理由退货").click()
    expect(card.get_by_text("七日无理由退货：七天内不用说理由就能退。").first).to_be_visible()
    title.get_by_role("button", name="运费险").click()
    expect(card.locator(".meaning:visible")).to_have_text(["运费险：退货运费的保险。"])


def test_a_word_is_explained_the_first_time_in_each_part(page: Page) -> None:
    advice = advice_on(INSURANCE)
    text = "运费险赔了九元。运费险还赔吗？"
    advice["shares"][2]["reason"] = text
    advice["steps"][0]["text"] = text
    card = show(page, advice)
    for part in (card.locator("tr.reason").nth(2), card.locator(".steps > li").first):
        expect(part.locator(".term", has_text="运费险")).to_have_count(1)


def test_a_text_with_explained_words_is_marked_and_copied_as_it_reads(page: Page) -> None:
    advice = advice_on(INSURANCE)
    card = show(page, advice)
    expect(card.locator("h3 .term")).not_to_have_count(0)
    marked = card.locator("h3").evaluate(
        "title => { getSelection().selectAllChildren(title); return getSelection().toString(); }"
    )
    assert marked.replace("\n", "") == advice["headline"]


def test_words_are_explained_in_traditional_characters_too(page: Page) -> None:
    """The shell may have turned the text before the words are known: they are found all the same."""
    page.evaluate(
        """() => new MutationObserver((changes) => {
          for (const { target } of changes) {
            const title = target.querySelector?.("h3 span");
            if (title && title.textContent.includes("无理由")) title.textContent = "可以無理由退貨。";
          }
        }).observe(root, { childList: true })"""
    )
    card = show(page, advice_on(INSURANCE))
    expect(card.locator("h3").get_by_role("button", name="无理由退货")).to_be_visible()


def test_without_the_words_the_card_is_there_all_the_same(page: Page) -> None:
    page.evaluate("window.broken = true")
    advice = advice_on(INSURANCE)
    card = show(page, advice)
    expect(card.get_by_role("heading", level=3)).to_have_text(advice["headline"])
    expect(card.locator(".term")).to_have_count(0)
    page.evaluate("window.broken = false")
    expect(show(page, advice).locator(".term")).not_to_have_count(0)


# As one of several, as an older one, on paper


def test_an_older_card_shrinks_to_its_headline_and_unfolds_again(page: Page) -> None:
    advice = advice_on(DEFECT)
    card = show(page, advice)
    expect(card.get_by_text("已有新的结论")).to_be_hidden()
    card.evaluate("card => card.collapse()")
    expect(card.get_by_role("heading", level=3)).to_have_text(advice["headline"])
    expect(card.get_by_text("已有新的结论")).to_be_visible()
    expect(card.get_by_role("table")).to_be_hidden()
    card.get_by_role("button", name="展开").click()
    expect(card.get_by_role("table")).to_be_visible()
    expect(card.get_by_role("button", name="收起")).to_have_attribute("aria-expanded", "true")
    card.get_by_role("button", name="收起").click()
    expect(card.get_by_role("table")).to_be_hidden()
    card.evaluate("card => card.expand()")
    expect(card.get_by_role("table")).to_be_visible()


def test_a_card_that_is_older_before_it_is_shown(page: Page) -> None:
    page.evaluate(
        """(advice) => {
          const card = document.createElement("advice-card");
          card.collapse();
          Object.assign(card, { advice, today: "2026-01-20" });
          root.append(card);
        }""",
        advice_on(DEFECT),
    )
    expect(page.get_by_text("已有新的结论")).to_be_visible()
    expect(page.get_by_role("table")).to_be_hidden()


def test_a_card_that_is_moved_stays_as_it_is(page: Page) -> None:
    card = show(page, advice_on(INSURANCE), what_ifs=what_ifs_on(INSURANCE))
    card.locator(".unfold").first.click()
    expect(card.locator(".what-if").first).to_be_visible()
    card.evaluate(
        "card => { const place = document.createElement('div'); root.append(place); place.append(card); }"
    )
    expect(card.locator("tr.reason").first).to_be_visible()
    expect(card.locator("h3")).to_have_count(1)
    assert calls(page, "what-ifs") == [[0]]


@pytest.mark.parametrize("context", ["null", "{ session: null, matter: null }"])
def test_an_old_card_asks_nothing_of_the_server(page: Page, context: str) -> None:
    advice = advice_on(UNSURE)
    card = show(page, advice, live=False)
    page.evaluate(f"root.lastChild.context = {context}")
    page.evaluate(EVERYTHING_OPEN)
    expect(
        card.get_by_text("《消费者权益保护法》第25条第1款，2014年3月15日起施行").first
    ).to_be_visible()
    expect(card.get_by_role("heading", name="如果情况不同")).to_have_count(0)
    names = {name.strip() for name in card.get_by_role("button").all_inner_texts()}
    assert {name for name in names if "为什么" not in name} == {"复制"}
    assert page.evaluate("calls") == []


def test_on_paper_everything_is_unfolded(page: Page) -> None:
    advice = advice_on(UNSURE)
    card = show(page, advice)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for text in [
        advice["shares"][0]["reason"],
        advice["evidence"][-1],
        advice["objections"][0]["answer"],
        advice["deadlines"][0]["if_missed"],
        "还谈不拢，可以在收货地的法院起诉",
    ]:
        expect(card.get_by_text(text).first).to_be_visible()
    expect(card.get_by_role("button", name="复制")).to_have_count(0)
    assert calls(page, "article") == []
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(card.get_by_text(advice["shares"][0]["reason"])).to_be_hidden()
    expect(card.get_by_text(advice["evidence"][-1])).to_be_hidden()
    expect(card.get_by_text(advice["steps"][0]["text"])).to_be_visible()


# For everybody


def show_all_kinds(page: Page) -> None:
    for facts in (INSURANCE, DEFECT, UNSURE, DANGEROUS):
        show(page, advice_on(facts), what_ifs=what_ifs_on(facts))
    show(page, advice_on(INSURANCE), live=False)
    show(page, advice_on(DEFECT)).evaluate("card => card.collapse()")
    for card in page.locator("advice-card").all():
        card.scroll_into_view_if_needed()
        expect(card.get_by_text("正在算…")).to_have_count(0)


def open_what_can_be_opened(page: Page) -> None:
    page.evaluate(EVERYTHING_OPEN)
    for chip in page.locator(".what-if .chip:first-child").all():
        chip.click()
    page.locator("h3 .term").first.click()
    expect(page.get_by_text("正在取条文…")).to_have_count(0)


@pytest.mark.parametrize("facts", [INSURANCE, UNSURE, DANGEROUS])
def test_axe_has_nothing_against_a_card(page: Page, facts: Json) -> None:
    show(page, advice_on(facts), what_ifs=what_ifs_on(facts)).scroll_into_view_if_needed()
    expect(page.locator(".what-if").first).to_be_visible()
    assert violations(page, "#stage") == []
    open_what_can_be_opened(page)
    assert violations(page, "#stage") == []


def test_axe_has_nothing_against_an_older_card(page: Page) -> None:
    show(page, advice_on(DEFECT)).evaluate("card => card.collapse()")
    assert violations(page, "#stage") == []


def test_no_id_is_given_twice(page: Page) -> None:
    show_all_kinds(page)
    open_what_can_be_opened(page)
    ids = page.evaluate("[...root.querySelectorAll('[id]')].map(({ id }) => id)")
    assert len(ids) > 20
    assert len(ids) == len(set(ids))


def test_everything_that_is_tapped_is_large_enough(page: Page) -> None:
    show_all_kinds(page)
    open_what_can_be_opened(page)
    assert too_small(page, "advice-card") == []


# 320 pixels is also what a screen of 640 has at twice its size; the root's type may be half as large again.
@pytest.mark.parametrize(
    ("width", "size"), [(320, "100%"), (320, "150%"), (640, "200%"), (312, "100%")]
)
def test_nothing_scrolls_sideways(page: Page, width: int, size: str) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
    show_all_kinds(page)
    open_what_can_be_opened(page)
    assert not page.evaluate(SCROLLS_SIDEWAYS)
    sticking_out = page.evaluate(
        """() => [...root.querySelectorAll("advice-card")].flatMap((card) => {
          const edge = card.getBoundingClientRect().right;
          return [...card.querySelectorAll("*")].filter((part) => part.checkVisibility() &&
            !part.closest(".unseen, pattern") && part.getBoundingClientRect().right > edge)
            .map((part) => part.outerHTML);
        })"""
    )
    assert sticking_out == []


def test_where_it_is_narrow_who_bears_a_cost_stands_below_it(page: Page) -> None:
    page.set_viewport_size({"width": 312, "height": 640})
    card = show(page, advice_on(INSURANCE))
    row = rows(card).last
    cost, who = row.locator("th").bounding_box(), row.locator(".who").bounding_box()
    assert cost
    assert who
    assert who["y"] > cost["y"] + 20
    assert who["width"] > 200


def test_the_keyboard_is_enough(page: Page) -> None:
    card = show(page, advice_on(INSURANCE), what_ifs=what_ifs_on(INSURANCE))
    expect(card.get_by_role("group", name="退货运费承诺")).to_be_visible()

    def tab_to(target: Locator) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            if target.evaluate("e => e === e.getRootNode().activeElement"):
                break
        expect(target).to_be_focused()
        outline = target.evaluate("e => getComputedStyle(e).outlineStyle")
        assert outline == "solid"

    tab_to(card.locator("h3 .term").first)
    tab_to(card.locator(".unfold").first)
    page.keyboard.press("Enter")
    tab_to(card.locator("tr.reason").first.locator("summary").first)
    page.keyboard.press("Enter")
    expect(card.get_by_text("七天可以退。")).to_be_visible()
    tab_to(card.get_by_role("group", name="退货运费承诺").get_by_role("button").last)
    page.keyboard.press("Space")
    tab_to(card.get_by_role("button", name="我的情况就是这样"))
    page.keyboard.press("Enter")
    tab_to(card.locator("summary").filter(has_text="要留的证据"))
    page.keyboard.press("Space")
    tab_to(card.get_by_role("checkbox").first)
    page.keyboard.press("Space")
    expect(card.get_by_role("checkbox").first).to_be_checked()
    tab_to(card.get_by_role("button", name="要发给商家的信和其他文书"))
    page.keyboard.press("Enter")
    assert [kind for kind, _ in page.evaluate("sent")] == ["apply-fact", "open-papers"]


CONTRAST = """(image) => {
  const channel = (value) => (value /= 255) <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map(Number).map(channel);
    return .2126 * red + .7152 * green + .0722 * blue;
  };
  const ground = light(getComputedStyle(image.closest("advice-card")).backgroundColor);
  return [...image.querySelectorAll(".piece:not(.negotiable), .hatch-line")].map((piece) => {
    const pair = [ground, light(getComputedStyle(piece).fill)];
    return (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_stand_out_from_the_card(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    facts = {**INSURANCE, "usual_return_freight": "12.00"}
    card = show(page, advice_on(facts))
    expect(card.get_by_role("img", name="商家出3元，运费险出9元，你出138元")).to_be_visible()
    contrasts = [each for bar in card.locator("svg.bar").all() for each in bar.evaluate(CONTRAST)]
    assert len(contrasts) > 5
    assert min(contrasts) >= 3


def test_what_comes_from_elsewhere_is_shown_as_text(page: Page) -> None:
    hostile = "<img src=x onerror=\"document.title='坏'\"><script>document.title='坏'</script>"

    def spoil(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: value if key in KEPT else spoil(value) for key, value in node.items()}
        if isinstance(node, list):
            return [spoil(value) for value in node]
        return f"{node}{hostile}" if isinstance(node, str) else node

    advice = spoil(advice_on(UNSURE))
    articles = {f"消费者权益保护法{hostile} 25": spoil(ARTICLE_25)}
    card = show(page, advice, what_ifs=spoil(what_ifs_on(INSURANCE)), articles=articles)
    expect(card.get_by_role("heading", level=3)).to_have_text(advice["headline"])
    card.locator(".what-ifs").scroll_into_view_if_needed()
    expect(card.locator(".what-if").first).to_contain_text(hostile)
    page.locator(".what-if .chip").first.click()
    page.evaluate(EVERYTHING_OPEN)
    expect(card.locator(".official").first).to_contain_text(hostile)
    expect(card.locator("img, script")).to_have_count(0)
    assert page.title() == "台"


KEPT = {"amount", "split", "bearer", "strength", "cost", "channel", "id", "due", "nominal_due"}
KEPT |= {"in_force", "version", "from", "seller", "changed"}


def test_the_cards_script_is_small() -> None:
    scripts = sorted((Path(ROOT) / "bot" / "web" / "page" / "card").glob("*.js"))
    assert len(scripts) > 5
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) <= 20 * 1024

"""The papers of every golden case and of any case at all: they say what the advice says, no more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx as word
import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.answer.papers import EvidenceItem, Paper, papers_for
from bot.answer.papers.docx import OPEN_BLANK, TEMPLATE, docx
from bot.answer.papers.filling import (
    MOST_CHARACTERS,
    BlankTooLong,
    UnfitForBlank,
    UnknownBlank,
)
from bot.answer.papers.template import template
from bot.case import Case
from bot.law import Advice, advise
from bot.law.advice import Bearer, Condition, Share, Strength
from tests.law.generated_cases import Given, cases

FOLDER = Path(__file__).parent.parent / "law" / "cases"
TODAY = date(2026, 1, 20)
SUM = re.compile(r"(\d+\.\d\d)元")
BLANK = re.compile("【(.+?)】")
SLIPS = ("你", "××", "None", "{", "}", "。。", "；。", "，。", "：。", "：；")
LAPTOP = {
    "goods": "笔记本",
    "platform": "京东",
    "return_reason": "defect",
    "defect": "屏幕裂纹",
    "order_date": "2026-01-12",
    "signed_date": "2026-01-15",
    "goods_price": "4698.00",
    "return_freight": "27.00",
    "insurance_fee": "100.00",
    "seller_offered_free_channel": False,
}
PICTURE = EvidenceItem(
    number=1,
    supports="退货运费",
    received_at=datetime(2026, 1, 19, 17, 5, tzinfo=UTC),
    sha256="ab" * 32,
)


def golden() -> list[Any]:
    """Every golden case that is answered with an advice, by its name."""
    files = sorted(FOLDER.glob("*.yml"))
    rows = [row for path in files for row in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return [
        pytest.param(case, advice, row["today"], id=row["name"])
        for row in rows
        for case in [Case.model_validate(row["facts"])]
        for advice in [advise(case, row["today"])]
        if isinstance(advice, Advice)
    ]


def papers_of(facts: dict[str, Any], *evidence: EvidenceItem) -> dict[str, Paper]:
    """The papers of a case, by id."""
    case = Case.model_validate(facts)
    advice = advise(case, TODAY)
    assert isinstance(advice, Advice)
    return {paper.id: paper for paper in papers_for(case, advice, TODAY, evidence)}


def letter(**facts: Any) -> str:
    return papers_of(facts)["seller_letter"].text


def shares_in(conditions: Iterable[Condition]) -> list[Share]:
    return [
        share
        for condition in conditions
        for branch in condition.branches
        for share in [*branch.shares, *shares_in(branch.conditions)]
    ]


def faults(paper: Paper) -> list[str]:
    """What is wrong with a paper, whatever it is about."""
    found = [slip for slip in SLIPS if slip in paper.text]
    labels = list(dict.fromkeys(BLANK.findall(paper.text)))
    if labels != [blank.label for blank in paper.blanks]:
        found.append(f"blanks in the text: {labels}")
    if len({blank.id for blank in paper.blanks}) != len(labels):
        found.append("two blanks of one id")
    kinds = [block.kind for block in paper.blocks]
    for kind, then in zip(kinds, [*kinds[1:], "end"], strict=True):
        if kind == "heading" and then in ("heading", "title", "end"):
            found.append("a heading over nothing")
    for block in paper.blocks:
        lines = getattr(block, "items", None) or getattr(block, "rows", None) or [block]
        if not lines or getattr(block, "text", "…") == "":
            found.append("an empty block")
    return found


@pytest.mark.parametrize(("case", "advice", "today"), golden())
def test_every_golden_case_has_papers_that_speak_for_the_consumer(
    case: Case, advice: Advice, today: date
) -> None:
    papers = {paper.id: paper for paper in papers_for(case, advice, today)}
    assert [(id_, fault) for id_, paper in papers.items() for fault in faults(paper)] == []
    assert not re.search("商家|卖家", BLANK.sub("", papers["seller_letter"].text))
    assert not any("贵方" in p.text for id_, p in papers.items() if id_ != "seller_letter")
    if "platform_complaint" in papers:
        assert len(papers["platform_complaint"].text) <= 400


@pytest.mark.parametrize(("case", "advice", "today"), golden())
def test_the_letter_has_every_sum_that_the_seller_bears_and_its_articles(
    case: Case, advice: Advice, today: date
) -> None:
    text = papers_for(case, advice, today)[0].text
    sums = {Decimal(found) for found in SUM.findall(text)}
    for share in [*advice.shares, *shares_in(advice.conditions)]:
        part = (share.split or {}).get(Bearer.SELLER)
        if part and share.strength is not Strength.NEGOTIABLE:
            assert {share.amount, part} <= sums
            assert all(article.law in text for article in share.basis)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_any_case_has_papers_without_a_slip(given_: Given) -> None:
    case, today = given_
    while not isinstance(advice := advise(case, today), Advice):
        case = case.without(advice.fact)
    for paper in papers_for(case, advice, today):
        assert faults(paper) == []


def test_the_letter_says_what_happened_and_asks_for_what_is_due() -> None:
    text = letter(**LAPTOP)
    assert "我于2026年1月12日在京东向贵方购买了笔记本" in text
    assert "2026年1月15日签收。商品有质量问题，表现为“屏幕裂纹”。" in text
    assert "· 货款：4698.00元；请贵方退还；《消费者权益保护法》第24条第1款" in text
    assert "· 退货运费：27.00元；请贵方承担" in text
    assert "请贵方支付的，合计4725.00元，其中寄回的费用27.00元，还没付的寄回后凭票据支付。" in text
    assert "请在【答复天数】日内答复" in text


def test_what_the_law_leaves_open_is_a_proposal_and_no_part_of_the_total() -> None:
    text = letter(**LAPTOP)
    (row,) = [line for line in text.splitlines() if line.startswith("· 保价费")]
    assert "没有规定由谁承担，希望和贵方商量；我提议贵方承担60.00元到100.00元" in row
    assert "《" not in row
    assert "关于保价费：贵方没给更省的寄法，保价就更像必要费用。" in text


def test_what_the_consumer_bears_is_said() -> None:
    text = letter(
        goods="鞋子",
        return_reason="changed_mind",
        signed_date="2026-01-19",
        return_freight_promise="none",
        return_freight="12.00",
    )
    assert "· 退货运费：12.00元；由我承担" in text


def test_what_speaks_against_the_consumer_is_not_hidden() -> None:
    papers = papers_of({"goods": "手机", "return_reason": "defect", "misuse": True})
    assert "损坏是我自己使用不当造成的" in papers["seller_letter"].text
    assert "质量问题" not in papers["seller_letter"].text
    assert list(papers) == ["seller_letter", "evidence_list"], "there is nothing to complain of"


def test_what_nobody_said_is_a_blank_or_left_out() -> None:
    paper = papers_of({"return_reason": "defect"})["seller_letter"]
    assert {"商品名称", "下单日期", "签收日期", "具体问题", "货款金额"} <= {
        b.label for b in paper.blanks
    }
    assert "商家同意" not in paper.text
    assert [b.id for b in paper.blanks if b.personal] == ["order_number", "name", "phone"]


def test_contradictory_facts_are_not_told() -> None:
    facts = {"return_reason": "changed_mind", "return_freight_promise": "none"}
    assert "12.00元" in letter(**facts, return_freight="12.00")
    assert not SUM.search(letter(**facts, return_freight="12.00", insurance_payout="25.00"))


def test_what_came_back_already_and_what_may_be_kept_is_taken_off_the_total() -> None:
    facts = {
        "goods": "毛巾",
        "return_reason": "changed_mind",
        "signed_date": "2026-01-17",
        "return_freight_promise": "none",
        "paid_total": "120.00",
        "returned_list_price": "40.00",
        "kept_list_price": "80.00",
        "free_shipping_threshold": "99.00",
        "waived_freight": "10.00",
    }
    assert "应由贵方支付40.00元，扣除发货运费10.00元，还应支付30.00元。" in letter(**facts)
    text = letter(**facts, refund_amount="25.00")
    assert "扣除发货运费10.00元，扣除已退的25.00元，还应支付5.00元。" in text
    assert "请把还没有退清的款项补退。" in text


def test_a_refunded_price_is_not_asked_for_again() -> None:
    text = letter(**LAPTOP, refunded=True, seller_agreed_return=True)
    assert "· 货款：4698.00元；贵方已经退还" in text
    assert "扣除已退的4698.00元，还应支付27.00元。" in text
    assert "凭票据" not in text, "who has the money back has sent the goods"
    assert "请办理退货退款" not in text


@pytest.mark.parametrize("said", ["刺鼻", "裂了", "用了两天就开不了机。"])
def test_a_fragment_of_speech_makes_a_sentence(said: str) -> None:
    assert f"商品有质量问题，表现为“{said}”。" in letter(**LAPTOP | {"defect": said})
    damaged = letter(return_reason="transit_damage", defect=said)
    assert f"商品送到时已经破损，情况是“{said}”。" in damaged


def test_what_may_not_be_spent_yet_is_asked_for_in_words_that_are_right_either_way() -> None:
    either = "请贵方承担（已经付的请退还，还没寄的寄回后凭票据支付）"
    assert f"· 退货运费：27.00元；{either}；" in letter(**LAPTOP)
    for sent in (
        {"seller_received_date": "2026-01-19"},
        {"lost_on_way_back": True},
        {"refunded": True},
        {"exchanged_date": "2026-01-19"},
    ):
        assert "凭票据" not in letter(**LAPTOP | sent)


def test_evidence_is_said_to_be_there_where_it_is() -> None:
    assert "证据随后附上，请平台" in papers_of(LAPTOP)["platform_complaint"].text
    assert "附图片1张，请平台" in papers_of(LAPTOP, PICTURE)["platform_complaint"].text


def test_a_private_seller_has_a_nickname_and_no_shop() -> None:
    papers = papers_of(
        LAPTOP
        | {
            "return_reason": "not_as_described",
            "mismatch": "counterfeit",
            "deception": True,
            "seller_is_trader": False,
        }
    )
    for paper in papers.values():
        assert not re.search("店铺|三倍|增加赔偿", paper.text)
    assert papers["seller_letter"].text.splitlines()[1] == "【卖家昵称】："
    assert "【卖家昵称】，联系方式" in papers["mediation_application"].text
    assert papers["mediation_application"].recipient == "交给人民调解委员会"


def test_one_request_alone_has_no_number() -> None:
    paper = papers_of(LAPTOP)["seller_letter"]
    assert "\n请求\n请办理退货退款。\n各项费用：" in paper.text
    assert all(len(block.items) > 1 for block in paper.blocks if block.kind == "list")


def test_a_claim_for_fraud_names_its_premise() -> None:
    text = letter(
        goods="手表",
        return_reason="not_as_described",
        mismatch="objective",
        deception=True,
        goods_price="200.00",
        return_freight="15.00",
    )
    assert "· 增加赔偿：600.00元；请贵方另外赔偿（以能认定贵方欺诈为前提）" in text
    assert "合计815.00元（写明前提的也算在内），其中寄回的费用15.00元，" in text


def test_an_unknown_fact_leads_to_each_of_its_values() -> None:
    paper = papers_of(
        {
            "return_reason": "defect",
            "signed_date": "2026-01-02",
            "goods_price": "80.00",
            "unsure": ["defect_serious"],
        }
    )["seller_letter"]
    assert "影响正常使用（是）：货款80.00元：请贵方退还" in paper.text
    assert paper.note is not None
    assert "先查清" in paper.note


def test_where_much_is_unknown_the_letter_stays_readable() -> None:
    text = letter(return_reason=None, unsure=["return_reason"])
    assert len(re.findall(r"\d\. 退货原因（", text)) == 5
    assert "退货原因（发错、少发）：其余的还要看发错的情形。" in text


@pytest.mark.parametrize("private", [{"seller_is_trader": False}, {"personal_use": False}])
def test_12315_takes_a_consumers_complaints_about_a_trader_only(private: dict[str, bool]) -> None:
    assert "complaint_12315" in papers_of(LAPTOP)
    papers = papers_of(LAPTOP | private)
    assert "complaint_12315" not in papers
    assert "mediation_application" in papers
    assert "12315" not in papers["seller_letter"].text


def test_no_platform_is_asked_about_what_was_bought_in_a_shop() -> None:
    papers = papers_of({"return_reason": "defect", "distance_purchase": False})
    assert "platform_complaint" not in papers
    assert "平台" not in papers["seller_letter"].text


def test_the_12315_complaint_says_who_of_whom_what_happened_and_what_is_asked() -> None:
    paper = papers_of(LAPTOP)["complaint_12315"]
    headings = [block.text for block in paper.blocks if block.kind == "heading"]
    assert headings == ["投诉人", "被投诉人", "事情经过", "投诉请求", "依据"]


def test_pictures_are_attached_and_listed_with_their_hash() -> None:
    papers = papers_of(LAPTOP, PICTURE)
    assert "图片1：证明退货运费" in papers["seller_letter"].text
    assert "【附件】" not in papers["seller_letter"].text
    listed = papers["evidence_list"].text
    assert f"· 图片1：证明退货运费；2026-01-20 01:05；{'ab' * 32}" in listed
    assert "毛病的照片和视频" in listed


def test_a_persons_own_words_are_no_blanks_and_not_endless() -> None:
    paper = papers_of({"goods": "【姓名】" + "鞋" * 500, "return_reason": "transit_damage"})
    text = paper["seller_letter"].text
    assert "购买了〔姓名〕鞋" in text
    assert "鞋" * 41 not in text


def opened(content: bytes) -> tuple[str, list[list[str]], list[str]]:
    """The text, the rows of the tables, and the blanks that are marked as open."""
    document = word.Document(BytesIO(content))
    paragraphs = document.paragraphs
    rows = [[c.text for c in row.cells] for table in document.tables for row in table.rows]
    marked = [r.text for p in paragraphs for r in p.runs if r.style.name == OPEN_BLANK]
    return "\n".join(p.text for p in paragraphs), rows, marked


@pytest.mark.parametrize("id_", list(papers_of(LAPTOP, PICTURE)))
def test_the_word_file_says_the_same_as_the_text(id_: str) -> None:
    paper = papers_of(LAPTOP, PICTURE)[id_]
    text, rows, _ = opened(docx(paper, {}))
    lines = [line for line in paper.text.splitlines() if line and not line.startswith("· ")]
    assert text.splitlines() == lines
    told = [line for line in paper.text.splitlines() if line.startswith("· ")]
    assert [f"· {first}：{'；'.join(filter(None, rest))}" for first, *rest in rows[1:]] == told


def test_the_sums_of_the_word_file_are_the_advices() -> None:
    case = Case.model_validate(LAPTOP)
    advice = advise(case, TODAY)
    assert isinstance(advice, Advice)
    _, rows, _ = opened(docx(papers_for(case, advice, TODAY)[0], {}))
    found = {name: amount for name, amount, *_ in rows[1:]}
    assert found == {
        share.name: "" if share.amount is None else f"{share.amount}元" for share in advice.shares
    }


def test_filled_blanks_are_text_and_the_others_stay_marked() -> None:
    paper = papers_of(LAPTOP)["seller_letter"]
    text, _, marked = opened(docx(paper, {"name": "王小明", "phone": " ", "reply_days": "5"}))
    assert "王小明，电话【联系电话】" in text
    assert "请在5日内答复" in text
    assert marked == ["【店铺名称】", "【订单号】", "【联系电话】", "【附件】"]


@pytest.mark.parametrize(
    "hostile",
    [
        "{{7*7}}",
        "{% for x in y %}",
        "<w:p>",
        "</w:t></w:r>",
        "a & b",
        "&amp;",
        "【电话】",
    ],
)
def test_what_looks_like_markup_is_text(hostile: str) -> None:
    text, _, _ = opened(docx(papers_of(LAPTOP)["seller_letter"], {"name": hostile}))
    assert f"{hostile}，电话" in text


@settings(max_examples=30, deadline=None)
@example("\x00\x07\x0c\ud800\ufffe好")
@given(st.text(st.characters(), max_size=MOST_CHARACTERS))
def test_any_text_makes_a_file_that_opens(written: str) -> None:
    text, _, _ = opened(docx(papers_of(LAPTOP)["seller_letter"], {"name": written}))
    assert "电话" in text


def test_lines_that_were_written_stay_lines() -> None:
    text, _, _ = opened(docx(papers_of(LAPTOP)["seller_letter"], {"attachments": "照片\r\n面单"}))
    assert text.endswith("照片\n面单")


def test_a_blank_takes_no_novel_and_no_other_blank_is_taken() -> None:
    paper = papers_of(LAPTOP)["seller_letter"]
    with pytest.raises(BlankTooLong):
        docx(paper, {"name": "王" * 10_000})
    with pytest.raises(UnknownBlank):
        docx(paper, {"address": "某路1号"})


@pytest.mark.parametrize("days", ["0", "61", "4093311882", "-3", "五", "3到7", "7天", "1.5"])
def test_an_answer_is_asked_for_within_a_number_of_days(days: str) -> None:
    paper = papers_of(LAPTOP)["seller_letter"]
    with pytest.raises(UnfitForBlank):
        docx(paper, {"reply_days": days})
    for fit in ("1", "7", " 60 "):
        assert f"请在{fit.strip()}日内答复" in opened(docx(paper, {"reply_days": fit}))[0]


def test_the_template_is_ours_and_made_as_its_source_says() -> None:
    def parts(content: bytes) -> dict[str, bytes]:
        with ZipFile(BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    assert parts(TEMPLATE.read_bytes()) == parts(template())


def test_the_page_is_a4_with_a_chinese_font_its_number_and_the_disclaimer() -> None:
    document = word.Document(BytesIO(docx(papers_of(LAPTOP)["seller_letter"], {})))
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert 'w:eastAsia="SimSun"' in document.styles["Normal"].element.xml
    footer = section.footer.paragraphs[0]
    assert "信息参考，不是律师意见" in footer.text
    assert ">PAGE<" in footer._p.xml

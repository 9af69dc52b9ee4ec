"""What `make data-check` finds in the training examples."""

from __future__ import annotations

from pathlib import Path
from typing import List

import pytest

from bench.data_check.findings import LEAST_OF_ANOTHER, Apart, Finding, findings
from bench.data_check.similarity import bare, near_between, near_within, same
from bench.data_check.spread import spreads
from bench.understanding.examples import Example, read_examples


def example(text: str, *labels: str) -> Example:
    return Example(text, labels, f"{labels[0]}.yml")


def found(kind: str, examples: List[Example], *apart: str) -> List[Finding]:
    measured = [Apart("measured.yml", list(apart))] if apart else []
    return [finding for finding in findings(examples, measured) if finding.kind == kind]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("运费，谁出？", "运费谁出"),
        ("運費誰出", "运费谁出"),
        ("退 货 ＯＫ", "退货ok"),
        ("🙏🙏", "🙏 🙏"),
    ],
)
def test_marks_blanks_and_ways_of_writing_make_no_other_text(text: str, other: str) -> None:
    assert bare(text) == bare(other)


def test_marks_alone_are_a_text() -> None:
    assert bare("👌") != bare("❌")


def test_places_of_the_same_text() -> None:
    assert same(["a", "b", "a", "c", "a"]) == [[0, 2, 4]]


def test_texts_that_differ_in_a_noun_are_near() -> None:
    texts = ["鞋子买大了想退货运费谁出", "裤子买大了想退货运费谁出", "客服说不是质量问题不给退"]
    (pair,) = near_within(texts, 0.6)
    assert (pair.one, pair.other) == (0, 1)
    assert 0.6 <= pair.likeness < 1


def test_short_texts_and_the_same_text_are_not_near() -> None:
    assert list(near_within(["退货运费谁", "退货运费呢"], 0.1)) == []
    assert list(near_within(["鞋子买大了想退货", "鞋子买大了想退货"], 0.1)) == []


def test_likeness_between_two_lists_keeps_their_places() -> None:
    texts = ["客服说不是质量问题", "鞋子买大了想退货运费谁出"]
    (pair,) = near_between(texts, ["衣服买大了想退货运费谁出"], 0.6)
    assert (pair.one, pair.other) == (1, 0)


def test_more_texts_than_are_compared_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.data_check.similarity._ROWS_AT_ONCE", 1)
    texts = ["客服说不是质量问题", "鞋子买大了想退货运费谁出", "裤子买大了想退货运费谁出"]
    assert [(near.one, near.other) for near in near_within(texts, 0.6)] == [(1, 2)]


def test_the_same_text_with_another_label_is_told_apart() -> None:
    twice = [example("不合适想退", "no_reason"), example("不合适，想退！", "no_reason")]
    assert [finding.is_error for finding in found("same text", twice)] == [True]
    other = [twice[0], example("不合适，想退！", "quality_defect")]
    assert found("same text", other) == []
    assert [finding.is_error for finding in found("same text, other labels", other)] == [True]
    further = [twice[0], example("不合适，想退！", "no_reason", "order_cancel")]
    assert len(found("same text, other labels", further)) == 1


def test_near_texts_are_to_look_at() -> None:
    one = example("鞋子买大了想退货运费谁出", "no_reason")
    near = example("裤子买大了想退货运费谁出", "no_reason")
    across = example("裤子买大了想退货运费谁出", "order_cancel")
    assert [finding.is_error for finding in found("nearly the same", [one, near])] == [False]
    assert found("nearly the same", [one, across]) == []
    assert len(found("nearly the same across intents", [one, across])) == 1


def test_leaks_exact_and_near_are_errors_that_show_only_the_example() -> None:
    examples = [
        example("尺码不合适想退货", "no_reason"),
        example("鞋子买大了想退货运费谁出", "no_reason"),
    ]
    leaks = found("leak", examples, "尺码不合适，想退货", "别的", "裤子买大了想退货运费谁出")
    assert [finding.is_error for finding in leaks] == [True, True]
    assert leaks[0].text == "1.00 no_reason.yml: 尺码不合适想退货  ~  measured.yml, message 1"
    assert leaks[1].text.endswith("鞋子买大了想退货运费谁出  ~  measured.yml, message 3")


def test_every_situation_needs_its_number_and_every_act() -> None:
    acts = [example(f"好的{number}", "affirm") for number in range(LEAST_OF_ANOTHER)]
    few = found("too few", [*acts, example("有吗", "deny")])
    texts = [finding.text for finding in few]
    assert "no_reason: 0 of 250" in texts
    assert "deny: 1 of 60" in texts
    assert not any(text.startswith("affirm") for text in texts)


def test_what_stands_beside_an_intent_is_something_else() -> None:
    kind = "`also` that is nothing else"
    assert len(found(kind, [example("一", "no_reason", "no_reason")])) == 1
    assert len(found(kind, [example("一", "no_reason", "greet")])) == 1
    assert found(kind, [example("一", "no_reason", "order_cancel", "other_dispute")]) == []


def test_one_beside_the_other_only_one_way_round_is_to_look_at() -> None:
    one_way = [
        example(f"坏了要换{number}", "exchange_repair", "quality_defect") for number in range(12)
    ]
    back = [
        example(f"要换坏的{number}", "quality_defect", "exchange_repair") for number in range(6)
    ]
    (finding,) = found("unbalanced `also`", one_way)
    assert not finding.is_error
    assert finding.text == "exchange_repair with quality_defect: 12, the other way round: 0"
    assert found("unbalanced `also`", [*one_way, *back]) == []


def test_spread_of_an_intent() -> None:
    rows = spreads(
        [example("好", "affirm"), example("ab", "no_reason"), example("abcd", "no_reason")]
    )
    first, second = rows
    assert (first.intent, first.number, first.also) == ("no_reason", 2, 0)
    assert first.lengths == (2, 2, 3, 4, 4)
    assert (first.characters, first.bigrams) == (2.0, 1.5)
    assert second.bigrams == 0.0


def test_both_forms_of_rasas_examples_are_read(tmp_path: Path) -> None:
    path = tmp_path / "some.yml"
    path.write_text(
        """
        nlu:
        - intent: no_reason
          examples: |
            - 想退
            - -5块钱的
        - intent: no_reason
          examples:
          - text: |
              拆了不给退
            metadata:
              also: [not_returnable]
          - text: 就想退
        """,
        encoding="utf-8",
    )
    assert [(row.text, row.labels) for row in read_examples(path)] == [
        ("想退", ("no_reason",)),
        ("-5块钱的", ("no_reason",)),
        ("拆了不给退", ("no_reason", "not_returnable")),
        ("就想退", ("no_reason",)),
    ]

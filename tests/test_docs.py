"""What the documents and Rasa's files claim exists, and the other way round."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.case import FACTS
from bot.law.situations import SITUATIONS
from bot.settings import Settings
from bot.web.wechat.settings import WeChatSettings

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def trained_intents() -> set[str]:
    return {
        block["intent"]
        for path in (ROOT / "data" / "nlu").glob("*.yml")
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_make_targets_exist(document: Path) -> None:
    named = set(re.findall(r"\bmake ([a-z-]+)", document.read_text(encoding="utf-8")))
    assert named <= set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_paths_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!http)([^)#]+)\)", text)
    paths = re.findall(r"`((?:bot|actions|data|tests|docs)/[\w./]+)`", text)
    missing = [name for name in links if not (document.parent / name).exists()]
    missing += [name for name in paths if not (ROOT / name).exists()]
    assert missing == []


def test_every_make_target_is_documented() -> None:
    named = set(re.findall(r"\bmake ([a-z-]+)", README))
    assert set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)) <= named | {"setup"}


class AskedFor(dict[str, str]):
    """An environment that is empty, and remembers what was looked for in it."""

    def get(self, name: str, default: Any = None) -> Any:
        self[name] = ""
        return default


def test_every_setting_is_documented() -> None:
    web, wechat = AskedFor(), AskedFor()
    Settings.from_env(web)
    WeChatSettings.from_env(wechat)
    documented = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)*)`", README))
    assert documented == {*web, "RASA_PORT", "ACTIONS_PORT", "LAW_TEXTS"}
    about_wechat = (ROOT / "docs" / "wechat.md").read_text(encoding="utf-8")
    assert set(wechat) <= set(re.findall(r"`([A-Z]+(?:_[A-Z]+)*)`", about_wechat))


def test_every_command_is_documented() -> None:
    from bot.__main__ import app

    commands = {command.callback.__name__ for command in app.registered_commands}
    commands |= {group.name for group in app.registered_groups}
    documented = set(re.findall(r"python -m bot (\w+)", README + MAKEFILE))
    assert commands == documented


def test_intents_have_examples_and_rules_and_the_other_way_round() -> None:
    intents = set(read("domain.yml")["intents"])
    ruled = {rule["steps"][0]["intent"] for rule in read("data/rules.yml")["rules"]}
    assert intents == ruled
    assert intents - {"nlu_fallback"} == trained_intents()


def test_entities_of_the_domain_are_the_facts() -> None:
    listed = {name for row in read("domain.yml")["entities"] for name in row}
    assert listed == {*FACTS, "amount", "date"}


def test_every_situation_can_be_recognised() -> None:
    assert {situation.id for situation in SITUATIONS} <= trained_intents()


def test_actions_are_those_of_the_domain() -> None:
    from rasa_sdk import Action

    import actions.actions as module

    known = {
        cls().name()
        for cls in vars(module).values()
        if isinstance(cls, type) and issubclass(cls, Action) and not cls.__name__.startswith("_")
        if cls is not Action
    }
    assert known == set(read("domain.yml")["actions"])


def test_every_dependency_has_its_line() -> None:
    listed = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = [re.split(r"[^\w-]", line)[0] for line in wanted]
    nlu = (ROOT / "bot" / "nlu" / "requirements.in").read_text(encoding="utf-8")
    names += re.findall(r"^([a-z][\w-]*)", nlu, re.MULTILINE)
    assert [name for name in names if name not in listed] == []


def test_every_response_that_is_said_exists_and_the_other_way_round() -> None:
    code = (ROOT / "bot" / "dialogue.py").read_text(encoding="utf-8")
    said = set(re.findall(r'"(utter_\w+)"', code))
    rules = read("data/rules.yml")["rules"]
    by_intent = ("action_aside", "action_other_dispute")
    asides = {r["steps"][0]["intent"] for r in rules if r["steps"][1]["action"] in by_intent}
    said |= {f"utter_{intent}" for intent in asides - {"ask_meaning"}}
    assert said == set(read("domain.yml")["responses"])

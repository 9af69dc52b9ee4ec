from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple, Type

import pytest
import yaml
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.nlu.training_data.message import Message

from bench.understanding.evaluation import EVALUATION, Entry, read_evaluation
from bench.understanding.examples import training_examples
from bot.nlu.extractor import NO_ROLE, SUPPOSED, FactExtractor
from bot.nlu.normalizer import normalize
from bot.nlu.reading import Reading, read
from bot.nlu.tokenizer import ChineseTokenizer

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-01-20"
MODEL = ROOT / "models" / "advisor.tar.gz"

Facts = List[Tuple[str, Any]]


def table(name: str) -> Any:
    """A table of cases beside the tests."""
    path = Path(__file__).parent / f"{name}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def evaluation() -> List[Entry]:
    """The messages that are never trained on, each with what is right for it."""
    known = {example.intent for example in training_examples()}
    return read_evaluation(EVALUATION, known)


def wanted(facts: Dict[str, Any]) -> Facts:
    """The facts of a case as pairs; a list stands for several of one name."""
    return sorted(
        (name, value)
        for name, values in facts.items()
        for value in (values if isinstance(values, list) else [values])
    )


@pytest.fixture(scope="session", autouse=True)
def at_the_root() -> None:
    """Paths in config.yml count from the project's root, as for `rasa`."""
    os.chdir(ROOT)


@pytest.fixture(scope="session")
def tokenizer() -> ChineseTokenizer:
    return ChineseTokenizer(ChineseTokenizer.get_default_config())


@pytest.fixture(scope="session")
def reading(tokenizer: ChineseTokenizer) -> Callable[[str], Reading]:
    """A text as the extractors see it on the day of the tests."""

    def make(text: str) -> Reading:
        message = Message({"text": normalize(text), "metadata": {"today": TODAY}})
        tokenizer.process([message])
        return read(message)

    return make


@pytest.fixture(scope="session")
def facts_by(reading: Callable[[str], Reading]) -> Callable[[Type[FactExtractor], str], Facts]:
    """The facts that one kind of extractor finds in a text, by name."""
    made: Dict[Type[FactExtractor], FactExtractor] = {}

    def find(kind: Type[FactExtractor], text: str) -> Facts:
        extractor = made.setdefault(kind, kind(kind.get_default_config()))
        return sorted(
            (f"supposed {fact.entity}" if fact.role == SUPPOSED else fact.entity, fact.value)
            for fact in extractor.find(reading(text))
            if fact.entity != NO_ROLE
        )

    return find


@pytest.fixture(scope="session")
def parse() -> Callable[[str], Dict[str, Any]]:
    """The trained model's reading of a message."""
    if not MODEL.exists():
        pytest.exit(f"There is no model at {MODEL}: run `make train` first.", returncode=1)
    agent = Agent.load(str(MODEL))
    loop = asyncio.new_event_loop()

    def ask(text: str) -> Dict[str, Any]:
        message = UserMessage(text, metadata={"today": TODAY})
        return loop.run_until_complete(agent.processor.parse_message(message))

    return ask

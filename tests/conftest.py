from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.running import Advisor, Conversation, running


@pytest.fixture(scope="session")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    """Real Rasa, real action server, real web process."""
    with running(tmp_path_factory.mktemp("advisor")) as started:
        yield started


@pytest.fixture
def talk(advisor: Advisor) -> Iterator[Conversation]:
    """A new conversation."""
    with Conversation(advisor.url) as conversation:
        yield conversation

"""`python -m bot ask` against the running system."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from bot.services import ROOT
from tests.running import Advisor, share


def ask(port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "ask", *arguments],
        cwd=ROOT,
        env=os.environ | {"PORT": str(port)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_story_is_answered_in_the_terminal(advisor: Advisor) -> None:
    result = ask(advisor.ports.web, "鞋子不喜欢想退，没有运费险也没写包运费，运费谁出")
    assert result.returncode == 0, result.stderr
    assert "退货运费由你出" in result.stdout


def test_advice_as_json(advisor: Advisor) -> None:
    story = "鞋子不喜欢想退，没有运费险也没写包运费，寄回去12块"
    result = ask(advisor.ports.web, "--json", story)
    assert result.returncode == 0, result.stderr
    advice = json.loads(result.stdout.splitlines()[0])
    assert advice["schema"] == "advice/1"
    assert share(advice, "return_freight")["split"] == {"consumer": "12.00"}


def test_without_a_running_system_it_says_what_to_do() -> None:
    result = ask(1, "想退货")
    assert result.returncode != 0
    assert "make run" in result.stderr

"""Small modules of rules, written into a temporary folder and read as the rules of bot/law are."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

import pytest

HEADER = """\
from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache, wraps
from typing import Any

from bot.case import *
from bot.law.advice import *
from bot.law.channels import to_seller
from bot.law.deadlines import UNIT_NAMES, deadline_if_any, promised_deadline, within
from bot.law.known import Known, once
from bot.law.negotiation import DEPRECIATION, INSURANCE_FEE, arguments, insurance_fee_percent
from bot.law.parameters import Parameter, parameter
from bot.law.precedents import precedent
from bot.law.said import said
from bot.law.shares import *
from bot.law.situations import seller_side
from bot.law.statutes import Citation, cite
from bot.law.wording import day, yuan

SINCE = date(2024, 7, 1)
ARTICLE = cite("民法典", 584)
"""
FIRST_LINE = HEADER.count("\n") + 1

Load = Callable[[str], Any]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads a module of rules with this text below the usual imports."""

    def loaded(text: str) -> ModuleType:
        path = tmp_path / f"example{len(list(tmp_path.iterdir()))}.py"
        path.write_text(HEADER + dedent(text), encoding="utf-8")
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return loaded

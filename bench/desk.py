"""How quick the desk's pages are with 100,000 open cases in PostgreSQL: `make bench`.

The web application in this process, a real PostgreSQL, one mediator. Figures on standard output.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import asyncpg
import httpx
import yaml
from fastapi import FastAPI
from sqlalchemy import make_url

from bot.case import Case, ReturnReason
from bot.desk.accounts import Role
from bot.desk.search import grams
from bot.law.advise import advise_anyway
from bot.settings import Settings
from bot.web.app import create_app
from tests.databases import postgresql

CASES = 100_000
REQUESTS = 100
TODAY = date(2026, 11, 27)
PASSWORD = "twelve letters at least"
GOODS = ("鞋", "手机", "充电宝", "杯子", "衣服", "电饭煲", "耳机", "窗帘", "电脑", "按摩椅")
ENDINGS = ("客服不理", "想退货退款", "已经三天了", "平台驳回了")
RANKS = [0] + [1] * 5 + [2] * 20 + [3] * 60 + [4] * 14
STORIES = Path(__file__).resolve().parent.parent / "tests" / "dialogue" / "stories.yml"

COLUMNS = {
    "conversations": "key created_at version taken state docketed",
    "messages": "conversation position id text at failures replies answered_at state version",
    "cases": "id conversation matter opened_at changed_at version status goods platform situations"
    " situation rank reasons due at_stake_fen rated_on grams",
    "case_versions": "case number at position facts advice",
}


def records() -> dict[str, list[tuple[object, ...]]]:
    """The rows of each table, one case a conversation."""
    stories = yaml.safe_load(STORIES.read_text(encoding="utf-8"))
    tellings = [telling for story in stories for telling in story["tellings"]]
    kinds = []
    for goods in GOODS:
        for reason in (ReturnReason.DEFECT, ReturnReason.CHANGED_MIND):
            case = Case(goods=goods, return_reason=reason, signed_date=date(2026, 11, 20))
            facts = json.dumps(case.model_dump(mode="json", exclude_defaults=True))
            advice = advise_anyway(case, TODAY)
            kinds.append(
                (goods, facts, json.dumps(advice.to_json()), [one.id for one in advice.situations])
            )
    dice = random.Random(2)
    found: dict[str, list[tuple[object, ...]]] = {name: [] for name in COLUMNS}
    for number in range(CASES):
        key, id = f"{number:064x}", f"{number:032x}"
        goods, facts, advice_json, situations = dice.choice(kinds)
        text = f"{dice.choice(tellings)}{dice.choice(ENDINGS)}{dice.randrange(10**6)}"
        at = datetime(2026, 11, 27, tzinfo=UTC) - timedelta(minutes=dice.randrange(90 * 24 * 60))
        due = TODAY + timedelta(days=dice.randrange(60))
        found["conversations"].append((key, at, 1, 1, "{}", 1))
        found["messages"].append((key, 1, "m1", text, at, 0, "[]", at, "{}", 1))
        shown = (json.dumps(situations), situations[0], dice.choice(RANKS), '["期限"]', due)
        known = (id, key, 0, at, at, 1, "open", goods, dice.choice(("淘宝", None)))
        fen = dice.randrange(100, 10**6)
        found["cases"].append((*known, *shown, fen, TODAY, grams(f"{text}\n{goods}")))
        found["case_versions"].append((id, 1, at, 1, facts, advice_json))
    return found


def looks(dice: random.Random) -> Iterator[tuple[str, Callable[[], tuple[str, dict[str, str]]]]]:
    """What a mediator looks at, each a path and its query."""

    def some_case() -> str:
        return f"{dice.randrange(CASES):032x}"

    def searched(*words: str) -> tuple[str, dict[str, str]]:
        return "/desk", {"words": dice.choice(words)}

    yield "queue", lambda: ("/desk", {})
    yield "queue, one level", lambda: ("/desk", {"level": dice.choice(("danger", "normal", "low"))})
    yield (
        "queue, one situation",
        lambda: ("/desk", {"situation": dice.choice(("quality_defect", "no_reason"))}),
    )
    yield "queue, deep in", lambda: ("/desk", {"after": some_case()})
    yield "search, common words", lambda: searched("鞋子", "客服不理", "退货", "充电宝 驳回")
    yield "search, rare words", lambda: searched(str(dice.randrange(10**6)))
    yield "search, one character", lambda: searched("鞋", "退", "货", "平")
    yield "case", lambda: (f"/desk/cases/{some_case()}", {})


async def measure(app: FastAPI) -> None:
    """Signs in and looks, again and again."""
    await app.state.accounts.add("lead", "lead", Role.LEAD, PASSWORD, datetime.now(UTC), "bench")
    transport, origin = httpx.ASGITransport(app), {"Origin": "http://bot"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://bot", headers=origin
    ) as browser:
        await browser.post("/desk/sign-in", data={"name": "lead", "password": PASSWORD})
        for name, look in looks(random.Random(3)):
            taken = []
            for _ in range(REQUESTS):
                path, query = look()
                began = time.perf_counter()
                (await browser.get(path, params=query)).raise_for_status()
                taken.append(1000 * (time.perf_counter() - began))
            cuts = statistics.quantiles(taken, n=100)
            print(
                f"{name:22} p50 {cuts[49]:6.1f} ms, p95 {cuts[94]:6.1f}, slowest {max(taken):6.1f}"
            )


async def main() -> None:
    async with postgresql() as url:
        app = create_app(Settings(database_url=url, today=TODAY))
        async with app.router.lifespan_context(app):
            dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
            connection = await asyncpg.connect(dsn)
            for table, rows in records().items():
                columns = COLUMNS[table].split()
                await connection.copy_records_to_table(table, records=rows, columns=columns)
            await connection.execute("ANALYZE")
            await connection.close()
            print(f"{CASES} open cases, {REQUESTS} requests each")
            await measure(app)


if __name__ == "__main__":
    asyncio.run(main())

"""The official account on the real system: two web processes, PostgreSQL, Redis, real Rasa and actions."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import yaml
from sqlalchemy import make_url

from bot.case import FACTS
from bot.web.wechat import words
from bot.wechat_simulator import Account, Mode, WeChat
from tests.databases import postgresql, redis
from tests.running import Advisor, advice_in, running, share

STORIES = yaml.safe_load(
    (Path(__file__).parents[1] / "dialogue" / "stories.yml").read_text(encoding="utf-8")
)
FOUR = [STORIES[number] for number in (0, 2, 3, 4)]
SHOES = "鞋子昨天签收的，试了下不喜欢，吊牌还在，想退，没写包运费也没有运费险，寄回去12块"

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PUBLIC = "https://advice.example"
SETTINGS = {
    "PUBLIC_URL": PUBLIC,
    "WECHAT_PSEUDONYM_KEY": "a secret of more than thirty-two characters",
    "WECHAT_TOKEN": "token",
    "WECHAT_APP_ID": "wx1",
    "WECHAT_APP_SECRET": "app secret",
}


@dataclass
class World:
    """WeChat with an account whose callback are the two web processes in turn."""

    wechat: WeChat
    advisor: Advisor
    database: str

    async def says(self, user: str, text: str) -> str:
        delivery = await self.wechat.text(user, text)
        assert delivery.problem is None
        return delivery.passive or ""

    async def rows(self, statement: str) -> list[Any]:
        url = make_url(self.database).set(drivername="postgresql")
        connection = await asyncpg.connect(url.render_as_string(hide_password=False))
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    async def until_kept(self, text: str) -> None:
        """Until the message is stored, and its turn under way."""
        async with asyncio.timeout(20):
            while not await self.rows(f"SELECT 1 FROM messages WHERE text = '{text}'"):
                pass

    async def messages(self, text: str) -> int:
        return len(await self.rows(f"SELECT 1 FROM messages WHERE text = '{text}'"))


@dataclass
class System:
    """The running system; its web processes are started anew with the settings of an account."""

    advisor: Advisor
    database: str
    settings: dict[str, str]

    def connect(self, wechat: WeChat, mode: Mode, *, certified: bool) -> World:
        settings = SETTINGS | {
            "WECHAT_ACCOUNT": "certified" if certified else "uncertified",
            "WECHAT_ENCODING_AES_KEY": "" if mode is Mode.PLAIN else AES_KEY,
            "WECHAT_API_URL": wechat.url,
        }
        for name in ("web", "web2"):
            self.advisor.kill(name)
        self.advisor.environment = self.settings | settings
        self.advisor.start("web", "web2")
        urls = (self.advisor.url, self.advisor.second_url)
        wechat.callbacks = [f"{url}/wechat" for url in urls]
        return World(wechat, self.advisor, self.database)


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        database = runner.run(stack.enter_async_context(postgresql()))
        cache = runner.run(stack.enter_async_context(redis()))
        settings = {"DATABASE_URL": database, "REDIS_URL": cache}
        folder = tmp_path_factory.mktemp("wechat")
        with running(folder, settings, second_web=True) as advisor:
            yield System(advisor, database, settings)
        runner.run(stack.aclose())


def account(mode: Mode, *, certified: bool) -> Account:
    key = None if mode is Mode.PLAIN else AES_KEY
    return Account("wx1", "app secret", "token", key, "gh_1", certified)


@pytest.fixture
def world(system: System, request: pytest.FixtureRequest) -> Iterator[World]:
    mode, certified = request.param
    wechat = WeChat(account(mode, certified=certified), mode, "http://127.0.0.1:1/wechat")
    with wechat.running():
        yield system.connect(wechat, mode, certified=certified)


async def interviewed(world: World, user: str, story: dict[str, Any]) -> list[str]:
    """All that was shown until the advice stood."""
    shown = [await world.says(user, story["tellings"][0])]
    while f"{PUBLIC}/w/" not in shown[-1]:
        assert len(shown) <= 6
        asked = [fact for fact in story["answers"] if FACTS[fact].ask in shown[-1]]
        shown.append(await world.says(user, story["answers"][asked[0]] if asked else "不清楚"))
    return shown


async def advice_behind(world: World, shown: list[str]) -> dict[str, Any]:
    """The advice on the page that the last link leads to."""
    (link,) = [word for word in shown[-1].split() if word.startswith(f"{PUBLIC}/w/")]
    async with httpx.AsyncClient(base_url=world.advisor.url, trust_env=False) as page:
        opened = await page.post("/api/chat/open", json={"link": link.rsplit("/", 1)[1]})
        messages = (await page.get(f"/api/chat/{opened.json()['session']}")).json()["messages"]
    advice = advice_in([reply for message in messages for reply in message["replies"]])
    assert advice is not None
    return advice


@pytest.mark.parametrize(
    "world", [(mode, False) for mode in Mode], ids=[mode.value for mode in Mode], indirect=True
)
async def test_the_four_stories_in_every_mode(world: World, request: pytest.FixtureRequest) -> None:
    assert await world.wechat.verify()
    for number, story in enumerate(FOUR):
        user = f"oStory{number}-{request.node.callspec.id}"
        shown = await interviewed(world, user, story)
        advice = await advice_behind(world, shown)
        for cost, wanted in story["shares"].items():
            found = share(advice, cost)
            assert {key: found[key] for key in wanted if key in ("amount", "bearer", "split")} == {
                key: wanted[key] for key in wanted if key in ("amount", "bearer", "split")
            }
        assert advice["headline"].split("。")[0] in shown[-1]
        assert (await world.wechat.event(user, "unsubscribe")).problem is None


SECURE = pytest.mark.parametrize(
    "world",
    [(Mode.SECURE, True), (Mode.SECURE, False)],
    ids=["certified", "uncertified"],
    indirect=True,
)


@SECURE
async def test_an_action_that_takes_six_seconds(
    world: World, request: pytest.FixtureRequest
) -> None:
    user = f"oSlow-{request.node.callspec.id}"
    world.advisor.freeze("actions")
    thawing = threading.Timer(6, world.advisor.thaw, ["actions"])
    thawing.start()
    try:
        delivery = await world.wechat.text(user, SHOES)
    finally:
        thawing.join()
    assert delivery.problem is None
    if delivery.passive is None:
        assert "certified" in user
        sent = (await world.wechat.wait_sent(user, 1, seconds=30))[0].text
    elif delivery.passive == words.STILL_THINKING:
        sent = await world.says(user, "1")
    else:
        sent = delivery.passive
    assert "12元" in sent
    assert len(world.wechat.texts(user)) == len(set(world.wechat.texts(user)))


@pytest.mark.parametrize("world", [(Mode.SECURE, False)], indirect=True)
async def test_a_worker_killed_between_message_and_answer(world: World) -> None:
    story = "耳机昨天签收的，不喜欢，想退，寄回去9块"
    world.advisor.freeze("actions")
    telling = asyncio.create_task(world.wechat.text("oKilled", story))
    try:
        await world.until_kept(story)
        world.advisor.kill("web")
    finally:
        world.advisor.thaw("actions")
    delivery = await telling
    world.advisor.start("web")
    assert delivery.problem is None
    assert delivery.tries == 2
    assert delivery.passive is not None
    assert await world.messages(story) == 1


@pytest.mark.parametrize("world", [(Mode.SECURE, True)], indirect=True)
async def test_a_worker_killed_after_it_promised_an_answer(world: World) -> None:
    story = "水壶昨天签收的，不喜欢，想退，寄回去8块"
    world.advisor.freeze("actions")
    try:
        delivery = await world.wechat.text("oPromised", story)
        assert (delivery.passive, delivery.tries, delivery.problem) == (None, 1, None)
        world.advisor.kill("web")
    finally:
        world.advisor.thaw("actions")
    sent = await world.wechat.wait_sent("oPromised", 1, seconds=90)
    world.advisor.start("web")
    assert sent[0].text
    assert await world.messages(story) == 1
    texts = world.wechat.texts("oPromised")
    assert len(texts) == len(set(texts))


async def test_what_people_write_reaches_no_log(system: System) -> None:
    for log in system.advisor.folder.glob("*.log"):
        text = log.read_text(errors="replace")
        for secret in ("oStory", "oKilled", "鞋子", "耳机", "app secret", "\\u978b"):
            assert secret not in text, log.name

"""Answers that are not ready in time, do not fit, or cannot be sent: in order, once, and never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

import httpx
import pytest

from bot.settings import Settings
from bot.web.app import create_app
from bot.web.wechat import words
from bot.web.wechat.places import PLACES
from bot.web.wechat.settings import OfficialAccount
from bot.wechat_simulator import Account, Mode, WeChat
from tests.evidence.pictures import ORDER, screenshot
from tests.web.rasa_stub import RasaStub, bound_socket, serving
from tests.web.wechat.conftest import ACCOUNT, AES_KEY, TOKEN, WECHAT

FAILED, SENT = (f'bot_wechat_sends_total{{outcome="{outcome}"}}' for outcome in ("failed", "sent"))
ANNA, BERT = "oAnna", "oBert"


@dataclass
class World:
    """WeChat, and the advisor as one of its accounts."""

    wechat: WeChat
    url: str

    async def says(self, text: str, user: str = ANNA) -> str:
        """The passive reply; "" where there is none."""
        delivery = await self.wechat.text(user, text)
        assert delivery.problem is None
        return delivery.passive or ""

    async def counted(self, metric: str) -> float:
        async with httpx.AsyncClient(trust_env=False) as client:
            text = (await client.get(f"{self.url}/metrics")).text
        rows = [line.split() for line in text.splitlines() if line.startswith(metric)]
        return float(rows[0][1]) if rows else 0.0

    async def until_failed(self) -> None:
        """Until a text could not be sent."""
        async with asyncio.timeout(20):
            while not await self.counted(FAILED):
                pass


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> float:
    """WeChat and the advisor in a hurry. Returns how many seconds a try may take."""
    monkeypatch.setattr("bot.web.wechat.official_account.BUDGET_SECONDS", 1.0)
    monkeypatch.setattr("bot.web.wechat.official_account.HUNG_UP_SECONDS", 1.9)
    monkeypatch.setattr("bot.web.wechat.official_account.LAST_CALL_SECONDS", 2.2)
    monkeypatch.setattr("bot.web.wechat.channel.RETRY_SECONDS", 0.05)
    monkeypatch.setattr("bot.web.wechat.channel.SWEEP_SECONDS", 0.2)
    return 2.0


@pytest.fixture
def world(quick: float, settings: Settings) -> Iterator[Callable[..., World]]:
    with ExitStack() as stack:

        def make(*, certified: bool, **account: str) -> World:
            bound = bound_socket()
            url = f"http://127.0.0.1:{bound.getsockname()[1]}"
            told = Account("wx1", "app secret", TOKEN, AES_KEY, "gh_1", certified)
            wechat = WeChat(told, Mode.SECURE, f"{url}/wechat", timeout=quick)
            stack.enter_context(wechat.running())
            official: OfficialAccount = replace(
                ACCOUNT, **({"certified": certified, "api_url": wechat.url} | account)
            )
            app = create_app(settings, replace(WECHAT, official=official))
            stack.enter_context(serving(app, bound))
            return World(wechat, url)

        yield make


async def test_a_certified_account_sends_what_takes_long(
    world: Callable[..., World], stub: RasaStub
) -> None:
    here = world(certified=True)
    stub.fault = "hang"
    delivery = await here.wechat.text(ANNA, "鞋子想退")
    assert (delivery.passive, delivery.tries, delivery.problem) == (None, 1, None)
    assert here.wechat.sent == []
    stub.release()
    assert [sent.text for sent in await here.wechat.wait_sent(ANNA, 1)] == ["第1条：鞋子想退"]
    assert await here.says("运费12") == "第2条：运费12"


async def test_in_a_crowd_who_would_wait_too_long_hears_so_at_once(
    world: Callable[..., World], stub: RasaStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.wechat.channel.PATIENCE_SECONDS", 0.0)
    here = world(certified=True)
    stub.fault = "hang"
    served = [asyncio.create_task(here.says("鞋子", f"o{number}")) for number in range(PLACES)]
    while len(stub.calls) < PLACES:
        await asyncio.sleep(0)
    crowd = [asyncio.create_task(here.says("外套", f"oLate{number}")) for number in range(3)]
    sent_away, _ = await asyncio.wait(crowd, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result() for task in sent_away] == [""] * len(sent_away)
    assert not any(task.done() for task in served)
    stub.release()
    for number, task in enumerate(crowd):
        answer = await task or (await here.wechat.wait_sent(f"oLate{number}", 1))[0].text
        assert answer == "第1条：外套"
    assert {await task for task in served} <= {"第1条：鞋子", ""}


async def test_what_comes_later_does_not_overtake(
    world: Callable[..., World], stub: RasaStub
) -> None:
    here = world(certified=True)
    stub.fault = "hang"
    await here.says("鞋子")
    await here.says("外套")
    assert await here.says("帽子") == ""
    stub.release()
    await here.wechat.wait_sent(ANNA, 3)
    assert here.wechat.texts(ANNA) == ["第1条：鞋子", "第2条：外套", "第3条：帽子"]


async def test_what_was_erased_while_it_was_being_answered_does_not_come_back(
    world: Callable[..., World], stub: RasaStub
) -> None:
    here = world(certified=True)
    stub.fault = "hang"
    await here.says("我叫张三，内衣想退")
    assert await here.says("确认删除") == words.DELETED
    assert await here.says("运费12") == ""
    stub.release()
    await here.wechat.wait_sent(ANNA, 1)
    assert here.wechat.texts(ANNA) == [words.DELETED, "第1条：运费12"]
    assert await here.says("谢谢") == "第2条：谢谢"


async def test_without_a_certificate_the_answer_waits_for_who_asks(
    world: Callable[..., World], stub: RasaStub
) -> None:
    here = world(certified=False)
    stub.fault = "hang"
    delivery = await here.wechat.text(ANNA, "鞋子想退")
    assert (delivery.passive, delivery.tries) == (words.STILL_THINKING, 3)
    assert await here.says("1") == words.NOT_READY
    stub.release()
    assert await here.says("１") == "第1条：鞋子想退"
    assert await here.says("结果") == words.NOTHING_WAITING
    assert await here.says("运费12") == "第2条：运费12"
    assert here.wechat.sent == []


async def test_a_later_try_gets_what_the_first_one_began(
    world: Callable[..., World], stub: RasaStub
) -> None:
    here = world(certified=False)
    stub.fault = "hang"
    telling = asyncio.create_task(here.wechat.text(ANNA, "鞋子想退"))
    await asyncio.to_thread(stub.called.wait)
    asyncio.get_running_loop().call_later(2.5, stub.release)
    delivery = await telling
    assert delivery.passive == "第1条：鞋子想退"
    assert delivery.tries == 2
    assert len(stub.calls) == 1


async def test_who_does_not_ask_is_reminded(world: Callable[..., World], stub: RasaStub) -> None:
    here = world(certified=False)
    stub.fault = "hang"
    await here.says("鞋子想退")
    stub.release()
    answer = await here.says("运费12")
    assert answer == f"第2条：运费12\n\n{words.EARLIER_UNSEEN}"
    assert await here.says("结果") == "第1条：鞋子想退"
    assert await here.says("谢谢") == "第3条：谢谢"


@pytest.mark.parametrize("code", [45015, 45047])
async def test_what_cannot_be_sent_is_offered_again_and_not_called_sent(
    world: Callable[..., World], stub: RasaStub, code: int
) -> None:
    here = world(certified=True)
    here.wechat.errors.append(code)
    stub.fault = "hang"
    await here.says("鞋子想退")
    stub.release()
    await here.until_failed()
    assert words.EARLIER_UNSEEN in await here.says("还在吗")
    assert await here.says("结果") == "第1条：鞋子想退"
    assert (await here.counted(FAILED), await here.counted(SENT)) == (1, 0)
    assert here.wechat.sent == []


async def test_a_busy_platform_is_asked_again(world: Callable[..., World], stub: RasaStub) -> None:
    here = world(certified=True)
    here.wechat.errors.extend([-1, -1])
    stub.fault = "hang"
    await here.says("鞋子想退")
    stub.release()
    await here.wechat.wait_sent(ANNA, 1)
    assert here.wechat.texts(ANNA) == ["第1条：鞋子想退"]


@pytest.mark.parametrize("fault", ["down", "garbage", "status", "refused"])
async def test_without_an_access_token_nothing_is_lost(
    world: Callable[..., World], stub: RasaStub, fault: str
) -> None:
    here = world(certified=True)
    here.wechat.token_fault = fault  # type: ignore[assignment]
    stub.fault = "hang"
    await here.says("鞋子想退")
    stub.release()
    await here.until_failed()
    assert words.EARLIER_UNSEEN in await here.says("还在吗")
    assert await here.says("结果") == "第1条：鞋子想退"
    assert here.wechat.sent == []


async def test_an_expired_token_is_replaced_once(
    world: Callable[..., World], stub: RasaStub
) -> None:
    here = world(certified=True)
    for number, text in enumerate(["鞋子", "外套"], start=1):
        stub.fault = "hang"
        await here.says(text)
        stub.release()
        await here.wechat.wait_sent(ANNA, number)
        here.wechat.expire_token()
    assert here.wechat.texts(ANNA) == ["第1条：鞋子", "第2条：外套"]
    assert here.wechat.tokens_issued == 2


async def test_what_does_not_fit_follows(world: Callable[..., World]) -> None:
    here = world(certified=True)
    story = "鞋子昨天签收的，不喜欢，想退。" * 100
    first = await here.says(story)
    await here.wechat.wait_sent(ANNA, 2)
    shown = here.wechat.texts(ANNA)
    assert first == shown[0]
    assert "".join(shown) == f"第1条：{story}"


async def test_what_does_not_fit_is_shown_on_request(world: Callable[..., World]) -> None:
    here = world(certified=False)
    story = "鞋子昨天签收的，不喜欢，想退。" * 100
    shown = [await here.says(story)]
    while "回复“继续”" in shown[-1]:
        shown.append(await here.says("继续"))
    assert len(shown) == 3
    assert "".join(text.split("\n\n（还有")[0] for text in shown) == f"第1条：{story}"
    assert await here.says("继续") == words.NOTHING_WAITING


async def test_the_people_of_an_account_do_not_see_each_other(
    world: Callable[..., World], stub: RasaStub
) -> None:
    here = world(certified=False)
    stub.fault = "hang"
    await here.says("鞋子想退")
    stub.release()
    assert await here.says("结果", BERT) == words.NOTHING_WAITING
    assert await here.says("我是另一个", BERT) == "第1条：我是另一个"
    assert await here.says("结果") == "第1条：鞋子想退"


async def test_a_picture_becomes_evidence_and_its_facts_are_confirmed(
    world: Callable[..., World], stub: RasaStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(certified=True)
    await here.wechat.picture(ANNA, screenshot(ORDER))
    asked = (await here.wechat.wait_sent(ANNA, 1, seconds=60))[0].text
    assert asked.startswith("图收好了，算作证据。读到：")
    await here.says("1")
    await here.wechat.wait_sent(ANNA, 1)
    assert stub.calls[-1]["metadata"]["facts"]["goods_price"]


async def test_pictures_that_cannot_be_had(world: Callable[..., World]) -> None:
    here = world(certified=True)
    gone = {"MsgType": "image", "MediaId": "expired", "PicUrl": "https://x"}
    assert (await here.wechat.message(ANNA, gone)).passive == words.PICTURE_GONE
    here.wechat.media_fault = "garbage"
    delivery = await here.wechat.picture(ANNA, b"\x89PNG")
    assert delivery.passive is not None
    assert delivery.passive.startswith(words.picture_unavailable(None)[:10])
    here.wechat.media_fault = ""
    await here.wechat.picture(ANNA, b"\x89PNG no picture")
    async with asyncio.timeout(30):
        while here.wechat.texts(ANNA)[-1] != words.PICTURE_REFUSED:
            await here.counted(SENT)


async def test_an_account_that_may_not_fetch_pictures_names_the_page(
    world: Callable[..., World],
) -> None:
    here = world(certified=False)
    delivery = await here.wechat.picture(ANNA, screenshot(ORDER))
    assert delivery.passive is not None
    assert "https://advice.example/w/" in delivery.passive

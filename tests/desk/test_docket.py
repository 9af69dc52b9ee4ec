"""Cases follow from conversations: every version, once, whoever makes the docket and when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.case import Case, Matter, ReturnReason, State
from bot.clock import Clock
from bot.desk.cases import Cases, Entry, Filters, Status, UnknownCase
from bot.desk.docket import Docket
from bot.desk.work import Work
from bot.priority import Level
from bot.store import Store, conversation_key

NOW = datetime(2026, 1, 20, 4, tzinfo=UTC)
SHOES = Case(
    goods="鞋",
    return_reason=ReturnReason.CHANGED_MIND,
    signed_date=date(2026, 1, 10),
    goods_price=Decimal("300.50"),
    platform="淘宝",
)
POWER_BANK = Case(goods="充电宝", return_reason=ReturnReason.DEFECT, dangerous=True)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = await Store.open(database_url)
    yield store
    await store.close()


@pytest.fixture
def cases(store: Store) -> Cases:
    return Cases(store)


def docket(store: Store, day: date | None = None) -> Docket:
    return Docket(store, Clock(day, lambda: NOW), lambda: 0)


class Talk:
    """A conversation whose answers leave the states that the test says."""

    def __init__(self, store: Store, key: str) -> None:
        self._store = store
        self.key = key
        self._said = 0

    async def says(self, text: str, *cases: Case) -> None:
        state = State(matters=tuple(Matter(case=case) for case in cases))
        await self.leaves(text, state.model_dump(mode="json", exclude_defaults=True))

    async def leaves(self, text: str, state: dict[str, object]) -> None:
        self._said += 1
        at = NOW + timedelta(minutes=self._said)
        await self._store.take(self.key, f"m{self._said}", text, at)
        pending = await self._store.next_pending(self.key, self._said)
        assert pending is not None
        assert await self._store.answer(self.key, pending, [{"text": "好"}], state, at)


async def talk(store: Store) -> Talk:
    return Talk(store, conversation_key(await store.create(NOW)))


async def test_a_story_becomes_a_case(store: Store, cases: Cases) -> None:
    anna = await talk(store)
    await anna.says("鞋子不喜欢，想退", SHOES)
    assert await docket(store).catch_up() == 1
    (entry,) = await cases.queue(10)
    assert entry == Entry(
        id=entry.id,
        opened_at=NOW + timedelta(minutes=1),
        changed_at=NOW + timedelta(minutes=1),
        version=1,
        status=Status.OPEN,
        goods="鞋",
        platform="淘宝",
        situations=("freight_insurance", "no_reason"),
        level=Level.NORMAL,
        reasons=(),
        due=None,
        at_stake=Decimal("300.50"),
    )
    assert await cases.read(entry.id) == entry
    (version,) = await cases.versions(entry.id)
    assert Case.model_validate(version.facts) == SHOES
    assert version.advice["schema"] == "advice/1"
    assert version.position == 1


async def test_every_version_is_kept_though_the_docket_comes_late(
    store: Store, cases: Cases
) -> None:
    anna = await talk(store)
    dear = SHOES.model_copy(update={"goods_price": Decimal("6000.00")})
    await anna.says("鞋子想退", SHOES)
    await anna.says("不对，是6000", dear)
    await anna.says("谢谢", dear)
    await docket(store).catch_up()
    (entry,) = await cases.queue(10)
    assert (entry.version, entry.reasons) == (2, ("货款6000元",))
    assert entry.changed_at == NOW + timedelta(minutes=2)
    prices = [one.facts["goods_price"] for one in await cases.versions(entry.id)]
    assert prices == ["300.50", "6000.00"]
    assert await docket(store).catch_up() == 0


async def test_each_good_is_a_case_and_beginning_anew_makes_others(
    store: Store, cases: Cases
) -> None:
    anna = await talk(store)
    await anna.says("鞋和充电宝", SHOES, POWER_BANK)
    await docket(store).catch_up()
    assert [entry.goods for entry in await cases.queue(10)] == ["充电宝", "鞋"]
    await anna.says("重新开始", Case())
    await docket(store).catch_up()
    await anna.says("又买了双鞋", SHOES)
    await docket(store).catch_up()
    found = await cases.queue(10)
    assert [(entry.goods, entry.version) for entry in found] == [
        ("充电宝", 1),
        ("鞋", 1),
        ("鞋", 1),
    ]


async def test_small_talk_is_no_case(store: Store, cases: Cases) -> None:
    anna = await talk(store)
    await anna.says("你好", Case())
    await docket(store).catch_up()
    assert await cases.queue(10) == []


async def test_what_is_dangerous_comes_first_then_what_ends_soonest(
    store: Store, cases: Cases
) -> None:
    for days in (1, 5, 6):
        signed = date(2026, 1, 20) - timedelta(days=days)
        await (await talk(store)).says("想退", SHOES.model_copy(update={"signed_date": signed}))
    await (await talk(store)).says("鼓包了", POWER_BANK)
    await docket(store).catch_up()
    found = await cases.queue(10)
    assert [entry.level for entry in found] == [
        Level.DANGER,
        Level.URGENT,
        Level.URGENT,
        Level.HIGH,
    ]
    days_left = [entry.due and (entry.due - date(2026, 1, 20)).days for entry in found]
    assert days_left == [None, 1, 2, 6]


async def test_the_queue_goes_on_after_a_case(store: Store, cases: Cases) -> None:
    for _ in range(5):
        await (await talk(store)).says("想退", SHOES)
    await docket(store).catch_up()
    whole = await cases.queue(10)
    first = await cases.queue(2)
    assert [*first, *await cases.queue(10, after=first[-1])] == whole
    assert len(whole) == 5


async def test_dockets_at_once_make_each_version_once(store: Store, cases: Cases) -> None:
    for _ in range(4):
        anna = await talk(store)
        await anna.says("想退", SHOES)
        await anna.says("鼓包了", POWER_BANK)
    await asyncio.gather(*(docket(store).catch_up() for _ in range(4)))
    found = await cases.queue(10)
    assert [entry.version for entry in found] == [2] * 4
    for entry in found:
        assert [one.number for one in await cases.versions(entry.id)] == [1, 2]


async def test_as_days_pass_a_case_becomes_urgent(store: Store, cases: Cases) -> None:
    await (await talk(store)).says(
        "想退", SHOES.model_copy(update={"signed_date": date(2026, 1, 20)})
    )
    await docket(store).catch_up()
    assert [entry.level for entry in await cases.queue(10)] == [Level.HIGH]
    assert await docket(store, date(2026, 1, 20)).rate_anew() == 0
    assert await docket(store, date(2026, 1, 26)).rate_anew() == 1
    (entry,) = await cases.queue(10)
    assert (entry.level, entry.reasons) == (Level.URGENT, ("期限还剩1天",))
    assert await docket(store, date(2026, 1, 28)).rate_anew() == 1
    (entry,) = await cases.queue(10)
    assert (entry.level, entry.due) == (Level.NORMAL, None)


async def test_what_was_erased_is_gone(store: Store, cases: Cases) -> None:
    anna = await talk(store)
    await anna.says("想退", SHOES)
    await docket(store).catch_up()
    (entry,) = await cases.queue(10)
    await store.erase(anna.key)
    assert await cases.queue(10) == []
    assert await cases.versions(entry.id) == []
    with pytest.raises(UnknownCase):
        await cases.read(entry.id)


async def test_a_state_that_cannot_be_read_stops_nothing(store: Store, cases: Cases) -> None:
    await (await talk(store)).leaves("旧", {"no": "state"})
    await (await talk(store)).says("想退", SHOES)
    await docket(store).catch_up()
    assert len(await cases.queue(10)) == 1
    assert await docket(store).catch_up() == 0


@pytest.mark.parametrize(
    "words", ["充电宝", "鼓包 充电宝", "鼓", "iphone15", "ＩＰＨＯＮＥ", "iPhone15 Pro", "了"]
)
async def test_a_case_is_found_by_what_was_said(store: Store, cases: Cases, words: str) -> None:
    await (await talk(store)).says("iPhone15 Pro的充电宝，鼓包了", POWER_BANK)
    await (await talk(store)).says("鞋子想退", SHOES)
    await docket(store).catch_up()
    found = await cases.queue(10, filters=Filters(words=words))
    assert [entry.goods for entry in found] == ["充电宝"]


@pytest.mark.parametrize("words", ["电充", "充电宝 鞋子", "' | 鞋子", "%", "_"])
async def test_what_was_not_said_finds_nothing_or_is_no_word(
    store: Store, cases: Cases, words: str
) -> None:
    await (await talk(store)).says("充电宝鼓包了", POWER_BANK)
    await docket(store).catch_up()
    found = await cases.queue(10, filters=Filters(words=words))
    assert len(found) == (1 if words in "%_" else 0)


async def test_the_queue_is_filtered_and_counted(store: Store, cases: Cases) -> None:
    await (await talk(store)).says("鼓包了", POWER_BANK)
    await (await talk(store)).says("想退", SHOES)
    await docket(store).catch_up()
    urgent = await cases.queue(10, filters=Filters(level=Level.DANGER))
    assert [entry.goods for entry in urgent] == ["充电宝"]
    situation = urgent[0].situations[0]
    assert await cases.queue(10, filters=Filters(situation=situation)) == urgent
    assert await cases.queue(10, filters=Filters(status=Status.CLOSED)) == []
    assert await cases.count() == {
        Level.DANGER: 1,
        Level.URGENT: 0,
        Level.HIGH: 0,
        Level.NORMAL: 1,
        Level.LOW: 0,
    }


async def test_those_who_wait_for_an_answer_go_first_but_not_for_ever(
    store: Store, cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.docket.PAUSE_SECONDS", 0)
    looks = []

    def waiting() -> int:
        looks.append(1)
        return 100

    await (await talk(store)).says("想退", SHOES)
    await Docket(store, Clock(None, lambda: NOW), waiting).catch_up()
    assert len(looks) > 1
    assert len(await cases.queue(10)) == 1


async def test_what_is_new_about_a_closed_case_opens_it(store: Store, cases: Cases) -> None:
    anna = await talk(store)
    await anna.says("想退", SHOES)
    await docket(store).catch_up()
    (entry,) = await cases.queue(1)
    await Work(store).set_status(entry.id, Status.CLOSED, 1, NOW, "mediator")
    await anna.says("谢谢", SHOES)
    await docket(store).catch_up()
    assert (await cases.read(entry.id)).status is Status.CLOSED
    await anna.says("又鼓包了", SHOES.model_copy(update={"goods_price": Decimal("10.00")}))
    await docket(store).catch_up()
    assert (await cases.read(entry.id)).status is Status.OPEN

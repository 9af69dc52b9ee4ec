"""What is kept of WeChat's messages, on every database: taken once, decided once, sent by one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.store import Store
from bot.web.wechat.deliveries import Allowance, Deliveries, Delivery, Gone, Person, Status
from bot.web.wechat.tasks import Awaiting, Choices, Result, Say, Task

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
ANNA, BERT = (Person(letter * 64, "official", f"sealed {letter}") for letter in "ab")
FIVE = Allowance(5, timedelta(hours=48))
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = await Store.open(database_url)
    yield store
    await store.close()


@pytest.fixture
def deliveries(store: Store) -> Deliveries:
    return Deliveries(store, "official")


async def taken(
    deliveries: Deliveries,
    id: str,
    person: Person = ANNA,
    status: Status = Status.OPEN,
    allowance: Allowance = FIVE,
) -> Delivery:
    def plan(awaiting: Awaiting | None) -> Task:
        return Say(text=f"{id} after {awaiting.kind if awaiting else 'nothing'}")

    return await deliveries.take(person, id, NOW, plan, allowance, status)


async def owed(deliveries: Deliveries, id: str, *texts: str) -> Delivery:
    delivery = await taken(deliveries, id, status=Status.OWED)
    return await deliveries.keep_texts(delivery, texts, None)


async def test_tries_at_once_are_one_message(deliveries: Deliveries) -> None:
    tries = await asyncio.gather(*(taken(deliveries, "m") for _ in range(8)))
    assert {delivery.number for delivery in tries} == {1}
    assert (await deliveries.read("m")).tries == 8


async def test_messages_at_once_are_numbered(deliveries: Deliveries) -> None:
    several = await asyncio.gather(*(taken(deliveries, f"m{n}") for n in range(8)))
    assert {delivery.number for delivery in several} == set(range(1, 9))
    assert (await taken(deliveries, "other", BERT)).number == 1


async def test_what_a_message_means_is_decided_when_it_comes(deliveries: Deliveries) -> None:
    first = await taken(deliveries, "first")
    made = await deliveries.keep_texts(first, ["问"], Choices(values=["有", "没有"]))
    await deliveries.decide(made, Status.DONE, "问", NOW, made.awaiting)
    assert (await taken(deliveries, "second")).task == Say(text="second after choices")
    assert (await taken(deliveries, "second")).task == Say(text="second after choices")
    assert (await taken(deliveries, "third")).task == Say(text="third after nothing")


async def test_a_question_that_was_overtaken_is_not_awaited(deliveries: Deliveries) -> None:
    first = await taken(deliveries, "first")
    await taken(deliveries, "second")
    made = await deliveries.keep_texts(first, ["问"], Choices(values=["有"]))
    await deliveries.decide(made, Status.DONE, "问", NOW, made.awaiting)
    assert (await taken(deliveries, "third")).task == Say(text="third after nothing")


async def test_texts_and_reply_are_kept_once(deliveries: Deliveries) -> None:
    delivery = await taken(deliveries, "m")
    await asyncio.gather(*(deliveries.keep_texts(delivery, [f"答{n}"], None) for n in range(5)))
    made = await deliveries.read("m")
    assert made.texts is not None
    decided = await asyncio.gather(
        *(
            deliveries.decide(made, Status.DONE, made.texts[0], NOW + n * MINUTE, None)
            for n in range(5)
        )
    )
    assert {(one.reply, one.replied_at) for one in decided} == {
        (made.texts[0], decided[0].replied_at)
    }
    assert decided[0].status is Status.DONE


async def test_still_thinking_is_not_said_once_there_are_texts(deliveries: Deliveries) -> None:
    delivery = await taken(deliveries, "m")
    await deliveries.keep_texts(delivery, ["答"], None)
    undecided = await deliveries.decide(delivery, Status.WAITING, "还在算", NOW, Result())
    assert undecided.replied_at is None
    assert undecided.texts == ("答",)


async def test_a_reply_does_not_overtake_what_is_owed(deliveries: Deliveries) -> None:
    await taken(deliveries, "slow", status=Status.OWED)
    quick = await deliveries.keep_texts(await taken(deliveries, "quick"), ["快"], None)
    decided = await deliveries.decide(quick, Status.DONE, "快", NOW, None)
    assert (decided.status, decided.reply, decided.shown) == (Status.OWED, None, 0)
    other = await deliveries.keep_texts(await taken(deliveries, "other", BERT), ["她"], None)
    assert (await deliveries.decide(other, Status.DONE, "她", NOW, None)).reply == "她"


async def test_one_process_sends_to_a_person(deliveries: Deliveries) -> None:
    await owed(deliveries, "m", "一")
    claims = await asyncio.gather(
        *(deliveries.claim(ANNA.conversation, NOW, MINUTE) for _ in range(6))
    )
    assert sorted(claims) == [False] * 5 + [True]
    assert await deliveries.owing(NOW) == []
    assert await deliveries.owing(NOW + MINUTE) == [ANNA.conversation]
    await deliveries.renew(ANNA.conversation, NOW + 2 * MINUTE)
    assert not await deliveries.claim(ANNA.conversation, NOW + MINUTE, MINUTE)
    await deliveries.release(ANNA.conversation)
    assert await deliveries.claim(ANNA.conversation, NOW, MINUTE)


async def test_what_a_dead_process_was_sending_is_not_sent_again(deliveries: Deliveries) -> None:
    delivery = await owed(deliveries, "m", "一", "二")
    assert await deliveries.begin_sending(delivery, NOW)
    delivery = await deliveries.sent(delivery, Status.OWED)
    assert await deliveries.interrupted(ANNA.conversation) == []
    assert await deliveries.begin_sending(delivery, NOW)
    (broken,) = await deliveries.interrupted(ANNA.conversation)
    await deliveries.failed(broken, "interrupted")
    assert await deliveries.next_owed(ANNA.conversation) is None
    waiting = await deliveries.first_waiting(ANNA.conversation)
    assert waiting is not None
    assert (waiting.shown, waiting.error) == (1, "interrupted")
    asking = await taken(deliveries, "asking")
    assert (await deliveries.hand_over(waiting, asking)).texts == ("二",)
    assert await deliveries.first_waiting(ANNA.conversation) is None


async def test_a_text_is_handed_over_once(deliveries: Deliveries) -> None:
    source = await owed(deliveries, "m", "一", "二")
    await deliveries.failed(source, "45047")
    asking = await taken(deliveries, "asking")
    several = await asyncio.gather(*(deliveries.hand_over(source, asking) for _ in range(5)))
    assert {one.texts for one in several} == {("一",)}
    late = await taken(deliveries, "late")
    await deliveries.decide(late, Status.DONE, "没算好", NOW)
    # Who has had another reply does not take the text away from who asks next.
    assert (await deliveries.hand_over(source, late)).texts is None
    again = await deliveries.read("m")
    assert (again.shown, again.status) == (1, Status.WAITING)


async def test_the_allowance_is_counted(deliveries: Deliveries) -> None:
    delivery = await taken(
        deliveries, "m", status=Status.OWED, allowance=Allowance(2, timedelta(minutes=1))
    )
    assert not await deliveries.begin_sending(delivery, NOW + timedelta(minutes=1))
    assert [await deliveries.begin_sending(delivery, NOW) for _ in range(3)] == [True, True, False]
    # A menu's small allowance does not replace a message's.
    await taken(deliveries, "message")
    await taken(deliveries, "menu", allowance=Allowance(3, MINUTE))
    assert await deliveries.begin_sending(delivery, NOW + timedelta(hours=47))


async def test_who_comes_back_is_not_erased(deliveries: Deliveries) -> None:
    await taken(deliveries, "m")
    await deliveries.leave(ANNA.conversation, NOW + MINUTE)
    assert await deliveries.to_erase(NOW) == []
    assert await deliveries.to_erase(NOW + MINUTE) == [ANNA.conversation]
    await taken(deliveries, "back")
    assert await deliveries.to_erase(NOW + MINUTE) == []


async def test_what_is_erased_is_gone(deliveries: Deliveries, store: Store) -> None:
    delivery = await taken(deliveries, "m")
    await store.erase(ANNA.conversation)
    for call in (
        deliveries.read("m"),
        deliveries.address(ANNA.conversation),
        deliveries.keep_texts(delivery, ["答"], None),
        deliveries.decide(delivery, Status.DONE, None, NOW),
    ):
        with pytest.raises(Gone):
            await call
    assert await deliveries.first_waiting(ANNA.conversation) is None


async def test_old_ones_are_forgotten_but_nothing_that_is_owed(deliveries: Deliveries) -> None:
    await owed(deliveries, "owed", "一")
    waiting = await owed(deliveries, "waiting", "二")
    await deliveries.failed(waiting, "45015")
    await deliveries.forget(NOW)
    assert (await deliveries.read("waiting")).error == "45015"
    await deliveries.forget(NOW + MINUTE)
    with pytest.raises(Gone):
        await deliveries.read("waiting")
    assert (await deliveries.read("owed")).status is Status.OWED


async def test_another_channels_people_are_not_touched(
    deliveries: Deliveries, store: Store
) -> None:
    await owed(deliveries, "m", "一")
    await taken(deliveries, "open")
    other = Deliveries(store, "kf")
    assert await other.owing(NOW) == []
    assert await other.abandoned(NOW + MINUTE) == []
    assert [one.id for one in await deliveries.abandoned(NOW + MINUTE)] == ["open"]

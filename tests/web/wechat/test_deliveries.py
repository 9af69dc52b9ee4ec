"""What is kept of WeChat's messages, on every database: taken once, decided once, sent by one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.store import Store, UnknownConversation
from bot.web.wechat.deliveries import Allowance, Deliveries, Delivery, Gone, Person, Status
from bot.web.wechat.tasks import Awaiting, Choices, Result, Say, Show, Task

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
ANNA, BERT = (
    Person(letter * 64, letter.upper() * 64, "official", f"sealed {letter}") for letter in "ab"
)
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
        *(deliveries.claim(ANNA.conversation, NOW + MINUTE, NOW) for _ in range(6))
    )
    assert [one for one in claims if one] == [ANNA.sealed_address]
    assert await deliveries.owing(NOW + timedelta(seconds=30)) == []
    assert await deliveries.owing(NOW + MINUTE) == [ANNA.conversation]
    await deliveries.renew(ANNA.conversation, NOW + 2 * MINUTE)
    assert not await deliveries.claim(ANNA.conversation, NOW + 3 * MINUTE, NOW + MINUTE)
    await deliveries.release(ANNA.conversation)
    assert await deliveries.claim(ANNA.conversation, NOW + MINUTE, NOW)


async def test_what_a_dead_process_was_sending_is_not_sent_again(deliveries: Deliveries) -> None:
    delivery = await owed(deliveries, "m", "一", "二")
    assert await deliveries.begin_sending(delivery, NOW, NOW + MINUTE)
    delivery = await deliveries.sent(delivery, Status.OWED)
    left = await deliveries.next_owed(ANNA.conversation)
    assert left is not None
    assert (left.sending, left.shown) == (1, 1)
    assert await deliveries.begin_sending(delivery, NOW, NOW + MINUTE)
    broken = await deliveries.next_owed(ANNA.conversation)
    assert broken is not None
    assert (broken.sending, broken.shown) == (2, 1)
    await deliveries.failed(broken, "interrupted")
    assert await deliveries.next_owed(ANNA.conversation) is None
    waiting = await deliveries.to_show(ANNA.conversation, next_part=False)
    assert waiting is not None
    assert (waiting.shown, waiting.error) == (1, "interrupted")
    asking = await taken(deliveries, "asking")
    assert (await deliveries.hand_over(waiting, asking)).texts == ("二",)
    assert await deliveries.to_show(ANNA.conversation, next_part=False) is None


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

    async def begun(now: datetime) -> bool:
        return await deliveries.begin_sending(delivery, now, now + MINUTE)

    assert not await begun(NOW + timedelta(minutes=1))
    assert [await begun(NOW) for _ in range(3)] == [True, True, False]
    # A menu's small allowance does not replace a message's.
    await taken(deliveries, "message")
    await taken(deliveries, "menu", allowance=Allowance(3, MINUTE))
    assert await begun(NOW + timedelta(hours=47))


async def test_who_comes_back_is_not_erased(deliveries: Deliveries) -> None:
    await taken(deliveries, "m")
    await deliveries.leave(ANNA.person, NOW, NOW + MINUTE)
    await deliveries.erase_who_left(NOW)
    await taken(deliveries, "back")
    await deliveries.erase_who_left(NOW + MINUTE)
    assert (await deliveries.read("m")).number == 1

    # What happened before the last message says nothing about who is here now.
    await deliveries.leave(ANNA.person, NOW - MINUTE, NOW + MINUTE)
    await deliveries.erase(ANNA.person, NOW - MINUTE)
    await deliveries.erase_who_left(NOW + MINUTE)
    assert (await deliveries.read("back")).number == 2

    await deliveries.leave(ANNA.person, NOW, NOW + MINUTE)
    await deliveries.erase_who_left(NOW + MINUTE)
    with pytest.raises(Gone):
        await deliveries.read("m")


async def test_what_is_erased_is_gone_and_a_new_life_begins(deliveries: Deliveries) -> None:
    delivery = await taken(deliveries, "m")
    await deliveries.erase(ANNA.person, NOW)
    for call in (
        deliveries.read("m"),
        deliveries.keep_texts(delivery, ["答"], None),
        deliveries.decide(delivery, Status.DONE, None, NOW),
    ):
        with pytest.raises(Gone):
            await call
    assert await deliveries.to_show(ANNA.conversation, next_part=False) is None
    back = replace(ANNA, conversation="c" * 64)
    assert (await taken(deliveries, "back", back)).conversation == "c" * 64
    # The conversation of the first message since then is the one that all others are in.
    again = replace(ANNA, conversation="d" * 64)
    assert (await taken(deliveries, "again", again)).conversation == "c" * 64


async def test_of_a_new_person_at_once_there_is_one_conversation(
    deliveries: Deliveries, store: Store
) -> None:
    several = [replace(ANNA, conversation=letter * 64) for letter in "cdefgh"]
    made = await asyncio.gather(
        *(taken(deliveries, f"m{n}", person) for n, person in enumerate(several))
    )
    (kept,) = {delivery.conversation for delivery in made}
    for person in several:
        if person.conversation != kept:
            with pytest.raises(UnknownConversation):
                await store.state(person.conversation)


async def test_what_is_shown_first(deliveries: Deliveries) -> None:
    """继续 goes on with what was begun last; 结果 is for what has not arrived."""
    for id, texts in (("a", ["A1", "A2"]), ("b", ["B1", "B2"])):
        made = await deliveries.keep_texts(await taken(deliveries, id), texts, None)
        await deliveries.decide(made, Status.WAITING, texts[0], NOW)
    promised = await taken(deliveries, "slow")
    await deliveries.decide(promised, Status.WAITING, "还在算", NOW, Result())
    assert [one.id for one in await deliveries.unanswered()] == ["slow"]

    async def shown(next_part: bool) -> str:
        delivery = await deliveries.to_show(ANNA.conversation, next_part=next_part)
        return delivery.id if delivery else ""

    assert (await shown(True), await shown(False)) == ("b", "slow")
    last = await taken(deliveries, "last")
    assert await deliveries.has_unseen(last)
    made = await deliveries.keep_texts(promised, ["慢"], None)
    assert made.status is Status.WAITING
    await deliveries.hand_over(made, last)
    assert (await shown(True), await shown(False)) == ("b", "b")
    assert not await deliveries.has_unseen(await taken(deliveries, "very last"))


async def test_what_did_not_arrive_in_full_is_unseen(deliveries: Deliveries) -> None:
    made = await deliveries.keep_texts(await taken(deliveries, "m"), ["一", "二"], None)
    decided = await deliveries.decide(made, Status.OWED, "一", NOW)
    await deliveries.failed(decided, "45047")
    assert await deliveries.has_unseen(await taken(deliveries, "next"))


async def test_choices_can_still_be_made_after_their_next_part(deliveries: Deliveries) -> None:
    made = await deliveries.keep_texts(
        await taken(deliveries, "m"), ["一", "二"], Choices(values=["有"])
    )
    waiting = await deliveries.decide(made, Status.WAITING, "一", NOW, made.awaiting)
    asking = await deliveries.take(
        ANNA, "asking", NOW, lambda _: Show(next_part=True), FIVE, Status.OPEN
    )
    await deliveries.hand_over(waiting, asking)
    assert (await taken(deliveries, "answer")).task == Say(text="answer after choices")


async def test_after_two_promises_the_second_one_can_be_asked_for_too(
    deliveries: Deliveries,
) -> None:
    promised = []
    for id in ("first", "second"):
        delivery = await taken(deliveries, id)
        promised.append(await deliveries.decide(delivery, Status.WAITING, "还在算", NOW, Result()))
    for delivery in promised:
        made = await deliveries.keep_texts(delivery, [delivery.id], None)
        seen: list[str] = []

        def plan(awaiting: Awaiting | None, seen: list[str] = seen) -> Task:
            seen.append(awaiting.kind if awaiting else "nothing")
            return Show(next_part=False)

        asking = await deliveries.take(
            ANNA, f"asking for {delivery.id}", NOW, plan, FIVE, Status.OPEN
        )
        assert seen == ["result"]
        assert (await deliveries.hand_over(made, asking)).texts == (delivery.id,)
    assert (await taken(deliveries, "answer")).task == Say(text="answer after nothing")


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

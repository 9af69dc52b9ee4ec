"""The pictures of conversations, on every database that the store shall run on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.evidence.picture import Picture
from bot.evidence.store import (
    MOST_PICTURES,
    EvidenceStore,
    Kept,
    TooManyPictures,
    UnknownPicture,
)
from bot.store import Store, UnknownConversation, conversation_key

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
FACTS = [{"fact": "outbound_freight", "value": "12.00", "line": "运费 ¥12.00"}]


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = await Store.open(database_url)
    yield store
    await store.close()


@pytest.fixture
def pictures(store: Store) -> EvidenceStore:
    return EvidenceStore(store)


@pytest.fixture
async def key(store: Store) -> str:
    return conversation_key(await store.create(NOW))


async def keep(pictures: EvidenceStore, key: str, number: int = 1) -> Kept:
    """Picture `number`, as it was received `number` seconds past noon."""
    return await pictures.keep(
        key,
        f"{number:064}",
        Picture(b"\xff\xd8\x00" + bytes([number]), 1080, 2400),
        ["运费 ¥12.00"],
        FACTS,
        "运费是12元",
        NOW + timedelta(seconds=number),
    )


async def test_a_picture_is_kept_with_all_that_is_known_of_it(
    pictures: EvidenceStore, key: str
) -> None:
    kept = await keep(pictures, key)
    assert await pictures.all(key) == [kept]
    assert kept == Kept(
        id=kept.id,
        sha256=f"{1:064}",
        received_at=NOW + timedelta(seconds=1),
        media_type="image/jpeg",
        bytes=4,
        width=1080,
        height=2400,
        supports="运费是12元",
        lines=["运费 ¥12.00"],
        facts=FACTS,
    )
    assert await pictures.content(key, kept.id) == ("image/jpeg", b"\xff\xd8\x00\x01")


async def test_pictures_are_listed_in_the_order_of_their_arrival(
    pictures: EvidenceStore, key: str
) -> None:
    for number in (3, 1, 2):
        await keep(pictures, key, number)
    assert [int(one.sha256) for one in await pictures.all(key)] == [1, 2, 3]


async def test_text_that_could_not_be_read_is_told_from_no_text(
    pictures: EvidenceStore, key: str
) -> None:
    picture = Picture(b"\xff\xd8", 10, 10)
    await pictures.keep(key, "a", picture, None, [], None, NOW)
    await pictures.keep(key, "b", picture, [], [], None, NOW + timedelta(seconds=1))
    assert [one.lines for one in await pictures.all(key)] == [None, []]


async def test_the_same_bytes_are_kept_once(pictures: EvidenceStore, key: str) -> None:
    assert await pictures.admit(key, f"{1:064}") is None
    same = await asyncio.gather(*(keep(pictures, key) for _ in range(8)))
    assert len(set(map(str, same))) == 1
    assert await pictures.admit(key, f"{1:064}") == same[0]
    assert await pictures.all(key) == [same[0]]


async def test_the_same_bytes_in_two_conversations_are_two_pictures(
    store: Store, pictures: EvidenceStore, key: str
) -> None:
    other = conversation_key(await store.create(NOW))
    one, another = await keep(pictures, key), await keep(pictures, other)
    assert one.id != another.id
    await pictures.remove(key, one.id)
    assert await pictures.all(other) == [another]


async def test_no_more_than_the_most_are_kept_even_at_once(
    pictures: EvidenceStore, key: str
) -> None:
    sent = range(1, MOST_PICTURES + 6)
    results = await asyncio.gather(
        *(keep(pictures, key, number) for number in sent), return_exceptions=True
    )
    assert sum(isinstance(result, TooManyPictures) for result in results) == 5
    kept = await pictures.all(key)
    assert len(kept) == MOST_PICTURES
    with pytest.raises(TooManyPictures):
        await pictures.admit(key, "another")
    assert await pictures.admit(key, kept[0].sha256) == kept[0]

    await pictures.remove(key, kept[0].id)
    assert await pictures.admit(key, "another") is None


async def test_what_a_picture_is_to_prove_can_be_said_anew(
    pictures: EvidenceStore, key: str
) -> None:
    kept = await keep(pictures, key)
    described = await pictures.describe(key, kept.id, None)
    assert described.supports is None
    assert await pictures.all(key) == [described]


async def test_pictures_go_with_their_conversation(
    store: Store, pictures: EvidenceStore, key: str
) -> None:
    kept = await keep(pictures, key)
    await store.erase(key)
    for asking in (pictures.all(key), pictures.admit(key, "a"), keep(pictures, key, 2)):
        with pytest.raises(UnknownConversation):
            await asking
    with pytest.raises(UnknownPicture):
        await pictures.content(key, kept.id)


async def test_a_picture_of_another_conversation_is_unknown(
    store: Store, pictures: EvidenceStore, key: str
) -> None:
    kept = await keep(pictures, key)
    other = conversation_key(await store.create(NOW))
    for asking in (
        pictures.content(other, kept.id),
        pictures.describe(other, kept.id, "x"),
        pictures.remove(other, kept.id),
        pictures.remove(key, "unknown"),
    ):
        with pytest.raises(UnknownPicture):
            await asking
    assert await pictures.all(key) == [kept]

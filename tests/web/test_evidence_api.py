"""Pictures as evidence, as a client sees it. One application and one worker process for all tests."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.evidence.picture import MAX_BYTES
from bot.evidence.store import MOST_PICTURES
from bot.settings import Settings
from bot.web import picture_worker
from bot.web.app import create_app
from bot.web.picture_worker import Busy, PictureWorker
from tests.evidence.faults import die, hang, hunger, no_lines, stumble
from tests.evidence.pictures import (
    KILLER_HEIC,
    ORDER,
    SECRET,
    TURNED_HEIC,
    decoded,
    encoded,
    metadata,
    photo,
    png_of_size,
    screenshot,
)
from tests.web.rasa_stub import bound_socket, serving


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evidence")


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    """Really served, so that the worker process lives as long as the application."""
    database = f"sqlite+aiosqlite:///{folder}/bot.db"
    app = create_app(Settings(database_url=database, today=date(2026, 1, 20)))
    bound = bound_socket()
    with serving(app, bound):
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


@pytest.fixture
async def browser(url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, timeout=600) as browser:
        yield browser


@pytest.fixture
async def session(browser: httpx.AsyncClient) -> str:
    return await start(browser)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the worker, which lets others go first, takes long."""
    monkeypatch.setattr(picture_worker, "CLEAN_SECONDS", 300.0)
    monkeypatch.setattr(picture_worker, "READ_SECONDS", 300.0)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_worker, "read", no_lines)


async def start(browser: httpx.AsyncClient) -> str:
    session: str = (await browser.post("/api/chat")).json()["session"]
    return session


async def send(
    browser: httpx.AsyncClient, session: str, picture: bytes, **params: str
) -> httpx.Response:
    url = f"/api/chat/{session}/evidence"
    headers = {"Content-Type": "image/jpeg"}
    return await browser.post(url, content=picture, params=params, headers=headers)


async def listed(browser: httpx.AsyncClient, session: str) -> list[dict[str, Any]]:
    evidence: list[dict[str, Any]] = (await browser.get(f"/api/chat/{session}/evidence")).json()[
        "evidence"
    ]
    return evidence


def code(response: httpx.Response) -> str:
    """The code of an error, once it is sure that a person could read it."""
    error = response.json()["error"]
    assert any("\u4e00" <= character <= "\u9fff" for character in error["message"])
    return str(error["code"])


async def test_a_screenshot_is_kept_and_its_facts_are_offered(
    browser: httpx.AsyncClient, session: str
) -> None:
    sent = screenshot(ORDER)
    response = await send(browser, session, sent, supports="运费是12元")
    assert response.status_code == 201
    evidence = response.json()
    assert evidence["sha256"] == sha256(sent).hexdigest()
    assert evidence["supports"] == "运费是12元"
    assert (evidence["width"], evidence["height"]) == (720, 1000)
    assert evidence["received_at"].endswith("Z")
    assert "运费 ¥12.00" in evidence["lines"]
    facts = {fact.pop("fact"): fact for fact in evidence["facts"]}
    assert facts["outbound_freight"] == {
        "name": "发货运费",
        "value": "12.00",
        "shown": "12元",
        "line": "运费 ¥12.00",
    }
    assert facts["order_date"]["value"] == "2026-01-05"
    assert facts["order_date"]["shown"] == "2026年1月5日"
    assert await listed(browser, session) == [response.json()]


async def test_free_shipping_is_offered_as_such(browser: httpx.AsyncClient, session: str) -> None:
    page = (("订单编号", "39201847"), ("下单时间", "2026-01-05"), ("运费", "¥0.00"))
    facts = (await send(browser, session, screenshot(page, (720, 400)))).json()["facts"]
    assert facts[-1] == {
        "fact": "free_shipping",
        "name": "包邮",
        "value": True,
        "shown": "（运费0元）",
        "line": "运费 ¥0.00",
    }


async def test_the_kept_picture_is_shown(
    browser: httpx.AsyncClient, session: str, unread: None
) -> None:
    sent = encoded(photo(), exif=metadata(6), comment=SECRET)
    evidence = (await send(browser, session, sent)).json()
    shown = await browser.get(f"/api/chat/{session}/evidence/{evidence['id']}")
    assert shown.status_code == 200
    assert shown.headers["Content-Type"] == evidence["media_type"] == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Content-Disposition"] == "inline"
    assert shown.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert len(shown.content) == evidence["bytes"]
    assert decoded(shown.content).size == (evidence["width"], evidence["height"]) == (48, 64)
    assert SECRET.encode() not in shown.content


@pytest.mark.parametrize(
    "picture", [encoded(photo(), "PNG"), encoded(photo(), "WEBP"), TURNED_HEIC, encoded(photo())]
)
async def test_the_content_decides_what_is_a_picture(
    browser: httpx.AsyncClient, session: str, unread: None, picture: bytes
) -> None:
    assert (await send(browser, session, picture)).status_code == 201


@pytest.mark.parametrize(
    ("data", "status", "expected"),
    [
        (b"", 415, "not_a_picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 415, "not_a_picture"),
        (encoded(photo(), "GIF"), 415, "not_a_picture"),
        (encoded(photo((300, 300)))[:-300], 422, "broken_picture"),
        (png_of_size(30_000, 30_000), 422, "too_many_pixels"),
        (bytes(MAX_BYTES + 1), 413, "picture_too_large"),
    ],
)
async def test_what_cannot_be_kept_is_refused(
    browser: httpx.AsyncClient, session: str, data: bytes, status: int, expected: str
) -> None:
    response = await send(browser, session, data)
    assert (response.status_code, code(response)) == (status, expected)
    assert await listed(browser, session) == []


async def test_a_picture_that_is_too_large_is_refused_while_it_comes(
    browser: httpx.AsyncClient, session: str
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield bytes(1024 * 1024)

    url = f"/api/chat/{session}/evidence"
    response = await browser.post(url, content=chunks())
    assert (response.status_code, code(response)) == (413, "picture_too_large")


async def test_the_largest_file_is_not_too_large(
    browser: httpx.AsyncClient, session: str, unread: None
) -> None:
    picture = encoded(photo())
    padded = picture + bytes(MAX_BYTES - len(picture))
    assert (await send(browser, session, padded)).status_code == 201


@pytest.mark.parametrize("path", ["evidence/x", "messages", "evidences"])
async def test_only_where_pictures_go_may_a_body_be_large(
    browser: httpx.AsyncClient, session: str, path: str
) -> None:
    response = await browser.post(f"/api/chat/{session}/{path}", content=bytes(70_000))
    assert (response.status_code, code(response)) == (413, "too_large")


async def test_the_same_bytes_again_are_the_same_picture(
    browser: httpx.AsyncClient, session: str, unread: None
) -> None:
    picture = encoded(photo())
    first = await send(browser, session, picture, supports="外包装")
    again = await asyncio.gather(*(send(browser, session, picture) for _ in range(4)))
    assert {(response.status_code, response.text) for response in again} == {(201, first.text)}
    assert await listed(browser, session) == [first.json()]


async def test_there_are_no_more_than_the_most(
    browser: httpx.AsyncClient, session: str, unread: None
) -> None:
    for width in range(MOST_PICTURES):
        assert (await send(browser, session, encoded(photo((10 + width, 10))))).status_code == 201
    refused = await send(browser, session, encoded(photo((99, 99))))
    assert (refused.status_code, code(refused)) == (409, "too_many_pictures")
    kept = await listed(browser, session)
    assert len(kept) == MOST_PICTURES
    await browser.delete(f"/api/chat/{session}/evidence/{kept[0]['id']}")
    assert (await send(browser, session, encoded(photo((99, 99))))).status_code == 201


async def test_what_a_picture_is_to_prove_can_be_said_later(
    browser: httpx.AsyncClient, session: str, unread: None
) -> None:
    evidence = (await send(browser, session, encoded(photo()))).json()
    assert evidence["supports"] is None
    url = f"/api/chat/{session}/evidence/{evidence['id']}"
    for said, kept in (("外包装\x00破了", "外包装破了"), (" ", None), (None, None)):
        described = await browser.patch(url, json={"supports": said})
        assert described.json() == evidence | {"supports": kept}
    assert await listed(browser, session) == [evidence]


async def test_words_that_are_too_long_are_refused(
    browser: httpx.AsyncClient, session: str, unread: None
) -> None:
    evidence = (await send(browser, session, encoded(photo()), supports="字" * 200)).json()
    url = f"/api/chat/{session}/evidence/{evidence['id']}"
    for response in (
        await send(browser, session, encoded(photo((9, 9))), supports="字" * 201),
        await browser.patch(url, json={"supports": "字" * 201}),
        await browser.patch(url, json={}),
    ):
        assert (response.status_code, code(response)) == (422, "invalid_request")
        assert "supports" in response.json()["error"]["message"]
    assert await listed(browser, session) == [evidence]


async def test_nobody_else_reaches_a_picture(
    browser: httpx.AsyncClient, session: str, unread: None
) -> None:
    evidence = (await send(browser, session, encoded(photo()))).json()
    other = await start(browser)
    for stranger in (other, "unknown"):
        url = f"/api/chat/{stranger}/evidence/{evidence['id']}"
        for response in (
            await browser.get(url),
            await browser.patch(url, json={"supports": "x"}),
            await browser.delete(url),
        ):
            assert (response.status_code, code(response)) == (404, "unknown_picture")
    assert await listed(browser, other) == []
    assert await listed(browser, session) == [evidence]


async def test_an_unknown_conversation_has_no_pictures(browser: httpx.AsyncClient) -> None:
    for response in (
        await browser.get("/api/chat/unknown/evidence"),
        await send(browser, "unknown", encoded(photo())),
    ):
        assert (response.status_code, code(response)) == (404, "unknown_session")


def rows(folder: Path, session_id: str) -> int:
    with closing(sqlite3.connect(folder / "bot.db")) as database:
        query = "SELECT count(*) FROM evidence WHERE id = ?"
        return int(database.execute(query, (session_id,)).fetchone()[0])


@pytest.mark.parametrize("erased", ["picture", "conversation"])
async def test_what_is_erased_is_gone_from_the_disk(
    browser: httpx.AsyncClient, session: str, unread: None, folder: Path, erased: str
) -> None:
    evidence = (await send(browser, session, encoded(photo((321, 123))), supports=erased)).json()
    url = f"/api/chat/{session}/evidence/{evidence['id']}"
    content = (await browser.get(url)).content
    files = [*folder.iterdir()]
    # The picture's own part, behind the tables that all such pictures share.
    piece = content[-300:]
    assert any(piece in file.read_bytes() for file in files)

    await browser.delete(url if erased == "picture" else f"/api/chat/{session}")
    assert rows(folder, evidence["id"]) == 0
    assert not any(piece in file.read_bytes() for file in files if file.exists())
    assert (await browser.get(url)).status_code == 404


async def test_a_picture_that_kills_its_decoder_is_refused(
    browser: httpx.AsyncClient, session: str, unread: None
) -> None:
    # A later pi_heif may survive it.
    assert (await send(browser, session, KILLER_HEIC)).status_code in (201, 422)
    assert (await send(browser, session, TURNED_HEIC)).status_code == 201


@pytest.mark.parametrize("fault", [die, hang, hunger])
async def test_a_picture_that_ends_or_holds_up_the_decoder_is_refused(
    browser: httpx.AsyncClient,
    session: str,
    monkeypatch: pytest.MonkeyPatch,
    fault: Any,
    unread: None,
) -> None:
    assert (await send(browser, session, encoded(photo((20, 20))))).status_code == 201
    with monkeypatch.context() as patched:
        patched.setattr(picture_worker, "clean", fault)
        patched.setattr(picture_worker, "CLEAN_SECONDS", 300.0 if fault is not hang else 0.5)
        response = await send(browser, session, encoded(photo()))
    assert (response.status_code, code(response)) == (422, "broken_picture")
    assert (await send(browser, session, encoded(photo()))).status_code == 201


@pytest.mark.parametrize("fault", [die, hang, hunger, stumble])
async def test_a_picture_that_cannot_be_read_is_kept_all_the_same(
    browser: httpx.AsyncClient,
    session: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    fault: Any,
) -> None:
    monkeypatch.setattr(picture_worker, "read", fault)
    monkeypatch.setattr(picture_worker, "READ_SECONDS", 300.0 if fault is not hang else 0.5)
    response = await send(browser, session, encoded(photo()))
    assert response.status_code == 201
    assert response.json()["lines"] is None
    assert response.json()["facts"] == []
    log = capfd.readouterr().err
    assert "picture_not_read" in log
    assert "13800138000" not in log


async def test_pictures_wait_for_their_turn_but_not_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picture_worker, "clean", hang)
    worker = PictureWorker()
    accepted = [
        asyncio.create_task(worker.examine(b"")) for _ in range(1 + picture_worker.MOST_WAITING)
    ]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await worker.examine(b"")
    assert not any(task.done() for task in accepted)
    for task in accepted:
        task.cancel()
    await asyncio.wait(accepted)


async def test_who_has_to_come_back_later_is_told_so(
    browser: httpx.AsyncClient, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_worker, "MOST_WAITING", 0)
    response = await send(browser, session, encoded(photo()))
    assert (response.status_code, code(response)) == (503, "busy")
    assert int(response.headers["Retry-After"]) > 0
    assert await listed(browser, session) == []


async def test_what_a_picture_says_stays_out_of_the_log(
    browser: httpx.AsyncClient, session: str, capfd: pytest.CaptureFixture[str]
) -> None:
    page = (("收件人", "张三"), ("电话", "13800138000"))
    evidence = (await send(browser, session, screenshot(page, (720, 300)), supports="证明")).json()
    assert "13800138000" in " ".join(evidence["lines"])
    # By now the line about the request before is written.
    await browser.get("/healthz")
    log = capfd.readouterr().err
    assert "/api/chat/{session}/evidence" in log
    for personal in ("13800138000", "张三", "证明", session):
        assert personal not in log

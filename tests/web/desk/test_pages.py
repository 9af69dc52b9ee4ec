"""What the desk's pages show."""

from __future__ import annotations

import pytest

from bot.desk import audit
from bot.desk.accounts import Role
from bot.desk.cases import Entry
from tests.web.desk.conftest import Staff


async def test_the_queue_shows_what_to_open_and_why(staff: Staff, entry: Entry) -> None:
    await staff.sign_in(Role.MEDIATOR)
    text = (await staff.get("/desk")).text
    assert f'href="/desk/cases/{entry.id}"' in text
    assert "&lt;b&gt;鞋&lt;/b&gt;" in text
    assert "<b>鞋" not in text
    assert "300元" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"words": "我的事"}, True),
        ({"words": "没说过"}, False),
        ({"words": "<script>'"}, False),
        ({"status": "closed"}, False),
        ({"situation": "no_reason"}, False),
        ({"situation": "freight_insurance"}, True),
        ({"level": "nonsense", "situation": "nonsense", "status": "nonsense"}, True),
        ({"after": "nothing"}, True),
    ],
)
async def test_the_queue_is_filtered(
    staff: Staff, entry: Entry, query: dict[str, str], found: bool
) -> None:
    await staff.sign_in(Role.MEDIATOR)
    answer = await staff.get("/desk", params=query)
    assert answer.status_code == 200
    assert (entry.id in answer.text) == found
    assert "<script>" not in answer.text


async def test_an_empty_queue_says_so(staff: Staff) -> None:
    await staff.sign_in(Role.MEDIATOR)
    assert "现在没有案件" in (await staff.get("/desk")).text


async def test_a_case_shows_facts_law_and_what_was_said(staff: Staff, entry: Entry) -> None:
    await staff.sign_in(Role.MEDIATOR)
    answer = await staff.get(f"/desk/cases/{entry.id}")
    text = answer.text
    for shown in ("退货原因", "不喜欢、不合适", "第1句", "我的事", "《消费者权益保护法》第25条"):
        assert shown in text
    assert "<b>鞋" not in text
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    seen = await audit.entries(staff.app.state.store, 1)
    assert [(one.who, one.action, one.subject) for one in seen] == [
        ("mediator", "case_viewed", entry.id)
    ]


@pytest.mark.parametrize("id", ["0" * 32, "1' OR '1'='1", "%00", "x" * 500])
async def test_a_guessed_case_is_none(staff: Staff, entry: Entry, id: str) -> None:
    await staff.sign_in(Role.ADMIN)
    answer = await staff.get(f"/desk/cases/{id}")
    assert answer.status_code == 404
    assert "没有这个案件" in answer.text


async def test_who_leads_sees_who_did_what(staff: Staff, entry: Entry) -> None:
    await staff.sign_in(Role.MEDIATOR)
    await staff.get(f"/desk/cases/{entry.id}")
    await staff.sign_in(Role.LEAD)
    text = (await staff.get("/desk/record")).text
    assert "看了案件" in text
    assert entry.id in text
    only = (await staff.get("/desk/record", params={"person": "lead"})).text
    assert "看了操作记录" in only
    assert entry.id not in only
    assert "没有记录" in (await staff.get("/desk/record", params={"person": "<i>"})).text


async def test_notes_are_kept_with_who_wrote_them(staff: Staff, entry: Entry) -> None:
    await staff.sign_in(Role.MEDIATOR)
    path, key = f"/desk/cases/{entry.id}", await staff.form_key()
    for text in ("<script>打过电话</script>", "商家愿意谈"):
        answer = await staff.post(f"{path}/notes", data={"form_key": key, "text": text})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#notes")
    shown = (await staff.get(path)).text
    assert "&lt;script&gt;打过电话" in shown
    assert shown.index("打过电话") < shown.index("商家愿意谈")
    recorded = await audit.entries(staff.app.state.store, 3)
    assert [one.action for one in recorded] == ["case_viewed", "note_added", "note_added"]
    assert "商家愿意谈" not in str(recorded)


@pytest.mark.parametrize("text", ["", "  ", "字" * 5_001])
async def test_a_note_says_something_and_not_too_much(
    staff: Staff, entry: Entry, text: str
) -> None:
    await staff.sign_in(Role.MEDIATOR)
    fields = {"form_key": await staff.form_key(), "text": text}
    answer = await staff.post(f"/desk/cases/{entry.id}/notes", data=fields)
    assert (answer.status_code, "备注要写" in answer.text) == (422, True)


async def test_a_case_is_closed_and_opened_again(staff: Staff, entry: Entry) -> None:
    await staff.sign_in(Role.MEDIATOR)
    path = f"/desk/cases/{entry.id}"
    fields = {"form_key": await staff.form_key(), "version": "1", "status": "closed"}
    assert (await staff.post(f"{path}/status", data=fields)).status_code == 303
    assert "现在没有案件" in (await staff.get("/desk")).text
    assert entry.id in (await staff.get("/desk", params={"status": "closed"})).text
    # A second mediator, who still has the open case before them, learns of it.
    assert (await staff.post(f"{path}/status", data=fields)).status_code == 409
    assert "已经结了" in (await staff.get(path)).text
    opened = await staff.post(f"{path}/status", data=fields | {"status": "open"})
    assert opened.status_code == 303
    assert entry.id in (await staff.get("/desk")).text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"version": "0", "status": "closed"}, 409),
        ({"version": "x", "status": "closed"}, 422),
        ({"version": "1", "status": "erased"}, 422),
        ({}, 422),
    ],
)
async def test_what_has_changed_or_is_nonsense_closes_nothing(
    staff: Staff, entry: Entry, fields: dict[str, str], status: int
) -> None:
    await staff.sign_in(Role.MEDIATOR)
    told = {"form_key": await staff.form_key()} | fields
    answer = await staff.post(f"/desk/cases/{entry.id}/status", data=told)
    assert answer.status_code == status
    assert entry.id in (await staff.get("/desk")).text


@pytest.mark.parametrize("what", ["notes", "status"])
async def test_nothing_is_done_with_a_case_that_is_none(
    staff: Staff, entry: Entry, what: str
) -> None:
    await staff.sign_in(Role.MEDIATOR)
    fields = {"form_key": await staff.form_key(), "text": "x", "version": "1", "status": "closed"}
    answer = await staff.post(f"/desk/cases/{'0' * 32}/{what}", data=fields)
    assert answer.status_code == 404

"""The chat without JavaScript, as a browser sees it that only knows pages and forms."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.web.guard import MAX_CHARACTERS
from tests.web.conftest import Browser
from tests.web.rasa_stub import CHOICES, RasaStub

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Page(HTMLParser):
    """What a page says and what its forms would send, by the address that they go to."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.status = response.status_code
        self.html = response.text
        self.forms: list[dict[str, Any]] = []
        self.labelled: set[str] = set()
        self.controls: set[str] = set()
        self.words = ""
        self.notice = ""
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.forms.append({"action": values["action"], "fields": {}, "buttons": []})
        if tag == "label":
            self.labelled.add(values["for"] or "")
        if tag == "input" and values.get("type") == "hidden":
            self.forms[-1]["fields"][values["name"]] = values["value"]
        elif tag in ("input", "textarea"):
            self.controls.add(values["id"] or "")
        if tag == "button" and "name" in values:
            self.forms[-1]["buttons"].append(values["value"])
        if tag not in ("meta", "link", "input", "br"):
            self._open.append((tag, values))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tag, values = self._open[-1] if self._open else ("", {})
        if tag == "textarea":
            self.forms[-1]["fields"]["text"] = data.removeprefix("\n")
        elif tag not in ("title", "html", "head"):
            self.words += data
        if (values.get("class") or "").startswith("notice"):
            self.notice += data

    def form(self, action: str = "/plain/answer", buttons: bool = False) -> dict[str, Any]:
        (found,) = (
            f for f in self.forms if f["action"] == action and bool(f["buttons"]) is buttons
        )
        return dict(found)


async def begin(browser: Browser) -> Page:
    return Page(await browser.get("/plain"))


async def send(browser: Browser, form: dict[str, Any], **fields: str) -> Page:
    return Page(await browser.post(form["action"], data=form["fields"] | fields))


async def test_a_story_is_told_and_answered(browser: Browser) -> None:
    page = await begin(browser)
    assert page.status == 200
    assert "买了什么、为什么想退" in page.words
    page = await send(browser, page.form(), text="鞋子不喜欢想退")
    assert (page.status, page.notice) == (200, "")
    assert "第1条：鞋子不喜欢想退" in page.words
    page = await send(browser, page.form(), text="运费12")
    assert "第2条：运费12" in page.words
    assert page.words.index("第2条") < page.words.index("第1条"), "the newest answer comes first"


async def test_a_reloaded_answer_sends_nothing_twice(browser: Browser, stub: RasaStub) -> None:
    form = (await begin(browser)).form()
    first = await send(browser, form, text="一")
    again = await send(browser, form, text="一")
    assert (again.status, again.notice) == (200, "")
    assert len(stub.calls) == 1
    assert again.words == first.words
    assert again.form()["fields"]["id"] != form["fields"]["id"]


async def test_a_question_is_answered_by_a_button(browser: Browser, stub: RasaStub) -> None:
    page = await send(browser, (await begin(browser)).form(), text="问我")
    choices = page.form(buttons=True)
    assert choices["buttons"] == CHOICES
    assert choices["fields"]["id"] != page.form()["fields"]["id"]
    page = await send(browser, choices, text=CHOICES[0])
    assert stub.calls[-1]["message"] == CHOICES[0]
    assert "第2条：有" in page.words
    assert not [form for form in page.forms if form["buttons"]]


async def test_an_answer_on_an_old_page_is_not_lost(browser: Browser, stub: RasaStub) -> None:
    form = (await begin(browser)).form()
    await send(browser, form, text="一")
    page = await send(browser, form, text="别的话")
    assert page.status == 409
    assert "是旧的" in page.notice
    assert page.form()["fields"]["text"] == "别的话"
    page = await send(browser, page.form())
    assert (page.status, stub.calls[-1]["message"]) == (200, "别的话")


async def test_during_an_outage_the_text_stays_in_the_form(
    browser: Browser, stub: RasaStub
) -> None:
    form = (await begin(browser)).form()
    stub.fault = "silent"
    response = await browser.post("/plain/answer", data=form["fields"] | {"text": "一\n二"})
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    page = Page(response)
    assert "已经保存好了" in page.notice
    assert page.form()["fields"] == form["fields"] | {"text": "一\n二"}
    assert "还没答上来" not in page.words
    stub.fault = ""
    page = await send(browser, page.form())
    assert (page.status, page.notice) == (200, "")
    assert len(await browser.texts(form["fields"]["session"])) == 1


async def test_what_waits_is_shown_and_answered_with_the_next(
    browser: Browser, stub: RasaStub
) -> None:
    form = (await begin(browser)).form()
    stub.fault = "silent"
    page = await send(browser, form, text="一")
    page = await send(browser, page.form(), text="改过的话")
    assert page.status == 409
    assert "还没答上来：一" in page.words
    stub.fault = ""
    page = await send(browser, page.form())
    assert "第2条：改过的话" in page.words
    assert "还没答上来" not in page.words


async def test_without_a_store_the_text_stays_in_the_form(browser: Browser, tmp_path: Path) -> None:
    form = (await begin(browser)).form()
    with closing(sqlite3.connect(tmp_path / "var/bot.db")) as database:
        database.executescript("DROP TABLE messages; DROP TABLE conversations")
    page = await send(browser, form, text="一")
    assert page.status == 503
    assert page.form()["fields"] == form["fields"] | {"text": "一"}
    assert (await begin(browser)).status == 503
    for action in ("/plain/code", "/plain/erase", "/plain/resume"):
        page = await send(browser, {"action": action, "fields": form["fields"] | {"code": "x"}})
        assert page.status == 503
        assert "存不了" in page.notice


async def test_an_unknown_session_begins_anew_and_says_so(browser: Browser, stub: RasaStub) -> None:
    form = (await begin(browser)).form()
    await browser.delete(f"/api/chat/{form['fields']['session']}")
    page = await send(browser, form, text="还在吗")
    assert page.status == 404
    assert "不在了" in page.notice
    assert page.form()["fields"]["text"] == "还在吗"
    assert page.form()["fields"]["session"] != form["fields"]["session"]
    assert not stub.calls
    page = await send(browser, page.form())
    assert "第1条：还在吗" in page.words


async def test_what_was_told_can_be_erased(browser: Browser) -> None:
    page = await send(browser, (await begin(browser)).form(), text="一")
    form = page.form("/plain/erase")
    page = await send(browser, form)
    assert (page.status, "已经删掉了" in page.notice) == (200, True)
    assert "第1条" not in page.words
    assert (await browser.get(f"/api/chat/{form['fields']['session']}")).status_code == 404
    assert (await send(browser, form)).status == 200


async def test_it_goes_on_later_by_a_code(browser: Browser) -> None:
    page = await send(browser, (await begin(browser)).form(), text="一")
    page = await send(browser, page.form("/plain/code"))
    assert "第1条：一" in page.words
    code = re.search(r"接续码：(\w{5}-\w{5})。", page.notice)
    assert code is not None
    later = await begin(browser)
    page = await send(browser, later.form("/plain/resume"), code=code[1].lower())
    assert (page.status, page.notice) == (200, "")
    assert "第1条：一" in page.words
    page = await send(browser, page.form(), text="二")
    assert "第2条：二" in page.words
    page = await send(browser, later.form("/plain/resume"), code=code[1])
    assert (page.status, "接续码不对" in page.notice) == (404, True)
    page = await send(browser, later.form("/plain/resume"), code="0" * 101)
    assert page.status == 422


async def test_a_code_of_an_unknown_session_is_not_given(browser: Browser) -> None:
    page = await send(browser, {"action": "/plain/code", "fields": {"session": "unknown"}})
    assert (page.status, "不在了" in page.notice) == (404, True)


async def test_the_address_of_a_form_leads_to_the_page(browser: Browser) -> None:
    for form in ("answer", "code", "erase", "resume"):
        response = await browser.get(f"/plain/{form}")
        assert (response.status_code, response.headers["Location"]) == (303, "/plain")


async def test_what_is_said_is_shown_as_it_is(browser: Browser) -> None:
    hostile = '</textarea><script src="//x.y/z.js"></script>"\'&'
    page = await send(browser, (await begin(browser)).form(), text=hostile)
    assert hostile in page.words
    assert "<script" not in page.html
    page = await send(browser, page.form() | {"fields": {}}, text=hostile)
    assert page.form()["fields"]["text"] == hostile


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"session=&id=&text=x", 422),
        (b"session=x&id=a%20b&text=x", 422),
        (b"\xff\xfe", 422),
        (b"&".join(b"a=%d" % n for n in range(50)), 400),
    ],
)
async def test_what_is_no_form_of_ours_is_refused(
    browser: Browser, stub: RasaStub, body: bytes, status: int
) -> None:
    response = await browser.post("/plain/answer", content=body, headers=FORM)
    assert response.status_code == status
    assert not stub.calls


@pytest.mark.parametrize(
    "there",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "", "Referer": "http://evil.example/bot"},
        {"Origin": ""},
    ],
    ids=str,
)
async def test_a_form_on_another_site_writes_nothing_here(
    browser: Browser, stub: RasaStub, there: dict[str, str]
) -> None:
    data = (await begin(browser)).form()["fields"] | {"text": "一"}
    response = await browser.post("/plain/answer", data=data, headers=there)
    assert (response.status_code, response.json()["error"]["code"]) == (403, "foreign_form")
    assert not stub.calls


@pytest.mark.parametrize(
    "here",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://bot"},
        {"Origin": "", "Referer": "http://bot/plain"},
    ],
    ids=str,
)
async def test_a_form_of_our_own_is_taken_from_every_browser(
    browser: Browser, here: dict[str, str]
) -> None:
    page = await browser.get("/plain")
    assert page.headers["Referrer-Policy"] == "same-origin"
    data = (await begin(browser)).form()["fields"] | {"text": "一"}
    assert (await browser.post("/plain/answer", data=data, headers=here)).status_code == 200


async def test_a_page_loads_only_what_is_here_and_runs_nothing(browser: Browser) -> None:
    response = await browser.get("/plain")
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert response.headers["Cache-Control"] == "private, no-cache"
    form = Page(response).form()
    told = await browser.post(form["action"], data=form["fields"] | {"text": "一"})
    assert told.headers["Cache-Control"] == "no-store"
    for link in re.findall(r'(?:href|src)="([^"]+)"', response.text):
        assert (await browser.get(link)).status_code == 200, link
    assert (
        "form-action 'none'" in (await browser.get("/healthz")).headers["Content-Security-Policy"]
    )


async def test_everything_that_is_filled_in_has_a_label_and_a_limit(browser: Browser) -> None:
    page = await begin(browser)
    assert page.controls == {"text", "code"}
    assert page.controls <= page.labelled
    assert f'maxlength="{MAX_CHARACTERS}"' in page.html
    assert '<html lang="zh-CN">' in page.html

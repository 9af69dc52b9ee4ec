"""Who gets in, and where to: every route with every role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from structlog.testing import capture_logs

from bot.desk.accounts import MOST_FAILURES, Role
from bot.desk.cases import Entry
from bot.web.desk import case, queue, record, sign_in
from tests.web.desk.conftest import PASSWORD, Staff

LEAST = {
    ("GET", "/desk/sign-in"): None,
    ("POST", "/desk/sign-in"): None,
    ("POST", "/desk/sign-out"): Role.MEDIATOR,
    ("GET", "/desk"): Role.MEDIATOR,
    ("GET", "/desk/cases/{id}"): Role.MEDIATOR,
    ("POST", "/desk/cases/{id}/notes"): Role.MEDIATOR,
    ("POST", "/desk/cases/{id}/status"): Role.MEDIATOR,
    ("GET", "/desk/record"): Role.LEAD,
}
"""Who may go where: the least role, None for everybody."""


def routes() -> Iterator[tuple[str, str]]:
    for part in (sign_in, queue, case, record):
        for route in part.router.routes:
            assert isinstance(route, APIRoute)
            for method in route.methods:
                yield method, route.path


def test_every_route_says_who_may_go_there() -> None:
    assert set(routes()) == LEAST.keys()


def test_these_are_all_routes_of_the_desk(staff: Staff) -> None:
    app: FastAPI = staff.app
    paths = {
        path
        for route in app.routes
        if (path := getattr(route, "path", "")).startswith("/desk") and path != "/desk/files"
    }
    assert paths <= {path for _, path in LEAST}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("method", "path"), LEAST)
async def test_each_role_goes_where_it_may(
    staff: Staff, entry: Entry, method: str, path: str, role: Role
) -> None:
    await staff.sign_in(role)
    fields = {"form_key": await staff.form_key(), "name": role, "password": PASSWORD}
    fields |= {"text": "打过电话", "version": "1", "status": "closed"}
    answer = await staff.request(
        method, path.format(id=entry.id), data=fields if method == "POST" else None
    )
    least = LEAST[method, path]
    if least is None or role.covers(least):
        assert answer.status_code in (200, 303)
    else:
        assert (answer.status_code, "组长" in answer.text) == (403, True)


@pytest.mark.parametrize(("method", "path"), [where for where, least in LEAST.items() if least])
async def test_who_is_not_signed_in_is_shown_the_door(
    staff: Staff, entry: Entry, method: str, path: str
) -> None:
    path = path.format(id=entry.id)
    answer = await staff.request(method, path, data={} if method == "POST" else None)
    wanted = path if method == "GET" else "/desk"
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/desk/sign-in?next={wanted}"
    assert entry.id not in answer.text


async def test_a_wrong_password_says_nothing_of_what_was_wrong(staff: Staff) -> None:
    answers = [
        await staff.post("/desk/sign-in", data={"name": name, "password": "wrong"})
        for name in ("mediator", "nobody", "<script>")
    ]
    assert [answer.status_code for answer in answers] == [401] * 3
    first, second = (answer.text.replace("mediator", "nobody") for answer in answers[:2])
    assert first == second
    assert "<script>" not in answers[2].text
    assert "set-cookie" not in answers[0].headers


async def test_after_many_wrong_passwords_the_right_one_does_not_help(staff: Staff) -> None:
    for _ in range(MOST_FAILURES):
        await staff.post("/desk/sign-in", data={"name": "lead", "password": "wrong"})
    fields = {"name": "lead", "password": PASSWORD}
    assert (await staff.post("/desk/sign-in", data=fields)).status_code == 401


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/desk", "//evil.example/desk", "/\\evil.example", "/desk/../x", "/deskx"],
)
async def test_one_is_led_to_the_desk_and_nowhere_else(staff: Staff, elsewhere: str) -> None:
    fields = {"name": "lead", "password": PASSWORD, "next": elsewhere}
    answer = await staff.post("/desk/sign-in", data=fields)
    assert answer.headers["location"] == "/desk"


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(staff: Staff) -> None:
    fields = {"name": "lead", "password": PASSWORD}
    plain = (await staff.post("/desk/sign-in", data=fields)).headers["set-cookie"]
    assert plain.startswith("desk=")
    assert "HttpOnly; Path=/; SameSite=lax" in plain
    secure = await staff.post(
        "https://bot/desk/sign-in", data=fields, headers={"Origin": "https://bot"}
    )
    assert secure.headers["set-cookie"].startswith("__Host-desk=")
    assert "Secure" in secure.headers["set-cookie"]


async def test_who_signs_out_is_out(staff: Staff) -> None:
    await staff.sign_in(Role.MEDIATOR)
    stolen = dict(staff.cookies)
    answer = await staff.post("/desk/sign-out", data={"form_key": await staff.form_key()})
    assert answer.headers["location"] == "/desk/sign-in"
    staff.cookies.update(stolen)
    assert (await staff.get("/desk")).status_code == 303


@pytest.mark.parametrize("form_key", [None, "", "x" * 43])
async def test_a_form_of_another_session_does_nothing(staff: Staff, form_key: str | None) -> None:
    await staff.sign_in(Role.MEDIATOR)
    fields = {} if form_key is None else {"form_key": form_key}
    assert (await staff.post("/desk/sign-out", data=fields)).status_code == 403
    assert (await staff.get("/desk")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
async def test_a_form_elsewhere_does_nothing(staff: Staff, headers: dict[str, str]) -> None:
    await staff.sign_in(Role.MEDIATOR)
    fields = {"form_key": await staff.form_key()}
    answer = await staff.post("/desk/sign-out", data=fields, headers=headers)
    assert answer.status_code == 403
    fields = {"name": "lead", "password": PASSWORD}
    answer = await staff.post("/desk/sign-in", data=fields, headers=headers)
    assert answer.status_code == 403


async def test_an_account_that_is_disabled_is_out_at_once(staff: Staff) -> None:
    await staff.sign_in(Role.MEDIATOR)
    await staff.app.state.accounts.disable("mediator", staff.app.state.clock.now(), "the test")
    assert (await staff.get("/desk")).status_code == 303


async def test_names_and_passwords_are_not_in_the_log(staff: Staff) -> None:
    with capture_logs() as logs:
        await staff.sign_in(Role.LEAD)
        await staff.post("/desk/sign-in", data={"name": "张三", "password": "geheim123456"})
    assert logs
    assert not any(word in str(logs) for word in (PASSWORD, "张三", "geheim", "name="))

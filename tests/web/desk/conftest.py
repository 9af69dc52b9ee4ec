"""The desk, with one account of each role and a case."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from argon2 import PasswordHasher

from bot.case import Case, Matter, ReturnReason, State
from bot.desk.accounts import Accounts, Role
from bot.desk.cases import Cases, Entry
from bot.desk.docket import Docket
from bot.settings import Settings
from tests.web.conftest import Browser, opened

PASSWORD = "a long enough password"
SHOES = Case(
    goods="<b>鞋</b>",
    return_reason=ReturnReason.CHANGED_MIND,
    signed_date=date(2026, 1, 18),
    goods_price=Decimal("300.00"),
)


class Staff(Browser):
    """Somebody of the office at a browser."""

    async def sign_in(self, role: Role, wanted: str = "/desk") -> None:
        fields = {"name": role.value, "password": PASSWORD, "next": wanted}
        answer = await self.post("/desk/sign-in", data=fields)
        assert (answer.status_code, answer.headers["location"]) == (303, wanted)

    async def form_key(self) -> str:
        text = (await self.get("/desk")).text
        return text.split('name="form_key" value="')[1].split('"')[0]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes that cost little, as there are many."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("bot.desk.accounts.PasswordHasher", lambda: cheap)
    return


@pytest.fixture
async def staff(settings: Settings) -> AsyncIterator[Staff]:
    """Nobody has signed in yet."""
    async with opened(settings) as browser, Staff(browser.app) as staff:
        accounts: Accounts = staff.app.state.accounts
        for role in Role:
            await accounts.add(role, role.name_zh, role, PASSWORD, datetime.now(UTC), by="the test")
        yield staff


@pytest.fixture
async def entry(staff: Staff) -> Entry:
    """A case whose every text holds HTML."""
    await staff.start_at(State(matters=(Matter(case=SHOES),)))
    app = staff.app
    await Docket(app.state.store, app.state.clock, lambda: 0).catch_up()
    (entry,) = await Cases(app.state.store).queue(1)
    return entry

"""How soon 200 followers hear from the official account when they all write at once: `make bench`.

Real Rasa and action server, two web processes on one PostgreSQL and one Redis, secure mode, and the
stand-in for WeChat's servers on the same machine. All followers tell a story at once, and when all are
answered they all say one thing more at once; that three times for each kind of account. Figures on
standard output.

Ends with 1 where an answer was lost, doubled or out of order in any round, and where in every round
somebody saw the answer too late or read that the account is out of order: what else the machine does
during one round is not our doing.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import yaml
from sqlalchemy import make_url

from bot.web.wechat import words
from bot.web.wechat.keys import Keys
from bot.wechat_simulator import Account, Mode, WeChat
from tests.databases import postgresql, redis
from tests.running import Advisor, running

FOLLOWERS = 200
WARM_UP = 20
ROUNDS = 3
LATE_SECONDS = 4.5
SETTLED_SECONDS = 90
# What "过几秒" makes of a person.
PATIENCE_SECONDS = 2.0

STORIES = Path(__file__).resolve().parent.parent / "tests" / "dialogue" / "stories.yml"
AT_THE_HEART = (0, 2, 3, 4)
WAVES = ("story", "one thing more")
NO_ANSWERS = {words.STILL_THINKING, words.NOT_READY, words.NOTHING_WAITING}

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SECRET = "a secret of more than thirty-two characters"
SETTINGS = {
    "PUBLIC_URL": "https://advice.example",
    "WECHAT_PSEUDONYM_KEY": SECRET,
    "WECHAT_TOKEN": "token",
    "WECHAT_APP_ID": "wx1",
    "WECHAT_APP_SECRET": "app secret",
    "WECHAT_ENCODING_AES_KEY": AES_KEY,
}


@dataclass
class Heard:
    """What one follower got for one message.

    `callback`: seconds until the last try was answered, or given up. `first_text` and `answer`: seconds
    from the moment when all wrote until there was any text, and the answer; None where there was none.
    """

    tries: int
    callback: float
    out_of_order: bool
    by: str = "nothing"
    first_text: float | None = None
    answer: float | None = None

    def saw(self, text: str, by: str, seconds: float) -> None:
        if self.first_text is None:
            self.first_text = seconds
        if self.answer is None and text not in NO_ANSWERS:
            self.by, self.answer = by, seconds


class Database:
    """What the advisor keeps, read beside it."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def until_settled(self) -> None:
        """Until nothing is under way, or it seems that this will never be."""
        asked = (
            "SELECT count(*) FROM wechat_deliveries WHERE status IN ('open', 'owed', 'promised')"
        )
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLED_SECONDS):
                while await self._connection.fetchval(asked):
                    await asyncio.sleep(0.1)

    async def shown(self) -> dict[str, list[list[str]]]:
        """By person, the texts of each message that the advisor believes were seen."""
        rows = await self._connection.fetch(
            "SELECT person, texts, shown FROM wechat_deliveries JOIN wechat_people USING (conversation)"
            " WHERE task->>'do' <> 'show' ORDER BY number"
        )
        found: defaultdict[str, list[list[str]]] = defaultdict(list)
        for row in rows:
            found[row["person"]].append(json.loads(row["texts"] or "[]")[: row["shown"]])
        return found

    async def said(self) -> dict[str, list[str]]:
        """By person, the messages in the case."""
        rows = await self._connection.fetch(
            "SELECT person, text FROM messages JOIN wechat_people USING (conversation) ORDER BY position"
        )
        found: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows:
            found[row["person"]].append(row["text"])
        return found


class Crowd:
    """Followers who write at once, each a story and one thing more."""

    def __init__(self, wechat: WeChat, database: Database, name: str, count: int) -> None:
        self._wechat = wechat
        self._database = database
        stories = yaml.safe_load(STORIES.read_text(encoding="utf-8"))
        tellings = [
            (telling, next(iter(story["answers"].values())))
            for story in (stories[number] for number in AT_THE_HEART)
            for telling in story["tellings"]
        ]
        self._says = {
            f"o{name}{number}": tellings[number % len(tellings)] for number in range(count)
        }

    async def write(self, which: int) -> list[Heard]:
        """All of them say their message number `which`, 0 or 1; returns once all is settled."""
        began = time.monotonic()
        said = (self._say(user, both[which], began) for user, both in self._says.items())
        heard = dict(zip(self._says, await asyncio.gather(*said), strict=True))
        await self._database.until_settled()
        for sent in self._wechat.sent:
            if sent.user in heard and sent.at >= began:
                heard[sent.user].saw(sent.text, "sent", sent.at - began)
        unanswered = {user: one for user, one in heard.items() if one.answer is None}
        await asyncio.gather(*(self._ask(user, one, began) for user, one in unanswered.items()))
        return list(heard.values())

    async def _say(self, user: str, text: str, began: float) -> Heard:
        """Says it, and asks for the answer as long as one is promised."""
        delivery = await self._wechat.text(user, text)
        heard = Heard(delivery.tries, delivery.seconds, delivery.problem is not None)
        if delivery.passive is not None:
            heard.saw(delivery.passive, "passive", time.monotonic() - began)
        patient_until = began + SETTLED_SECONDS
        promises = (words.STILL_THINKING, words.NOT_READY)
        while delivery.passive in promises and time.monotonic() < patient_until:
            await asyncio.sleep(PATIENCE_SECONDS)
            delivery = await self._wechat.text(user, "1")
            if delivery.passive is not None:
                heard.saw(delivery.passive, "asked for", time.monotonic() - began)
        return heard

    async def _ask(self, user: str, heard: Heard, began: float) -> None:
        delivery = await self._wechat.text(user, "结果")
        if delivery.passive is not None:
            heard.saw(delivery.passive, "asked for", time.monotonic() - began)

    async def mistakes(self) -> Counter[str]:
        """What was seen, against what was said and what the advisor keeps."""
        keys, shown, said = Keys(SECRET), await self._database.shown(), await self._database.said()
        found: Counter[str] = Counter()
        for user, both in self._says.items():
            person = keys.pseudonym("official", user)
            seen = [text for text in self._wechat.texts(user) if text not in NO_ANSWERS]
            kept = shown[person]
            believed = [text for texts in kept for text in texts]
            found["lost: a message is not in the case"] += bool(set(both) - set(said[person]))
            found["doubled: a message is in the case twice"] += len(said[person]) > len(both)
            found["doubled: a text was seen twice"] += len(set(seen)) < len(seen)
            found["lost: nothing of an answer was shown"] += len(kept) < len(both) or not all(kept)
            found["lost: a text is kept as shown and was never seen"] += bool(
                set(believed) - set(seen)
            )
            found["doubled: a text was seen and is kept as not shown"] += bool(
                set(seen) - set(believed)
            )
            in_order = sorted(seen, key=believed.index) if set(seen) <= set(believed) else seen
            found["out of order: texts were seen in another order"] += seen != in_order
        return +found


def tell(what: str, heard: Sequence[Heard]) -> None:
    """Prints the figures of one wave."""
    by = Counter(one.by for one in heard)
    ways = ", ".join(f"{by[way]} {way}" for way in ("passive", "sent", "asked for", "nothing"))
    again = sum(one.tries > 1 for one in heard)
    out_of_order = sum(one.out_of_order for one in heard)
    print(f"  {what}: {ways}; {again} needed a second try, {out_of_order} read 服务出现故障")
    _tell_seconds("callback", [one.callback for one in heard])
    seen = [one.first_text for one in heard if one.first_text is not None]
    _tell_seconds("first text seen", seen)
    _tell_seconds("answer seen", [one.answer for one in heard if one.answer is not None])


def _tell_seconds(what: str, seconds: Sequence[float]) -> None:
    if len(seconds) < 2:
        return
    cuts = statistics.quantiles(seconds, n=100)
    most = max(seconds)
    print(f"    {what:16} median {cuts[49]:5.2f} s, p95 {cuts[94]:5.2f}, slowest {most:5.2f}")


def processor_seconds(pids: dict[str, int]) -> dict[str, float]:
    """What each process and its children used of the processors so far; this one is the stand-in."""
    tick = os.sysconf("SC_CLK_TCK")
    used = {"stand-in": time.process_time()} | dict.fromkeys(pids, 0.0)
    names = {group: name for name, group in pids.items()}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = status.read_text().rsplit(")", 1)[1].split()
            if name := names.get(int(fields[2])):
                used[name] += (int(fields[11]) + int(fields[12])) / tick
    return used


async def one_round(crowd: Crowd, pids: dict[str, int]) -> tuple[list[str], int]:
    """The mistakes of a round, and how many messages were answered too late."""
    late = 0
    for which, what in enumerate(WAVES):
        before = processor_seconds(pids)
        heard = await crowd.write(which)
        after = processor_seconds(pids)
        tell(what, heard)
        used = ", ".join(f"{name} {after[name] - before[name]:.1f}" for name in after)
        print(f"    processor seconds: {used}")
        late += sum(
            one.out_of_order or one.answer is None or one.answer > LATE_SECONDS for one in heard
        )
    return [f"{what} ({count} followers)" for what, count in (await crowd.mistakes()).items()], late


async def measure(wechat: WeChat, advisor: Advisor, database: Database) -> list[str]:
    """All rounds with one kind of account; returns what was wrong."""
    pids = {name: advisor.pid(name) for name in ("rasa", "actions", "web", "web2")}
    warm_up = Crowd(wechat, database, "Early", WARM_UP)
    for which in range(len(WAVES)):
        await warm_up.write(which)
    wrong: list[str] = []
    late: list[int] = []
    for number in range(1, ROUNDS + 1):
        print(f" round {number}", flush=True)
        crowd = Crowd(wechat, database, f"Round{number}x", FOLLOWERS)
        mistakes, late_ones = await one_round(crowd, pids)
        wrong += [f"round {number}: {mistake}" for mistake in mistakes]
        late.append(late_ones)
    if min(late):
        what = f"{min(late)} of {2 * FOLLOWERS} messages not answered within {LATE_SECONDS} s"
        wrong.append(f"late: in the best round {what}")
    return wrong


async def account(
    advisor: Advisor, url: str, settings: dict[str, str], *, certified: bool
) -> list[str]:
    """Starts the web processes with an account and measures it; returns what was wrong."""
    told = Account("wx1", "app secret", "token", AES_KEY, "gh_1", certified)
    wechat = WeChat(told, Mode.SECURE, "http://127.0.0.1:1/wechat")
    kind = "certified" if certified else "uncertified"
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(dsn)
    try:
        for name in ("web", "web2"):
            advisor.kill(name)
        await connection.execute("TRUNCATE conversations CASCADE")
        with wechat.running():
            own = {"WECHAT_ACCOUNT": kind, "WECHAT_API_URL": wechat.url}
            advisor.environment = SETTINGS | settings | own
            advisor.start("web", "web2")
            wechat.callbacks = [f"{one}/wechat" for one in (advisor.url, advisor.second_url)]
            print(f"{kind} account, {FOLLOWERS} followers at once")
            wrong = await measure(wechat, advisor, Database(connection))
    finally:
        await connection.close()
    return [f"{kind}, {what}" for what in wrong]


async def main() -> None:
    # Apart from the tests' database, which may be in use.
    os.environ.setdefault("REDIS_TEST_URL", "redis://127.0.0.1:6379/14")
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        async with postgresql() as url, redis() as cache:
            settings = {"DATABASE_URL": url, "REDIS_URL": cache}
            with running(Path(folder), settings, second_web=True) as advisor:
                for certified in (True, False):
                    wrong += await account(advisor, url, settings, certified=certified)
    for what in wrong:
        print(what)
    if wrong:
        sys.exit(1)
    print("everybody got the answer in time; none was lost, doubled or out of order")


if __name__ == "__main__":
    asyncio.run(main())

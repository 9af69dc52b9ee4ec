"""微信客服: told that there are messages, fetches them, and answers through the same server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import Column, Integer, String, Table, insert, or_, select, update
from sqlalchemy import Text as LongText
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.clock import Clock
from bot.shared_cache import SharedCache
from bot.store import Store, Utc, metadata
from bot.web.log import log
from bot.web.wechat import words
from bot.web.wechat.api import CustomerServiceApi, SendFailed
from bot.web.wechat.channel import Channel
from bot.web.wechat.crypto import MessageCrypt, require_signature
from bot.web.wechat.deliveries import Allowance, Person, Status
from bot.web.wechat.incoming import Incoming, Picture, Text, Unsupported, Voice
from bot.web.wechat.official_account import Signed
from bot.web.wechat.replay import require_first_use, require_recent
from bot.web.wechat.settings import CustomerService
from bot.web.wechat.tasks import Awaiting, Task, Tell, erases, task_for
from bot.web.wechat.xml import read_xml

FROM_THE_CUSTOMER = 3
ALLOWANCE = Allowance(5, timedelta(hours=48))
LEASE = timedelta(seconds=60)
OLD = timedelta(minutes=10)
"""Without a cursor the platform gives the messages of three days: those were for somebody else."""
SWEEP_SECONDS = 3.0

inboxes = Table(
    "wechat_inboxes",
    metadata,
    Column("open_kfid", String(64), primary_key=True),
    Column("cursor", LongText, nullable=False),
    Column("token", LongText, nullable=False),
    Column("told", Integer, nullable=False),
    Column("read", Integer, nullable=False),
    Column("reading_until", Utc),
)


class _Said(BaseModel):
    content: str = ""


class _Media(BaseModel):
    media_id: str = Field("", max_length=512)


class _Event(BaseModel):
    event_type: str = ""
    external_userid: str = ""
    welcome_code: str = ""


class _Message(BaseModel):
    msgid: str = Field(min_length=1, max_length=128)
    external_userid: str = Field("", max_length=128)
    send_time: int
    origin: int = 0
    msgtype: str
    text: _Said = _Said()
    image: _Media = _Media()
    voice: _Media = _Media()
    event: _Event = _Event()


class _Page(BaseModel):
    next_cursor: str = ""
    has_more: int = 0
    msg_list: list[dict[str, Any]] = []


class CustomerServiceInbox:
    """The messages of all customer-service accounts of one organisation."""

    def __init__(
        self,
        account: CustomerService,
        api: CustomerServiceApi,
        channel: Channel,
        store: Store,
        cache: SharedCache,
        clock: Clock,
    ) -> None:
        self._account = account
        self._api = api
        self._channel = channel
        self._store = store
        self._cache = cache
        self._clock = clock
        self._crypt = MessageCrypt(account.encoding_aes_key, account.corp_id)

    def verify(self, signed: Signed) -> str:
        """What the console's check of the address wants to read. Raises Refused."""
        echo = self._opened(signed, signed.echostr)
        require_recent(signed.timestamp, self._clock.now())
        return echo.decode("utf-8", "replace")

    async def told(self, signed: Signed, body: bytes) -> str | None:
        """Notes that an account has messages; its id. Raises Refused, SQLAlchemyError."""
        sealed = read_xml(body).get("Encrypt", "")
        fields = read_xml(self._opened(signed, sealed))
        now = self._clock.now()
        require_recent(signed.timestamp, now)
        said = sha256(sealed.encode()).hexdigest()
        await require_first_use(self._cache, signed.timestamp, signed.nonce, said, now)
        open_kfid = fields.get("OpenKfId", "")
        if fields.get("Event") != "kf_msg_or_event" or not 0 < len(open_kfid) <= 64:
            return None
        await self._note(open_kfid, fields.get("Token", ""))
        return open_kfid

    async def read(self, open_kfid: str) -> None:
        """Fetches what is new and has it answered, unless another process is about it."""
        now = self._clock.now()
        row = await self._claim(open_kfid, now)
        if row is None:
            return
        try:
            cursor, more = row.cursor, True
            while more:
                page = _Page.model_validate_json(await self._api.page(open_kfid, row.token, cursor))
                await self._take(page.msg_list, open_kfid, OLD if not row.cursor else None)
                more = bool(page.has_more) and page.next_cursor != cursor
                cursor = page.next_cursor or cursor
                await self._turn_page(open_kfid, cursor)
            await self._finish(open_kfid, row.told)
        except SendFailed as failed:
            log.warning("wechat_kf_read_failed", code=failed.code)
        except ValidationError:
            log.warning("wechat_kf_read_failed", code="garbage")
        finally:
            await self._release(open_kfid)

    async def sweep(self) -> None:
        """Reads where there is something unread; runs until it is cancelled."""
        while True:
            try:
                for open_kfid in await self._unread():
                    await self.read(open_kfid)
            except (SQLAlchemyError, OSError) as error:
                log.warning("wechat_sweep_failed", cause=type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS)

    def _opened(self, signed: Signed, sealed: str) -> bytes:
        call = (self._account.token, signed.timestamp, signed.nonce, sealed)
        require_signature(signed.msg_signature, *call)
        return self._crypt.decrypt(sealed)

    async def _take(
        self, listed: Iterable[dict[str, Any]], open_kfid: str, skip_older: timedelta | None
    ) -> None:
        """A message that cannot be read stops none of the others."""
        now = self._clock.now()
        for raw in listed:
            try:
                message = _Message.model_validate(raw)
            except ValidationError:
                log.warning("wechat_kf_bad_message")
                continue
            if skip_older and now.timestamp() - message.send_time > skip_older.total_seconds():
                continue
            await self._take_one(message, open_kfid)

    async def _take_one(self, message: _Message, open_kfid: str) -> None:
        entered = message.event.event_type == "enter_session"
        user = message.event.external_userid if entered else message.external_userid
        if not user or not (entered or message.origin == FROM_THE_CUSTOMER):
            return
        address = {"user": user, "open_kfid": open_kfid}
        person = self._channel.person(open_kfid, user, address=address)
        told = _incoming(message, user, open_kfid)
        if entered:
            await self._welcome(person, told, message.event.welcome_code)
        elif erases(told):
            await self._erase(person, address)
        else:
            await self._accept(person, told)

    async def _accept(self, person: Person, message: Incoming) -> None:
        def plan(awaiting: Awaiting | None) -> Task:
            return task_for(message, awaiting) or Tell(text=words.UNSUPPORTED)

        await self._channel.take(person, message.id, plan, ALLOWANCE, Status.OWED)
        self._channel.send_soon(person.conversation)

    async def _welcome(self, person: Person, message: Incoming, code: str) -> None:
        """Only with a code may somebody be greeted who has not written yet."""
        if code:
            greeting = Tell(text=words.WELCOME, code=code)
            one = Allowance(1, timedelta(seconds=20))
            await self._channel.take(person, message.id, lambda _: greeting, one, Status.OWED)
            self._channel.send_soon(person.conversation)

    async def _erase(self, person: Person, address: dict[str, str]) -> None:
        await self._channel.erase(person.conversation)
        try:
            await self._api.send(address, words.DELETED)
        except SendFailed as failed:
            log.warning("wechat_send_failed", code=failed.code)

    async def _note(self, open_kfid: str, token: str) -> None:
        values = {"token": token, "told": inboxes.c.told + 1}
        for _ in range(2):
            async with self._store.writing() as connection:
                known = await connection.execute(
                    update(inboxes).where(inboxes.c.open_kfid == open_kfid).values(values)
                )
            if known.rowcount:
                return
            try:
                async with self._store.writing() as connection:
                    await connection.execute(
                        insert(inboxes).values(
                            open_kfid=open_kfid, cursor="", token=token, told=1, read=0
                        )
                    )
                return
            except IntegrityError:
                continue

    async def _claim(self, open_kfid: str, now: datetime) -> Any:
        async with self._store.writing() as connection:
            return (
                await connection.execute(
                    update(inboxes)
                    .where(inboxes.c.open_kfid == open_kfid)
                    .where(or_(inboxes.c.reading_until.is_(None), inboxes.c.reading_until <= now))
                    .values(reading_until=now + LEASE)
                    .returning(inboxes.c.cursor, inboxes.c.token, inboxes.c.told)
                )
            ).first()

    async def _turn_page(self, open_kfid: str, cursor: str) -> None:
        await self._write(open_kfid, cursor=cursor, reading_until=self._clock.now() + LEASE)

    async def _finish(self, open_kfid: str, told: int) -> None:
        await self._write(open_kfid, read=told)

    async def _release(self, open_kfid: str) -> None:
        await self._write(open_kfid, reading_until=None)

    async def _write(self, open_kfid: str, **values: Any) -> None:
        async with self._store.writing() as connection:
            await connection.execute(
                update(inboxes).where(inboxes.c.open_kfid == open_kfid).values(**values)
            )

    async def _unread(self) -> list[str]:
        async with self._store.reading() as connection:
            rows = await connection.scalars(
                select(inboxes.c.open_kfid)
                .where(inboxes.c.told > inboxes.c.read)
                .where(
                    or_(
                        inboxes.c.reading_until.is_(None),
                        inboxes.c.reading_until <= self._clock.now(),
                    )
                )
            )
            return list(rows)


def _incoming(message: _Message, user: str, open_kfid: str) -> Incoming:
    id = f"k-{sha256(message.msgid.encode()).hexdigest()[:62]}"
    content: Text | Picture | Voice | Unsupported
    match message.msgtype:
        case "text":
            content = Text(message.text.content)
        case "image" if message.image.media_id:
            content = Picture(message.image.media_id)
        case "voice":
            # The platform gives the sound, not what was said.
            content = Voice("", message.voice.media_id)
        case kind:
            content = Unsupported(kind)
    return Incoming(id, user, open_kfid, message.send_time, content)

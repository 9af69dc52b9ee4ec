"""微信客服: told that there are messages, fetches them, and answers through the same server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import Column, Integer, String, Table, insert, or_, select, update
from sqlalchemy import Text as LongText
from sqlalchemy.exc import IntegrityError

from bot.clock import Clock
from bot.shared_cache import SharedCache
from bot.store import Store, Utc, metadata
from bot.web.log import log
from bot.web.wechat import words
from bot.web.wechat.api import CustomerServiceApi, SendFailed, read_json
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

WELCOME_LASTS = timedelta(seconds=20)

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
    fail_msgid: str = Field("", max_length=64)
    fail_type: int = 0


class _Message(BaseModel):
    msgid: str = Field(min_length=1, max_length=128)
    external_userid: str = Field("", max_length=128)
    send_time: int = Field(ge=0, lt=10**11)
    origin: int = 0
    msgtype: str
    text: _Said = _Said()
    image: _Media = _Media()
    voice: _Media = _Media()
    event: _Event = _Event()


class _Page(BaseModel):
    next_cursor: str = ""
    has_more: int = 0
    msg_list: list[Any] | None = None


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
        """Fetches what is new and has it answered, unless another process is about it.

        Raises SQLAlchemyError, CacheUnavailable.
        """
        while (inbox := await self._claim(open_kfid)) is not None:
            read = inbox.read
            try:
                await self._read_pages(open_kfid, inbox)
                read = inbox.told
            except SendFailed as failed:
                log.warning("wechat_kf_read_failed", code=failed.code)
            finally:
                told = await self._release(open_kfid, read)
            # Who was told of more meanwhile found the account claimed, and left it to us.
            if read != inbox.told or told == read:
                return

    async def sweep(self) -> None:
        """Reads where there is something unread; runs until it is cancelled."""
        while True:
            try:
                for open_kfid in await self._unread():
                    await self.read(open_kfid)
            # Whatever it was: nobody else would read what is left.
            except Exception as error:
                log.warning("wechat_sweep_failed", cause=type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS)

    def _opened(self, signed: Signed, sealed: str) -> bytes:
        call = (self._account.token, signed.timestamp, signed.nonce, sealed)
        require_signature(signed.msg_signature, *call)
        return self._crypt.decrypt(sealed)

    async def _read_pages(self, open_kfid: str, inbox: Any) -> None:
        """Raises SendFailed."""
        first_time = inbox.read == 0
        cursor, more = inbox.cursor, True
        while more:
            page = await self._page(open_kfid, inbox.token, cursor)
            await self._take(page.msg_list or (), open_kfid, OLD if first_time else None)
            following = page.next_cursor or cursor
            if page.has_more and following == cursor:
                raise SendFailed("no_next_cursor", again=True)
            cursor, more = following, bool(page.has_more)
            await self._turn_page(open_kfid, cursor)

    async def _page(self, open_kfid: str, token: str, cursor: str) -> _Page:
        """Raises SendFailed."""
        try:
            content = await self._api.page(open_kfid, token, cursor)
        except SendFailed as failed:
            # The token of a callback works for ten minutes; less often it also goes without one.
            if not (token and failed.code.isdigit()):
                raise
            content = await self._api.page(open_kfid, "", cursor)
        try:
            return _Page.model_validate(read_json(content))
        except ValueError:
            raise SendFailed("garbage", again=True) from None

    async def _take(
        self, listed: Iterable[Any], open_kfid: str, skip_older: timedelta | None
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
        user = message.external_userid or message.event.external_userid
        if not user:
            return
        address = {"user": user, "open_kfid": open_kfid}
        person = self._channel.person(open_kfid, user, address=address)
        told = _incoming(message, user, open_kfid)
        match message.event.event_type:
            case "enter_session":
                await self._welcome(person, told, message.event.welcome_code)
            case "msg_send_fail":
                await self._not_arrived(person, message.event)
            case _ if message.origin != FROM_THE_CUSTOMER:
                pass
            case _ if erases(told):
                await self._erase(person, told, address)
            case _ if not await self._channel.is_erased(person, told):
                await self._accept(person, told)

    async def _not_arrived(self, person: Person, event: _Event) -> None:
        """A text that the platform had taken did not reach the person."""
        code = f"msg_send_fail_{event.fail_type}"
        log.warning("wechat_send_failed", code=code)
        await self._channel.deliveries.failed_after_all(person.person, event.fail_msgid, code)

    async def _accept(self, person: Person, message: Incoming) -> None:
        def plan(awaiting: Awaiting | None) -> Task:
            match message.content:
                case Voice():
                    return Tell(text=words.NO_VOICE)
                case Unsupported():
                    return Tell(text=words.UNSUPPORTED_TYPING)
            return task_for(message, awaiting) or Tell(text=words.UNSUPPORTED_TYPING)

        taken = await self._channel.take(person, message.id, plan, ALLOWANCE, Status.OWED)
        self._channel.send_soon(taken.conversation)

    async def _welcome(self, person: Person, message: Incoming, code: str) -> None:
        """Only with a code may somebody be greeted who has not written yet, and not for long."""
        late = self._clock.now().timestamp() - message.created > WELCOME_LASTS.total_seconds()
        if code and not late:
            greeting = Tell(text=words.WELCOME_TYPING, code=code)
            one = Allowance(1, WELCOME_LASTS)
            taken = await self._channel.take(
                person, message.id, lambda _: greeting, one, Status.OWED
            )
            self._channel.send_soon(taken.conversation)

    async def _erase(self, person: Person, message: Incoming, address: dict[str, str]) -> None:
        """Also once more after a crash; but it is said once."""
        if not await self._channel.erase(person, message):
            return
        try:
            await self._api.send(address, words.DELETED, message.id[:32])
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

    async def _claim(self, open_kfid: str) -> Any:
        now = self._clock.now()
        async with self._store.writing() as connection:
            return (
                await connection.execute(
                    update(inboxes)
                    .where(inboxes.c.open_kfid == open_kfid)
                    .where(or_(inboxes.c.reading_until.is_(None), inboxes.c.reading_until <= now))
                    .values(reading_until=now + LEASE)
                    .returning(inboxes.c.cursor, inboxes.c.token, inboxes.c.told, inboxes.c.read)
                )
            ).first()

    async def _turn_page(self, open_kfid: str, cursor: str) -> None:
        async with self._store.writing() as connection:
            await connection.execute(
                update(inboxes)
                .where(inboxes.c.open_kfid == open_kfid)
                .values(cursor=cursor, reading_until=self._clock.now() + LEASE)
            )

    async def _release(self, open_kfid: str, read: int) -> int:
        """How often we have been told of messages up to now."""
        async with self._store.writing() as connection:
            told: int | None = await connection.scalar(
                update(inboxes)
                .where(inboxes.c.open_kfid == open_kfid)
                .values(read=read, reading_until=None)
                .returning(inboxes.c.told)
            )
        return told or read

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

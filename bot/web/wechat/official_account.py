"""The official account's callback: who may call, what they get."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.shared_cache import SharedCache
from bot.store import IdTaken, UnknownConversation
from bot.web.wechat import words
from bot.web.wechat.channel import Channel
from bot.web.wechat.crypto import MessageCrypt, require_signature, signature
from bot.web.wechat.deliveries import Allowance, Gone, Status
from bot.web.wechat.incoming import Event, Incoming, Unsupported, incoming
from bot.web.wechat.keys import Keys
from bot.web.wechat.replay import require_first_use, require_recent
from bot.web.wechat.settings import OfficialAccount
from bot.web.wechat.tasks import Awaiting, Task, Tell, erases, task_for
from bot.web.wechat.xml import encrypted_reply, read_xml, text_reply

BUDGET_SECONDS = 4.0
"""WeChat waits for five."""
HUNG_UP_SECONDS = 4.8
LAST_CALL_SECONDS = 5.2
"""Nobody waits any more: WeChat tries the message again."""
SUCCESS = b"success"

FOR_A_MESSAGE = Allowance(5, timedelta(hours=48))
FOR_AN_EVENT = Allowance(3, timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Signed:
    """The query of a call, as it came."""

    signature: str
    timestamp: str
    nonce: str
    msg_signature: str
    echostr: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The body for WeChat, and the conversation in which more is to be sent after it."""

    body: bytes
    owed: str | None = None


class OfficialAccountCallback:
    def __init__(
        self,
        account: OfficialAccount,
        erase_days: int,
        channel: Channel,
        cache: SharedCache,
        keys: Keys,
        clock: Clock,
    ) -> None:
        self._account = account
        self._erase_days = erase_days
        self._channel = channel
        self._cache = cache
        self._keys = keys
        self._clock = clock
        key = account.encoding_aes_key
        self._crypt = MessageCrypt(key, account.app_id) if key else None

    def verify(self, signed: Signed) -> str:
        """What the console's check of the address wants to read. Raises Refused."""
        self._require_signature(signed)
        require_recent(signed.timestamp, self._clock.now())
        return signed.echostr

    async def answer(self, signed: Signed, body: bytes) -> Answer:
        """Raises Refused, NotYet, SQLAlchemyError, CacheUnavailable."""
        started = asyncio.get_running_loop().time()
        message = incoming(self._opened(signed, body))
        now = self._clock.now()
        require_recent(signed.timestamp, now)
        await require_first_use(self._cache, signed.timestamp, signed.nonce, message.id, now)
        person = self._channel.person(message.sender, address={"openid": message.sender})
        match message.content:
            case Event(name="unsubscribe"):
                await self._channel.leave(person, message, self._erase_days)
                return Answer(SUCCESS)
            case Event() if task_for(message, None) is None:
                return Answer(SUCCESS)
        if erases(message):
            await self._channel.erase(person, message)
            at = datetime.fromtimestamp(message.created, now.tzinfo)
            return Answer(self._reply(message, words.DELETED, at))

        if await self._channel.is_erased(person, message):
            return Answer(SUCCESS)

        def plan(awaiting: Awaiting | None) -> Task:
            if not self._account.certified:
                match message.content:
                    case Event(name="subscribe"):
                        return Tell(text=words.WELCOME_WITHOUT_PICTURES)
                    case Unsupported():
                        return Tell(text=words.UNSUPPORTED_WITHOUT_PICTURES)
            task = task_for(message, awaiting)
            assert task is not None, "events that need no answer were sorted out above"
            return task

        allowance = FOR_AN_EVENT if isinstance(message.content, Event) else FOR_A_MESSAGE
        delivery = await self._channel.take(person, message.id, plan, allowance, Status.OPEN)
        try:
            decided = await self._channel.reply(
                delivery,
                started + BUDGET_SECONDS,
                started + LAST_CALL_SECONDS,
                started + HUNG_UP_SECONDS,
            )
        except (Gone, UnknownConversation, IdTaken):
            # Erased while it was being answered.
            return Answer(SUCCESS)
        owed = delivery.conversation if decided.status is Status.OWED else None
        if decided.reply is None or decided.replied_at is None:
            return Answer(SUCCESS, owed)
        return Answer(self._reply(message, decided.reply, decided.replied_at), owed)

    def _opened(self, signed: Signed, body: bytes) -> dict[str, str]:
        """The fields of the message. Once a key is set, only what it encrypted counts: in plain mode
        the body is not signed."""
        self._require_signature(signed)
        fields = read_xml(body)
        if self._crypt is None:
            return fields
        sealed = fields.get("Encrypt", "")
        call = (self._account.token, signed.timestamp, signed.nonce, sealed)
        require_signature(signed.msg_signature, *call)
        return read_xml(self._crypt.decrypt(sealed))

    def _require_signature(self, signed: Signed) -> None:
        require_signature(signed.signature, self._account.token, signed.timestamp, signed.nonce)

    def _reply(self, message: Incoming, text: str, at: datetime) -> bytes:
        """The same bytes for every try of a message."""
        created = int(at.timestamp())
        plain = text_reply(message.sender, message.account, created, text)
        if self._crypt is None:
            return plain
        random = self._keys.reply_bytes(message.id)
        sealed = self._crypt.encrypt(plain, random[:16])
        timestamp, nonce = str(created), str(int.from_bytes(random[16:24]))
        signed = signature(self._account.token, timestamp, nonce, sealed)
        return encrypted_reply(sealed, signed, timestamp, nonce)

"""Puts the WeChat channels together, runs what they do in the background, and stops it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import Clock
from bot.shared_cache import SharedCache
from bot.store import Store
from bot.web.metrics import Metrics
from bot.web.picture_worker import PictureWorker
from bot.web.turns import Turns
from bot.web.wechat.api import CustomerServiceApi, OfficialAccountApi, Platform
from bot.web.wechat.background import Background
from bot.web.wechat.channel import Channel
from bot.web.wechat.customer_service import CustomerServiceInbox
from bot.web.wechat.keys import Keys
from bot.web.wechat.links import Links
from bot.web.wechat.official_account import OfficialAccountCallback
from bot.web.wechat.settings import WeChatSettings


@dataclass(frozen=True)
class Shared:
    """What the channels have in common with the rest of the application."""

    store: Store
    cache: SharedCache
    turns: Turns
    worker: PictureWorker
    clock: Clock
    metrics: Metrics


class WeChat:
    """The configured accounts; of each kind one or none."""

    def __init__(self, settings: WeChatSettings, shared: Shared) -> None:
        self.official: OfficialAccountCallback | None = None
        self.inbox: CustomerServiceInbox | None = None
        self._official_channel: Channel | None = None
        keys = Keys(settings.secret)
        self.links = Links(keys.link, settings.public_url)
        self._channels: list[Channel] = []
        self._background = Background()

        def channel(name: str, platform: Platform, certified: bool) -> Channel:
            made = Channel(
                name,
                platform,
                certified=certified,
                store=shared.store,
                turns=shared.turns,
                worker=shared.worker,
                links=self.links,
                keys=keys,
                cache=shared.cache,
                clock=shared.clock,
                metrics=shared.metrics,
            )
            self._channels.append(made)
            self._background.start(made.sweep())
            return made

        now = shared.clock.now
        if settings.official is not None:
            official = settings.official
            api = OfficialAccountApi(official, shared.cache, keys, now)
            self._official_channel = channel("official", api, official.certified)
            self.official = OfficialAccountCallback(
                official,
                settings.erase_days,
                self._official_channel,
                shared.cache,
                keys,
                shared.clock,
            )
        if settings.customer_service is not None:
            account = settings.customer_service
            service_api = CustomerServiceApi(account, shared.cache, keys, now)
            self.inbox = CustomerServiceInbox(
                account,
                service_api,
                channel("kf", service_api, True),
                shared.store,
                shared.cache,
                shared.clock,
            )
            self._background.start(self.inbox.sweep())

    async def close(self) -> None:
        await self._background.close()
        for channel in self._channels:
            await channel.close()

    async def deliver(self, conversation: str) -> None:
        """Has sent, in the background, what is owed to a follower of the official account."""
        if self._official_channel is not None:
            self._official_channel.send_soon(conversation)

    async def fetch(self, open_kfid: str) -> None:
        """Has fetched, in the background, what came in for a customer-service account."""
        if self.inbox is not None:
            self._background.start(self.inbox.read(open_kfid))

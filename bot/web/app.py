"""The one door to the outside: `uvicorn bot.web.app:app`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from bot.clock import Clock
from bot.desk.accounts import Accounts
from bot.desk.docket import Docket
from bot.rasa import Rasa
from bot.settings import Settings, SettingsError
from bot.shared_cache import shared_cache
from bot.store import Store
from bot.web import (
    chat,
    desk,
    docs,
    errors,
    evidence,
    feedback,
    law,
    link,
    log,
    page,
    papers,
    plain,
    resume,
    status,
    what_ifs,
)
from bot.web.access import AccessLog
from bot.web.body_limit import BodyLimit
from bot.web.headers import SecurityHeaders
from bot.web.metrics import Metrics
from bot.web.picture_worker import PictureWorker
from bot.web.turns import Turns
from bot.web.wechat import routes as wechat_routes
from bot.web.wechat.service import Shared, WeChat
from bot.web.wechat.settings import WeChatSettings

MAX_BODY_BYTES = 64 * 1024


def create_app(settings: Settings, wechat: WeChatSettings | None = None) -> FastAPI:
    """The application; store and connections are opened when it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        log.configure()
        store = await Store.open(settings.database_url)
        rasa = Rasa(settings.rasa_url, settings.actions_url)
        app.state.store = store
        app.state.rasa = rasa
        app.state.metrics = Metrics()
        app.state.clock = Clock(settings.today)
        app.state.turns = Turns(store, rasa, app.state.metrics, app.state.clock)
        app.state.picture_worker = PictureWorker()
        app.state.accounts = Accounts(store)
        app.state.cache = shared_cache(settings.redis_url, store)
        app.state.wechat = wechat and WeChat(
            wechat,
            Shared(
                store,
                app.state.cache,
                app.state.turns,
                app.state.picture_worker,
                app.state.clock,
                app.state.metrics,
            ),
        )
        app.state.links = app.state.wechat and app.state.wechat.links
        docket = asyncio.create_task(_docket(app).run())
        yield
        docket.cancel()
        await asyncio.wait([docket])
        if app.state.wechat is not None:
            await app.state.wechat.close()
        await app.state.cache.close()
        await rasa.close()
        await store.close()

    app = FastAPI(
        title="退货参谋",
        description="Who bears which cost of an online-shopping return, and by which article.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    errors.install(app)
    app.include_router(chat.router)
    app.include_router(resume.router)
    app.include_router(link.router)
    app.include_router(papers.router)
    app.include_router(what_ifs.router)
    app.include_router(evidence.router)
    app.include_router(feedback.router)
    app.include_router(law.router)
    app.include_router(plain.router)
    app.include_router(wechat_routes.router)
    app.include_router(status.router)
    app.include_router(docs.router)
    page.install(app, settings.embed_origins)
    desk.install(app)
    # The last one added is the outermost.
    app.add_middleware(BodyLimit, limit=MAX_BODY_BYTES)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(errors.CatchAll)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(AccessLog)
    return app


def _docket(app: FastAPI) -> Docket:
    turns: Turns = app.state.turns
    return Docket(app.state.store, app.state.clock, lambda: turns.under_way)


try:
    app = create_app(Settings.from_env(), WeChatSettings.from_env())
except SettingsError as error:
    sys.exit(str(error))

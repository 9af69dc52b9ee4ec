"""Where WeChat calls: the official account at /wechat, 微信客服 at /wechat/kf.

Whatever is wrong with a call, it gets one answer that tells nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from bot.shared_cache import CacheUnavailable
from bot.web.errors import Problem, advisor_unavailable, store_unavailable
from bot.web.log import log
from bot.web.wechat.channel import NotYet
from bot.web.wechat.crypto import Refused
from bot.web.wechat.official_account import LAST_CALL_SECONDS, SUCCESS, Signed
from bot.web.wechat.service import WeChat

MAX_CHARACTERS = 512
"""Of a parameter in the query."""

router = APIRouter(prefix="/wechat", include_in_schema=False)


def _signed(request: Request) -> Signed:
    query = request.query_params
    names = Signed.__slots__
    if any(len(query.get(name, "")) > MAX_CHARACTERS for name in names):
        raise _refused(request, Refused("long_query"))
    return Signed(**{name: query.get(name, "") for name in names})


def _wechat(request: Request) -> WeChat:
    wechat: WeChat | None = request.app.state.wechat
    if wechat is None:
        raise HTTPException(404)
    return wechat


SignedCall = Annotated[Signed, Depends(_signed)]
WeChatOf = Annotated[WeChat, Depends(_wechat)]


@asynccontextmanager
async def _answering(request: Request) -> AsyncIterator[None]:
    """Whatever fails, the platform gets a defined answer."""
    try:
        yield
    except Refused as refused:
        raise _refused(request, refused) from None
    except NotYet:
        raise advisor_unavailable() from None
    except (CacheUnavailable, SQLAlchemyError) as error:
        log.error("wechat_store_unavailable", cause=type(error).__name__)
        # WeChat tries again where it hears nothing; what it does after an error is not documented.
        await asyncio.sleep(LAST_CALL_SECONDS)
        raise store_unavailable() from None


@router.get("")
async def verify(request: Request, signed: SignedCall, wechat: WeChatOf) -> Response:
    """The console's check of the address."""
    if wechat.official is None:
        raise HTTPException(404)
    async with _answering(request):
        return Response(wechat.official.verify(signed), media_type="text/plain")


@router.post("")
async def receive(
    request: Request, signed: SignedCall, wechat: WeChatOf, after: BackgroundTasks
) -> Response:
    """A message or an event of a follower."""
    if wechat.official is None:
        raise HTTPException(404)
    async with _answering(request):
        answer = await wechat.official.answer(signed, await request.body())
    if answer.owed is not None:
        after.add_task(wechat.deliver, answer.owed)
    kind = "text/plain" if answer.body == SUCCESS else "application/xml"
    return Response(answer.body, media_type=kind, background=after)


@router.get("/kf")
async def verify_customer_service(
    request: Request, signed: SignedCall, wechat: WeChatOf
) -> Response:
    """The console's check of the address."""
    if wechat.inbox is None:
        raise HTTPException(404)
    async with _answering(request):
        return Response(wechat.inbox.verify(signed), media_type="text/plain")


@router.post("/kf")
async def receive_customer_service(
    request: Request, signed: SignedCall, wechat: WeChatOf, after: BackgroundTasks
) -> Response:
    """Word that there are messages to be fetched."""
    if wechat.inbox is None:
        raise HTTPException(404)
    async with _answering(request):
        open_kfid = await wechat.inbox.told(signed, await request.body())
    if open_kfid is not None:
        after.add_task(wechat.fetch, open_kfid)
    return Response(SUCCESS, media_type="text/plain", background=after)


def _refused(request: Request, refused: Refused) -> Problem:
    log.warning("wechat_refused", code=refused.code)
    request.app.state.metrics.wechat.labels("refused").inc()
    return Problem(403, "forbidden", "这个地址只接受微信服务器的请求。")

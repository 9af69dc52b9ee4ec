"""Going on in a browser with the conversation of a link, such as WeChat's messages carry."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from bot.store import UnknownConversation
from bot.web.errors import Problem
from bot.web.sessions import ClockOf, StoreOf, errors
from bot.web.wechat.links import BadLink, ExpiredLink, Links


class GivenLink(BaseModel):
    link: str = Field(description="What stands behind `/w/` in the link.")
    session: str | None = Field(
        None,
        description="The token that the browser has: it stays if it opens the same conversation.",
    )


class Opened(BaseModel):
    session: str = Field(description="A token of the conversation; the others stay valid.")


def _links(request: Request) -> Links | None:
    links: Links | None = request.app.state.links
    return links


LinksOf = Annotated[Links | None, Depends(_links)]

router = APIRouter(prefix="/api/chat", tags=["chat"])


@router.post(
    "/open",
    status_code=201,
    responses={
        200: {"model": Opened, "description": "`session` stays."},
        **errors(404, 410, 422, 503),
    },
)
async def open_link(
    given: GivenLink, links: LinksOf, store: StoreOf, clock: ClockOf, response: Response
) -> Opened:
    """Opens the conversation of a link, as often as is wished until it expires."""
    if links is None:
        raise _unknown_link()
    try:
        key = links.opened(given.link, clock.now())
        if given.session and await store.key_of(given.session) == key:
            # The first token of a conversation still names it when it is gone.
            await store.state(key)
            response.status_code = 200
            return Opened(session=given.session)
        return Opened(session=await store.further_session(key))
    except (BadLink, UnknownConversation):
        raise _unknown_link() from None
    except ExpiredLink:
        raise Problem(
            410, "link_expired", "这个链接过期了。回到微信里再问一句，会给新的。"
        ) from None


def _unknown_link() -> Problem:
    return Problem(404, "unknown_link", "这个链接不对，或者这段对话已经删掉了。")

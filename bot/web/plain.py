"""The chat without JavaScript: every answer is a page that is made here and works in any browser.

The session and the id of the next message go along hidden in the forms. So a page that is sent again,
by its reload button or after a lost connection, is answered alike and nothing is taken twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import parse_qs
from uuid import uuid4

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.store import Store, UnknownConversation
from bot.web.chat import Answer, ChatMessage, NewMessage, erase, read, say
from bot.web.errors import Problem, store_unavailable, unknown_session
from bot.web.form_origin import from_our_page
from bot.web.guard import MAX_CHARACTERS
from bot.web.headers import content_security_policy
from bot.web.resume import CodesOf, NewCode, Resumed, TypedCode, issue, resume
from bot.web.sessions import ClockOf, StoreOf, TurnsOf

_TEMPLATE = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
).get_template("plain.html")

_POLICY = content_security_policy({"script-src": "'none'", "form-action": "'self'"})
_MOST_FIELDS = 10

# What the API says to programs is put for people here; what is not listed is fit for them as it is.
_SAID = {
    "unknown_session": "前面那段对话已经不在了，这是新的一段。",
    "id_taken": "刚才那一页是旧的，下面是最新的。",
}
_STILL_THERE = "你写的还在下面的框里，可以再发。"
_ERASED = "已经删掉了，找不回来了。这是一段新的对话。"
_CODE = (
    "接续码：{code}。请记下来，七天内有效，用一次就失效。在这里或别的设备上，用它接着说。"
    "谁拿到它，谁就能看这段对话。"
)


class _Form:
    """The fields of a form of ours, empty where they are missing."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self.session, self.id, self.text, self.code = (
            fields.get(name, [""])[-1] for name in ("session", "id", "text", "code")
        )


async def _form(request: Request) -> _Form:
    """Raises Problem: foreign_form, bad_request."""
    # Else a page elsewhere could have its visitors write into a conversation that it can read.
    if not from_our_page(request):
        raise Problem(403, "foreign_form", "请在退货参谋自己的页面里填写。")
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return _Form(parse_qs(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise Problem(400, "bad_request", "没能读懂发来的内容，请回到上一页再试。") from None


FormOf = Annotated[_Form, Depends(_form)]

router = APIRouter(prefix="/plain", include_in_schema=False)


@router.get("")
async def begin(store: StoreOf, clock: ClockOf) -> HTMLResponse:
    """A new conversation."""
    return await _page(store, clock, "")


@router.get("/{_form}")
async def again(_form: str) -> RedirectResponse:
    """Where a form leads is no page to go to by its address."""
    return RedirectResponse("/plain", 303)


# An address of its own: a form that goes to the page's makes browsers forget the page.
@router.post("/answer")
async def answer(form: FormOf, store: StoreOf, turns: TurnsOf, clock: ClockOf) -> HTMLResponse:
    """Takes what was written, or tapped, and shows the answer."""

    async def take() -> Answer:
        message = NewMessage(id=form.id, text=form.text)
        return await say(message, await store.key_of(form.session), turns, clock)

    taken = await _tried(take)
    if not isinstance(taken, Problem):
        return await _page(store, clock, form.session)
    again = form.id if taken.status == 503 else ""
    return await _page(store, clock, form.session, taken, id=again, text=form.text)


@router.post("/erase")
async def forget(form: FormOf, store: StoreOf, clock: ClockOf) -> HTMLResponse:
    """Erases the conversation; once more it is gone just the same."""

    async def wipe() -> Response:
        return await erase(await store.key_of(form.session), store)

    gone = await _tried(wipe)
    if isinstance(gone, Problem) and gone.code != "unknown_session":
        return await _page(store, clock, form.session, gone)
    return await _page(store, clock, "", notice=_ERASED)


@router.post("/code")
async def show_code(form: FormOf, store: StoreOf, codes: CodesOf, clock: ClockOf) -> HTMLResponse:
    """Shows a code with which the conversation goes on later or elsewhere."""

    async def make() -> NewCode:
        return await issue(await store.key_of(form.session), codes, clock)

    made = await _tried(make)
    if isinstance(made, Problem):
        return await _page(store, clock, form.session, made)
    return await _page(store, clock, form.session, notice=_CODE.format(code=made.code))


@router.post("/resume")
async def go_on(form: FormOf, store: StoreOf, codes: CodesOf, clock: ClockOf) -> HTMLResponse:
    """Goes on with the conversation of a code."""

    async def redeem() -> Resumed:
        return await resume(TypedCode(code=form.code), codes, clock)

    resumed = await _tried(redeem)
    if isinstance(resumed, Problem):
        return await _page(store, clock, form.session, resumed)
    return await _page(store, clock, resumed.session)


T = TypeVar("T")


async def _tried(call: Callable[[], Awaitable[T]]) -> T | Problem:
    """What a call of the API gives, or why it failed."""
    try:
        return await call()
    except Problem as problem:
        return problem
    except UnknownConversation:
        return unknown_session()
    except ValidationError:
        return Problem(422, "invalid_request", "没能读懂发来的内容，请再试一次。")
    except SQLAlchemyError:
        return store_unavailable()


async def _page(
    store: Store,
    clock: Clock,
    session: str,
    problem: Problem | None = None,
    *,
    notice: str = "",
    id: str = "",
    text: str = "",
) -> HTMLResponse:
    """The page of a conversation; `problem` is why the last wish was not fulfilled.

    `id` and `text` are of what was written and could not be taken: it is in the form again, under its
    id where that can still be answered.
    """

    try:
        session, messages, unknown = await _opened(store, clock, session)
    except SQLAlchemyError:
        messages, unknown = [], store_unavailable()
    problem = problem or unknown
    said = [notice] if notice else []
    if problem is not None:
        said.append(_SAID.get(problem.code, problem.message))
    if text:
        said.append(_STILL_THERE)
    waiting = [message for message in messages if message.replies is None and message.id != id]
    answered = [message for message in messages if message.replies is not None]
    html = _TEMPLATE.render(
        notice="".join(said),
        wrong=problem is not None,
        latest=answered[-1] if answered else None,
        earlier=answered[:-1],
        waiting=waiting,
        session=session,
        id=id or uuid4().hex,
        tap_id=uuid4().hex,
        text=text,
        most=MAX_CHARACTERS,
    )
    # Who goes back to the first page finds it as it was, and no new conversation begins there.
    kept = "no-store" if messages or text else "private, no-cache"
    # Without it a browser would not say that our own forms come from us.
    referrer = {"Referrer-Policy": "same-origin"}
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": kept, **referrer}
    if problem is None:
        return HTMLResponse(html, headers=headers)
    return HTMLResponse(html, problem.status, headers | problem.headers)


async def _opened(
    store: Store, clock: Clock, session: str
) -> tuple[str, list[ChatMessage], Problem | None]:
    """The conversation of a token and its messages; a new one, and why, where there is none."""
    try:
        return session, (await read(await store.key_of(session), store, clock)).messages, None
    except UnknownConversation:
        return await store.create(clock.now()), [], unknown_session() if session else None

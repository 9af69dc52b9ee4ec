"""Every error in one shape: {"error": {"code", "message"}}; the message is Chinese, for people.

The cause goes to the log by its code; what a person wrote does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.store import UnknownConversation
from bot.web.log import log

RETRY_SECONDS = 5


class ErrorDetail(BaseModel):
    code: str = Field(description="For programs and staff; stable.")
    message: str = Field(description="For people, in Chinese.")


class ErrorBody(BaseModel):
    """What every failed call answers."""

    error: ErrorDetail


class Problem(Exception):
    """Ends a request with an error that a person can read."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})

    def response(self) -> JSONResponse:
        body = ErrorBody(error=ErrorDetail(code=self.code, message=self.message))
        return JSONResponse(body.model_dump(), self.status, self.headers)


def unknown_session() -> Problem:
    return Problem(404, "unknown_session", "这段对话不存在或已删除，请开始新对话。")


def id_taken() -> Problem:
    return Problem(409, "id_taken", "这个消息编号已经用在另一条消息上了，请换一个新的编号再发。")


def advisor_unavailable() -> Problem:
    return Problem(
        503,
        "advisor_unavailable",
        "抱歉，我现在没能回答上来。你的话已经保存好了，请过一会儿重试。",
        {"Retry-After": str(RETRY_SECONDS)},
    )


def too_large() -> Problem:
    return Problem(413, "too_large", "发来的内容太大了，请缩短后再发。")


def picture_too_large() -> Problem:
    return Problem(413, "picture_too_large", "图片太大了，最多10MB。截屏后再发，会小很多。")


def too_slow() -> Problem:
    return Problem(408, "too_slow", "网络太慢，没有收全。请换个网络再发一次。")


def busy() -> Problem:
    return Problem(
        503,
        "busy",
        "现在发图片的人太多了，这张没有存。请过一会儿再发。",
        {"Retry-After": str(RETRY_SECONDS)},
    )


def store_unavailable() -> Problem:
    return Problem(
        503,
        "store_unavailable",
        "抱歉，系统暂时存不了内容，这条消息可能没有保存。请过一会儿再发一次。",
        {"Retry-After": str(RETRY_SECONDS)},
    )


def _internal() -> Problem:
    return Problem(500, "internal_error", "抱歉，系统出错了。请过一会儿再试。")


_BY_STATUS = {
    400: ("bad_request", "没能读懂发来的内容，请检查格式。"),
    404: ("not_found", "没有这个页面。"),
    405: ("method_not_allowed", "这个地址不支持这样访问。"),
}

_BY_FIELD = {
    "text": "消息要有 text，并且是文字。",
    "id": "消息要有 id：1 到 64 个字符，只能用字母、数字、下划线和短横线。",
    "facts": "facts 要写成事实的名字和值。",
    "helpful": "helpful 只能是 true、false 或 null。",
    "outcome": "outcome 只能是 solved、partly、not_solved、waiting 或 null。",
    "by": "by 只能是 seller、platform、12315、mediation、court 或 null。",
    "article": "条号要是阿拉伯数字。",
    "code": "接续码是 10 个字母和数字。",
    "link": "link 是链接里 /w/ 后面的那一段，要是文字。",
    "session": "session 要是文字或 null。",
    "matter": "matter 是第几件东西，从 0 数起，要是整数。",
    "blanks": "blanks 要写成空的编号和填的文字。",
    "supports": "supports 是这张图片能证明什么，最多200个字。",
}


def install(app: FastAPI) -> None:
    """Makes `app` answer every error in the one shape."""

    @app.exception_handler(Problem)
    async def problem(_request: Request, error: Problem) -> JSONResponse:
        return error.response()

    @app.exception_handler(UnknownConversation)
    async def unknown(_request: Request, _error: UnknownConversation) -> JSONResponse:
        return unknown_session().response()

    @app.exception_handler(HTTPException)
    async def http(_request: Request, error: HTTPException) -> JSONResponse:
        code, message = _BY_STATUS.get(error.status_code, ("error", "这个请求没能完成。"))
        return Problem(error.status_code, code, message, error.headers).response()

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        fields = {cast(str, place) for fault in error.errors() for place in fault["loc"][1:2]}
        messages = [text for field, text in _BY_FIELD.items() if field in fields]
        message = "".join(messages) or '发来的内容要是 JSON：{"id": "…", "text": "…"}。'
        return Problem(422, "invalid_request", message).response()

    @app.exception_handler(SQLAlchemyError)
    async def store(_request: Request, error: SQLAlchemyError) -> JSONResponse:
        log.error("store_unavailable", cause=type(error).__name__)
        return store_unavailable().response()


class CatchAll:
    """The last net: an unforeseen error becomes an answer, and its place goes to the log.

    The exception itself is not logged: its message could hold what a person wrote.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            log.error("internal_error", cause=type(error).__name__, at=_place(error))
            if started:
                raise
            await _internal().response()(scope, receive, send)


def _place(error: BaseException) -> list[str]:
    places: list[Any] = []
    trace = error.__traceback__
    while trace:
        places.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-5:]

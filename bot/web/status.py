"""For machines that watch: is it alive, can it work, what did it do."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from bot.shared_cache import CacheUnavailable

router = APIRouter(tags=["status"])


class Alive(BaseModel):
    status: str = "ok"


class Ready(BaseModel):
    """Which part can work. Without the cache only the WeChat channel fails."""

    rasa: bool
    actions: bool
    store: bool
    cache: bool


@router.get("/healthz")
async def healthz() -> Alive:
    """Whether this process answers at all."""
    return Alive()


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready}})
async def readyz(request: Request) -> JSONResponse:
    """Whether Rasa, the action server and the store can work; 503 if one of them cannot."""
    parts = await request.app.state.rasa.health() | {"store": await _store_works(request)}
    needed = all(parts.values())
    return JSONResponse(parts | {"cache": await _cache_works(request)}, 200 if needed else 503)


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Counters for Prometheus."""
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE_LATEST)


async def _store_works(request: Request) -> bool:
    try:
        await request.app.state.store.ping()
    except (SQLAlchemyError, OSError):
        return False
    return True


async def _cache_works(request: Request) -> bool:
    try:
        await request.app.state.cache.ping()
    except (CacheUnavailable, SQLAlchemyError, OSError):
        return False
    return True

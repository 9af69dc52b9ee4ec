"""The page at /: plain files, no build."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

FILES = Path(__file__).parent / "page"

router = APIRouter()


@router.get("/", include_in_schema=False)
async def index() -> FileResponse:
    return FileResponse(FILES / "index.html")


def install(app: FastAPI) -> None:
    app.include_router(router)
    app.mount("/page", StaticFiles(directory=FILES))

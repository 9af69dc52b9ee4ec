"""The page at /, the same page inside another site, and their files: plain files, no build."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from bot.web.headers import content_security_policy

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = Path(__file__).parent / "page"
VENDOR = ROOT / ".envs" / "vendor" / "node_modules"
VENDOR_FILES = {
    "deep-chat.js": VENDOR / "deep-chat" / "dist" / "deepChat.bundle.js",
    "opencc.js": VENDOR / "opencc-js" / "dist" / "esm" / "cn2t.js",
}

# Thumbnails of pictures that are not sent yet are shown from memory.
_PICTURES = {"img-src": "'self' blob:"}

router = APIRouter(include_in_schema=False)


@router.get("/")
async def index() -> FileResponse:
    return _page({})


@router.get("/w/{token}")
async def linked() -> FileResponse:
    """The page, which opens the conversation of the link itself: who only fetches it opens nothing."""
    page = _page({})
    page.headers.update({"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})
    return page


@router.get("/widget.js")
async def widget() -> FileResponse:
    """What another site loads with one `<script>`: a button, and behind it the page in a frame."""
    return FileResponse(FILES / "widget.js")


@router.get("/vendor/{name}")
async def vendor(name: str) -> FileResponse:
    if name not in VENDOR_FILES:
        raise HTTPException(404)
    return FileResponse(VENDOR_FILES[name])


@router.get("/embed")
async def embed(request: Request) -> FileResponse:
    """The page as other sites may show it in a frame."""
    return _page({"frame-ancestors": request.app.state.embed_origins})


def install(app: FastAPI, embed_origins: str) -> None:
    """`embed_origins` are the sites that may show the page in a frame, as CSP writes them."""
    app.state.embed_origins = embed_origins
    app.include_router(router)
    app.mount("/page", StaticFiles(directory=FILES))


def _page(policy: dict[str, str]) -> FileResponse:
    headers = {"Content-Security-Policy": content_security_policy(_PICTURES | policy)}
    return FileResponse(FILES / "index.html", headers=headers)

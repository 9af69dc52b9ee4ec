"""Whether a form that was sent stands on a page of ours."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request


def from_our_page(request: Request) -> bool:
    """As the browser says; old ones, and all over plain HTTP, name only where they come from."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(source).netloc == request.headers.get("Host")

"""The mediation desk at /desk: pages made here, for people who have signed in."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from bot.web.desk import case, door, queue, record, sign_in
from bot.web.desk.pages import HERE


def install(app: FastAPI) -> None:
    """Adds the desk to the application."""
    door.install(app)
    for part in (sign_in, queue, case, record):
        app.include_router(part.router)
    app.mount("/desk/files", StaticFiles(directory=HERE / "files"))

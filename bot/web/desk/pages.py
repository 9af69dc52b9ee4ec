"""The desk's pages: templates, and what every page tells the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.answer.chat import STEP_TITLES, STRENGTH_NAMES
from bot.clock import SHANGHAI
from bot.desk.accounts import Role
from bot.law.advice import Bearer
from bot.law.situations import SITUATIONS
from bot.law.wording import BEARER_NAMES, day, yuan
from bot.web.headers import content_security_policy

HERE = Path(__file__).parent

_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters |= {
    "yuan": yuan,
    "day": day,
    "moment": lambda at: at.astimezone(SHANGHAI).strftime("%m-%d %H:%M"),
}
_TEMPLATES.globals |= {
    # Who reads here is not the consumer.
    "bearers": BEARER_NAMES | {Bearer.CONSUMER: "消费者", Bearer.SHARED: "双方分担"},
    "situations": {situation.id: situation.name for situation in SITUATIONS},
    "Role": Role,
    "strengths": STRENGTH_NAMES,
    "channels": STEP_TITLES,
}

_HEADERS = {
    "Content-Security-Policy": content_security_policy({"form-action": "'self'"}),
    "Cache-Control": "no-store",
    # Without it a browser would not say that our own forms come from us.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page from a template."""
    html = _TEMPLATES.get_template(template).render({"who": None} | values)
    return HTMLResponse(html, status, _HEADERS)

"""The list of calls at /docs, made from the OpenAPI document; it loads nothing from elsewhere."""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter()

_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · 接口</title>
<link rel="stylesheet" href="/page/docs.css">
</head>
<body>
<h1>{title} · 接口</h1>
<p>供程序使用的完整说明：<a href="/openapi.json">/openapi.json</a>（OpenAPI）。
出错时一律返回 <code>{{"error": {{"code", "message"}}}}</code>，message 是给人看的中文。</p>
{calls}
</body>
</html>
"""


@router.get("/docs", include_in_schema=False)
async def docs(request: Request) -> HTMLResponse:
    document = request.app.openapi()
    calls = [
        _call(method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    page = _PAGE.format(title=escape(document["info"]["title"]), calls="\n".join(calls))
    return HTMLResponse(page)


def _call(method: str, path: str, operation: dict[str, Any]) -> str:
    answers = " · ".join(sorted(operation["responses"]))
    return (
        f"<h2><code>{escape(method.upper())} {escape(path)}</code></h2>\n"
        f"<p>{escape(operation.get('description', ''))}</p>\n"
        f"<p>状态码：{escape(answers)}</p>"
    )

"""The gateway's own pages: the index, the merged OpenAPI document, health without details, and Swagger UI.

Swagger UI is served from the installed package, with a content policy that forbids inline scripts.
"""

import json
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.staticfiles import StaticFiles

from chassis.runtime.health import Health

ASSETS_PATH: Final = "/docs/assets"
LINKS: Final = {
    "documentation": "/docs",
    "openapi": "/openapi.json",
    "keys": "/.well-known/jwks.json",
    "health": "/health/ready",
}
DOCUMENTATION_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Swagger UI uses inline styles and icons from data URLs; scripts come from this origin only."""

_DOCUMENTATION: Final = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Marquee API</title>
<link rel="stylesheet" href="{ASSETS_PATH}/swagger-ui.css"><link rel="icon" href="{ASSETS_PATH}/favicon.png"></head>
<body><div id="swagger-ui"></div>
<script src="{ASSETS_PATH}/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>
"""
_OPTIONS: Final = {
    "url": LINKS["openapi"],
    "dom_id": "#swagger-ui",
    "layout": "BaseLayout",
    "deepLinking": True,
    "docExpansion": "none",
    "tryItOutEnabled": True,
    # A token entered here is not stored in the browser.
    "persistAuthorization": False,
}

router = APIRouter()


@router.get("/", include_in_schema=False)
async def index(request: Request) -> Response:
    """Return links to the documentation, the keys and health, as HTML or JSON."""
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"success": True, "data": {"name": "Marquee", "links": LINKS}})
    links = "".join(f'<li><a href="{path}">{name}</a></li>' for name, path in LINKS.items())
    return HTMLResponse(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Marquee</title>'
        f"<h1>Marquee</h1><p>What the world is watching.</p><ul>{links}</ul></html>"
    )


@router.get("/docs", include_in_schema=False)
async def documentation() -> HTMLResponse:
    """Return the page of Swagger UI."""
    return HTMLResponse(_DOCUMENTATION, headers={"Content-Security-Policy": DOCUMENTATION_POLICY})


@router.get("/docs/start.js", include_in_schema=False)
async def start_documentation() -> Response:
    """Return the script that starts Swagger UI."""
    return Response(f"SwaggerUIBundle({json.dumps(_OPTIONS)});", media_type="text/javascript")


def public_health(health: Health) -> Sequence[BaseRoute]:
    """Return the public health routes: the status only; the management port has the details."""

    async def live(_: Request) -> JSONResponse:
        alive, body = health.live()
        return JSONResponse({"status": body["status"]}, 200 if alive else 503)

    async def ready(_: Request) -> JSONResponse:
        is_ready, body = await health.ready()
        return JSONResponse({"status": body["status"]}, 200 if is_ready else 503)

    return [Route("/health/live", live, methods=["GET"]), Route("/health/ready", ready, methods=["GET"])]


def document_route(merged: Callable[[], Any]) -> Route:
    """Return the route of the merged document."""

    async def document(_: Request) -> JSONResponse:
        return JSONResponse(merged())

    return Route("/openapi.json", document, methods=["GET"])


def assets() -> StaticFiles:
    """Return the static files of Swagger UI from the installed package."""
    return StaticFiles(directory=str(files("fastapi_offline").joinpath("static")))

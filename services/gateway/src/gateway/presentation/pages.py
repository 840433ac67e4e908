"""The gateway's own pages: where things are, the merged OpenAPI document, health without details, and Swagger UI.

Swagger UI comes from the installed package and runs under a content policy without inline scripts.
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
"""Swagger UI sets styles inline and draws icons from data addresses; scripts come from this address alone."""

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
    # A token entered here is forgotten with the page.
    "persistAuthorization": False,
}

router = APIRouter()


@router.get("/", include_in_schema=False)
async def index(request: Request) -> Response:
    """Tell a person or a program where to go on."""
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"success": True, "data": {"name": "Marquee", "links": LINKS}})
    links = "".join(f'<li><a href="{path}">{name}</a></li>' for name, path in LINKS.items())
    return HTMLResponse(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Marquee</title>'
        f"<h1>Marquee</h1><p>What the world is watching.</p><ul>{links}</ul></html>"
    )


@router.get("/docs", include_in_schema=False)
async def documentation() -> HTMLResponse:
    """Return the page on which people read and try the API."""
    return HTMLResponse(_DOCUMENTATION, headers={"Content-Security-Policy": DOCUMENTATION_POLICY})


@router.get("/docs/start.js", include_in_schema=False)
async def start_documentation() -> Response:
    """Return the script that starts Swagger UI."""
    return Response(f"SwaggerUIBundle({json.dumps(_OPTIONS)});", media_type="text/javascript")


def public_health(health: Health) -> Sequence[BaseRoute]:
    """Return the routes of health for the public: whether, and not why; details are on the management port."""

    async def live(_: Request) -> JSONResponse:
        alive, body = health.live()
        return JSONResponse({"status": body["status"]}, 200 if alive else 503)

    async def ready(_: Request) -> JSONResponse:
        is_ready, body = await health.ready()
        return JSONResponse({"status": body["status"]}, 200 if is_ready else 503)

    return [Route("/health/live", live, methods=["GET"]), Route("/health/ready", ready, methods=["GET"])]


def document_route(merged: Callable[[], Any]) -> Route:
    """Give the route of the merged document."""

    async def document(_: Request) -> JSONResponse:
        return JSONResponse(merged())

    return Route("/openapi.json", document, methods=["GET"])


def assets() -> StaticFiles:
    """Give the files of Swagger UI, from the installed package."""
    return StaticFiles(directory=str(files("fastapi_offline").joinpath("static")))

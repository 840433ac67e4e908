"""The gateway's own pages: where things are, the merged OpenAPI document, and Swagger UI without a network."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

ASSETS_PATH: Final = "/docs/assets"
LINKS: Final = {
    "documentation": "/docs",
    "openapi": "/openapi.json",
    "keys": "/.well-known/jwks.json",
    "health": "/health/ready",
    "metrics": "/metrics",
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
    """Show the API to people."""
    return get_swagger_ui_html(
        openapi_url=LINKS["openapi"],
        title="Marquee API",
        swagger_js_url=f"{ASSETS_PATH}/swagger-ui-bundle.js",
        swagger_css_url=f"{ASSETS_PATH}/swagger-ui.css",
        swagger_favicon_url=f"{ASSETS_PATH}/favicon.png",
        swagger_ui_parameters={"persistAuthorization": True, "docExpansion": "none", "tryItOutEnabled": True},
    )


def document_route(merged: Callable[[], Any]) -> Route:
    """Give the route of the merged document."""

    async def document(_: Request) -> JSONResponse:
        return JSONResponse(merged())

    return Route("/openapi.json", document, methods=["GET"])


def assets() -> StaticFiles:
    """Give the files of Swagger UI, from the installed package."""
    return StaticFiles(directory=str(files("fastapi_offline").joinpath("static")))

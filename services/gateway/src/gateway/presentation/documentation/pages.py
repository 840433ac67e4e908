"""The gateway's own pages: the index, the merged document, its reference, and health without details."""

import asyncio
import secrets
from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from chassis.http.follow_up.representations import Representation
from chassis.runtime.health import Health
from gateway.application.api_document import ApiDocument
from gateway.domain.document.nodes import Document
from gateway.presentation.documentation.assets import REFERENCE, page_text

LINKS: Final = {
    "documentation": REFERENCE,
    "openapi": "/openapi.json",
    "events": "/docs/events",
    "asyncapi": "/asyncapi.json",
    "keys": "/.well-known/jwks.json",
    "health": "/health/ready",
}
REFERENCE_POLICY: Final = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Scripts need the nonce of the response, and none is made from text. Scalar adds its styles without a nonce."""
DOCUMENT_CACHE_CONTROL: Final = "no-cache"

router = APIRouter()


@router.get("/", include_in_schema=False)
async def index() -> JSONResponse:
    """Return links to the documentation, the keys and health; browsers get the home page of the web application."""
    return JSONResponse({"success": True, "data": {"name": "Marquee", "links": LINKS}})


@router.get(REFERENCE, include_in_schema=False)
async def reference() -> HTMLResponse:
    """Return the page of the reference."""
    nonce = secrets.token_urlsafe(16)
    headers = {"Content-Security-Policy": REFERENCE_POLICY.format(nonce=nonce), "Cache-Control": "no-store"}
    return HTMLResponse(page_text().replace("{nonce}", nonce), headers=headers)


def public_health(health: Health) -> Sequence[BaseRoute]:
    """Return the public health routes: the status only; the management port has the details."""

    async def live(_: Request) -> JSONResponse:
        alive, body = health.live()
        return JSONResponse({"status": body["status"]}, 200 if alive else 503)

    async def ready(_: Request) -> JSONResponse:
        is_ready, body = await health.ready()
        return JSONResponse({"status": body["status"]}, 200 if is_ready else 503)

    return [Route("/health/live", live, methods=["GET"]), Route("/health/ready", ready, methods=["GET"])]


def document_route(document: ApiDocument) -> Route:
    """Return the route of the merged document, which is written and compressed once per change."""
    written: tuple[object, Representation] | None = None

    async def merged(request: Request) -> Response:
        nonlocal written
        current = document.merged
        if written is None or written[0] is not current:
            written = current, await asyncio.to_thread(_written, current)
        return written[1].response(request.headers, DOCUMENT_CACHE_CONTROL)

    return Route("/openapi.json", merged, methods=["GET"])


def _written(document: Document) -> Representation:
    return Representation.of(bytes(JSONResponse(document).body), "application/json")

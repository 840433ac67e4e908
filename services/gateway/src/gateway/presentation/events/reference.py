"""The AsyncAPI document of all events, and a readable page of it without scripts."""

import asyncio
import secrets
from collections.abc import Callable
from importlib.metadata import version
from typing import Final, Generic, TypeVar

import orjson
from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from starlette.routing import Route

from chassis.http.follow_up.representations import Representation
from contracts.export.bundle import bundled
from gateway.presentation.events.page import NONCE, page

T = TypeVar("T")

DOCUMENT_PATH: Final = "/asyncapi.json"
PAGE_PATH: Final = "/docs/events"
CACHE_CONTROL: Final = "no-cache"
POLICY: Final = (
    "default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class _Once(Generic[T]):
    """Makes a value in a thread when it is needed first, and keeps it."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = asyncio.Lock()
        self._values: list[T] = []

    async def __call__(self) -> T:
        """Return the value."""
        async with self._lock:
            if not self._values:
                self._values.append(await asyncio.to_thread(self._make))
        return self._values[0]


def reference_routes() -> list[Route]:
    """Return the routes of the document and of the page; both are written for the first request."""
    document = _Once(lambda: Representation.of(_document(), "application/json"))
    text = _Once(lambda: page(orjson.loads(_document())))

    async def asyncapi(request: Request) -> Response:
        return (await document()).response(request.headers, CACHE_CONTROL)

    async def events(_: Request) -> HTMLResponse:
        nonce = secrets.token_urlsafe(16)
        headers = {"Content-Security-Policy": POLICY.format(nonce=nonce), "Cache-Control": "no-store"}
        return HTMLResponse((await text()).replace(NONCE, nonce), headers=headers)

    return [Route(DOCUMENT_PATH, asyncapi, methods=["GET"]), Route(PAGE_PATH, events, methods=["GET"])]


def _document() -> bytes:
    return orjson.dumps(bundled(version("marquee-contracts")))

"""Rules for requests from other origins; preflight requests are never forwarded to a service.

https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from collections.abc import Sequence
from typing import Final

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.core.browser_sessions import CSRF_HEADER, DELIVERY_HEADER
from gateway.domain.headers import Header, first_value

ALLOWED_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
ALLOWED_HEADERS: Final = (
    "Authorization",
    "Content-Type",
    "Accept-Language",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "If-Range",
    "Last-Event-ID",
    "Range",
    "X-Api-Key",
    "X-Request-Id",
    CSRF_HEADER,
    DELIVERY_HEADER,
)
EXPOSED_HEADERS: Final = (
    "X-Request-Id",
    "Accept-Ranges",
    "Age",
    "Cache-Status",
    "Content-Range",
    "ETag",
    "Location",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "Deprecation",
    "Sunset",
    "Content-Language",
)
PREFLIGHT_SECONDS: Final = 600

_VARY: Final[Header] = (b"vary", b"Origin")
_ALLOWED: Final[tuple[Header, ...]] = (
    (b"access-control-allow-credentials", b"true"),
    (b"access-control-expose-headers", ", ".join(EXPOSED_HEADERS).encode()),
)


class Cors:
    """Adds the rules for exactly these origins. Without origins, all preflights get a 400."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app = app
        self._origins = frozenset(origin.encode() for origin in origins)
        self._preflights = CORSMiddleware(
            app,
            allow_origins=tuple(origins),
            allow_methods=ALLOWED_METHODS,
            allow_headers=ALLOWED_HEADERS,
            allow_credentials=True,
            max_age=PREFLIGHT_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        origin = first_value(scope["headers"], b"origin")
        if origin is not None and scope["method"] == "OPTIONS":
            await self._preflights(scope, receive, send)
            return
        added = [(b"access-control-allow-origin", origin), *_ALLOWED] if origin in self._origins else []

        async def send_with_rules(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                message["headers"] = [*_varied(headers), *added]
            await send(message)

        await self._app(scope, receive, send_with_rules)


def _varied(headers: list[Header]) -> list[Header]:
    """Return headers by which a cache knows that the response depends on the origin."""
    vary = [value for name, value in headers if name == b"vary"]
    if not vary:
        return [*headers, _VARY]
    if any(b"origin" in value.lower().replace(b" ", b"").split(b",") for value in vary):
        return headers
    return [*(header for header in headers if header[0] != b"vary"), (b"vary", b", ".join([*vary, b"Origin"]))]

"""Cross-origin requests, answered in one place: exact origins, and no service is asked about a preflight.

https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from collections.abc import Collection
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.domain.headers import Header, one_value

ALLOWED_METHODS: Final = b"GET, HEAD, POST, PUT, PATCH, DELETE"
ALLOWED_HEADERS: Final = (
    b"authorization, content-type, accept-language, idempotency-key, if-match, if-none-match, x-request-id"
)
EXPOSED: Final = (
    b"access-control-expose-headers",
    b"x-request-id, etag, location, retry-after, ratelimit, ratelimit-policy, deprecation, sunset, content-language",
)
PREFLIGHT_SECONDS: Final = b"600"


class Cors:
    """Answers preflights and marks answers for the origins it was given."""

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self._app = app
        self._origins = frozenset(origin.encode() for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        origin = one_value(scope["headers"], b"origin") if scope["type"] == "http" else None
        if origin is None:
            await self._app(scope, receive, self._varying(send) if scope["type"] == "http" else send)
            return
        allowed = self._allowed(origin)
        if scope["method"] == "OPTIONS" and one_value(scope["headers"], b"access-control-request-method"):
            await _answer_preflight(send, allowed)
            return
        marked = _adding(send, [*allowed, EXPOSED]) if allowed else self._varying(send)
        await self._app(scope, receive, marked)

    def _allowed(self, origin: bytes) -> list[Header]:
        if origin not in self._origins:
            return []
        return [
            (b"access-control-allow-origin", origin),
            (b"access-control-allow-credentials", b"true"),
            (b"vary", b"Origin"),
        ]

    def _varying(self, send: Send) -> Send:
        """Tell caches that another origin would get other headers, where any origin would."""
        return _adding(send, [(b"vary", b"Origin")]) if self._origins else send


def _adding(send: Send, headers: list[Header]) -> Send:
    async def send_more(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *headers]
        await send(message)

    return send_more


async def _answer_preflight(send: Send, allowed: list[Header]) -> None:
    """ResponseModel 204 to a known origin, and 403 without a word of CORS to any other."""
    headers = [(b"content-length", b"0"), (b"vary", b"Origin")]
    if allowed:
        headers = [
            *allowed,
            (b"access-control-allow-methods", ALLOWED_METHODS),
            (b"access-control-allow-headers", ALLOWED_HEADERS),
            (b"access-control-max-age", PREFLIGHT_SECONDS),
        ]
    await send({"type": "http.response.start", "status": 204 if allowed else 403, "headers": headers})
    await send({"type": "http.response.body", "body": b""})

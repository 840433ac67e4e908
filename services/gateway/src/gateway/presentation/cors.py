"""Rules for requests from other origins; preflight requests are never forwarded to a service.

https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from collections.abc import Sequence
from typing import Final

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from chassis.core.browser_sessions import CSRF_HEADER, DELIVERY_HEADER

ALLOWED_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
ALLOWED_HEADERS: Final = (
    "Authorization",
    "Content-Type",
    "Accept-Language",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "X-Request-Id",
    CSRF_HEADER,
    DELIVERY_HEADER,
)
EXPOSED_HEADERS: Final = (
    "X-Request-Id",
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


def cors(app: ASGIApp, origins: Sequence[str]) -> CORSMiddleware:
    """Return the application with the rules for exactly these origins; without origins, all preflights get a 400."""
    return CORSMiddleware(
        app,
        allow_origins=tuple(origins),
        allow_methods=ALLOWED_METHODS,
        allow_headers=ALLOWED_HEADERS,
        allow_credentials=True,
        expose_headers=EXPOSED_HEADERS,
        max_age=PREFLIGHT_SECONDS,
    )

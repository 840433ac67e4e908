"""Rate limit of the gateway's own pages: they count as reads of an address. Health is not limited.

Operations of the API have the limits of their admission.
"""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.application.rate_limiter import RateLimiter
from gateway.domain.errors import TooManyRequests
from gateway.domain.request_classes import READS
from gateway.presentation.client_networks import client_address
from gateway.presentation.errors import send_error

UNLIMITED: Final = ("/health/", "/api/")


class PageLimit:
    """Rejects requests of an address that has used up its reads."""

    def __init__(self, app: ASGIApp, *, limiter: RateLimiter) -> None:
        self._app = app
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or scope["path"].startswith(UNLIMITED):
            await self._app(scope, receive, send)
            return
        address = client_address(scope)
        decision = self._limiter.count(READS, address)
        if decision is not None and not decision.allowed:
            await send_error(send, TooManyRequests(decision.retry_after), decision.headers())
            return
        await self._app(scope, receive, send)

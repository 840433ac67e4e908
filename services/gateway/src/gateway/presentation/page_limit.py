"""The rate limit of the gateway's own pages: they count as reads of an address, health does not."""

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.application.limits import Limits, RateLimiter
from gateway.domain.errors import TooManyRequests
from gateway.domain.rates import network_of
from gateway.presentation.errors import answer_error


class PageLimit:
    """Refuses an address that reads more pages than the limit allows."""

    def __init__(self, app: ASGIApp, *, limiter: RateLimiter, limits: Limits) -> None:
        self._app = app
        self._limiter = limiter
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or scope["path"].startswith("/health/"):
            await self._app(scope, receive, send)
            return
        address = scope["client"][0] if scope["client"] else ""
        decision = self._limiter.count(self._limits.of("GET", sign_in=False), network_of(address))
        if decision is not None and not decision.allowed:
            await answer_error(send, TooManyRequests(decision.retry_after), decision.headers())
            return
        await self._app(scope, receive, send)

"""HTTP client for calls to other systems: timeouts, no shared cookies, no redirects, trace headers."""

from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import httpx2

from chassis.http.client_transport import PooledTransport
from chassis.runtime.telemetry import trace_headers

CONNECT_SECONDS: Final = 2.0


def _no_cookies() -> CookieJar:
    """Return a jar that stores no cookie: the cookies of one request must never be sent with another."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


async def _add_trace(request: httpx2.Request) -> None:
    if trace := trace_headers():
        request.headers.update(trace)


def create_http_client(
    base_url: str = "", *, seconds: float = 10.0, connections: int = 32, headers: dict[str, str] | None = None
) -> httpx2.AsyncClient:
    """Return a client with a timeout of `seconds` per phase of a call; callers set a deadline for the whole call."""
    return httpx2.AsyncClient(
        base_url=base_url,
        timeout=httpx2.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)),
        transport=PooledTransport(connections=connections),
        headers=headers,
        cookies=_no_cookies(),
        follow_redirects=False,
        trust_env=False,
        event_hooks={"request": [_add_trace]},
    )

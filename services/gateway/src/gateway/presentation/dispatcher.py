"""One application out of two: the proxy for the API, the pages for every other path."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.domain.errors import BadPath
from gateway.domain.paths import split_path
from gateway.domain.routes import API, KEYS_PATH

_API: Final = f"/{API}/".encode()


class Dispatcher:
    """Passes each request to the proxy or to the pages. The proxy also rejects malformed paths."""

    def __init__(self, proxy: ASGIApp, pages: ASGIApp) -> None:
        self._proxy = proxy
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection. Lifespan events go to the pages."""
        proxied = scope["type"] == "http" and _is_proxied(scope["raw_path"])
        await (self._proxy if proxied else self._pages)(scope, receive, send)


def _is_proxied(raw: bytes) -> bool:
    if raw.startswith(_API):
        return True
    try:
        segments = split_path(raw)
    except BadPath:
        return True
    return segments[0] == API or segments == KEYS_PATH

"""The client and the scheme of a request, which a trusted proxy in front of the gateway states.

https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Forwarded-For
"""

from collections.abc import Sequence
from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_SCHEMES: Final = frozenset({b"http", b"https", b"ws", b"wss"})


Client = tuple[str, int] | None


class StatedClients:
    """Reads `X-Forwarded-For` and `X-Forwarded-Proto` of requests whose peer is a trusted proxy."""

    def __init__(self, trusted: Sequence[str]) -> None:
        """`trusted` has addresses and networks of proxies; `*` trusts every peer."""
        # Addresses are compared, and the list is read, as uvicorn does it.
        self._proxies: Any = (
            ProxyHeadersMiddleware(_nowhere, trusted_hosts=list(trusted)).trusted_hosts if trusted else ()
        )

    def of(self, scope: Scope) -> tuple[Client, str]:
        """Return the client and the scheme of a request: of the addresses, the nearest one that is no trusted proxy."""
        client: Client = scope["client"]
        scheme: str = scope["scheme"]
        if not self._proxies or (client[0] if client else None) not in self._proxies:
            return client, scheme
        addresses, stated = [], b""
        for name, value in scope["headers"]:
            if name == b"x-forwarded-for":
                addresses.append(value)
            elif name == b"x-forwarded-proto":
                stated = value.strip()
        if stated in _SCHEMES:
            scheme = stated.decode()
            if scope["type"] == "websocket":
                scheme = scheme.replace("http", "ws")
        host, port = self._proxies.get_trusted_client_address(b", ".join(addresses).decode("latin-1"))
        return ((host, port) if host else client), scheme


class BehindProxies:
    """Sets the client and the scheme of each request and WebSocket to those that trusted proxies state."""

    def __init__(self, app: ASGIApp, clients: StatedClients) -> None:
        self._app = app
        self._clients = clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "lifespan":
            scope["client"], scope["scheme"] = self._clients.of(scope)
        await self._app(scope, receive, send)


async def _nowhere(*_: object) -> None:
    """Stand for the application of a middleware that is not called."""

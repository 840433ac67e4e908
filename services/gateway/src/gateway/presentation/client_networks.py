"""The client that a connection counts for, the peer at its other end, and the head of its request."""

import ipaddress
from collections.abc import Callable, Sequence
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.core.networks import network_of
from gateway.application.admission import RequestHead

PEER: Final = "marquee.peer"
"""Key of a scope."""


def client_address(scope: Scope) -> str:
    """Return the address of a client; empty if the server does not know it."""
    return scope["client"][0] if scope["client"] else ""


def request_head(scope: Scope) -> RequestHead:
    """Return the head of a request, or of the one that opens a WebSocket."""
    return RequestHead(
        method=scope.get("method", "GET"),
        path=scope["raw_path"],
        query=scope["query_string"],
        headers=scope["headers"],
        address=client_address(scope),
        peer=scope.get(PEER, ""),
    )


def client_network(trusted_proxies: Sequence[str]) -> Callable[[str], str | None]:
    """Return a function from the address of a peer to its network, or to null for a trusted proxy.

    The connections of a proxy carry the requests of many clients, so they count for none of them.
    """
    all_trusted = "*" in trusted_proxies
    networks = [ipaddress.ip_network(name, strict=False) for name in trusted_proxies if name != "*"]

    def network(address: str) -> str | None:
        try:
            peer = ipaddress.ip_address(address)
        except ValueError:
            return network_of(address)
        # A dual-stack listener sees an IPv4 peer as an IPv6 address.
        unmapped = getattr(peer, "ipv4_mapped", None) or peer
        if all_trusted or any(unmapped in trusted for trusted in networks):
            return None
        return network_of(address)

    return network


class KeepPeer:
    """Keeps the address of the peer in the scope of a request, before headers of proxies replace it as the client."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == "http":
            scope[PEER] = client_address(scope)
        await self._app(scope, receive, send)

"""Sockets that a guard has admitted, for libraries that make HTTP calls of their own in threads."""

import socket

from python_socks.sync import Proxy as ProxyClient

from egress.connections.transport import PROXY_TYPES, NotPermitted, ProxyFailed, failures_of
from egress.guard import EgressGuard, Route
from egress.policy import Proxy, SourceAddress


def open_socket(guard: EgressGuard, route: Route, host: str, port: int, seconds: float) -> socket.socket:
    """Return a connection to a host: to the first address of each family that the guard admits, until one accepts.

    Raise NotPermitted if no address is admitted, EgressRefused if the proxy fails, socket.gaierror for an unknown name,
    and OSError.
    """
    refused: NotPermitted | None = None
    broken: OSError | None = None
    tried: set[int] = set()
    for family, _, _, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = str(place[0])
        try:
            guard.admit_address(address)
        except NotPermitted as failure:
            refused = failure
            continue
        if family in tried:
            continue
        tried.add(family)
        try:
            return _connected(guard, route, address, port, seconds)
        except OSError as failure:
            broken = failure
    raise broken or refused or NotPermitted(None, "the name has no address")


def _connected(guard: EgressGuard, route: Route, address: str, port: int, seconds: float) -> socket.socket:
    policy, required = guard.policy, route is Route.REQUIRED
    source = (policy.path.address, 0) if required and isinstance(policy.path, SourceAddress) else None
    if not required or policy.proxy is None:
        return socket.create_connection((address, port), seconds, source)
    try:
        opened = _through(policy.proxy, address, port, seconds, source)
    except ProxyFailed as failure:
        guard.path_fails(failure.refusal)
        return socket.create_connection((address, port), seconds)
    guard.path_holds()
    return opened


def _through(proxy: Proxy, address: str, port: int, seconds: float, source: tuple[str, int] | None) -> socket.socket:
    """Return a socket that a proxy has connected; raise ProxyFailed, and OSError if it cannot reach the server."""
    client = ProxyClient(PROXY_TYPES[proxy.scheme], proxy.host, proxy.port, proxy.user, proxy.password, rdns=False)
    with failures_of(proxy):
        return client.connect(address, port, timeout=seconds, local_addr=source)

"""Sockets that a guard has admitted, for libraries that make HTTP calls of their own in threads."""

import socket

from python_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
from python_socks.sync import Proxy as ProxyClient

from egress.guard import EgressGuard, Route
from egress.policy import Proxy, SourceAddress
from egress.transport import PROXY_TYPES, NotPermitted


def open_socket(guard: EgressGuard, route: Route, host: str, port: int, seconds: float) -> socket.socket:
    """Return a connection to an address of a host that the guard admits.

    Raise NotPermitted if there is none, socket.gaierror for an unknown name, and OSError.
    """
    policy = guard.policy
    required = route is Route.REQUIRED
    refused: NotPermitted | None = None
    for place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = str(place[4][0])
        try:
            guard.admit_address(address)
        except NotPermitted as failure:
            refused = failure
            continue
        if required and policy.proxy is not None:
            return _through(policy.proxy, address, port, seconds)
        source = (policy.path.address, 0) if required and isinstance(policy.path, SourceAddress) else None
        return socket.create_connection((address, port), seconds, source)
    raise refused or NotPermitted(None, "the name has no address")


def _through(proxy: Proxy, address: str, port: int, seconds: float) -> socket.socket:
    client = ProxyClient(PROXY_TYPES[proxy.scheme], proxy.host, proxy.port, proxy.user, proxy.password, rdns=False)
    try:
        return client.connect(address, port, timeout=seconds)
    except (ProxyError, ProxyConnectionError, ProxyTimeoutError) as failure:
        raise ConnectionRefusedError(None, "the proxy opens no connection") from failure

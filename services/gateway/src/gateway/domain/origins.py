"""Origins of pages that may open a WebSocket: browsers send cookies with a handshake from any page."""

from collections.abc import Collection, Sequence

from gateway.domain.errors import OriginForbidden
from gateway.domain.headers import Header


def check_origin(headers: Sequence[Header], scheme: str, allowed: Collection[bytes]) -> None:
    """Raise OriginForbidden unless the page is ours or one of an allowed origin; programs send no origin."""
    origins = [value for name, value in headers if name == b"origin"]
    hosts = [value for name, value in headers if name == b"host"]
    own = {f"{scheme}://".encode() + host.lower() for host in hosts}
    if len(origins) > 1 or any(origin not in allowed and origin.lower() not in own for origin in origins):
        raise OriginForbidden

"""HTTP to the hosts of images, whose addresses are settings: no part of a request decides which host is called."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chassis.http.client import BodyTooLarge, CallFailed, HttpClient
from gateway.application.ports import UpstreamRequest
from gateway.domain.errors import UpstreamFailed, UpstreamUnreachable
from gateway.domain.headers import Header

CONNECTIONS: Final = 16
"""Per host: this many images are in memory at most while they arrive. Further requests wait for one of them."""


@dataclass(frozen=True, slots=True)
class WholeResponse:
    """A response that has arrived."""

    status: int
    body: bytes
    headers: Sequence[Header] = ()

    async def chunks(self) -> AsyncIterator[tuple[bytes, bool]]:
        """Return the body in one piece."""
        yield self.body, False

    def close(self) -> None:
        """Do nothing: the connection is free again."""


class ImageHosts:
    """Clients of all hosts."""

    def __init__(self, bases: Mapping[str, str], *, seconds: float, most_bytes: int) -> None:
        """`seconds` bounds each phase of a call, `most_bytes` an image."""
        self._clients = {
            name: HttpClient(base, seconds=seconds, connections=CONNECTIONS) for name, base in bases.items()
        }
        self._most_bytes = most_bytes

    async def send(self, request: UpstreamRequest) -> WholeResponse:
        """Return the whole response; raise UpstreamUnreachable or UpstreamFailed."""
        client = self._clients[request.service]
        headers = {name.decode(): value.decode() for name, value in request.headers}
        try:
            response = await client.get(request.path.decode(), headers, max_bytes=self._most_bytes)
        except BodyTooLarge as failure:
            raise UpstreamFailed(began=True) from failure
        except (CallFailed, TimeoutError) as failure:
            raise UpstreamUnreachable from failure
        return WholeResponse(response.status, response.body)

    async def close(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.aclose()

"""Calls of other servers through the egress guard."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from chassis.http.client import BodyTooLarge, CallFailed
from egress.failures import ConnectFailed
from egress.http import EgressClient, StreamedResponse
from egress.policy import EgressRefused
from federation.application.trust.ports import PeerResponse, PeerStream
from federation.domain.peers.errors import PeerUnreachable


class EgressOutgoing:
    """Sends requests to addresses that the policy permits; follows no redirect."""

    def __init__(self, client: EgressClient, streams: EgressClient) -> None:
        """`client` has the deadline of whole calls, `streams` that of the next bytes."""
        self._client = client
        self._streams = streams

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, *, max_bytes: int
    ) -> PeerResponse:
        """Return a response within the deadline."""
        try:
            response = await self._client.send(method, url, headers=headers, body=body, max_bytes=max_bytes)
        except (EgressRefused, TimeoutError, CallFailed) as failure:
            raise PeerUnreachable(_code(failure)) from failure
        return PeerResponse(response.status, response.body)

    @asynccontextmanager
    async def stream(self, url: str, headers: Mapping[str, str]) -> AsyncIterator[PeerStream]:
        """Open a response."""
        opening = self._streams.stream("GET", url, headers=headers)
        try:
            streamed = await opening.__aenter__()
        except (EgressRefused, TimeoutError, CallFailed) as failure:
            raise PeerUnreachable(_code(failure)) from failure
        try:
            lowered = {name.lower(): value for name, value in streamed.headers.items()}
            yield PeerStream(streamed.status, lowered, _chunks(streamed))
        finally:
            await opening.__aexit__(None, None, None)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()
        await self._streams.aclose()


async def _chunks(streamed: StreamedResponse) -> AsyncIterator[bytes]:
    try:
        async for chunk in streamed.chunks():
            yield chunk
    except (TimeoutError, CallFailed) as failure:
        raise PeerUnreachable(_code(failure)) from failure


def _code(failure: Exception) -> str:
    match failure:
        case EgressRefused():
            return str(failure.refusal.code)
        case ConnectFailed():
            return failure.code
        case TimeoutError():
            return "timeout"
        case BodyTooLarge():
            return "body_too_large"
        case _:
            return "call_failed"

"""HTTP client for URLs that users choose: permitted addresses only, no redirects, bounded time and size.

Each request has a connection of its own. The certificate, SNI and the header Host are those of the name.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp.abc import AbstractResolver

from chassis.core.outgoing.public_addresses import AddressRules
from egress.guard import EgressGuard
from egress.http import CallFailed, ConnectFailed, EgressClient, EgressRefused, StreamedResponse


class GuardedCallFailed(Exception):
    """A call brought no response. `code` is a stable name of the cause; `sent` is whether it may have arrived.

    `waits_until` is when the call may be made, if the path of outgoing connections does not hold now.
    """

    def __init__(self, code: str, detail: str, *, sent: bool = False, waits_until: datetime | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.sent = sent
        self.waits_until = waits_until


@dataclass(frozen=True, slots=True)
class GuardedResponse:
    """A response with the beginning of its body, as it was sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool
    """Whether the body was longer, or did not end in time."""


class GuardedClient:
    """Sends requests to URLs that users choose. It never follows a redirect and repeats nothing."""

    def __init__(
        self,
        rules: AddressRules,
        guard: EgressGuard,
        *,
        seconds: float = 15.0,
        connections: int = 64,
        headers: Mapping[str, str] | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._rules = rules
        self._seconds = seconds
        self._client = EgressClient(
            guard,
            seconds=seconds,
            headers=headers,
            connections=connections,
            reuse=False,
            decompress=False,
            resolver=resolver,
        )

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, max_bytes: int) -> GuardedResponse:
        """Return the response to a POST with at most `max_bytes` of its body; raise GuardedCallFailed.

        The deadline holds for the whole call. A body that has not ended by then is cut; the status counts.
        """
        if problem := self._rules.problem(url):
            raise GuardedCallFailed("address_not_permitted", f"the URL {problem}")
        streamed: StreamedResponse | None = None
        received = bytearray()
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._client.stream("POST", url, headers=headers, body=body) as streamed,
            ):
                async for chunk in streamed.chunks():
                    received += chunk
                    if len(received) > max_bytes:
                        break
        except (EgressRefused, TimeoutError, CallFailed, ValueError) as failure:
            if streamed is None:
                raise _failed(failure) from failure
            return GuardedResponse(streamed.status, streamed.headers, bytes(received[:max_bytes]), is_cut=True)
        is_cut = len(received) > max_bytes
        return GuardedResponse(streamed.status, streamed.headers, bytes(received[:max_bytes]), is_cut=is_cut)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()


def _failed(failure: Exception) -> GuardedCallFailed:
    """Return the cause in words for the owner of the URL: no address, which could reveal a private network."""
    if isinstance(failure, EgressRefused):
        refusal = failure.refusal
        if refusal.waits:
            detail = "the path of outgoing connections does not hold"
            return GuardedCallFailed(refusal.code, detail, waits_until=refusal.retry_at)
        return GuardedCallFailed("address_not_permitted", "the name has no address that may be called")
    if isinstance(failure, ConnectFailed):
        return GuardedCallFailed(failure.code, str(failure))
    if isinstance(failure, TimeoutError):
        return GuardedCallFailed("no_response", "the server has not responded in time", sent=True)
    return GuardedCallFailed("connection_broken", "the connection broke before the response", sent=True)

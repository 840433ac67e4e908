"""Signed calls of other servers, with a breaker for each."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from chassis.core.circuit_breaker import Admission, BreakerPolicy, FailureBreaker
from chassis.core.clock import Clock
from federation.application.trust.identity import OwnIdentity
from federation.application.trust.ports import Outgoing, PeerResponse, PeerStream, Signatures
from federation.application.unit_of_work import Units
from federation.domain.peers.errors import PeerUnreachable
from federation.domain.peers.peer import Health, Peer

MOST_BYTES: Final = 2_097_152
BREAKER_OPEN: Final = "breaker_open"
_OPENS_AFTER: Final = 5
_BREAKER: Final = BreakerPolicy(
    first_pause=timedelta(seconds=10), longest_pause=timedelta(minutes=5), probe_timeout=timedelta(seconds=60)
)
_CONTACT_INTERVAL: Final = timedelta(seconds=60)
"""How often a contact without a failure before it is stored."""


class CallPeers:
    """Calls peers; every request is signed."""

    def __init__(
        self, units: Units, identity: OwnIdentity, signatures: Signatures, outgoing: Outgoing, clock: Clock
    ) -> None:
        self._units = units
        self._identity = identity
        self._signatures = signatures
        self._outgoing = outgoing
        self._clock = clock
        self._breakers: dict[UUID, FailureBreaker] = {}

    async def fetch(self, url: str, path: str) -> PeerResponse:
        """Return a response to a request that needs no signature; raise PeerUnreachable."""
        return await self._outgoing.send("GET", url + path, {}, None, max_bytes=MOST_BYTES)

    async def post(self, url: str, path: str, body: bytes) -> PeerResponse:
        """Return the response of a server that is no peer yet; raise PeerUnreachable."""
        return await self._signed("POST", url, path, body)

    async def send(self, peer: Peer, method: str, path: str, body: bytes | None = None) -> PeerResponse:
        """Return the response of a peer; raise PeerUnreachable."""
        breaker = self._admitted(peer.id)
        try:
            response = await self._signed(method, peer.url, path, body)
        except PeerUnreachable as failure:
            await self._failed(peer, breaker, failure.code)
            raise
        except BaseException:
            breaker.failed()
            raise
        await self._responded(peer, breaker, response.status)
        return response

    @asynccontextmanager
    async def stream(self, peer: Peer, path: str, headers: Mapping[str, str]) -> AsyncIterator[PeerStream]:
        """Open a response of a peer; raise PeerUnreachable."""
        breaker = self._admitted(peer.id)
        signed = await self._headers("GET", peer.url + path, b"")
        try:
            opening = self._outgoing.stream(peer.url + path, {**headers, **signed})
            opened = await opening.__aenter__()
        except PeerUnreachable as failure:
            await self._failed(peer, breaker, failure.code)
            raise
        except BaseException:
            breaker.failed()
            raise
        try:
            await self._responded(peer, breaker, opened.status)
            yield opened
        finally:
            await opening.__aexit__(None, None, None)

    def _admitted(self, peer_id: UUID) -> FailureBreaker:
        breaker = self._breakers.setdefault(peer_id, FailureBreaker(_BREAKER, _OPENS_AFTER, self._clock))
        if breaker.admit() is Admission.NONE:
            raise PeerUnreachable(BREAKER_OPEN)
        return breaker

    async def _signed(self, method: str, url: str, path: str, body: bytes | None) -> PeerResponse:
        headers = dict(await self._headers(method, url + path, body or b""))
        if body is not None:
            headers["content-type"] = "application/json"
        return await self._outgoing.send(method, url + path, headers, body, max_bytes=MOST_BYTES)

    async def _headers(self, method: str, url: str, body: bytes) -> Mapping[str, str]:
        identity = await self._identity.get()
        return self._signatures.sign(method, url, body, identity.server_id, identity.key, self._clock.now())

    async def _responded(self, peer: Peer, breaker: FailureBreaker, status: int) -> None:
        if status >= 500:
            await self._failed(peer, breaker, f"status_{status}")
            return
        breaker.succeeded()
        now, health = self._clock.now(), peer.health
        if health.failures or health.contact_at is None or now - health.contact_at > _CONTACT_INTERVAL:
            await self._record(peer, replace(health, contact_at=now, failures=0))

    async def _failed(self, peer: Peer, breaker: FailureBreaker, code: str) -> None:
        breaker.failed()
        failures = peer.health.failures + 1
        await self._record(peer, replace(peer.health, failure_at=self._clock.now(), failure=code, failures=failures))

    async def _record(self, peer: Peer, health: Health) -> None:
        async with self._units.begin() as work:
            await work.peers.record(peer.id, health)

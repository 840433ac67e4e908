"""Ports of keys, signatures and calls."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from federation.domain.keys.keys import PublicKey
from federation.domain.keys.requests import Claim, SignedRequest


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key of this server, with the private half."""

    key: PublicKey
    private: bytes


class Cipher(Protocol):
    """Makes keys, and signs and verifies with them."""

    def make(self) -> PrivateKey:
        """Return a new key."""
        ...

    def sign(self, private: bytes, statement: bytes) -> bytes:
        """Return the signature of a statement."""
        ...

    def verifies(self, public: bytes, signature: bytes, statement: bytes) -> bool:
        """Return whether a signature is that of a statement."""
        ...


class Signatures(Protocol):
    """Message signatures (RFC 9421)."""

    def sign(
        self, method: str, url: str, body: bytes, server_id: UUID, key: PrivateKey, now: datetime
    ) -> Mapping[str, str]:
        """Return the headers that a request needs."""
        ...

    def claim(self, request: SignedRequest) -> Claim:
        """Return what the signature of a request states; raise SignatureRefused."""
        ...

    def verify(self, request: SignedRequest, base_url: str, claim: Claim, public: bytes) -> None:
        """Raise SignatureRefused unless the signature is that of a key for this request at this server."""
        ...


class OwnKeys(Protocol):
    """The identity and the keys of this server, within one transaction."""

    async def server_id(self) -> UUID | None:
        """Return the id of this server, or null before its first start."""
        ...

    async def begin(self, server_id: UUID) -> None:
        """Store the id under a lock: of several processes only one begins; raise nothing if it is stored already."""
        ...

    async def published(self, now: datetime) -> Sequence[PublicKey]:
        """Return the keys that count, the newest first."""
        ...

    async def current(self) -> PrivateKey | None:
        """Return the key that signs, or null before the first start."""
        ...

    async def add(self, key: PrivateKey, now: datetime) -> None:
        """Store a key, which signs from now on."""
        ...

    async def retire(self, key_id: str, at: datetime) -> None:
        """State until when a key counts."""
        ...


class PeerKeys(Protocol):
    """The keys of peers, within one transaction."""

    async def find(self, peer_id: UUID, key_id: str) -> PublicKey | None:
        """Return a key of a peer, or null."""
        ...

    async def of(self, peer_id: UUID) -> Sequence[PublicKey]:
        """Return the keys of a peer."""
        ...

    async def replace(self, peer_id: UUID, keys: Sequence[PublicKey], now: datetime) -> None:
        """Store the keys of a peer in place of the former ones."""
        ...

    async def may_fetch(self, peer_id: UUID, now: datetime) -> bool:
        """Return whether the document of a peer may be fetched, at most once a minute, and count it."""
        ...


class Guards(Protocol):
    """What each process must know of requests that others have accepted, within one transaction."""

    async def claim_nonce(self, peer_id: UUID, nonce: str, forget_at: datetime) -> bool:
        """Store a nonce; return false if it was used before."""
        ...

    async def take_request(self, peer_id: UUID, day: date, most: int) -> bool:
        """Count a request; return false if the budget does not permit it."""
        ...

    async def take_bytes(self, peer_id: UUID, day: date, count: int, most: int) -> bool:
        """Count bytes; return false if the budget was exhausted before."""
        ...

    async def used(self, day: date) -> Mapping[UUID, tuple[int, int]]:
        """Return the requests and bytes of each peer on a day."""
        ...

    async def forget(self, now: datetime) -> int:
        """Delete some nonces and counts that are needed no longer, and return how many."""
        ...


@dataclass(frozen=True, slots=True)
class PeerResponse:
    """The response of another server."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class PeerStream:
    """The response of another server whose body is read while it arrives."""

    status: int
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]


class Outgoing(Protocol):
    """Calls other servers, as the egress policy permits it. Raise PeerUnreachable."""

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, *, max_bytes: int
    ) -> PeerResponse:
        """Return a response within the deadline."""
        ...

    def stream(self, url: str, headers: Mapping[str, str]) -> AbstractAsyncContextManager[PeerStream]:
        """Open a response."""
        ...

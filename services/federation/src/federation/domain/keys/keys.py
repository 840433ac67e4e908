"""Keys of servers: published, and replaced with an overlap."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Endorsement:
    """The signature by which a key states that another one follows it."""

    by: str
    """Id of the key that signs."""
    signature: bytes


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public Ed25519 key of a server."""

    id: str
    public: bytes
    retires_at: datetime | None = None
    """When it is refused; null while no other follows it."""
    endorsement: Endorsement | None = None
    """That of the key before; the first key has none."""

    def counts_at(self, now: datetime) -> bool:
        """Return whether requests may be signed with it."""
        return self.retires_at is None or now < self.retires_at


@dataclass(frozen=True, slots=True)
class ServerDocument:
    """What a server publishes about itself."""

    id: UUID
    name: str
    url: str
    keys: Sequence[PublicKey]


def key_id_of(public: bytes) -> str:
    """Return the id of a key: its thumbprint, which no other key has."""
    return base64.urlsafe_b64encode(hashlib.sha256(public).digest()).rstrip(b"=").decode()


def statement_of(server_id: UUID, key_id: str) -> bytes:
    """Return what a key signs to state that another one follows it."""
    return f"marquee federation: the next key of {server_id} is {key_id}".encode()

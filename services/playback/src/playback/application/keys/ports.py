"""Ports of content keys."""

from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from playback.domain.keys.content_key import WrappedKey


class WrappedKeys(Protocol):
    """Stores content keys, in the caller's transaction."""

    async def of_version(self, asset_id: UUID, number: int) -> Sequence[WrappedKey]:
        """Return the keys of a version by label."""
        ...

    async def find(self, key_ids: Collection[UUID]) -> Sequence[WrappedKey]:
        """Return those that exist, of any version."""
        ...

    async def add(self, keys: Sequence[WrappedKey]) -> None:
        """Add the keys of a version; a label that has a key keeps it."""
        ...


class KeyWrapping(Protocol):
    """Encrypts content keys for the database."""

    def wrap(self, asset_id: UUID, number: int, key_id: UUID, key: bytes) -> bytes:
        """Return a key as it is stored."""
        ...

    def unwrap(self, wrapped: WrappedKey) -> bytes:
        """Return the key of 16 bytes; raise ContentKeyUnavailable."""
        ...

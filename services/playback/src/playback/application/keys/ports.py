"""Ports of content keys."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from playback.domain.keys.content_key import WrappedKey
from playback.domain.keys.release import KeyRelease, Outcome, System


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFilter:
    """Which decisions to read: those for which everything that is stated holds."""

    user_id: UUID | None = None
    session_id: UUID | None = None
    key_id: UUID | None = None
    system: System | None = None
    outcome: Outcome | None = None
    since: datetime | None = None
    until: datetime | None = None


class KeyReleases(Protocol):
    """Stores decisions about keys, in the caller's transaction."""

    async def add(self, releases: Sequence[KeyRelease]) -> None:
        """Add decisions."""
        ...

    async def part(self, chosen: ReleaseFilter, part: Slice) -> Part[KeyRelease]:
        """Return a part of the decisions, the newest first."""
        ...

    async def delete_before(self, instant: datetime, limit: int) -> int:
        """Delete at most `limit` old decisions, and return how many there were."""
        ...

    async def forget_users(self, user_ids: Collection[UUID]) -> None:
        """Keep the decisions without the users whose accounts were deleted."""
        ...

    async def forget_erased(self) -> None:
        """Do the same for what was decided after their deletion, while their access tokens were still valid."""
        ...

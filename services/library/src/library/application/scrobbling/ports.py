"""Ports of the use cases about scrobbles."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from library.application.scrobbling.read_models import UnmatchedScrobble
from library.domain.entries.progress import EpisodeNumber
from library.domain.scrobbling.candidates import Candidate
from library.domain.scrobbling.keys import ScrobbleKey
from library.domain.scrobbling.scrobble import Subject


class ScrobbleKeys(Protocol):
    """Keys of webhooks within one transaction."""

    async def of_user(self, user_id: UUID) -> list[ScrobbleKey]:
        """Return the keys of a user, the newest first."""
        ...

    async def find(self, key_hash: bytes) -> ScrobbleKey | None:
        """Return the key with this hash, or null."""
        ...

    async def add(self, key: ScrobbleKey, key_hash: bytes) -> None:
        """Store a new key."""
        ...

    async def save_use(self, key: ScrobbleKey) -> None:
        """Store when a key was last used, and its last error."""
        ...

    async def delete(self, user_id: UUID, key_id: UUID) -> bool:
        """Delete a key and return whether the user had it."""
        ...


class Scrobbles(Protocol):
    """Matching, and scrobbles without a title, within one transaction."""

    async def candidates(self, subject: Subject) -> Sequence[Candidate]:
        """Return the titles that have an id of the subject; if there are none, those with its name."""
        ...

    async def episode(self, media_id: UUID, source_id: int) -> EpisodeNumber | None:
        """Return the present number of the episode with this id at TMDB, or null."""
        ...

    async def remembered(self, user_id: UUID, identity: str) -> UUID | None:
        """Return the title that the user chose for an identity, or null."""
        ...

    async def remember(self, user_id: UUID, identity: str, media_id: UUID, now: datetime) -> None:
        """Store the title that the user chose for an identity."""
        ...

    async def count_unmatched(self, user_id: UUID) -> int:
        """Return how many scrobbles without a title are stored."""
        ...

    async def add_unmatched(self, user_id: UUID, scrobble: UnmatchedScrobble) -> None:
        """Store a scrobble without a title; one with the same id stays."""
        ...

    async def find_unmatched(self, user_id: UUID, scrobble_id: UUID) -> UnmatchedScrobble | None:
        """Return a scrobble without a title, or null."""
        ...

    async def unmatched_of(self, user_id: UUID, identity: str) -> list[UnmatchedScrobble]:
        """Return the scrobbles of one identity, in the order of their times."""
        ...

    async def delete_unmatched(self, user_id: UUID, scrobble_ids: Sequence[UUID]) -> int:
        """Delete scrobbles without a title and return how many there were."""
        ...


class ScrobbleReader(Protocol):
    """Reads keys and scrobbles without a title. Every read is bound to one user."""

    async def keys(self, user_id: UUID) -> list[ScrobbleKey]:
        """Return the keys of a user, the newest first."""
        ...

    async def unmatched(self, user_id: UUID, part: Slice) -> Part[UnmatchedScrobble]:
        """Return a part of the scrobbles without a title, the newest first."""
        ...

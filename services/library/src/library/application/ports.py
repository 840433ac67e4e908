"""Ports of the use cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from library.application.commands import UpdateSeasonPart
from library.application.read_models import EntryItem, EntryPage, PageRequest
from library.domain.entry import Entry
from library.domain.seasons import Seasons
from library.domain.title import Title


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """The result of a request with an idempotency key: its fingerprint, and the entry, null after a removal."""

    fingerprint: str
    entry: Entry | None


class TitleWork(Protocol):
    """One transaction that updates titles."""

    async def merge(self, updates: Sequence[Title]) -> None:
        """Store the parts of titles that are newer than the stored ones; of each title there is one update."""
        ...


class SeasonWork(Protocol):
    """One transaction that updates seasons."""

    async def save_parts(self, parts: Sequence[UpdateSeasonPart]) -> None:
        """Store parts of seasons; a part that is not newer than the stored one changes nothing."""
        ...


class ErasureWork(Protocol):
    """One transaction that erases users."""

    async def mark_erased(self, user_id: UUID, now: datetime) -> None:
        """Reject the user's writes from now on; wait for those in progress."""
        ...

    async def entries(self, user_id: UUID) -> list[Entry]:
        """Return the entries of the user that are not removed, in the order of their titles' ids."""
        ...

    async def publish(self, entries: Sequence[Entry]) -> None:
        """Publish an event of each entry."""
        ...

    async def publish_tombstones(self, user_id: UUID) -> None:
        """Publish a tombstone of each entry of the user, also of removed ones, after the events of the entries."""
        ...

    async def delete_data(self, user_id: UUID) -> None:
        """Delete every row of the user, except that they were erased."""
        ...


class EntryWork(Protocol):
    """One transaction in which a user writes an entry: state and event together."""

    async def lock_user(self, user_id: UUID) -> None:
        """Serialize the writes of this user until the transaction ends; raise AccountErased."""
        ...

    async def response(self, user_id: UUID, key: str, now: datetime) -> StoredResponse | None:
        """Return the response that was stored for a key within the last 24 hours, or null."""
        ...

    async def store_response(self, user_id: UUID, key: str, response: StoredResponse, now: datetime) -> None:
        """Store a response for its key; an expired one is replaced."""
        ...

    async def title(self, media_id: UUID) -> Title | None:
        """Return an imported title or null."""
        ...

    async def seasons(self, title: Title) -> Seasons:
        """Return what is known of a title's seasons; a movie has none."""
        ...

    async def entry(self, user_id: UUID, media_id: UUID) -> Entry | None:
        """Return the entry of a user, also a removed one, or null when there never was one."""
        ...

    async def save_entry(self, entry: Entry) -> None:
        """Store an entry and publish its event."""
        ...


class StoredResponses(Protocol):
    """Stores the responses to requests with an idempotency key for 24 hours."""

    async def delete_expired(self, now: datetime) -> None:
        """Delete the responses that are older."""
        ...


class EntryReader(Protocol):
    """Reads entries. Every read is bound to one user."""

    async def item(self, user_id: UUID, media_id: UUID) -> EntryItem | None:
        """Return the entry of a user for a title, or null without one."""
        ...

    async def page(self, request: PageRequest) -> EntryPage:
        """Return a page of a user's entries."""
        ...

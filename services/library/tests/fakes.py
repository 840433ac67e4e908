"""The ports of the library in memory, with the behavior that `contract/test_library.py` states."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.testing.memory import InMemoryUnits
from library.application.idempotency import StoredResponse
from library.application.titles.commands import UpdateSeasonPart
from library.domain.entries.entry import Entry
from library.domain.errors import AccountErased
from library.domain.titles.seasons import Seasons
from library.domain.titles.title import Title

LIFETIME: Final = timedelta(hours=24)


@dataclass
class InMemoryLibrary(InMemoryUnits):
    """Stores titles, seasons and entries: a unit of work factory, and the work with a store per subject."""

    stored_titles: dict[UUID, Title] = field(default_factory=dict)
    parts: dict[tuple[UUID, int], UpdateSeasonPart] = field(default_factory=dict)
    stored: dict[tuple[UUID, UUID], Entry] = field(default_factory=dict)
    stored_responses: dict[tuple[UUID, str], tuple[datetime, StoredResponse]] = field(default_factory=dict)
    erased: dict[UUID, datetime] = field(default_factory=dict)
    published: list[Entry] = field(default_factory=list)
    tombstones: list[UUID] = field(default_factory=list)

    @property
    def users(self) -> "InMemoryUsers":
        """Users."""
        return InMemoryUsers(self)

    @property
    def responses(self) -> "InMemoryResponses":
        """Stored responses."""
        return InMemoryResponses(self)

    @property
    def titles(self) -> "InMemoryTitles":
        """Titles and seasons."""
        return InMemoryTitles(self)

    @property
    def entries(self) -> "InMemoryEntries":
        """Entries."""
        return InMemoryEntries(self)


@dataclass
class _Store:
    library: InMemoryLibrary


class InMemoryUsers(_Store):
    """Users in memory."""

    async def lock(self, user_id: UUID) -> None:
        """Raise AccountErased for an erased user."""
        if user_id in self.library.erased:
            raise AccountErased("the data of this account was erased")

    async def mark_erased(self, user_id: UUID, now: datetime) -> None:
        """Mark a user as erased; the first time stays."""
        self.library.erased.setdefault(user_id, now)

    async def delete_data(self, user_id: UUID) -> None:
        """Delete entries and responses of a user."""
        self.library.stored = {key: entry for key, entry in self.library.stored.items() if key[0] != user_id}
        self.library.stored_responses = {
            key: response for key, response in self.library.stored_responses.items() if key[0] != user_id
        }


class InMemoryResponses(_Store):
    """Stored responses in memory."""

    async def find(self, user_id: UUID, key: str, now: datetime) -> StoredResponse | None:
        """Return a response that has not expired."""
        created_at, response = self.library.stored_responses.get((user_id, key), (None, None))
        return None if created_at is None or created_at < now - LIFETIME else response

    async def save(self, user_id: UUID, key: str, response: StoredResponse, now: datetime) -> None:
        """Store a response."""
        self.library.stored_responses[user_id, key] = (now, response)

    async def delete_expired(self, now: datetime) -> None:
        """Delete expired responses."""
        self.library.stored_responses = {
            key: item for key, item in self.library.stored_responses.items() if item[0] >= now - LIFETIME
        }


class InMemoryTitles(_Store):
    """Titles and seasons in memory."""

    async def merge(self, updates: Sequence[Title]) -> None:
        """Store the newer parts of titles."""
        for update in updates:
            stored = self.library.stored_titles.get(update.media_id)
            self.library.stored_titles[update.media_id] = update if stored is None else stored.merged(update)

    async def save_season_parts(self, parts: Sequence[UpdateSeasonPart]) -> None:
        """Store the parts that are newer than the stored ones."""
        for part in parts:
            stored = self.library.parts.get((part.season_id, part.part))
            if stored is None or stored.version < part.version:
                self.library.parts[part.season_id, part.part] = part

    async def find(self, media_id: UUID) -> Title | None:
        """Return an imported title."""
        title = self.library.stored_titles.get(media_id)
        return None if title is None or title.facts is None else title

    async def seasons(self, title: Title) -> Seasons:
        """Return the listed seasons of a show, and the episodes of those whose newest version is complete."""
        if title.kind == "movie":
            return Seasons()
        by_season: dict[UUID, list[UpdateSeasonPart]] = {}
        for part in self.library.parts.values():
            if part.media_id == title.media_id:
                by_season.setdefault(part.season_id, []).append(part)
        episodes: dict[int, tuple[int, ...]] = {}
        for parts in by_season.values():
            version = max(part.version for part in parts)
            newest = [part for part in parts if part.version == version]
            numbers = sorted({number for part in newest for number in part.numbers})
            if numbers and len(newest) == newest[0].parts:
                episodes[newest[0].number] = tuple(numbers)
        return Seasons(frozenset(title.facts.listed_seasons if title.facts else ()), episodes)


class InMemoryEntries(_Store):
    """Entries in memory."""

    async def find(self, user_id: UUID, media_id: UUID) -> Entry | None:
        """Return an entry, also a removed one."""
        return self.library.stored.get((user_id, media_id))

    async def of_user(self, user_id: UUID) -> list[Entry]:
        """Return the entries of a user that are not removed."""
        stored = [entry for entry in self.library.stored.values() if entry.user_id == user_id and entry.exists]
        return sorted(stored, key=lambda entry: entry.media_id)

    async def save(self, entry: Entry) -> None:
        """Store and publish an entry."""
        self.library.stored[entry.user_id, entry.media_id] = entry
        await self.publish([entry])

    async def publish(self, entries: Sequence[Entry]) -> None:
        """Publish entries."""
        self.library.published += entries

    async def publish_tombstones(self, user_id: UUID) -> None:
        """Publish the end of every entry of a user, removed or not."""
        self.library.tombstones += sorted(media_id for owner, media_id in self.library.stored if owner == user_id)

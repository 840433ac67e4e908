"""The ports of the library in memory, with the behavior that `contract/test_library.py` states."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.testing.memory import InMemoryUnits
from library.application.commands import UpdateSeasonPart
from library.application.ports import StoredResponse
from library.domain.entry import Entry
from library.domain.errors import AccountErased
from library.domain.seasons import Seasons
from library.domain.title import Title

LIFETIME: Final = timedelta(hours=24)


@dataclass
class InMemoryLibrary(InMemoryUnits):
    """Stores titles, seasons and entries: a unit of work factory, every kind of work and the responses in one."""

    titles: dict[UUID, Title] = field(default_factory=dict)
    parts: dict[tuple[UUID, int], UpdateSeasonPart] = field(default_factory=dict)
    stored: dict[tuple[UUID, UUID], Entry] = field(default_factory=dict)
    responses: dict[tuple[UUID, str], tuple[datetime, StoredResponse]] = field(default_factory=dict)
    erased: dict[UUID, datetime] = field(default_factory=dict)
    published: list[Entry] = field(default_factory=list)
    tombstones: list[UUID] = field(default_factory=list)

    async def merge(self, updates: Sequence[Title]) -> None:
        """Store the newer parts of titles."""
        for update in updates:
            stored = self.titles.get(update.media_id)
            self.titles[update.media_id] = update if stored is None else stored.merged(update)

    async def save_parts(self, parts: Sequence[UpdateSeasonPart]) -> None:
        """Store the parts that are newer than the stored ones."""
        for part in parts:
            stored = self.parts.get((part.season_id, part.part))
            if stored is None or stored.version < part.version:
                self.parts[part.season_id, part.part] = part

    async def mark_erased(self, user_id: UUID, now: datetime) -> None:
        """Mark a user as erased; the first time stays."""
        self.erased.setdefault(user_id, now)

    async def entries(self, user_id: UUID) -> list[Entry]:
        """Return the entries of a user that are not removed."""
        stored = [entry for entry in self.stored.values() if entry.user_id == user_id and entry.exists]
        return sorted(stored, key=lambda entry: entry.media_id)

    async def publish(self, entries: Sequence[Entry]) -> None:
        """Publish entries."""
        self.published += entries

    async def publish_tombstones(self, user_id: UUID) -> None:
        """Publish the end of every entry of a user, removed or not."""
        self.tombstones += sorted(media_id for owner, media_id in self.stored if owner == user_id)

    async def delete_data(self, user_id: UUID) -> None:
        """Delete entries and responses of a user."""
        self.stored = {key: entry for key, entry in self.stored.items() if key[0] != user_id}
        self.responses = {key: response for key, response in self.responses.items() if key[0] != user_id}

    async def lock_user(self, user_id: UUID) -> None:
        """Raise AccountErased for an erased user."""
        if user_id in self.erased:
            raise AccountErased("the data of this account was erased")

    async def response(self, user_id: UUID, key: str, now: datetime) -> StoredResponse | None:
        """Return a response that has not expired."""
        created_at, response = self.responses.get((user_id, key), (None, None))
        return None if created_at is None or created_at < now - LIFETIME else response

    async def store_response(self, user_id: UUID, key: str, response: StoredResponse, now: datetime) -> None:
        """Store a response."""
        self.responses[user_id, key] = (now, response)

    async def delete_expired(self, now: datetime) -> None:
        """Delete expired responses."""
        self.responses = {key: item for key, item in self.responses.items() if item[0] >= now - LIFETIME}

    async def title(self, media_id: UUID) -> Title | None:
        """Return an imported title."""
        title = self.titles.get(media_id)
        return None if title is None or title.facts is None else title

    async def seasons(self, title: Title) -> Seasons:
        """Return the listed seasons of a show, and the episodes of those whose newest version is complete."""
        if title.kind == "movie":
            return Seasons()
        by_season: dict[UUID, list[UpdateSeasonPart]] = {}
        for part in self.parts.values():
            if part.media_id == title.media_id:
                by_season.setdefault(part.season_id, []).append(part)
        episodes: dict[int, tuple[int, ...]] = {}
        for parts in by_season.values():
            version = max(part.version for part in parts)
            newest = [part for part in parts if part.version == version]
            numbers = sorted({number for part in newest for number in part.episodes})
            if numbers and len(newest) == newest[0].parts:
                episodes[newest[0].number] = tuple(numbers)
        return Seasons(frozenset(title.facts.listed_seasons if title.facts else ()), episodes)

    async def entry(self, user_id: UUID, media_id: UUID) -> Entry | None:
        """Return an entry, also a removed one."""
        return self.stored.get((user_id, media_id))

    async def save_entry(self, entry: Entry) -> None:
        """Store and publish an entry."""
        self.stored[entry.user_id, entry.media_id] = entry
        await self.publish([entry])

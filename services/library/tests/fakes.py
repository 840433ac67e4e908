"""The ports of the library in memory, with the behavior that `contract/test_library.py` states."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.library.tests.fakes_journal import InMemoryJournal, InMemoryReferences, InMemoryRefolds
from services.library.tests.fakes_lists import (
    InMemoryListData,
    InMemoryListItems,
    InMemoryListMembers,
    InMemoryLists,
)
from services.library.tests.fakes_subscriptions import (
    InMemoryActions,
    InMemorySaved,
    InMemorySubscriptions,
    InMemoryUpcoming,
)
from services.library.tests.position_fakes import InMemoryPositions
from services.library.tests.ranking_fakes import InMemoryRankings, InMemoryRatingCounts, InMemoryStatistics
from services.library.tests.scrobble_fakes import InMemoryScrobbleKeys, InMemoryScrobbles

from chassis.testing.memory import InMemoryUnits
from library.application.entries.ports import StoredEntry
from library.application.idempotency import StoredResponse
from library.application.statistics.ports import Scope, StoredStatistics
from library.application.titles.commands import UpdateSeasonPart
from library.domain.entries.entry import Entry
from library.domain.entries.progress import EpisodeNumber
from library.domain.errors import AccountErased
from library.domain.plays.items import Item
from library.domain.plays.show import Show
from library.domain.rankings.averages import Histogram
from library.domain.titles.details import EpisodeDetails
from library.domain.titles.seasons import Seasons
from library.domain.titles.title import Title
from library.domain.users.preferences import Preferences
from library.domain.users.services import UserServices

LIFETIME: Final = timedelta(hours=24)


@dataclass
class InMemoryLibrary(InMemoryUnits):
    """Stores titles, seasons and entries: a unit of work factory, and the work with a store per subject."""

    stored_titles: dict[UUID, Title] = field(default_factory=dict)
    parts: dict[tuple[UUID, int], UpdateSeasonPart] = field(default_factory=dict)
    stored: dict[tuple[UUID, UUID], Entry] = field(default_factory=dict)
    stored_responses: dict[tuple[UUID, str], tuple[datetime, StoredResponse]] = field(default_factory=dict)
    erased: dict[UUID, datetime] = field(default_factory=dict)
    journal_items: list[Item] = field(default_factory=list)
    published: list[Entry] = field(default_factory=list)
    published_plays: list[tuple[UUID, bool]] = field(default_factory=list)
    refold_requests: dict[UUID, tuple[datetime | None, UUID | None, str | None]] = field(default_factory=dict)
    tombstones: list[UUID] = field(default_factory=list)
    rating_histograms: dict[UUID, Histogram] = field(default_factory=dict)
    stored_statistics: dict[Scope, StoredStatistics] = field(default_factory=dict)
    list_data: InMemoryListData = field(default_factory=InMemoryListData)
    preferences: dict[UUID, Preferences] = field(default_factory=dict)
    services: dict[UUID, UserServices] = field(default_factory=dict)
    saved: InMemorySaved = field(default_factory=InMemorySaved)
    actions: InMemoryActions = field(default_factory=InMemoryActions)
    subscriptions: InMemorySubscriptions = field(init=False)
    upcoming: InMemoryUpcoming = field(init=False)
    positions: InMemoryPositions = field(default_factory=InMemoryPositions)
    scrobble_keys: InMemoryScrobbleKeys = field(default_factory=InMemoryScrobbleKeys)
    scrobbles: InMemoryScrobbles = field(init=False)

    def __post_init__(self) -> None:
        """Connect the stores that read each other."""
        self.subscriptions = InMemorySubscriptions(self.preferences)
        self.upcoming = InMemoryUpcoming(self.subscriptions)
        self.scrobbles = InMemoryScrobbles(self.stored_titles, self.parts)

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

    @property
    def refolds(self) -> "InMemoryRefolds":
        """Titles to fold again."""
        return InMemoryRefolds(self)

    @property
    def references(self) -> "InMemoryReferences":
        """What moves with a merge."""
        return InMemoryReferences(self)

    @property
    def rankings(self) -> InMemoryRankings:
        """Rankings."""
        return InMemoryRankings(self.stored)

    @property
    def rating_counts(self) -> InMemoryRatingCounts:
        """Counts of ratings."""
        return InMemoryRatingCounts(self.stored, self.rating_histograms)

    @property
    def statistics(self) -> InMemoryStatistics:
        """Computed statistics."""
        return InMemoryStatistics(self.stored_statistics)

    @property
    def journal(self) -> "InMemoryJournal":
        """Journals."""
        return InMemoryJournal(self)

    @property
    def lists(self) -> InMemoryLists:
        """Lists."""
        return InMemoryLists(self.list_data)

    @property
    def list_items(self) -> InMemoryListItems:
        """Items of lists."""
        return InMemoryListItems(self.list_data, self.stored_titles)

    @property
    def list_members(self) -> InMemoryListMembers:
        """Members and links of lists."""
        return InMemoryListMembers(self.list_data)


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
        """Delete everything of a user."""
        library = self.library
        library.preferences.pop(user_id, None)
        library.services.pop(user_id, None)
        library.saved.stored = {key: item for key, item in library.saved.stored.items() if key[0] != user_id}
        library.actions.stored = [action for action in library.actions.stored if action.user_id != user_id]
        subscriptions = library.subscriptions.stored
        library.subscriptions.stored = {key: item for key, item in subscriptions.items() if key[0] != user_id}
        self.library.stored = {key: entry for key, entry in self.library.stored.items() if key[0] != user_id}
        self.library.stored_responses = {
            key: response for key, response in self.library.stored_responses.items() if key[0] != user_id
        }
        self.library.list_data.delete_user(user_id)

    async def time_zone(self, user_id: UUID) -> str | None:
        """Return the time zone that a user prefers."""
        preferences = self.library.preferences.get(user_id)
        return preferences.time_zone if preferences else None

    async def save_preferences(self, preferences: Sequence[Preferences]) -> None:
        """Store newer preferences of users who are not erased."""
        for item in preferences:
            stored = self.library.preferences.get(item.user_id)
            if item.user_id not in self.library.erased and (stored is None or stored.version < item.version):
                self.library.preferences[item.user_id] = item

    async def save_services(self, services: Sequence[UserServices]) -> None:
        """Store newer services of users who are not erased."""
        for item in services:
            stored = self.library.services.get(item.user_id)
            if item.user_id not in self.library.erased and (stored is None or stored.version < item.version):
                self.library.services[item.user_id] = item


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

    async def find_all(self, media_ids: Collection[UUID]) -> dict[UUID, Title]:
        """Return the imported titles."""
        titles = {media_id: await self.find(media_id) for media_id in media_ids}
        return {media_id: title for media_id, title in titles.items() if title is not None}

    async def shows(self, titles: Collection[Title]) -> dict[UUID, Show]:
        """Return the episodes of each title."""
        return {title.media_id: await self._show(title) for title in titles}

    async def _show(self, title: Title) -> Show:
        facts = title.facts
        seasons = await self.seasons(title)
        places = {
            EpisodeNumber(part.number, episode.number): episode.source_id
            for part in self.library.parts.values()
            if part.media_id == title.media_id
            for episode in part.episodes
            if episode.source_id is not None
        }
        if facts is None:
            return Show(seasons, places)
        return Show(seasons, places, facts.last_listed, facts.ended)

    async def episodes(self, media_id: UUID) -> dict[EpisodeNumber, EpisodeDetails]:
        """Return the episodes of a show."""
        return {
            EpisodeNumber(part.number, episode.number): episode
            for part in self.library.parts.values()
            if part.media_id == media_id
            for episode in part.episodes
        }

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

    async def of_titles(self, user_id: UUID, media_ids: Collection[UUID]) -> dict[UUID, StoredEntry]:
        """Return the entries of a user for titles."""
        stored = {media_id: self.library.stored.get((user_id, media_id)) for media_id in media_ids}
        return {media_id: StoredEntry(entry, journaled=True) for media_id, entry in stored.items() if entry}

    async def save(self, changed: Sequence[Entry], imported_at: datetime | None = None) -> None:
        """Store and publish entries."""
        for entry in changed:
            self.library.stored[entry.user_id, entry.media_id] = entry
        await self.publish(changed)

    async def publish(self, entries: Sequence[Entry], imported_at: datetime | None = None) -> None:
        """Publish entries."""
        self.library.published += entries

    async def publish_tombstones(self, user_id: UUID) -> None:
        """Publish the end of every entry of a user, removed or not."""
        self.library.tombstones += sorted(media_id for owner, media_id in self.library.stored if owner == user_id)

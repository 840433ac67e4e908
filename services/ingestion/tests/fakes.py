"""The ports of ingestion in memory, with the behavior that `contract/test_repositories.py` states.

The job queue is that of `jobs.testing`; the providers return what a test puts into them.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from chassis.core.clock import Clock
from ingestion.application.ports.repositories import TitleSummary
from ingestion.domain.errors import TitleConflict
from ingestion.domain.events import DomainEvent, JobStateChanged
from ingestion.domain.job_rules import REGISTRY
from ingestion.domain.jobs import Job
from ingestion.domain.lists.ranking import RankedList
from ingestion.domain.seasons.airing import first_open_day
from ingestion.domain.seasons.records import SeasonRecord
from ingestion.domain.titles.facts import Kind, Source, TitleKey
from ingestion.domain.titles.records import TitleRecord
from ingestion.domain.titles.statistics import INTERVALS, StatisticsCheck
from jobs.schedules import Schedule
from jobs.testing.memory import MemorySchedules
from jobs.testing.memory_jobs import MemoryJobs

ENDED = ("Ended", "Canceled", "Cancelled")


@dataclass
class Stored:
    """Everything that is committed."""

    titles: dict[TitleKey, TitleRecord] = field(default_factory=dict)
    seasons: dict[tuple[int, int], SeasonRecord] = field(default_factory=dict)
    checks: dict[TitleKey, StatisticsCheck] = field(default_factory=dict)
    lists: dict[str, tuple[RankedList, int]] = field(default_factory=dict)
    cursors: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    interests: dict[tuple[UUID, TitleKey], tuple[int, bool]] = field(default_factory=dict)
    slugs: dict[TitleKey, tuple[int, str]] = field(default_factory=dict)
    shares: dict[tuple[UUID, date], int] = field(default_factory=dict)
    erased_users: set[UUID] = field(default_factory=set)
    jobs: dict[UUID, Job] = field(default_factory=dict)
    expiries: dict[UUID, datetime] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)


class InMemoryTitles:
    """Titles by their key."""

    def __init__(self, stored: dict[TitleKey, TitleRecord], seasons: Mapping[tuple[int, int], SeasonRecord]) -> None:
        self._stored = stored
        self._seasons = seasons

    async def get(self, key: TitleKey, *, lock: bool = False) -> TitleRecord | None:
        """Return a title; `lock` has no effect."""
        return self._stored.get(key)

    async def get_all(self, keys: Sequence[TitleKey]) -> Mapping[TitleKey, TitleRecord]:
        """Return those of these titles that are stored."""
        return {key: self._stored[key] for key in keys if key in self._stored}

    async def save_all(self, records: Sequence[tuple[TitleRecord, int | None]]) -> None:
        """Save records one by one."""
        for record, expected_version in records:
            await self.save(record, expected_version)

    async def save(self, record: TitleRecord, expected_version: int | None) -> None:
        """Insert or replace; raise TitleConflict when another version is stored."""
        before = self._stored.get(record.key)
        if (before.version if before else None) != expected_version:
            raise TitleConflict(record.key)
        self._stored[record.key] = record

    async def imported(self, keys: Iterable[TitleKey]) -> set[TitleKey]:
        """Return the keys of stored titles that are not deleted."""
        return {key for key in keys if key in self._stored and self._stored[key].deleted_at is None}

    async def ever_imported(self, keys: Iterable[TitleKey]) -> set[TitleKey]:
        """Return the keys of stored titles."""
        return {key for key in keys if key in self._stored}

    async def after(self, key: TitleKey | None, limit: int) -> Sequence[TitleSummary]:
        """Return the next titles that are not deleted, in the order of their keys."""
        return [_summary(record) for record in self._visible() if key is None or record.key > key][:limit]

    async def stale_offers(self, after: TitleKey | None, before: datetime, limit: int) -> Sequence[TitleKey]:
        """Return the next titles, in the order of their keys, whose offers were last checked before an instant."""
        return [
            record.key
            for record in self._visible()
            if (after is None or record.key > after) and (record.offers_at is None or record.offers_at < before)
        ][:limit]

    async def mark_offers_checked(self, keys: Sequence[TitleKey], at: datetime) -> None:
        """Store when the offers of titles were last checked."""
        self._stored.update({key: replace(self._stored[key], offers_at=at) for key in keys})

    async def incomplete(self, sources: Sequence[Source], before: datetime, limit: int) -> Sequence[TitleKey]:
        """Return titles for which one of `sources` failed or was not configured, the oldest first."""
        incomplete = [
            record
            for record in self._visible()
            if record.imported_at < before
            and any(
                source in sources and observation.outcome in ("failed", "not_configured")
                for source, observation in record.observations.items()
            )
        ]
        return [record.key for record in sorted(incomplete, key=lambda record: record.imported_at)][:limit]

    async def running_shows(self, keys: Sequence[TitleKey], now: datetime) -> Sequence[TitleKey]:
        """Return the shows that have not ended or have an episode still to air."""
        return [key for key in keys if key not in self._stored or self._is_running(self._stored[key], now)]

    async def freshness(self) -> Mapping[Source, Mapping[str, datetime]]:
        """Return per provider and kind the oldest time at which a provider last responded for a title."""
        oldest: dict[Source, dict[str, datetime]] = {}
        for record in self._visible():
            for source, observation in record.observations.items():
                if observation.fetched_at is not None:
                    by_kind = oldest.setdefault(source, {})
                    kind = record.key.kind
                    by_kind[kind] = min(by_kind.get(kind, observation.fetched_at), observation.fetched_at)
        return oldest

    def _visible(self) -> list[TitleRecord]:
        return [record for _, record in sorted(self._stored.items()) if record.deleted_at is None]

    def _is_running(self, record: TitleRecord, now: datetime) -> bool:
        if record.deleted_at is not None:
            return False
        facts, opens = record.merged.facts, first_open_day(now)
        seasons = [season for (show_id, _), season in self._seasons.items() if show_id == record.key.tmdb_id]
        days = [episode.air_date for season in seasons if season.merged for episode in season.merged.episodes]
        has_next = facts.next_air_date is not None and facts.next_air_date >= opens
        return facts.status not in ENDED or has_next or any(day is not None and day >= opens for day in days)


class InMemorySeasons:
    """Seasons by show."""

    def __init__(self, stored: dict[tuple[int, int], SeasonRecord]) -> None:
        self._stored = stored

    async def of_show(self, show_id: int) -> dict[int, SeasonRecord]:
        """Return a show's seasons by number."""
        return {number: record for (show, number), record in self._stored.items() if show == show_id}

    async def save(self, records: Sequence[SeasonRecord]) -> None:
        """Insert or replace seasons."""
        self._stored.update({(record.show_id, record.number): record for record in records})


class InMemoryLists:
    """The last state of each list."""

    def __init__(self, stored: dict[str, tuple[RankedList, int]]) -> None:
        self._stored = stored

    async def version(self, list_id: str) -> int | None:
        """Return a list's version."""
        return self._stored[list_id][1] if list_id in self._stored else None

    async def save(self, ranked: RankedList, version: int) -> None:
        """Replace a list, unless the stored one is as new."""
        if version > (await self.version(ranked.list_id) or 0):
            self._stored[ranked.list_id] = (ranked, version)


class InMemoryCursors:
    """The positions in feeds."""

    def __init__(self, stored: dict[str, Mapping[str, Any]]) -> None:
        self._stored = stored

    async def get(self, name: str) -> Mapping[str, Any] | None:
        """Return a cursor."""
        return self._stored.get(name)

    async def save(self, name: str, value: Mapping[str, Any]) -> None:
        """Replace a cursor."""
        self._stored[name] = dict(value)


class InMemoryInterests:
    """Which titles users follow."""

    def __init__(self, stored: dict[tuple[UUID, TitleKey], tuple[int, bool]]) -> None:
        self._stored = stored

    async def followed(self, kind: Kind) -> Sequence[TitleKey]:
        """Return the titles of a kind that a user follows."""
        return sorted({key for (_, key), (_, follows) in self._stored.items() if follows and key.kind == kind})

    async def is_followed(self, key: TitleKey) -> bool:
        """Return whether a user follows a title."""
        return key in await self.followed(key.kind)

    async def save(self, user_id: UUID, key: TitleKey, *, version: int, follows: bool) -> bool:
        """Store an interest unless a newer one is stored; return whether it was stored."""
        if version <= self._stored.get((user_id, key), (0, False))[0]:
            return False
        self._stored[user_id, key] = (version, follows)
        return True


class InMemorySlugs:
    """The slug of each title."""

    def __init__(self, stored: dict[TitleKey, tuple[int, str]]) -> None:
        self._stored = stored

    async def save(self, published: Sequence[tuple[TitleKey, str, int]]) -> None:
        """Store slugs unless newer ones are stored."""
        for key, slug, version in published:
            if version > self._stored.get(key, (0, ""))[0]:
                self._stored[key] = (version, slug)

    async def of(self, keys: Iterable[TitleKey]) -> Mapping[TitleKey, str]:
        """Return the slugs of those titles that have one."""
        return {key: self._stored[key][1] for key in keys if key in self._stored}


class InMemoryStatistics:
    """The last check of the statistics of each title."""

    def __init__(self, stored: dict[TitleKey, StatisticsCheck], titles: Mapping[TitleKey, TitleRecord]) -> None:
        self._stored = stored
        self._titles = titles

    async def of(self, keys: Sequence[TitleKey]) -> Mapping[TitleKey, StatisticsCheck]:
        """Return the last checks of titles."""
        return {key: self._stored[key] for key in keys if key in self._stored}

    async def due(self, now: datetime, limit: int) -> Sequence[TitleSummary]:
        """Return titles to check, those never checked first, then the longest overdue."""
        never = datetime.min.replace(tzinfo=UTC)
        due_at = {key: self._stored[key].due_at if key in self._stored else never for key in self._titles}
        titles = [
            record
            for record in self._titles.values()
            if record.deleted_at is None
            and record.imported_at <= now - INTERVALS.shortest
            and due_at[record.key] <= now
        ]
        ordered = sorted(titles, key=lambda record: (due_at[record.key], record.key))
        return [_summary(record) for record in ordered[:limit]]

    async def save(self, checks: Mapping[TitleKey, StatisticsCheck]) -> None:
        """Insert or replace checks."""
        self._stored.update(checks)


class InMemoryErasedUsers:
    """The users whose accounts were deleted."""

    def __init__(self, stored: set[UUID]) -> None:
        self._stored = stored

    async def has(self, user_id: UUID) -> bool:
        """Return whether a user was erased."""
        return user_id in self._stored


class InMemoryShares:
    """How many imports each user has requested per day."""

    def __init__(self, stored: dict[tuple[UUID, date], int]) -> None:
        self._stored = stored

    async def take(self, user_id: UUID, day: date, *, cost: int, limit: int) -> bool:
        """Add to the count of a day; return false when that would exceed the limit."""
        used = self._stored.get((user_id, day), 0) + cost
        if cost > limit or (cost and used > limit):
            return False
        self._stored[user_id, day] = used
        return True

    async def prune(self, before: date) -> None:
        """Delete the counts of earlier days."""
        for user_id, day in [key for key in self._stored if key[1] < before]:
            del self._stored[user_id, day]


class InMemoryWork:
    """The repositories of one unit of work, on a copy of what is committed."""

    def __init__(self, stored: Stored, clock: Clock) -> None:
        self.copy = Stored(**{name: copy(value) for name, value in vars(stored).items()})
        self.titles = InMemoryTitles(self.copy.titles, self.copy.seasons)
        self.seasons = InMemorySeasons(self.copy.seasons)
        self.statistics = InMemoryStatistics(self.copy.checks, self.copy.titles)
        self.lists = InMemoryLists(self.copy.lists)
        self.cursors = InMemoryCursors(self.copy.cursors)
        self.interests = InMemoryInterests(self.copy.interests)
        self.slugs = InMemorySlugs(self.copy.slugs)
        self.erased_users = InMemoryErasedUsers(self.copy.erased_users)
        self.shares = InMemoryShares(self.copy.shares)
        self.jobs: MemoryJobs[Job] = MemoryJobs(self.copy.jobs, self.copy.expiries, clock, REGISTRY)
        self.schedules = MemorySchedules(self.copy.schedules)
        self.events: list[DomainEvent] = []
        self.callbacks: list[Callable[[], None]] = []

    async def publish(self, *events: DomainEvent) -> None:
        """Publish events at the commit."""
        self.events += events

    async def job_changed(self, *jobs: Job) -> None:
        """Publish the new state of jobs at the commit."""
        await self.publish(*(JobStateChanged(job) for job in jobs))

    async def flush(self) -> None:
        """Do nothing: events are published at the commit."""

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` after the commit."""
        self.callbacks.append(callback)


class InMemoryUnits:
    """Opens units of work; `events` are the published events of all commits, in order."""

    def __init__(self, clock: Clock) -> None:
        self.stored = Stored()
        self.events: list[DomainEvent] = []
        self._clock = clock

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[InMemoryWork]:
        """Open a unit of work that commits when the block ends; one that raises leaves nothing."""
        work = InMemoryWork(self.stored, self._clock)
        yield work
        work.jobs.apply()
        work.schedules.apply()
        self.stored = work.copy
        self.events += work.events
        for callback in work.callbacks:
            callback()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[InMemoryWork]:
        """Open what is committed, for queries."""
        yield InMemoryWork(self.stored, self._clock)


def _summary(record: TitleRecord) -> TitleSummary:
    trakt, facts = record.observed("trakt"), record.merged.facts
    return TitleSummary(
        record.key,
        facts.trakt_id,
        facts.popularity,
        record.imported_at,
        trakt.fetched_at if trakt else None,
        trakt.facts.total_watchers if trakt else None,
        trakt.facts.total_plays if trakt else None,
        facts.ratings["tmdb"].value if facts.ratings and "tmdb" in facts.ratings else None,
    )

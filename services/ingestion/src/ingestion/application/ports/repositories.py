"""The repositories of titles, seasons, lists, cursors, interests, slugs and shares."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from ingestion.domain.lists.ranking import RankedList
from ingestion.domain.seasons.records import SeasonRecord
from ingestion.domain.titles.facts import Kind, Source, TitleKey
from ingestion.domain.titles.records import TitleRecord
from ingestion.domain.titles.statistics import StatisticsCheck


@dataclass(frozen=True, slots=True)
class TitleSummary:
    """What a job over all titles needs of each."""

    key: TitleKey
    trakt_id: int | None
    popularity: float | None
    imported_at: datetime
    audience_at: datetime | None = None
    """When Trakt last returned the audience; the next two are what it returned."""
    total_watchers: int | None = None
    total_plays: int | None = None
    rating: float | None = None
    """At TMDB, as it was last imported."""


class Titles(Protocol):
    """The stored titles. A title that TMDB deleted stays, and is visible only where stated."""

    async def get(self, key: TitleKey, *, lock: bool = False) -> TitleRecord | None:
        """Return a title, also a deleted one; with `lock` no other transaction changes it until this one ends."""
        ...

    async def get_all(self, keys: Sequence[TitleKey]) -> Mapping[TitleKey, TitleRecord]:
        """Return those of these titles that are stored, also deleted ones."""
        ...

    async def save_all(self, records: Sequence[tuple[TitleRecord, int | None]]) -> None:
        """Save records, each with its expected version; raise TitleConflict when one of them is another."""
        ...

    async def save(self, record: TitleRecord, expected_version: int | None) -> None:
        """Insert (null) or replace the record of `expected_version`; raise TitleConflict when it is another."""
        ...

    async def imported(self, keys: Iterable[TitleKey]) -> set[TitleKey]:
        """Return those of `keys` that have been imported and are not deleted."""
        ...

    async def ever_imported(self, keys: Iterable[TitleKey]) -> set[TitleKey]:
        """Return those of `keys` that have ever been imported, also deleted ones."""
        ...

    async def after(self, key: TitleKey | None, limit: int) -> Sequence[TitleSummary]:
        """Return the next titles that are not deleted, in the order of their keys."""
        ...

    async def stale_offers(self, after: TitleKey | None, before: datetime, limit: int) -> Sequence[TitleKey]:
        """Return the next titles that are not deleted, by key, whose offers were last checked before `before`."""
        ...

    async def mark_offers_checked(self, keys: Sequence[TitleKey], at: datetime) -> None:
        """Store when the offers of titles were last checked."""
        ...

    async def incomplete(self, sources: Sequence[Source], before: datetime, limit: int) -> Sequence[TitleKey]:
        """Return titles for which one of `sources` failed or was not configured, the oldest import first."""
        ...

    async def running_shows(self, keys: Sequence[TitleKey], now: datetime) -> Sequence[TitleKey]:
        """Return those of `keys` that have not ended, or have an episode that has not aired.

        A show that is not imported yet counts as running.
        """
        ...

    async def freshness(self) -> Mapping[Source, Mapping[str, datetime]]:
        """Return per provider and kind the oldest time at which the provider last responded for a title."""
        ...


class StatisticsChecks(Protocol):
    """The last check of the statistics of each title."""

    async def of(self, keys: Sequence[TitleKey]) -> Mapping[TitleKey, StatisticsCheck]:
        """Return the last checks of titles; one that was never checked has none."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[TitleSummary]:
        """Return titles to check, those never checked first, then the longest overdue.

        A title that is deleted, or was imported within the shortest interval, is not one of them.
        """
        ...

    async def save(self, checks: Mapping[TitleKey, StatisticsCheck]) -> None:
        """Insert or replace checks."""
        ...


class SeasonStore(Protocol):
    """The stored seasons."""

    async def of_show(self, show_id: int) -> dict[int, SeasonRecord]:
        """Return a show's seasons by number."""
        ...

    async def save(self, records: Sequence[SeasonRecord]) -> None:
        """Insert or replace seasons."""
        ...


class Lists(Protocol):
    """The last state of each list."""

    async def version(self, list_id: str) -> int | None:
        """Return the version of a list, locked; null when it was never stored."""
        ...

    async def save(self, ranked: RankedList, version: int) -> None:
        """Replace a list unless the stored version is as new."""
        ...


class Cursors(Protocol):
    """The positions up to which feeds have been read."""

    async def get(self, name: str) -> Mapping[str, Any] | None: ...
    async def save(self, name: str, value: Mapping[str, Any]) -> None: ...


class Interests(Protocol):
    """Which titles users follow."""

    async def followed(self, kind: Kind) -> Sequence[TitleKey]:
        """Return the titles of a kind that a user follows, in the order of their keys."""
        ...

    async def is_followed(self, key: TitleKey) -> bool:
        """Return whether a user follows a title."""
        ...

    async def save(self, user_id: UUID, key: TitleKey, *, version: int, follows: bool) -> bool:
        """Store an interest unless a newer one is stored; return whether it was stored."""
        ...


class ErasedUsers(Protocol):
    """The users whose accounts were deleted."""

    async def has(self, user_id: UUID) -> bool:
        """Return whether a user was erased; a user who was not is not erased until the transaction ends."""
        ...


class Slugs(Protocol):
    """The slug of each title, as catalog publishes it."""

    async def save(self, published: Sequence[tuple[TitleKey, str, int]]) -> None:
        """Store slugs, each with its title and version, unless newer ones are stored.

        They are written in the order of the titles, so that two batches cannot deadlock.
        """
        ...

    async def of(self, keys: Iterable[TitleKey]) -> Mapping[TitleKey, str]:
        """Return the slugs of those titles that are published."""
        ...


class Shares(Protocol):
    """How many imports each user has requested on a day."""

    async def take(self, user_id: UUID, day: date, *, cost: int, limit: int) -> bool:
        """Add to the user's count of a day, and return False when that would exceed the limit.

        The count stays locked until the transaction ends, so that requests of one user are counted one by one.
        """
        ...

    async def prune(self, before: date) -> None:
        """Delete the counts of earlier days."""
        ...

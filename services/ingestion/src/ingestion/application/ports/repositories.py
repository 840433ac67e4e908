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


@dataclass(frozen=True, slots=True)
class TitleSummary:
    """What walks over all titles need of each."""

    key: TitleKey
    trakt_id: int | None
    popularity: float | None
    imported_at: datetime
    audience_at: datetime | None = None
    """When Trakt last told of the audience, and what it told."""
    total_watchers: int | None = None
    total_plays: int | None = None


class Titles(Protocol):
    """The titles known."""

    async def get(self, key: TitleKey, *, lock: bool = False) -> TitleRecord | None: ...
    async def save(self, record: TitleRecord, expected_version: int | None) -> None:
        """Insert (None) or replace the record of `expected_version`; raises TitleConflict where it is another."""
        ...

    async def imported(self, keys: Iterable[TitleKey]) -> set[TitleKey]:
        """Give those of `keys` that have been imported and are not gone."""
        ...

    async def ever_imported(self, keys: Iterable[TitleKey]) -> set[TitleKey]:
        """Give those of `keys` that have ever been imported, also those that are gone."""
        ...

    async def after(self, key: TitleKey | None, limit: int) -> Sequence[TitleSummary]:
        """Give the next living titles in the order of their keys."""
        ...

    async def stale_offers(self, after: TitleKey | None, before: datetime, limit: int) -> Sequence[TitleKey]:
        """Give the next living titles, in the order of their keys, whose offers were last looked at before `before`."""
        ...

    async def mark_offers_checked(self, keys: Sequence[TitleKey], at: datetime) -> None:
        """Note that the offers of titles were looked at and found unchanged."""
        ...

    async def incomplete(self, sources: Sequence[Source], before: datetime, limit: int) -> Sequence[TitleKey]:
        """Give living titles for which one of `sources` failed, or was never asked, at their last import."""
        ...

    async def running_shows(self, keys: Sequence[TitleKey], now: datetime) -> Sequence[TitleKey]:
        """Return those of `keys` that have not ended, or have an episode that has not aired.

        A show that is not imported yet counts as running.
        """
        ...

    async def freshness(self) -> Mapping[Source, Mapping[str, datetime]]:
        """Give per source and kind the time of the oldest last look."""
        ...


class SeasonStore(Protocol):
    """The seasons known."""

    async def of_show(self, show_id: int) -> dict[int, SeasonRecord]: ...
    async def save(self, records: Sequence[SeasonRecord]) -> None: ...


class Lists(Protocol):
    """The last state of each list."""

    async def version(self, list_id: str) -> int | None: ...
    async def save(self, ranked: RankedList, version: int) -> None: ...


class Cursors(Protocol):
    """How far feeds have been read."""

    async def get(self, name: str) -> Mapping[str, Any] | None: ...
    async def save(self, name: str, value: Mapping[str, Any]) -> None: ...


class Interests(Protocol):
    """Who follows what."""

    async def followed(self, kind: Kind) -> Sequence[TitleKey]: ...
    async def is_followed(self, key: TitleKey) -> bool: ...
    async def save(self, user_id: UUID, key: TitleKey, *, version: int, follows: bool) -> bool:
        """Keep an interest unless a newer one is known; tells whether it was kept."""
        ...


class Slugs(Protocol):
    """The slug of each title, as catalog publishes it."""

    async def save(self, key: TitleKey, slug: str, version: int) -> None:
        """Keep a slug unless a newer one is known."""
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

    async def prune(self, before: date) -> None: ...

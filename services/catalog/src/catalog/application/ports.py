"""What the use cases need from the world."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from catalog.application.commands import ApplyEntry, ApplyList, ApplyScores, ApplySeason, ApplyTitle, StoreSeasonPart
from catalog.application.read_models import (
    Filters,
    GenreCount,
    Kind,
    ListedSeason,
    LookupResult,
    NewEpisode,
    Paging,
    Redirect,
    ScheduledEpisode,
    SearchResult,
    Selection,
    TitleDetail,
    TitlePage,
)
from catalog.domain.merge_chain import MergeChainEntry
from catalog.domain.slugs import Publication, Slug


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Give the present instant in UTC."""
        ...


class UnitOfWork(Protocol):
    """One transaction on the read model. What is not newer than what is known changes nothing."""

    async def save_titles(self, titles: Sequence[ApplyTitle]) -> AbstractSet[UUID]:
        """Write titles and give those that were newer."""
        ...

    async def save_seasons(self, seasons: Sequence[ApplySeason]) -> None:
        """Write whole seasons."""
        ...

    async def complete_seasons(self, parts: Sequence[StoreSeasonPart]) -> Sequence[Sequence[bytes]]:
        """Keep parts of seasons, and return the bodies, in order, of each season whose newest version is complete.

        What is returned is kept no longer.
        """
        ...

    async def save_scores(self, scores: Sequence[ApplyScores]) -> None:
        """Write scores."""
        ...

    async def save_lists(self, lists: Sequence[ApplyList]) -> None:
        """Write whole lists."""
        ...

    async def save_entries(self, entries: Sequence[ApplyEntry]) -> None:
        """Write viewers' entries."""
        ...

    async def current_slugs(self, media_ids: Collection[UUID]) -> Mapping[UUID, Slug]:
        """Give the slug of each title that has one."""
        ...

    async def slug_owners(self, wanted: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], UUID]:
        """Give whose each slug is or was, by kind and slug; free ones are left out."""
        ...

    async def take_slugs(self, wanted: Sequence[Slug]) -> AbstractSet[UUID]:
        """Make each slug its title's current one, and give the titles whose slug nobody else took meanwhile."""
        ...

    async def publish_slugs(self, publications: Sequence[Publication]) -> None:
        """Publish current slugs, and remember the version under which each was published."""
        ...


class SlugWork(Protocol):
    """One transaction that publishes slugs."""

    async def unpublished(self, most: int) -> Sequence[tuple[Slug, int]]:
        """Return at most `most` current slugs that were never published, locked, each with its TMDB number."""
        ...

    async def publish_slugs(self, publications: Sequence[Publication]) -> None:
        """Publish current slugs, and remember the version under which each was published."""
        ...

    async def commit(self) -> None:
        """Commit marks and events together."""
        ...


class SlugStore(Protocol):
    """Opens transactions on slugs."""

    def begin(self) -> AbstractAsyncContextManager[SlugWork]:
        """Open a transaction; leaving the block without `commit` rolls back."""
        ...


class Lists(Protocol):
    """Reads pages of titles."""

    async def exists(self, list_id: str) -> bool:
        """Tell whether the list was ever taken."""
        ...

    async def page(
        self, selection: Selection, filters: Filters, paging: Paging, now: datetime, user_id: UUID | None
    ) -> TitlePage:
        """Give a page; titles of which the sorted value is unknown come last."""
        ...


class Titles(Protocol):
    """Reads single titles and what hangs on them."""

    async def by_slug(
        self, kind: Kind, slug: str, regions: Sequence[str], now: datetime, user_id: UUID | None
    ) -> TitleDetail | Redirect | None:
        """Give a listed title with its offers in the first of `regions` that has any."""
        ...

    async def season(self, slug: str, number: int) -> bytes | ListedSeason | Redirect | None:
        """Return a season of a listed show: synced, or as the show's record lists it."""
        ...

    async def line(self, kind: Kind, slug: str) -> Sequence[MergeChainEntry]:
        """Give a title that is gone and those it was merged into, one after the other; empty for any other."""
        ...

    async def genres(self) -> Sequence[GenreCount]:
        """Give the genres of listed titles, by name."""
        ...


class Lookup(Protocol):
    """Reads titles by id."""

    async def titles(
        self, media_ids: Sequence[UUID], regions: Sequence[str], now: datetime, user_id: UUID | None
    ) -> LookupResult:
        """Return titles in the order of `media_ids`, each of which is there once."""
        ...

    async def ids_of_imdb(self, imdb_id: str) -> Sequence[UUID]:
        """Return the titles that have the IMDb id."""
        ...

    async def line(self, media_id: UUID) -> Sequence[MergeChainEntry]:
        """Return a title that is deleted upstream and those it was merged into; empty for any other."""
        ...


class Search(Protocol):
    """Finds titles by name."""

    async def find(self, given: str, limit: int) -> Sequence[SearchResult]:
        """Give the listed titles with the most similar names, best first."""
        ...


class Schedule(Protocol):
    """Reads what airs."""

    async def between(self, start: datetime, end: datetime) -> Sequence[ScheduledEpisode]:
        """Give the episodes of listed shows from `start` up to, not including, `end`, in order of airing."""
        ...

    async def newest(self, after: datetime, until: datetime, limit: int) -> Sequence[NewEpisode]:
        """Give the newest episode of each listed show that aired in the time, latest first."""
        ...

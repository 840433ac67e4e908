"""The ports of the use cases: what the read model must provide to writers and readers."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Protocol
from uuid import UUID

from catalog.application.commands import (
    ApplyDropOff,
    ApplyEntry,
    ApplyList,
    ApplyScores,
    ApplySeason,
    ApplyTitle,
    ApplyTrend,
    StoreSeasonPart,
)
from catalog.application.editing.ports import KeptEditions
from catalog.application.policy.ports import EvaluationWork
from catalog.application.read_models import (
    Filters,
    GenreCount,
    Kind,
    ListedSeason,
    LookupResult,
    Paging,
    Redirect,
    Selection,
    SyncedSeason,
    TitleDetail,
    TitlePage,
)
from catalog.domain.merge_chain import MergeChainEntry
from catalog.domain.slugs import Appearance, OutdatedSlug, PresentSlugs, Publication, Slug


class CatalogWork(KeptEditions, Protocol):
    """One transaction on the read model.

    A command that is not newer than the stored state changes nothing. A batch contains each subject once, in the order
    of ids, so that concurrent writers cannot deadlock.
    """

    @property
    def policy(self) -> EvaluationWork:
        """The part of the transaction that evaluates titles."""
        ...

    async def save_titles(self, titles: Sequence[ApplyTitle]) -> AbstractSet[UUID]:
        """Save titles without their documents; return those that were newer."""
        ...

    async def save_documents(self, titles: Sequence[ApplyTitle], slugs: Mapping[UUID, str]) -> None:
        """Save the documents of titles, each with its current slug."""
        ...

    async def save_seasons(self, seasons: Sequence[ApplySeason]) -> None:
        """Save whole seasons, and when the episodes of their shows air."""
        ...

    async def complete_seasons(self, parts: Sequence[StoreSeasonPart]) -> Sequence[Sequence[bytes]]:
        """Store parts; delete and return, in order, the bodies of each season whose newest version is complete."""
        ...

    async def save_scores(self, scores: Sequence[ApplyScores]) -> AbstractSet[UUID]:
        """Save scores, also of a title that was not imported yet; return the titles whose scores were newer."""
        ...

    async def save_drop_offs(self, drop_offs: Sequence[ApplyDropOff]) -> None:
        """Save drop-offs; that of a title that was not imported yet is kept for it."""
        ...

    async def save_trends(self, trends: Sequence[ApplyTrend]) -> None:
        """Save trends; that of a title that was not imported yet is kept for it."""
        ...

    async def save_lists(self, lists: Sequence[ApplyList]) -> None:
        """Save whole lists."""
        ...

    async def save_entries(self, entries: Sequence[ApplyEntry]) -> None:
        """Save users' entries."""
        ...

    async def present_slugs(self, media_ids: Collection[UUID], names: Collection[tuple[str, str]]) -> PresentSlugs:
        """Return the current slug of each title that has one, and the owners of names, which are kind and slug."""
        ...

    async def take_slugs(self, slugs: Sequence[Slug], *, renamed: Collection[UUID] = ()) -> Mapping[UUID, Appearance]:
        """Make each slug its title's current one; return the titles whose slug no other title had taken.

        Those of `renamed` have had a current slug, which becomes a former one.
        The published version of each is stored with it; the caller announces those of the returned titles, as they
        appear.
        """
        ...

    async def announce_slugs(self, publications: Sequence[Publication]) -> None:
        """Publish slugs that were taken with the version of their publication."""
        ...

    async def publish_slugs(self, publications: Sequence[Publication]) -> None:
        """Publish current slugs, and store what was published of each."""
        ...

    async def claim_changes(self, limit: int) -> AbstractSet[UUID]:
        """Remove and return at most `limit` titles of the queue of those that appear in another way than before."""
        ...

    async def outdated_slugs(self, media_ids: AbstractSet[UUID]) -> Sequence[OutdatedSlug]:
        """Lock and return those current slugs of imported titles whose last event is missing or outdated."""
        ...


class Lists(Protocol):
    """Reads pages of titles."""

    async def exists(self, list_id: str) -> bool:
        """Return whether the list was ever applied."""
        ...

    async def page(
        self, selection: Selection, filters: Filters, paging: Paging, now: datetime, user_id: UUID | None
    ) -> TitlePage:
        """Return a page; titles whose sort value is unknown come last."""
        ...


class Titles(Protocol):
    """Reads single titles, their seasons, and genres."""

    async def by_slug(
        self, kind: Kind, slug: str, regions: tuple[str, ...], now: datetime, user_id: UUID | None, *, localized: bool
    ) -> TitleDetail | Redirect | None:
        """Return a listed title with its offers in the first of `regions` that has any; its texts if `localized`."""
        ...

    async def season(self, slug: str, number: int) -> SyncedSeason | ListedSeason | Redirect | None:
        """Return a season of a listed show: synced, or as the show's record lists it."""
        ...

    async def latest_season(self, media_id: UUID) -> SyncedSeason | None:
        """Return the highest regular season of a show that was synced, or null without any."""
        ...

    async def synced_seasons(self, slug: str) -> Sequence[bytes] | Redirect | None:
        """Return the details of the regular seasons of a listed show that were synced, by number."""
        ...

    async def merge_chain(self, kind: Kind, slug: str) -> Sequence[MergeChainEntry]:
        """Return a deleted title and the titles that it was merged into, in order; empty for any other title."""
        ...

    async def genres(self) -> Sequence[GenreCount]:
        """Return the genres of listed titles, by name."""
        ...

    async def places_by_name(self, names: Sequence[str], language: str) -> Sequence[int]:
        """Return the places of names, from 1, in the order of a language, by its tag."""
        ...


class Lookup(Protocol):
    """Reads titles by id."""

    async def titles(
        self, media_ids: Sequence[UUID], regions: tuple[str, ...], now: datetime, user_id: UUID | None, version: str
    ) -> LookupResult:
        """Return titles in the order of `media_ids`, which contains each id once.

        A `version` that is not empty differs whenever a row of one of them does.
        """
        ...

    async def ids_of_imdb(self, imdb_id: str) -> Sequence[UUID]:
        """Return the titles that have the IMDb id."""
        ...

    async def merge_chain(self, media_id: UUID) -> Sequence[MergeChainEntry]:
        """Return a deleted title and the titles that it was merged into, in order; empty for any other title."""
        ...

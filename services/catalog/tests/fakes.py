"""The ports of catalog in memory. `contract/test_work.py` runs one suite on these and on Postgres."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.catalog.tests.policy_fakes import EvaluationState, InMemoryEvaluations

from catalog.application.commands import (
    ApplyDropOff,
    ApplyEntry,
    ApplyList,
    ApplyScores,
    ApplySeason,
    ApplyTitle,
    ApplyTrend,
    StoreSeasonPart,
    VersionedCommand,
)
from catalog.application.discovery.services import UserServices
from catalog.application.editing.titles import EditableTitle, Facts
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
from catalog.application.schedule.read_models import Audience, NewEpisode, ScheduledEpisode, ScheduledRelease
from catalog.domain.calendar import Days
from catalog.domain.editing.edition import Edition
from catalog.domain.merge_chain import MergeChainEntry
from catalog.domain.slugs import Appearance, OutdatedSlug, PresentSlugs, Publication, Slug


@dataclass
class ReadModel:
    """The state of the read model: the newest command per subject, and slugs."""

    titles: dict[UUID, ApplyTitle] = field(default_factory=dict)
    seasons: dict[UUID, ApplySeason] = field(default_factory=dict)
    parts: dict[tuple[UUID, int], StoreSeasonPart] = field(default_factory=dict)
    scores: dict[UUID, ApplyScores] = field(default_factory=dict)
    trends: dict[UUID, ApplyTrend] = field(default_factory=dict)
    drop_offs: dict[UUID, ApplyDropOff] = field(default_factory=dict)
    lists: dict[str, ApplyList] = field(default_factory=dict)
    entries: dict[tuple[UUID, UUID], ApplyEntry] = field(default_factory=dict)
    slugs: dict[tuple[str, str], Slug] = field(default_factory=dict)
    current: dict[UUID, Slug] = field(default_factory=dict)
    published: list[Publication] = field(default_factory=list)
    changed: set[UUID] = field(default_factory=set)
    """Titles with a slug that were listed, hidden or named otherwise since."""
    appearances: dict[UUID, Appearance] = field(default_factory=dict)
    document_slugs: dict[UUID, str | None] = field(default_factory=dict)
    editions: dict[UUID, Edition] = field(default_factory=dict)
    edited: dict[UUID, EditableTitle] = field(default_factory=dict)
    policy: EvaluationState = field(default_factory=EvaluationState)


class InMemoryCatalog:
    """A unit of work factory and its work in one.

    `rival` is a slug that another writer takes just before this one takes its slugs.
    """

    def __init__(self) -> None:
        self.state = ReadModel()
        self.rival: Slug | None = None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator["InMemoryCatalog"]:
        """Return itself; an exception restores the previous state."""
        before = deepcopy(self.state)
        try:
            yield self
        except BaseException:
            self.state = before
            raise

    @property
    def policy(self) -> InMemoryEvaluations:
        """The part that evaluates titles."""
        return InMemoryEvaluations(self.state.policy)

    async def save_titles(self, titles: Sequence[ApplyTitle]) -> AbstractSet[UUID]:
        """Save newer titles; return their ids."""
        newer = [title for title in titles if _is_newer(title, self.state.titles.get(title.media_id))]
        former = {title.media_id: self._appearance(title.media_id) for title in newer}
        self.state.titles |= {title.media_id: title for title in newer}
        self.state.changed |= {
            media_id
            for media_id, appearance in former.items()
            if media_id in self.state.current and appearance != self._appearance(media_id)
        }
        return {title.media_id for title in newer}

    async def save_documents(self, titles: Sequence[ApplyTitle], slugs: Mapping[UUID, str]) -> None:
        """Save the slug that the documents of each title have."""
        self.state.document_slugs |= {title.media_id: slugs.get(title.media_id) for title in titles}

    async def editions(self, media_ids: Collection[UUID]) -> Mapping[UUID, Edition]:
        """Return the edition of each title that has one."""
        return {media_id: item for media_id, item in self.state.editions.items() if media_id in media_ids}

    async def save_edited_titles(self, titles: Sequence[tuple[EditableTitle, Facts, Edition]]) -> None:
        """Keep titles as their editions have them."""
        self.state.edited |= {title.media_id: title for title, _, _ in titles}

    async def save_seasons(self, seasons: Sequence[ApplySeason]) -> None:
        """Save newer seasons, and delete the parts that they replace."""
        for season in seasons:
            if _is_newer(season, self.state.seasons.get(season.season_id)):
                self.state.seasons[season.season_id] = season
                self._delete_parts(season.season_id, season.version)

    async def complete_seasons(self, parts: Sequence[StoreSeasonPart]) -> Sequence[Sequence[bytes]]:
        """Store parts; delete and return, in order, the bodies of each season whose newest version is complete."""
        for part in parts:
            season = self.state.seasons.get(part.season_id)
            key = part.season_id, part.part
            if (season is None or season.version < part.version) and _is_newer(part, self.state.parts.get(key)):
                self.state.parts[key] = part
        completed = []
        for season_id in sorted({part.season_id for part in parts}):
            stored = [part for key, part in sorted(self.state.parts.items()) if key[0] == season_id]
            version = max((part.version for part in stored), default=0)
            newest = [part for part in stored if part.version == version]
            if newest and len(newest) == newest[0].parts:
                completed.append([part.body for part in newest])
                self._delete_parts(season_id, version)
        return completed

    async def save_scores(self, scores: Sequence[ApplyScores]) -> AbstractSet[UUID]:
        """Save newer scores; return their titles."""
        newer = [score for score in scores if _is_newer(score, self.state.scores.get(score.media_id))]
        self.state.scores |= {score.media_id: score for score in newer}
        return {score.media_id for score in newer}

    async def save_trends(self, trends: Sequence[ApplyTrend]) -> None:
        """Save newer trends."""
        newer = [trend for trend in trends if _is_newer(trend, self.state.trends.get(trend.media_id))]
        self.state.trends |= {trend.media_id: trend for trend in newer}

    async def save_drop_offs(self, drop_offs: Sequence[ApplyDropOff]) -> None:
        """Save newer drop-offs."""
        newer = [item for item in drop_offs if _is_newer(item, self.state.drop_offs.get(item.media_id))]
        self.state.drop_offs |= {item.media_id: item for item in newer}

    async def save_lists(self, lists: Sequence[ApplyList]) -> None:
        """Save newer lists."""
        newer = [item for item in lists if _is_newer(item, self.state.lists.get(item.list_id))]
        self.state.lists |= {item.list_id: item for item in newer}

    async def save_entries(self, entries: Sequence[ApplyEntry]) -> None:
        """Save newer entries."""
        newer = [entry for entry in entries if _is_newer(entry, self.state.entries.get(entry.subject))]
        self.state.entries |= {entry.subject: entry for entry in newer}

    async def present_slugs(self, media_ids: Collection[UUID], names: Collection[tuple[str, str]]) -> PresentSlugs:
        """Return the current slug of each title that has one, and the owners of names."""
        return PresentSlugs(
            {media_id: slug for media_id, slug in self.state.current.items() if media_id in media_ids},
            {name: slug.media_id for name, slug in self.state.slugs.items() if name in names},
        )

    async def take_slugs(self, slugs: Sequence[Slug], *, renamed: Collection[UUID] = ()) -> Mapping[UUID, Appearance]:
        """Make each slug its title's current one; return the titles whose slug no other title had taken."""
        if self.rival is not None:
            self.state.slugs[self.rival.kind, self.rival.slug], self.rival = self.rival, None
        granted = {}
        for slug in slugs:
            if slug.media_id in renamed:
                self.state.current.pop(slug.media_id, None)
            owner = self.state.slugs.get((slug.kind, slug.slug))
            if owner is None or owner.media_id == slug.media_id:
                self.state.slugs[slug.kind, slug.slug] = self.state.current[slug.media_id] = slug
                granted[slug.media_id] = self.state.appearances[slug.media_id] = self._appearance(slug.media_id)
        return granted

    async def announce_slugs(self, publications: Sequence[Publication]) -> None:
        """Publish slugs that were taken with the version of their publication."""
        self.state.published += sorted(publications, key=lambda item: item.media_id)

    async def publish_slugs(self, publications: Sequence[Publication]) -> None:
        """Publish current slugs, and store what was published of each."""
        await self.announce_slugs(publications)
        for publication in publications:
            slug = replace(self.state.current[publication.media_id], published_version=publication.version)
            self.state.slugs[slug.kind, slug.slug] = self.state.current[publication.media_id] = slug
            self.state.appearances[publication.media_id] = publication.appearance

    async def claim_changes(self, limit: int) -> AbstractSet[UUID]:
        """Remove and return at most `limit` titles of the queue of changes."""
        claimed = set(sorted(self.state.changed)[:limit])
        self.state.changed -= claimed
        return claimed

    async def outdated_slugs(self, media_ids: AbstractSet[UUID]) -> Sequence[OutdatedSlug]:
        """Return those current slugs of imported titles whose last event is missing or outdated."""
        return [
            OutdatedSlug(slug, self.state.titles[media_id].tmdb_id, self._appearance(media_id))
            for media_id, slug in sorted(self.state.current.items())
            if media_id in media_ids
            and media_id in self.state.titles
            and (slug.published_version is None or self.state.appearances.get(media_id) != self._appearance(media_id))
        ]

    def _appearance(self, media_id: UUID) -> Appearance:
        title = self.state.titles.get(media_id)
        successor = None if title is None or title.successor is None else title.successor.media_id
        return Appearance(title is not None and title.deleted_at is None, title.title if title else None, successor)

    def _delete_parts(self, season_id: UUID, version: int) -> None:
        self.state.parts = {
            key: part for key, part in self.state.parts.items() if key[0] != season_id or part.version > version
        }


def _is_newer(command: VersionedCommand, stored: VersionedCommand | None) -> bool:
    return stored is None or stored.version < command.version


@dataclass
class FakeLists:
    """Returns an empty page, and records the selections that were requested."""

    lists: frozenset[str] = frozenset()
    selections: list[Selection] = field(default_factory=list)

    async def exists(self, list_id: str) -> bool:
        """Return whether the list is one of `lists`."""
        return list_id in self.lists

    async def page(
        self, selection: Selection, filters: Filters, paging: Paging, now: datetime, user_id: UUID | None
    ) -> TitlePage:
        """Return an empty page."""
        self.selections.append(selection)
        return TitlePage((), selection.regions[0], {}, 0, has_more=False, taken_at=None, as_of=now)


@dataclass
class FakeTitles:
    """Titles, seasons and merge chains by slug."""

    titles: dict[str, TitleDetail | Redirect] = field(default_factory=dict)
    seasons: dict[tuple[str, int], SyncedSeason | ListedSeason | Redirect] = field(default_factory=dict)
    chains: dict[str, Sequence[MergeChainEntry]] = field(default_factory=dict)
    regions: Sequence[str] = ()
    """The regions of the last request."""

    async def by_slug(
        self, kind: Kind, slug: str, regions: tuple[str, ...], now: datetime, user_id: UUID | None, *, localized: bool
    ) -> TitleDetail | Redirect | None:
        """Return the title of a slug."""
        self.regions = regions
        return self.titles.get(slug)

    async def latest_season(self, media_id: UUID) -> SyncedSeason | None:
        """Return no season."""
        return None

    async def synced_seasons(self, slug: str) -> Sequence[bytes] | Redirect | None:
        """Return a redirect, or nothing for a slug that no title has."""
        title = self.titles.get(slug)
        return title if isinstance(title, Redirect) or title is None else ()

    async def season(self, slug: str, number: int) -> SyncedSeason | ListedSeason | Redirect | None:
        """Return a season of a slug."""
        return self.seasons.get((slug, number))

    async def merge_chain(self, kind: Kind, slug: str) -> Sequence[MergeChainEntry]:
        """Return the merge chain of a slug."""
        return self.chains.get(slug, ())

    async def genres(self) -> Sequence[GenreCount]:
        """Return no genres."""
        return ()

    async def places_by_name(self, names: Sequence[str], language: str) -> Sequence[int]:
        """Return the places in the order of codes."""
        return [place for _, place in sorted((name, place) for place, name in enumerate(names, 1))]


@dataclass
class FakeLookup:
    """Listed ids, ids by IMDb id, and merge chains by id."""

    result: LookupResult
    imdb: dict[str, list[UUID]] = field(default_factory=dict)
    chains: dict[UUID, Sequence[MergeChainEntry]] = field(default_factory=dict)
    requested: list[Sequence[UUID]] = field(default_factory=list)

    async def titles(
        self, media_ids: Sequence[UUID], regions: tuple[str, ...], now: datetime, user_id: UUID | None, version: str
    ) -> LookupResult:
        """Return the prepared result."""
        self.requested.append(media_ids)
        return self.result

    async def ids_of_imdb(self, imdb_id: str) -> Sequence[UUID]:
        """Return the ids of an IMDb id."""
        return self.imdb.get(imdb_id, [])

    async def merge_chain(self, media_id: UUID) -> Sequence[MergeChainEntry]:
        """Return the merge chain of an id."""
        return self.chains.get(media_id, ())


@dataclass
class FakeSchedule:
    """Episodes and releases in the order of a schedule; records what was requested."""

    scheduled: Sequence[ScheduledEpisode] = ()
    released: Sequence[ScheduledRelease] = ()
    limits: list[int] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    periods: list[tuple[datetime, datetime]] = field(default_factory=list)

    async def episodes(self, days: Days, audience: Audience, limit: int) -> Sequence[ScheduledEpisode]:
        """Return the first episodes."""
        self.periods.append((days.midnight(days.first), days.midnight(days.end)))
        self.limits.append(limit)
        return self.scheduled[:limit]

    async def releases(self, days: Days, audience: Audience, region: str, limit: int) -> Sequence[ScheduledRelease]:
        """Return the first releases."""
        self.regions.append(region)
        return self.released[:limit]

    async def newest(self, after: datetime, until: datetime, limit: int, *, localized: bool) -> Sequence[NewEpisode]:
        """Return no episodes."""
        self.periods.append((after, until))
        return ()


@dataclass
class FakeServices:
    """Users' services in memory: reader, unit of work factory and its work in one."""

    stored: dict[UUID, UserServices] = field(default_factory=dict)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator["FakeServices"]:
        """Return itself."""
        yield self

    async def of_user(self, user_id: UUID) -> UserServices | None:
        """Return the services of a user, or null before they were stored."""
        return self.stored.get(user_id)

    async def save_services(self, user_id: UUID, services: UserServices) -> UserServices:
        """Replace the services of a user."""
        self.stored[user_id] = services
        return services

    async def publish_services(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the next users."""
        return sorted(user for user in self.stored if after is None or user > after)[:limit]

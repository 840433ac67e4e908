"""Asking the read model: lists, titles, names and what airs."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from catalog.application.ports import Clock, Lists, Schedule, Search, Titles
from catalog.application.read_models import (
    Filters,
    GenreCount,
    Kind,
    ListedSeason,
    NewEpisode,
    Paging,
    Redirect,
    ScheduledEpisode,
    SearchResult,
    Selection,
    TitleDetail,
    TitlePage,
    View,
)
from catalog.domain.errors import MediaDeleted, MediaNotFound, SeasonNotFound
from catalog.domain.merge_chain import resolve_successor
from catalog.domain.slugs import is_slug

NEW_RELEASE_DAYS: Final = 30
NEW_ON_DIGITAL_DAYS: Final = 14
THEATRICAL_DAYS: Final = 45
"""How long a movie counts as in theaters where no list says so: the usual theatrical window."""
SEARCH_LIMIT: Final = 10


class ListQueries:
    """Reads lists of titles."""

    def __init__(
        self, lists: Lists, clock: Clock, *, default_region: str, fallback_regions: Sequence[str] = ()
    ) -> None:
        self._lists = lists
        self._clock = clock
        self._default_region = default_region
        self._fallback_regions = tuple(fallback_regions)

    async def trending(self, kind: Kind, view: View, filters: Filters, paging: Paging) -> TitlePage:
        """Return every listed title, those in the current trending list first."""
        return await self._page(self._selection(kind, view, ranked_by=f"trending.{kind}.day"), view, filters, paging)

    async def now_playing(self, view: View, filters: Filters, paging: Paging) -> TitlePage:
        """Return the movies in the region's theaters: those in its list, or by their dates where there is none.

        A movie that can be had digitally in the region is not in theaters any more.
        """
        list_id = f"now-playing.movie.{view.region or self._default_region}"
        if await self._lists.exists(list_id):
            selection = self._selection("movie", view, members_of=list_id, not_yet_digital=True)
        else:
            since = self._today() - timedelta(days=THEATRICAL_DAYS)
            selection = self._selection("movie", view, theatrical_since=since, not_yet_digital=True)
        return await self._page(selection, view, filters, paging)

    async def new_releases(self, days: int | None, view: View, filters: Filters, paging: Paging) -> TitlePage:
        """Return the movies that came to the region's theaters within `days`, 30 by default.

        Those that can be had digitally there are left out.
        """
        since = self._today() - timedelta(days=days or NEW_RELEASE_DAYS)
        selection = self._selection("movie", view, theatrical_since=since, not_yet_digital=True)
        return await self._page(selection, view, filters, paging)

    async def new_on_digital(self, days: int | None, view: View, filters: Filters, paging: Paging) -> TitlePage:
        """Return the movies that became available digitally in the region within `days`, 14 by default."""
        since = self._today() - timedelta(days=days or NEW_ON_DIGITAL_DAYS)
        return await self._page(self._selection("movie", view, digital_since=since), view, filters, paging)

    def _selection(self, kind: Kind, view: View, **conditions: Any) -> Selection:
        regions = tuple(dict.fromkeys((view.region or self._default_region, *self._fallback_regions)))
        return Selection(kind, self._today(), regions=regions, localize=view.localize, **conditions)

    def _today(self) -> date:
        return self._clock.now().date()

    async def _page(self, selection: Selection, view: View, filters: Filters, paging: Paging) -> TitlePage:
        return await self._lists.page(selection, filters, paging, self._clock.now(), view.user_id)


class TitleQueries:
    """Reads single titles, seasons, genres and names."""

    def __init__(
        self, titles: Titles, search: Search, clock: Clock, *, default_region: str, fallback_regions: Sequence[str]
    ) -> None:
        self._titles = titles
        self._search = search
        self._clock = clock
        self._default_region = default_region
        self._fallback_regions = tuple(fallback_regions)

    async def by_slug(self, kind: Kind, slug: str, region: str | None, user_id: UUID | None) -> TitleDetail | Redirect:
        """Give a title with its offers in the region or the first fallback that has any.

        Raises MediaNotFound, and MediaDeleted for a title that its source deleted.
        """
        regions = tuple(dict.fromkeys((region or self._default_region, *self._fallback_regions)))
        found: TitleDetail | Redirect | None = None
        if is_slug(slug):
            found = await self._titles.by_slug(kind, slug, regions, self._clock.now(), user_id)
            found = found or await self._successor_of(kind, slug)
        if found is None:
            raise MediaNotFound(f"no {kind} is listed under this slug")
        return found

    async def season(self, slug: str, number: int) -> bytes | ListedSeason | Redirect:
        """Return a season of a show; raises SeasonNotFound, and MediaDeleted as `by_slug` does."""
        found: bytes | ListedSeason | Redirect | None = None
        if is_slug(slug):
            found = await self._titles.season(slug, number) or await self._successor_of("show", slug)
        if found is None:
            raise SeasonNotFound(f"no show with a season {number} is listed under this slug")
        return found

    async def genres(self) -> Sequence[GenreCount]:
        """Give the genres of listed titles, by name."""
        return await self._titles.genres()

    async def search(self, text: str) -> Sequence[SearchResult]:
        """Return at most ten titles of similar names, the best first."""
        words = " ".join(text.replace("\0", " ").split())
        return await self._search.find(words, SEARCH_LIMIT) if words else ()

    async def _successor_of(self, kind: Kind, slug: str) -> Redirect | None:
        """Lead on to the title that a gone one was merged into; null where no gone title has the slug.

        Never to a title of the other kind: whoever asks for a movie cannot read a show.
        """
        line = await self._titles.line(kind, slug)
        if not line or line[0].deleted_at is None:
            return None
        heir, deleted_at = resolve_successor(line), line[0].deleted_at
        if heir is not None and heir.slug is not None and heir.kind == kind:
            return Redirect(heir.slug)
        message = f"This {kind} was removed by its source on {deleted_at.date()}"
        raise MediaDeleted(message, deleted_at=deleted_at, successor=heir)


class ScheduleQueries:
    """Reads what airs."""

    def __init__(self, schedule: Schedule, clock: Clock) -> None:
        self._schedule = schedule
        self._clock = clock

    async def calendar(self, start: date | None, days: int) -> tuple[date, date, Sequence[ScheduledEpisode]]:
        """Give the first day, the day after the last, and what airs between them; today by default, in UTC."""
        first = start or self._clock.now().date()
        end = first + timedelta(days=days)
        return first, end, await self._schedule.between(_midnight(first), _midnight(end))

    async def new_episodes(self, days: int, limit: int) -> Sequence[NewEpisode]:
        """Give the newest episode of each show that had one within `days`."""
        now = self._clock.now()
        return await self._schedule.newest(now - timedelta(days=days), now, limit)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

"""Queries of the read model: lists and titles."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from catalog.application.discovery.services import MyServices
from catalog.application.ports import Lists, Titles
from catalog.application.read_models import (
    Filters,
    GenreCount,
    Kind,
    ListedSeason,
    Paging,
    Redirect,
    Selection,
    SyncedSeason,
    TitleDetail,
    TitlePage,
    View,
)
from catalog.application.successors import listed_successor
from catalog.domain.errors import MediaNotFound, SeasonNotFound
from catalog.domain.regions import Regions
from catalog.domain.slugs import is_slug
from chassis.core.clock import Clock

NEW_RELEASE_DAYS: Final = 30
NEW_ON_DIGITAL_DAYS: Final = 14
THEATRICAL_DAYS: Final = 45
"""How long a movie counts as in theaters without a list of the region: the usual theatrical window."""


class ListQueries:
    """Reads lists of titles."""

    def __init__(self, lists: Lists, services: MyServices, clock: Clock, regions: Regions) -> None:
        self._lists = lists
        self._services = services
        self._clock = clock
        self._regions = regions

    async def trending(self, kind: Kind, view: View, filters: Filters, paging: Paging) -> TitlePage:
        """Return every listed title, those in the current trending list first."""
        return await self._page(self._selection(kind, view, ranked_by=f"trending.{kind}.day"), view, filters, paging)

    async def now_playing(self, view: View, filters: Filters, paging: Paging) -> TitlePage:
        """Return the movies in the region's theaters: those in its list, or by their dates without a list.

        A movie that is available digitally in the region is no longer in theaters.
        """
        list_id = f"now-playing.movie.{self._regions.of(view.region)}"
        if await self._lists.exists(list_id):
            selection = self._selection("movie", view, members_of=list_id, not_yet_digital=True, fresh=True)
        else:
            since = self._today(view) - timedelta(days=THEATRICAL_DAYS)
            selection = self._selection("movie", view, theatrical_since=since, not_yet_digital=True, fresh=True)
        return await self._page(selection, view, filters, paging)

    async def new_releases(self, days: int | None, view: View, filters: Filters, paging: Paging) -> TitlePage:
        """Return the movies released in the region's theaters within `days`, 30 by default.

        Movies that are available digitally there are excluded.
        """
        since = self._today(view) - timedelta(days=days or NEW_RELEASE_DAYS)
        selection = self._selection("movie", view, theatrical_since=since, not_yet_digital=True)
        return await self._page(selection, view, filters, paging)

    async def new_on_digital(self, days: int | None, view: View, filters: Filters, paging: Paging) -> TitlePage:
        """Return the movies that became available digitally in the region within `days`, 14 by default."""
        since = self._today(view) - timedelta(days=days or NEW_ON_DIGITAL_DAYS)
        selection = self._selection("movie", view, digital_since=since, fresh=True)
        return await self._page(selection, view, filters, paging)

    def _selection(self, kind: Kind, view: View, **conditions: Any) -> Selection:
        regions = self._regions.in_order(view.region)
        return Selection(kind, self._today(view), regions=regions, **conditions)

    def _today(self, view: View) -> date:
        return view.local(self._clock.now()).date()

    async def _page(self, selection: Selection, view: View, filters: Filters, paging: Paging) -> TitlePage:
        filters = await self._services.resolve(filters, view)
        return await self._lists.page(selection, filters, paging, view.local(self._clock.now()), view.user_id)


class TitleQueries:
    """Reads single titles, seasons, genres and names."""

    def __init__(self, titles: Titles, clock: Clock, regions: Regions) -> None:
        self._titles = titles
        self._clock = clock
        self._regions = regions

    async def by_slug(self, kind: Kind, slug: str, view: View) -> TitleDetail | Redirect:
        """Return a title with its offers in the region of the view, or in the first fallback region that has any.

        Raise MediaNotFound, and MediaDeleted for a title that its source deleted.
        """
        title: TitleDetail | Redirect | None = None
        if is_slug(slug):
            regions = self._regions.in_order(view.region)
            now = view.local(self._clock.now())
            title = await self._titles.by_slug(kind, slug, regions, now, view.user_id, localized=view.localized)
            title = title or await self.redirect(kind, slug)
        if title is None:
            raise MediaNotFound(f"no {kind} is listed under this slug")
        return title

    async def season(self, slug: str, number: int) -> SyncedSeason | ListedSeason | Redirect:
        """Return a season of a show; raise SeasonNotFound, and MediaDeleted as `by_slug` does."""
        season: SyncedSeason | ListedSeason | Redirect | None = None
        if is_slug(slug):
            season = await self._titles.season(slug, number) or await self.redirect("show", slug)
        if season is None:
            raise SeasonNotFound(f"no show with season {number} is listed under this slug")
        return season

    async def latest_season(self, media_id: UUID) -> SyncedSeason | None:
        """Return the highest regular season of a show that was synced, or null without any."""
        return await self._titles.latest_season(media_id)

    async def synced_seasons(self, slug: str) -> Sequence[bytes] | Redirect:
        """Return the details of a show's regular seasons that were synced, by number.

        Raise MediaNotFound, and MediaDeleted as `by_slug` does.
        """
        seasons: Sequence[bytes] | Redirect | None = None
        if is_slug(slug):
            seasons = await self._titles.synced_seasons(slug)
            seasons = await self.redirect("show", slug) if seasons is None else seasons
        if seasons is None:
            raise MediaNotFound("no show is listed under this slug")
        return seasons

    async def genres(self) -> Sequence[GenreCount]:
        """Return the genres of listed titles, by name."""
        return await self._titles.genres()

    async def in_order_of_names(self, names: Sequence[str], language: str) -> Sequence[int]:
        """Return the places of names, from 0, in the order in which readers of a language expect them."""
        return [place - 1 for place in await self._titles.places_by_name(names, language)]

    async def redirect(self, kind: Kind, slug: str) -> Redirect | None:
        """Return a redirect to the title that a deleted one was merged into; null when no deleted title has the slug.

        Raise MediaDeleted without a listed successor of the same kind: a client of movies cannot read a show.
        """
        successor = listed_successor(await self._titles.merge_chain(kind, slug))
        return None if successor is None else Redirect(successor.slug)

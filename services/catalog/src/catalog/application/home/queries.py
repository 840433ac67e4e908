"""The home page. Its sections are read at the same time, each in one query or in two."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from catalog.application.home.ports import HomeTitles
from catalog.application.lookup import LookupQueries
from catalog.application.queries import ListQueries
from catalog.application.read_models import Entry, Filters, Kind, LookupResult, Paging, Title, TitlePage, View
from catalog.application.schedule.queries import ScheduleQueries
from catalog.application.schedule.read_models import NewEpisode
from catalog.domain.cards import Signals, WatchState, card_for
from catalog.domain.home.sections import SECTION_OF, SECTIONS, Section, SectionKey
from catalog.domain.regions import Regions
from chassis.core.clock import Clock

NEW_EPISODE_DAYS: Final = 7
SPARE: Final = 2
"""Of a user's titles twice as many are read as are shown: some have been seen to their end, or are not listed."""


@dataclass(frozen=True, slots=True)
class SectionContent:
    """A section with its titles, or with episodes."""

    section: Section
    titles: tuple[Title, ...] = ()
    entries: Mapping[UUID, Entry] = field(default_factory=dict)
    episodes: Sequence[NewEpisode] | None = None
    """Null in a section of titles."""


@dataclass(frozen=True, slots=True)
class Home:
    """The sections of a home page, in their order."""

    sections: tuple[SectionContent, ...]
    region: str
    """The requested region."""
    as_of: datetime
    """The instant the page was read."""


class HomeQueries:
    """Reads the home page and its hero."""

    def __init__(
        self,
        titles: HomeTitles,
        lists: ListQueries,
        schedule: ScheduleQueries,
        lookup: LookupQueries,
        clock: Clock,
        regions: Regions,
    ) -> None:
        self._titles = titles
        self._lists = lists
        self._schedule = schedule
        self._lookup = lookup
        self._clock = clock
        self._regions = regions

    async def hero(self, kind: Kind | None, view: View) -> LookupResult:
        """Return the titles of the hero, the most popular first; none when no title qualifies."""
        limit = SECTION_OF["hero"].limit
        return await self._lookup.many(await self._titles.hero(kind, self._clock.now().date(), limit), view)

    async def home(self, view: View) -> Home:
        """Return every section; those of a user's own titles for a signed-in user only."""
        readers = [self._hero_section(view), *self._list_sections(view), self._new_episodes(view)]
        if view.user_id is not None:
            readers.append(self._own_sections(view, view.user_id))
        contents = {content.section.key: content for contents in await asyncio.gather(*readers) for content in contents}
        return Home(
            tuple(contents[section.key] for section in SECTIONS if section.key in contents),
            self._regions.of(view.region),
            self._clock.now(),
        )

    async def _hero_section(self, view: View) -> Sequence[SectionContent]:
        result = await self.hero(None, view)
        return [SectionContent(SECTION_OF["hero"], result.titles, result.entries)]

    def _list_sections(self, view: View) -> list[Awaitable[Sequence[SectionContent]]]:
        filters = Filters()

        async def section(key: SectionKey, read: Callable[[Paging], Awaitable[TitlePage]]) -> Sequence[SectionContent]:
            page = await read(Paging(limit=SECTION_OF[key].limit))
            return [SectionContent(SECTION_OF[key], page.titles, page.entries)]

        lists = self._lists
        return [
            section("trendingMovies", lambda paging: lists.trending("movie", view, filters, paging)),
            section("trendingShows", lambda paging: lists.trending("show", view, filters, paging)),
            section("inTheaters", lambda paging: lists.now_playing(view, filters, paging)),
            section("newOnDigital", lambda paging: lists.new_on_digital(None, view, filters, paging)),
        ]

    async def _new_episodes(self, view: View) -> Sequence[SectionContent]:
        section = SECTION_OF["newEpisodes"]
        episodes = await self._schedule.new_episodes(NEW_EPISODE_DAYS, section.limit, localized=view.localized)
        return [SectionContent(section, episodes=episodes)]

    async def _own_sections(self, view: View, user_id: UUID) -> Sequence[SectionContent]:
        begun, planned = SECTION_OF["continueWatching"], SECTION_OF["fromMyList"]
        own = await self._titles.own(user_id, SPARE * max(begun.limit, planned.limit))
        result = await self._lookup.many((*own.begun, *own.planned), view)
        titles = {title.media_id: title for title in result.titles}
        resumable = [
            titles[media_id]
            for media_id in own.begun
            if media_id in titles and resumes(titles[media_id], result.entries[media_id], result.as_of)
        ]
        saved = [titles[media_id] for media_id in own.planned if media_id in titles]
        return [
            SectionContent(begun, tuple(resumable[: begun.limit]), result.entries),
            SectionContent(planned, tuple(saved[: planned.limit]), result.entries),
        ]


def resumes(title: Title, entry: Entry, now: datetime) -> bool:
    """Return whether there is an episode to continue from: a show that has ended may have been seen to its end."""
    progress = title.progress
    signals = Signals(
        last_episode=progress.last_episode if progress else None,
        ended=progress is not None and progress.ended and progress.next_air_date is None,
    )
    return card_for("CONTINUE_LIST", signals, WatchState(entry.state, entry.progress), now).resume is not None

"""The home page. Its sections are read at the same time, each in one query or in two, once for all users of a view."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Collection as Collected
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol
from uuid import UUID

from catalog.application.home.ports import HomeArrangements, HomeCollections, HomeTitles
from catalog.application.lookup import LookupQueries
from catalog.application.queries import ListQueries
from catalog.application.read_models import Entry, Filters, Kind, LookupResult, Paging, Title, TitlePage, View
from catalog.application.schedule.queries import ScheduleQueries
from catalog.application.schedule.read_models import NewEpisode
from catalog.domain.cards import Signals, WatchState, card_for
from catalog.domain.curation.collections import Collection
from catalog.domain.curation.sections import Arrangements, Pin, arranged, with_pins
from catalog.domain.home.sections import SECTION_ITEMS, SECTION_OF, Section, SectionKey
from catalog.domain.regions import Regions
from chassis.core.clock import Clock

NEW_EPISODE_DAYS: Final = 7
OWN_SECTIONS: Final = frozenset({"continueWatching", "fromMyList"})
SPARE: Final = 2
"""Of a user's titles twice as many are read as are shown: some have been seen to their end, or are not listed."""


@dataclass(frozen=True, slots=True)
class SectionContent:
    """A section with its titles, or with episodes."""

    section: Section
    titles: Sequence[Title] = ()
    entries: Mapping[UUID, Entry] = field(default_factory=dict)
    episodes: Sequence[NewEpisode] | None = None
    """Null in a section of titles."""
    collection: Collection | None = None
    """The curated collection that it shows, or null."""
    renderings: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What presentation keeps with episodes, by the view, as with a title."""


Reader = Callable[[], Awaitable[Sequence[SectionContent]]]


@dataclass(frozen=True, slots=True)
class Home:
    """The sections of a home page, in their order."""

    sections: tuple[SectionContent, ...]
    region: str
    """The requested region."""
    as_of: datetime
    """The instant the page was read, in the user's time zone."""
    renderings: dict[object, Any] | None = field(default=None, compare=False, repr=False)
    """What presentation keeps with the page of everybody, by the view; null for that of a user."""


class SharedHomes(Protocol):
    """Keeps for a moment the page of everybody by view."""

    async def get(self, key: View, load: Callable[[], Awaitable[Home]]) -> Home:
        """Return what is kept for a view, or read it."""
        ...


class HomeQueries:
    """Reads the home page and its hero."""

    def __init__(
        self,
        titles: HomeTitles,
        arrangements: HomeArrangements,
        collections: HomeCollections,
        lists: ListQueries,
        schedule: ScheduleQueries,
        lookup: LookupQueries,
        clock: Clock,
        regions: Regions,
        shared: SharedHomes,
        *,
        stored_arrangements: HomeArrangements,
    ) -> None:
        """Read `stored_arrangements` for editors, and `arrangements`, which may be some seconds old, for all others."""
        self._titles = titles
        self._arrangements = arrangements
        self._collections = collections
        self._lists = lists
        self._schedule = schedule
        self._lookup = lookup
        self._clock = clock
        self._regions = regions
        self._shared = shared
        self._stored_arrangements = stored_arrangements

    async def hero(self, kind: Kind | None, view: View, *, for_editor: bool = False) -> LookupResult:
        """Return the titles of the hero: pinned ones at their positions, the others by popularity."""
        return await self._hero(kind, view, _pins(await self._arranged(for_editor), "hero"))

    async def home(self, view: View, *, for_editor: bool = False) -> Home:
        """Return every section that is switched on; those of a user's own titles for a signed-in user only.

        The other sections are read once for all users of a view, and with them what each user has of their titles. An
        editor sees what is stored now: the change before may have been theirs.
        """
        everybody = replace(view, user_id=None)
        read = partial(self._for_everybody, everybody, for_editor=for_editor)
        shared = await (read() if for_editor else self._shared.get(everybody, read))
        if view.user_id is None:
            return shared
        sections = arranged(await self._arranged(for_editor))
        has_own = not OWN_SECTIONS.isdisjoint(section.key for section in sections)
        media_ids = [title.media_id for content in shared.sections for title in content.titles]
        result, own = await asyncio.gather(
            self._lookup.many(media_ids, view), self._own_sections(view, view.user_id) if has_own else _nothing()
        )
        titles = {title.media_id: title for title in result.titles}
        contents = {content.section.key: _for_user(content, titles, result.entries) for content in shared.sections}
        return Home(_in_order(sections, contents | own), shared.region, result.as_of)

    async def _arranged(self, for_editor: bool) -> Arrangements:
        return await (self._stored_arrangements if for_editor else self._arrangements).arrangements()

    async def _for_everybody(self, view: View, *, for_editor: bool) -> Home:
        """Return the sections that do not depend on a user."""
        arrangements = await self._arranged(for_editor)
        sections = arranged(arrangements)
        readers = self._list_sections(view)
        readers["hero"] = partial(self._hero_section, view, _pins(arrangements, "hero"))
        readers["newEpisodes"] = partial(self._new_episodes, view)
        curated = [section for section in sections if section.collection is not None]
        if curated:
            readers |= dict.fromkeys((section.key for section in curated), partial(self._curated, view, curated))
        keys = {section.key for section in sections}
        reads = dict.fromkeys(read for key, read in readers.items() if key in keys)
        pinned, results = await asyncio.gather(
            self._pinned(view, arrangements, keys), asyncio.gather(*(read() for read in reads))
        )
        contents = {
            content.section.key: _with_pins(content, _pins(arrangements, content.section.key), pinned)
            for result in results
            for content in result
        }
        region = self._regions.of(view.region)
        return Home(_in_order(sections, contents), region, view.local(self._clock.now()), renderings={})

    async def _hero(self, kind: Kind | None, view: View, pins: Sequence[Pin]) -> LookupResult:
        limit = SECTION_OF["hero"].limit
        media_ids = await self._titles.hero(kind, view.local(self._clock.now()).date(), limit)
        result = await self._lookup.many((*media_ids, *(pin.media_id for pin in pins)), view)
        titles = {title.media_id: title for title in result.titles if kind is None or title.kind == kind}
        chosen = [titles[media_id] for media_id in media_ids if media_id in titles]
        return replace(result, titles=with_pins(chosen, titles, pins, lambda title: title.media_id, limit))

    async def _hero_section(self, view: View, pins: Sequence[Pin]) -> Sequence[SectionContent]:
        result = await self._hero(None, view, pins)
        return [SectionContent(SECTION_OF["hero"], result.titles, result.entries)]

    async def _pinned(self, view: View, arrangements: Arrangements, keys: Collected[str]) -> LookupResult | None:
        """Return the titles that are pinned to sections of lists, or null without pins."""
        media_ids = [pin.media_id for key in keys if key != "hero" for pin in _pins(arrangements, key)]
        return await self._lookup.many(media_ids, view) if media_ids else None

    async def _curated(self, view: View, sections: Sequence[Section]) -> Sequence[SectionContent]:
        """Return the sections of published collections: two queries for all of them."""
        slugs = [section.collection for section in sections if section.collection is not None]
        collections = {
            collection.slug: (collection, media_ids)
            for collection, media_ids in await self._collections.first_titles(slugs, SECTION_ITEMS)
        }
        result = await self._lookup.many([media_id for _, ids in collections.values() for media_id in ids], view)
        titles = {title.media_id: title for title in result.titles}
        contents = []
        for section in sections:
            if section.collection in collections:
                collection, media_ids = collections[section.collection]
                shown = [titles[media_id] for media_id in media_ids if media_id in titles]
                contents.append(SectionContent(section, shown, result.entries, collection=collection))
        return contents

    def _list_sections(self, view: View) -> dict[str, Reader]:
        filters = Filters()

        async def section(key: SectionKey, read: Callable[[Paging], Awaitable[TitlePage]]) -> Sequence[SectionContent]:
            page = await read(Paging(limit=SECTION_OF[key].limit))
            return [SectionContent(SECTION_OF[key], page.titles, page.entries)]

        lists = self._lists
        reads: dict[SectionKey, Callable[[Paging], Awaitable[TitlePage]]] = {
            "trendingMovies": lambda paging: lists.trending("movie", view, filters, paging),
            "trendingShows": lambda paging: lists.trending("show", view, filters, paging),
            "inTheaters": lambda paging: lists.now_playing(view, filters, paging),
            "newOnDigital": lambda paging: lists.new_on_digital(None, view, filters, paging),
        }
        return {key: partial(section, key, read) for key, read in reads.items()}

    async def _new_episodes(self, view: View) -> Sequence[SectionContent]:
        section = SECTION_OF["newEpisodes"]
        episodes = await self._schedule.new_episodes(NEW_EPISODE_DAYS, section.limit, localized=view.localized)
        return [SectionContent(section, episodes=episodes)]

    async def _own_sections(self, view: View, user_id: UUID) -> dict[str, SectionContent]:
        """Return the sections of a user's own titles: two queries."""
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
        return {
            begun.key: SectionContent(begun, tuple(resumable[: begun.limit]), result.entries),
            planned.key: SectionContent(planned, tuple(saved[: planned.limit]), result.entries),
        }


async def _nothing() -> dict[str, SectionContent]:
    return {}


def _for_user(content: SectionContent, titles: Mapping[UUID, Title], entries: Mapping[UUID, Entry]) -> SectionContent:
    """Return a section with the titles as they are now, and the user's entries."""
    if content.episodes is not None:
        return content
    shown = [titles[title.media_id] for title in content.titles if title.media_id in titles]
    return replace(content, titles=shown, entries=entries)


def _in_order(sections: Sequence[Section], contents: Mapping[str, SectionContent]) -> tuple[SectionContent, ...]:
    return tuple(contents[section.key] for section in sections if section.key in contents)


def _pins(arrangements: Arrangements, key: str) -> Sequence[Pin]:
    return arrangements[key].pins if key in arrangements else ()


def _with_pins(content: SectionContent, pins: Sequence[Pin], pinned: LookupResult | None) -> SectionContent:
    """Return a section of a list with its pinned titles; those of the hero are in it already."""
    if not pins or pinned is None or content.section.key == "hero":
        return content
    titles = {title.media_id: title for title in pinned.titles}
    return replace(
        content,
        titles=with_pins(content.titles, titles, pins, lambda title: title.media_id, content.section.limit),
        entries={**pinned.entries, **content.entries},
    )


def resumes(title: Title, entry: Entry, now: datetime) -> bool:
    """Return whether there is an episode to continue from: a show that has ended may have been seen to its end."""
    progress = title.progress
    signals = Signals(
        last_episode=progress.last_episode if progress else None,
        ended=progress is not None and progress.ended and progress.next_air_date is None,
    )
    return card_for("CONTINUE_LIST", signals, WatchState(entry.state, entry.progress), now).resume is not None

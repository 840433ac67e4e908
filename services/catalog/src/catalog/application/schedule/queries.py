"""Queries of the schedule."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Final, Protocol

from catalog.application.schedule.ports import Schedule
from catalog.application.schedule.read_models import (
    Audience,
    Calendar,
    CalendarDay,
    NewEpisode,
    Period,
    ScheduledEpisode,
    ScheduledRelease,
)
from catalog.domain.calendar import Days
from catalog.domain.regions import Regions
from chassis.core.clock import Clock

MOST_ENTRIES: Final = 2000
"""About how many episodes, and how many releases, a calendar has: about 1.5 MB."""

PAST_DAYS: Final = 7
"""How long entries stay in the feed of a user after their day."""


class SharedCalendars(Protocol):
    """Keeps for a moment the calendars of everybody."""

    async def get(self, key: tuple[Period, Audience], load: Callable[[], Awaitable[Calendar]]) -> Calendar:
        """Return what is kept, or read it."""
        ...


class ScheduleQueries:
    """Reads the schedule of episodes and releases."""

    def __init__(
        self,
        schedule: Schedule,
        clock: Clock,
        regions: Regions,
        shared: SharedCalendars,
        *,
        most_entries: int = MOST_ENTRIES,
    ) -> None:
        self._schedule = schedule
        self._clock = clock
        self._regions = regions
        self._shared = shared
        self._most_entries = most_entries

    async def calendar(self, period: Period, audience: Audience, *, for_editor: bool = False) -> Calendar:
        """Return whole days with all their entries.

        With too many entries, the last days are omitted, but never the first. Within a day, episodes of which only
        the day is known come first, then the others in the order of airing. The calendar of everybody is read once for
        all requests of a moment, except those of editors, who may just have changed it.
        """
        first = period.first or self._clock.now().astimezone(period.zone).date()
        if audience.user_id is not None or for_editor:
            return await self._read(first, period, audience)
        shown = replace(period, first=first), audience
        return await self._shared.get(shown, lambda: self._read(first, period, audience))

    async def _read(self, first: date, period: Period, audience: Audience) -> Calendar:
        days = Days(first, first + timedelta(days=period.count), period.zone)
        region = self._regions.of(audience.region)
        limit = self._most_entries
        while True:
            episodes = await self._schedule.episodes(days, audience, limit + 1) if period.count else ()
            releases: Sequence[ScheduledRelease] = ()
            if audience.releases and period.count:
                releases = await self._schedule.releases(days, audience, region, limit + 1)
            end = min(_complete(days, episodes, limit), _complete_releases(days, releases, limit))
            if end > first or not period.count:
                break
            limit *= 4
        shown = Days(first, end, period.zone)
        return Calendar(shown, _by_day(shown, episodes, releases), end < days.end, region)

    async def feed(self, count: int, audience: Audience) -> Calendar:
        """Return the next days in UTC; those of a user also have the days of the last week."""
        today = self._clock.now().astimezone(UTC).date()
        past = PAST_DAYS if audience.user_id is not None else 0
        return await self.calendar(Period(today - timedelta(days=past), past + count, UTC), audience)

    async def new_episodes(self, days: int, limit: int, *, localized: bool = False) -> Sequence[NewEpisode]:
        """Return the newest episode of each show that aired one within `days`, latest first."""
        now = self._clock.now()
        return await self._schedule.newest(now - timedelta(days=days), now, limit, localized=localized)


def _complete(days: Days, episodes: Sequence[ScheduledEpisode], limit: int) -> date:
    """Return the first day of which not every episode is known."""
    return days.end if len(episodes) <= limit else days.known_until(episodes[-1].starts_at)


def _complete_releases(days: Days, releases: Sequence[ScheduledRelease], limit: int) -> date:
    return days.end if len(releases) <= limit else releases[-1].day


def _by_day(
    days: Days, episodes: Sequence[ScheduledEpisode], releases: Sequence[ScheduledRelease]
) -> Sequence[CalendarDay]:
    aired: defaultdict[date, list[ScheduledEpisode]] = defaultdict(list)
    for episode in episodes:
        aired[days.day_of(episode.starts_at, timed=episode.timed)].append(episode)
    released: defaultdict[date, list[ScheduledRelease]] = defaultdict(list)
    for release in releases:
        released[release.day].append(release)
    return [
        CalendarDay(day, sorted(aired[day], key=lambda episode: episode.timed), released[day])
        for day in sorted({*aired, *released})
        if days.first <= day < days.end
    ]

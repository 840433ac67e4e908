"""Days of a calendar in time zones, and calendars that are too long for one response."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from services.catalog.tests.fakes import FakeSchedule

from catalog.application.schedule.queries import ScheduleQueries
from catalog.application.schedule.read_models import (
    Audience,
    Calendar,
    Period,
    ScheduledEpisode,
    ScheduledRelease,
)
from catalog.domain.calendar import Days
from catalog.domain.regions import Regions
from catalog.infrastructure.reading.caches.shared_cache import SharedCache
from catalog.presentation.routes.localization import Languages
from catalog.presentation.schedule import rendering
from chassis.testing.clock import NOON, FixedClock

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)
REGIONS = Regions("US", ("US",))


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def episode(starts_at: str, *, timed: bool = True) -> ScheduledEpisode:
    return ScheduledEpisode(instant(starts_at), timed, UUID(int=1), "dark", b"{}", None, b"{}", 1, 0)


def release(day: date) -> ScheduledRelease:
    return ScheduledRelease(day, "theatrical", UUID(int=2), "dune", b"{}", None, 0)


async def calendar(
    schedule: FakeSchedule, days: int = 7, zone: str = "UTC", *, releases: bool = False, most_entries: int = 100
) -> Calendar:
    queries = ScheduleQueries(schedule, FixedClock(), REGIONS, SharedCache(0), most_entries=most_entries)
    return await queries.calendar(Period(None, days, ZoneInfo(zone)), Audience(releases=releases))


def labels(result: Calendar) -> list[tuple[str, list[str], int]]:
    return [
        (
            day.day.isoformat(),
            [f"{item.starts_at:%H:%M}{'' if item.timed else ' day'}" for item in day.episodes],
            len(day.releases),
        )
        for day in result.entries
    ]


@pytest.mark.parametrize(
    ("zone", "day", "starts"),
    [
        ("UTC", "2026-11-21", "2026-11-21T00:00"),
        ("Europe/Kyiv", "2026-11-21", "2026-11-20T22:00"),
        ("Asia/Tokyo", "2026-11-21", "2026-11-20T15:00"),
        ("America/Los_Angeles", "2026-11-21", "2026-11-21T08:00"),
        ("Pacific/Kiritimati", "2026-11-21", "2026-11-20T10:00"),
        ("Asia/Kathmandu", "2026-11-21", "2026-11-20T18:15"),
        ("Asia/Beirut", "2026-03-29", "2026-03-28T22:00"),
        ("America/Havana", "2026-11-01", "2026-11-01T04:00"),
    ],
)
def test_days_begin_at_midnight_of_the_zone(zone: str, day: str, starts: str) -> None:
    first = date.fromisoformat(day)
    days = Days(first, first + timedelta(days=1), ZoneInfo(zone))
    assert days.midnight(first) == instant(starts)


def test_airing_belongs_to_the_day_of_its_instant_or_to_its_own_day() -> None:
    days = Days(TODAY, TODAY + timedelta(days=7), ZoneInfo("Asia/Tokyo"))
    assert days.day_of(instant("2026-11-21T15:00"), timed=True) == date(2026, 11, 22)
    assert days.day_of(instant("2026-11-21T14:59"), timed=True) == TODAY
    west = Days(TODAY, TODAY, ZoneInfo("America/New_York"))
    assert west.day_of(instant("2026-11-21T00:00"), timed=False) == TODAY
    assert west.day_of(instant("2026-11-21T00:00"), timed=True) == date(2026, 11, 20)


async def test_calendar_starts_today_in_the_zone() -> None:
    schedule = FakeSchedule()
    queries = ScheduleQueries(schedule, FixedClock(datetime(2026, 11, 21, 22, 30, tzinfo=UTC)), REGIONS, SharedCache(0))

    utc = await queries.calendar(Period(None, 7, UTC), Audience())
    kyiv = await queries.calendar(Period(None, 1, ZoneInfo("Europe/Kyiv")), Audience())

    assert (utc.days.first, utc.days.end) == (TODAY, date(2026, 11, 28))
    assert (kyiv.days.first, kyiv.days.end) == (date(2026, 11, 22), date(2026, 11, 23))
    assert schedule.periods == [
        (instant("2026-11-21T00:00"), instant("2026-11-28T00:00")),
        (instant("2026-11-21T22:00"), instant("2026-11-22T22:00")),
    ]


async def test_day_only_entries_come_first_on_their_own_day() -> None:
    schedule = FakeSchedule(
        [episode("2026-11-20T16:00"), episode("2026-11-21T00:00", timed=False), episode("2026-11-21T15:00")]
    )
    result = await calendar(schedule, zone="Asia/Tokyo")
    assert labels(result) == [("2026-11-21", ["00:00 day", "16:00"], 0), ("2026-11-22", ["15:00"], 0)]


async def test_releases_are_those_of_the_default_region_unless_it_is_named() -> None:
    schedule = FakeSchedule(released=[release(TODAY)])
    result = await calendar(schedule, releases=True)
    assert (labels(result), result.region) == ([("2026-11-21", [], 1)], "US")
    assert (await calendar(schedule)).entries == []
    assert schedule.regions == ["US"]


async def test_long_calendar_ends_before_the_first_incomplete_day() -> None:
    times = ["2026-11-21T10:00", "2026-11-22T10:00", "2026-11-22T11:00", "2026-11-23T10:00"]
    schedule = FakeSchedule([episode(starts_at) for starts_at in times])

    result = await calendar(schedule, most_entries=2)

    assert labels(result) == [("2026-11-21", ["10:00"], 0)]
    assert (result.days.end, result.has_more) == (date(2026, 11, 22), True)
    whole = await calendar(schedule, most_entries=4)
    assert (len(whole.entries), whole.days.end, whole.has_more) == (3, date(2026, 11, 28), False)


async def test_long_list_of_releases_ends_the_calendar() -> None:
    schedule = FakeSchedule(released=[release(TODAY + timedelta(days=number // 2)) for number in range(6)])
    result = await calendar(schedule, releases=True, most_entries=3)
    assert (labels(result), result.has_more) == ([("2026-11-21", [], 2)], True)


async def test_first_day_is_whole_even_if_it_is_long() -> None:
    schedule = FakeSchedule([episode(f"2026-11-21T{hour:02}:00") for hour in range(20)])
    result = await calendar(schedule, days=1, most_entries=2)
    assert (len(result.entries[0].episodes), result.has_more) == (20, False)
    assert schedule.limits == [3, 9, 33]


async def test_day_is_incomplete_while_a_day_only_entry_may_follow_in_the_east() -> None:
    """In Tokyo the instants of a day precede the place of its entries without an instant."""
    schedule = FakeSchedule([episode(f"2026-11-20T{hour}:00") for hour in (15, 16, 17)])
    result = await calendar(schedule, days=2, zone="Asia/Tokyo", most_entries=2)
    assert (len(result.entries[0].episodes), result.has_more) == (3, False)


async def test_new_episodes_are_those_of_the_last_days() -> None:
    schedule = FakeSchedule()
    await ScheduleQueries(schedule, FixedClock(), REGIONS, SharedCache(0)).new_episodes(2, 20)
    assert schedule.periods == [(datetime(2026, 11, 19, 12, tzinfo=UTC), NOON)]


async def test_calendar_of_everybody_is_read_and_rendered_once_for_a_moment() -> None:
    schedule = FakeSchedule([episode("2026-11-21T20:00")])
    clock = FixedClock()
    queries = ScheduleQueries(schedule, clock, REGIONS, SharedCache(60))

    async def read(user_id: UUID | None = None, days: int = 7) -> Calendar:
        return await queries.calendar(Period(None, days, UTC), Audience(user_id))

    first = await read()
    assert await read() is first
    assert (await read(days=8)).days.end == date(2026, 11, 29)
    assert await read(UUID(int=9)) is not await read(UUID(int=9)), "a user sees their own changes at once"
    clock.instant += timedelta(days=1)
    assert (await read()).days.first == date(2026, 11, 22), "the day is part of what is kept"

    body, digest = rendering.calendar(first, Languages("de"), releases=False)
    assert rendering.calendar(first, Languages("de"), releases=False)[0] is body
    assert rendering.calendar(first, Languages(), releases=False) == (body, digest), "without texts in other languages"

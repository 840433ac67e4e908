"""The compact values of a title's row: release days of all regions, and the airings of a show."""

from datetime import UTC, date, datetime, timedelta

import pytest

from catalog.domain.airing import aired_at, day_ends_at
from catalog.domain.cards import EpisodeNumber
from catalog.domain.release import RegionDates
from catalog.infrastructure.formats.airings import EPISODE, NO_DAY, position_at
from catalog.infrastructure.formats.filter_bits import BITS, genre_bits, service_bits
from catalog.infrastructure.formats.release_days import NO_DATES, dates_in, pack

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FIRST, SECOND = date(2026, 11, 1), date(2027, 1, 2)
Airing = tuple[int, int, date | datetime]


def packed(*airings: Airing) -> bytes:
    """Return the airings that the database builds of episodes: season, number, and the day or the instant."""
    rows = []
    for season, number, when in airings:
        starts = when if isinstance(when, datetime) else datetime(when.year, when.month, when.day, tzinfo=UTC)
        day = when.date() if isinstance(when, datetime) else when
        rows.append((starts, season, number, day, not isinstance(when, datetime)))
    return b"".join(
        EPISODE.pack(int(starts.timestamp()) * 1_000_000, season, number, (day - date(1970, 1, 1)).days, timeless)
        for starts, season, number, day, timeless in sorted(rows)
    )


def test_dates_are_those_of_the_first_region_that_has_any() -> None:
    days = pack([RegionDates("US", FIRST, SECOND), RegionDates("DE", None, FIRST), RegionDates("GB", SECOND)])

    assert dates_in(days, ("US", "GB")) == (FIRST, SECOND, "US")
    assert dates_in(days, ("DE", "US")) == (None, FIRST, "DE")
    assert dates_in(days, ("PL", "US")) == (FIRST, None, "US"), "a fallback has only the theatrical date"
    assert dates_in(days, ("PL", "DE", "GB")) == (SECOND, None, "GB"), "a fallback without theatrical date is skipped"
    assert dates_in(days, ("PL",)) == dates_in(b"", ("US",)) == dates_in(None, ("US",)) == NO_DATES


def test_days_whose_bytes_look_like_a_region_are_not_mistaken_for_one() -> None:
    looks_like = date.fromordinal(int.from_bytes(b"\x0aUS", "big"))
    days = pack([RegionDates("AA", looks_like, FIRST), RegionDates("US", SECOND)])

    assert b"US" in pack([RegionDates("AA", looks_like)])
    assert dates_in(days, ("US",)) == (SECOND, None, "US")
    assert dates_in(pack([RegionDates("AA", looks_like)]), ("US",)) == NO_DATES


def test_every_day_is_kept_and_regions_that_no_request_can_name_are_not() -> None:
    releases = [RegionDates("US", date.min, date.max), RegionDates("worldwide", FIRST), RegionDates("Ωx", FIRST)]

    assert dates_in(pack(releases), ("US",)) == (date.min, date.max, "US")
    assert len(pack(releases)) == 8


def test_last_aired_and_next_episode() -> None:
    week = timedelta(days=7)
    show = packed((1, 1, NOW - week), (1, 2, NOW), (2, 1, NOW + week), (2, 2, NOW + 2 * week))

    position = position_at(show, NOW)

    assert position.aired is not None
    assert (position.aired.number, position.aired.aired_at) == (EpisodeNumber(1, 2), NOW)
    assert position.next_day == (NOW + week).date()
    assert position.changes_at == NOW + week
    before = position_at(show, NOW - 2 * week)
    assert (before.aired, before.next_day) == (None, (NOW - week).date())
    after = position_at(show, NOW + 3 * week)
    assert after.aired is not None
    assert (after.aired.number, after.next_day, after.changes_at) == (EpisodeNumber(2, 2), None, None)


def test_day_has_aired_when_it_has_ended_everywhere() -> None:
    day = date(2026, 11, 20)
    show = packed((1, 1, date(2026, 11, 13)), (1, 2, day), (1, 3, NOW - timedelta(hours=1)))

    now = day_ends_at(day) - timedelta(microseconds=1)
    open_day = position_at(show, now)
    assert open_day.aired is not None
    assert open_day.aired.number == EpisodeNumber(1, 3), "of those that have aired, the one that started last"
    assert (open_day.next_day, open_day.changes_at) == (day, day_ends_at(day))
    ended = position_at(show[: 2 * EPISODE.size], day_ends_at(day))
    assert ended.aired is not None
    assert (ended.aired.number, ended.aired.air_date) == (EpisodeNumber(1, 2), day)
    assert ended.next_day is None


def test_position_changes_first_for_an_instant_within_an_open_day() -> None:
    day = NOW.date()
    show = packed((1, 1, day), (1, 2, NOW + timedelta(hours=3)), (1, 3, NOW + timedelta(hours=60)))

    assert position_at(show, NOW).changes_at == NOW + timedelta(hours=3)
    assert position_at(show, NOW + timedelta(hours=3)).changes_at == day_ends_at(day)


def test_position_agrees_with_a_scan_of_all_episodes_at_every_hour() -> None:
    start = datetime(2026, 11, 18, tzinfo=UTC)
    episodes: list[Airing] = [
        (1 + place % 3, place, start + timedelta(hours=17 * place) if place % 2 else date(2026, 11, 18 + place // 2))
        for place in range(12)
    ]
    show = packed(*episodes)
    rows = []
    for season, number, when in episodes:
        instant = when if isinstance(when, datetime) else None
        day = None if instant else when
        begins = instant or datetime.combine(when, datetime.min.time(), UTC)
        counts = aired_at(day, instant)
        assert counts is not None
        rows.append((begins, season, number, counts))
    for hour in range(-24, 24 * 12):
        now = start + timedelta(hours=hour)
        aired = max((row[:3] for row in rows if row[0] <= now and row[3] <= now), default=None)
        coming = min((row[0] for row in rows if row[3] > now), default=None)
        position = position_at(show, now)
        last = None if position.aired is None else position.aired.number
        assert last == (None if aired is None else EpisodeNumber(aired[1], aired[2]))
        assert position.next_day == (None if coming is None else coming.date())
        assert position.changes_at == min((row[3] for row in rows if row[3] > now), default=None)


def test_episode_without_a_local_day_has_the_utc_day_of_its_instant() -> None:
    show = EPISODE.pack(int(NOW.timestamp()) * 1_000_000, 1, 1, NO_DAY, 0)

    aired = position_at(show, NOW).aired

    assert aired is not None
    assert aired.air_date == NOW.date()


def test_bits_of_several_values_contain_those_of_each() -> None:
    both = genre_bits(["drama", "comedy"])

    assert both == genre_bits(["drama"]) | genre_bits(["comedy"])
    assert not both & genre_bits(["horror"])
    assert service_bits([8, 8, 8 + BITS]) == service_bits([8]) == 256
    assert genre_bits([]) == service_bits([]) == 0


def test_all_bits_fit_into_a_positive_bigint() -> None:
    assert service_bits(range(1000)) == 2**BITS - 1 < 2**63

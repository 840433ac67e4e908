"""Occurrences: their keys, and when they count."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.testing.clock import NOON
from library.domain.errors import TriggerNotPossible
from library.domain.subscriptions.occurrence import (
    STALE_AFTER,
    Occurrence,
    OccurrenceDetails,
    Subject,
    date_announced,
    episode_aired,
    released,
    rising,
    season_added,
    status_changed,
    streaming,
)
from library.domain.subscriptions.subscription import Filter, subscribed
from library.domain.subscriptions.trigger import TRIGGERS, TriggerName, check_possible
from library.domain.subscriptions.upcoming import Airing, ReleaseDay, UpcomingDates

pytestmark = pytest.mark.unit

SHOW = Subject(UUID(int=1), "show", 1396, UUID(int=9))
MOVIE = Subject(UUID(int=2), "movie", 603, UUID(int=9))
DAY = date(2026, 11, 30)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=400)).map(NOON.__add__)


@pytest.mark.parametrize(
    ("occurrence", "trigger", "key"),
    [
        (season_added(SHOW, NOON, OccurrenceDetails(season=3)), "new_season", "season:3"),
        (episode_aired(SHOW, NOON, OccurrenceDetails(season=2, episode=5))[0], "new_episode", "episode:2x05"),
        (episode_aired(SHOW, NOON, OccurrenceDetails(season=2, episode=112))[0], "new_episode", "episode:2x112"),
        (
            date_announced(MOVIE, NOON, OccurrenceDetails(date_name="digital", date_after=DAY)),
            "release",
            "date:digital:2026-11-30",
        ),
        (released(MOVIE, "theatrical", DAY), "release", "release:theatrical:2026-11-30"),
        (
            streaming(MOVIE, NOON, OccurrenceDetails(region="US", provider_id=8)),
            "on_streaming",
            "streaming:US:8:2026-11",
        ),
        (status_changed(SHOW, NOON, "Returning Series", "Ended"), "status_changed", "status:Ended:2026-11"),
        (rising(SHOW, NOON, 30), "rising", "rising:2026-11"),
    ],
)
def test_the_key_says_what_happened(occurrence: Occurrence, trigger: str, key: str) -> None:
    assert (occurrence.trigger, occurrence.key) == (trigger, key)


def test_the_first_episode_of_a_season_is_a_premiere_too() -> None:
    first = episode_aired(SHOW, NOON, OccurrenceDetails(season=2, episode=1))
    second = episode_aired(SHOW, NOON, OccurrenceDetails(season=2, episode=2))

    assert [(item.trigger, item.key) for item in first] == [
        ("new_episode", "episode:2x01"),
        ("new_season", "premiere:2"),
    ]
    assert [item.key for item in second] == ["episode:2x02"]


@pytest.mark.parametrize(
    ("details", "at"),
    [
        (OccurrenceDetails(season=1, episode=2, airs_at=NOON - timedelta(days=3)), NOON - timedelta(days=3)),
        (OccurrenceDetails(season=1, episode=2, air_date=date(2026, 11, 18)), datetime(2026, 11, 19, 12, tzinfo=UTC)),
        (OccurrenceDetails(season=1, episode=2, air_date=date(2026, 11, 21)), NOON),
        (OccurrenceDetails(season=1, episode=2), NOON),
    ],
)
def test_an_episode_has_aired_at_its_instant_or_after_its_day_or_when_it_was_observed(
    details: OccurrenceDetails, at: datetime
) -> None:
    assert episode_aired(SHOW, NOON, details)[0].occurred_at == at


def test_only_the_end_of_a_show_ends_subscriptions() -> None:
    assert status_changed(SHOW, NOON, "Returning Series", "Ended").ends_show
    assert status_changed(SHOW, NOON, "Returning Series", "Canceled").ends_show
    assert not status_changed(SHOW, NOON, "Planned", "Returning Series").ends_show
    assert not status_changed(MOVIE, NOON, "Planned", "Canceled").ends_show


@given(at=INSTANTS, passed=st.timedeltas(timedelta(0), timedelta(days=40)))
def test_an_occurrence_is_stale_after_two_weeks(at: datetime, passed: timedelta) -> None:
    assert rising(SHOW, at, 30).is_stale(at + passed) == (passed > STALE_AFTER)


@given(airs_at=INSTANTS, passed=st.timedeltas(timedelta(days=-4), timedelta(days=4)))
def test_an_airing_is_due_for_two_days_from_its_instant(airs_at: datetime, passed: timedelta) -> None:
    dates = UpcomingDates(UUID(int=5), 1, 1, SHOW, airings=(Airing(2, 5, airs_at),))

    due = dates.due(airs_at + passed)

    assert [item.key for item in due] == (["episode:2x05"] if timedelta(0) <= passed < timedelta(days=2) else [])
    assert all(item.occurred_at == airs_at for item in due)


@given(day=st.dates(date(2026, 1, 1), date(2026, 12, 31)), hours=st.integers(-100, 100))
def test_a_release_is_due_wherever_its_day_may_have_begun(day: date, hours: int) -> None:
    begins = datetime(day.year, day.month, day.day, tzinfo=UTC)
    dates = UpcomingDates(UUID(int=2), 1, 1, MOVIE, releases=(ReleaseDay("digital", day, "KR"),), regions=("KR",))

    due = dates.due(begins + timedelta(hours=hours))

    # In the easternmost time zone a day begins 14 hours before it does in UTC, in the westernmost 12 hours after.
    if -14 <= hours <= 12:
        assert [(item.key, item.day) for item in due] == [(f"release:digital:{day}", day)]
    assert hours >= -24 or due == []


def test_a_release_elsewhere_does_not_count_in_regions_with_days_of_their_own() -> None:
    releases = (ReleaseDay("theatrical", DAY, "US"), ReleaseDay("theatrical", DAY))
    dates = UpcomingDates(UUID(int=2), 1, 1, MOVIE, releases=releases, regions=("KR", "US"))

    regional, general = dates.due(datetime(2026, 11, 30, tzinfo=UTC))

    assert (regional.details.region, regional.other_regions) == ("US", ())
    assert (general.details.region, general.other_regions) == (None, ("KR", "US"))


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_trigger_is_possible_for_movies_or_shows_or_both(trigger: TriggerName) -> None:
    refused = {"movie": {"new_season", "new_episode"}, "show": {"release"}}
    for kind, triggers in refused.items():
        if trigger in triggers:
            with pytest.raises(TriggerNotPossible, match=f"trigger: {trigger} is for"):
                check_possible(trigger, kind)
        else:
            check_possible(trigger, kind)


def test_only_a_new_start_or_another_filter_moves_the_time_from_which_a_subscription_counts() -> None:
    later, latest = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    made = subscribed(None, UUID(int=7), UUID(int=1), "rising", Filter(), NOON)

    assert subscribed(made, UUID(int=7), UUID(int=1), "rising", Filter(), later) is made
    filtered = subscribed(made, UUID(int=7), UUID(int=1), "rising", Filter("PL", (8,)), later)
    assert (filtered.subscribed_at, filtered.created_at, filtered.id) == (later, NOON, made.id)
    ended = filtered.ended(later)
    assert ended.ended(latest) is ended
    again = subscribed(ended, UUID(int=7), UUID(int=1), "rising", Filter("PL", (8,)), latest)
    assert (again.active, again.subscribed_at, again.created_at) == (True, latest, NOON)

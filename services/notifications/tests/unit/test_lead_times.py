"""When a user hears of an airing before it happens, over quiet hours, digests and days on which the clock is set."""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.testing.clock import NOON
from notifications.domain.messages.kinds import KINDS
from notifications.domain.messages.occurrence import Occurrence
from notifications.domain.preferences.model import (
    LEAD_TIMES,
    Channel,
    Destination,
    Frequency,
    Preferences,
    QuietHours,
    Recipient,
)
from notifications.domain.preferences.planning import announced_at, expiry_of, plan

USER, TITLE = UUID(int=1), UUID(int=2)
EPISODE: Final = KINDS["new_episode"]
PUSH, MAIL = Destination("webpush", UUID(int=3)), Destination("email")
NIGHT = QuietHours(time(22), time(7))
instants = st.integers(0, 10 * 366 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def announcement(airs_at: datetime) -> Occurrence:
    return Occurrence(EPISODE, "upcoming", USER, airs_at, media_id=TITLE, until=airs_at)


def test_no_user_hears_of_an_airing_before_without_a_lead_time() -> None:
    assert announced_at(EPISODE, NOON, Recipient(USER)) is None


@pytest.mark.parametrize("minutes", LEAD_TIMES)
def test_a_lead_time_is_a_duration(minutes: int) -> None:
    recipient = Recipient(USER, Preferences(lead_times={"new_episode": minutes}), "Europe/Kyiv")

    assert announced_at(EPISODE, NOON, recipient) == NOON - timedelta(minutes=minutes)


def test_a_day_before_is_24_hours_before_where_the_clock_is_set_back() -> None:
    # 2026-10-25 at 21:00 in Kyiv; the clock is set back at 4:00 of this day.
    airs_at = datetime(2026, 10, 25, 19, tzinfo=UTC)
    recipient = Recipient(USER, Preferences(lead_times={"new_episode": 1440}), "Europe/Kyiv")

    assert announced_at(EPISODE, airs_at, recipient) == datetime(2026, 10, 24, 19, tzinfo=UTC)


def test_quiet_hours_by_the_clock_that_is_set_delay_an_announcement() -> None:
    # The quiet hours end at 7:00, which is 5:00 UTC: an hour later than the day before.
    recipient = Recipient(USER, Preferences(quiet_hours=NIGHT), "Europe/Kyiv", (PUSH,))
    night = datetime(2026, 10, 25, 2, tzinfo=UTC)

    [planned] = plan(announcement(night + timedelta(hours=10)), recipient, night).deliveries

    assert planned.due_at == datetime(2026, 10, 25, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("frequency", "airs_after", "due_after"),
    [
        ("immediate", timedelta(hours=1), timedelta()),
        ("daily", timedelta(days=1), timedelta(hours=20)),
        # The next digest comes at 8:00, when the episode has aired.
        ("daily", timedelta(hours=20), None),
        ("weekly", timedelta(days=3), timedelta(hours=44)),
        ("weekly", timedelta(days=1), None),
        ("off", timedelta(days=7), None),
    ],
)
def test_what_would_be_sent_after_the_airing_is_left_out(
    frequency: Frequency, airs_after: timedelta, due_after: timedelta | None
) -> None:
    chosen: dict[str, dict[Channel, Frequency]] = {"new_episode": {"email": frequency}}
    recipient = Recipient(USER, Preferences(chosen), destinations=(MAIL,))

    planned = plan(announcement(NOON + airs_after), recipient, NOON)

    assert planned.in_inbox
    assert [item.due_at - NOON for item in planned.deliveries] == ([] if due_after is None else [due_after])


def test_a_muted_title_is_not_announced() -> None:
    recipient = Recipient(USER, destinations=(PUSH,), muted=frozenset({TITLE}))

    planned = plan(announcement(NOON + timedelta(days=1)), recipient, NOON)

    assert (planned.in_inbox, planned.deliveries) == (False, ())


@given(
    instants,
    st.sampled_from(LEAD_TIMES),
    st.sampled_from(["Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
    st.sampled_from(["immediate", "daily", "weekly"]),
    clocks,
    st.none() | st.tuples(clocks, clocks).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: QuietHours(*pair)),
)
def test_whatever_is_planned_is_sent_between_the_lead_time_and_the_airing(
    airs_at: datetime, minutes: int, zone: str, frequency: Frequency, digest_at: time, hours: QuietHours | None
) -> None:
    chosen: dict[str, dict[Channel, Frequency]] = {"new_episode": {"email": frequency}}
    preferences = Preferences(chosen, hours, digest_at, lead_times={"new_episode": minutes})
    recipient = Recipient(USER, preferences, zone, (MAIL,))
    at = announced_at(EPISODE, airs_at, recipient)
    assert at is not None

    for item in plan(announcement(airs_at), recipient, at).deliveries:
        assert at <= item.due_at < expiry_of(EPISODE, item.due_at, airs_at) <= airs_at

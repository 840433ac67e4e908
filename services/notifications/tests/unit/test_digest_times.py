"""When digests are due, over time zones and days on which the clock is set."""

from datetime import UTC, datetime, time, timedelta
from typing import get_args
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.messages.kinds import KINDS
from notifications.domain.messages.occurrence import Occurrence
from notifications.domain.preferences.model import (
    Destination,
    Frequency,
    Preferences,
    QuietHours,
    Recipient,
    Weekday,
)
from notifications.domain.preferences.planning import after_quiet_hours, next_digest, plan

USER = UUID(int=1)
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
MAIL = Destination("email")
zones = st.sampled_from(
    ["UTC", "Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "Nowhere/Land"]
)
instants = st.integers(0, 10 * 366 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo("UTC" if zone == "Nowhere/Land" else zone))


def recipient(digest_at: time, zone: str, weekday: Weekday = "monday") -> Recipient:
    return Recipient(USER, Preferences(digest_at=digest_at, digest_weekday=weekday), zone)


@given(instants, clocks, zones)
def test_a_daily_digest_comes_within_a_day_or_so_at_the_time_that_the_clock_shows(
    after: datetime, digest_at: time, zone: str
) -> None:
    at = next_digest(after, "daily", recipient(digest_at, zone))

    # Where the clock is set, a day has up to 25 hours, and a zone may leave a whole day out.
    assert timedelta() < at - after <= timedelta(hours=50)
    shown = local(at, zone)
    exists = shown.replace(tzinfo=None) == datetime.combine(shown.date(), digest_at)
    skipped = datetime.combine(shown.date(), digest_at, tzinfo=shown.tzinfo).astimezone(UTC) == at
    assert exists or skipped


@given(instants, clocks, zones, st.sampled_from(WEEKDAYS))
def test_a_weekly_digest_comes_on_its_day(after: datetime, digest_at: time, zone: str, weekday: Weekday) -> None:
    at = next_digest(after, "weekly", recipient(digest_at, zone, weekday))

    assert timedelta() < at - after <= timedelta(days=15)
    # A time that the clock skips is after midnight, perhaps of the next day.
    assert weekday in {WEEKDAYS[local(at, zone).weekday()], WEEKDAYS[local(at - timedelta(hours=2), zone).weekday()]}


@given(instants, clocks, zones, st.sampled_from(["daily", "weekly"]))
def test_digests_are_in_order_and_each_comes_once(
    after: datetime, digest_at: time, zone: str, frequency: Frequency
) -> None:
    user = recipient(digest_at, zone)
    first = next_digest(after, frequency, user)

    assert next_digest(first, frequency, user) > first
    assert next_digest(first - timedelta(microseconds=1), frequency, user) == first


@pytest.mark.parametrize(
    ("after", "digest_at", "expected"),
    [
        # Kyiv, 29 March 2026: 03:00 becomes 04:00.
        ("2026-03-28T12:00Z", "03:30", "2026-03-29T01:30Z"),
        ("2026-03-29T01:30Z", "03:30", "2026-03-30T00:30Z"),
        # Kyiv, 25 October 2026: 04:00 becomes 03:00, so that 03:30 comes twice.
        ("2026-10-24T12:00Z", "03:30", "2026-10-25T00:30Z"),
        ("2026-10-25T00:30Z", "03:30", "2026-10-26T01:30Z"),
        ("2026-10-25T00:45Z", "03:30", "2026-10-26T01:30Z"),
    ],
)
def test_days_on_which_the_clock_is_set(after: str, digest_at: str, expected: str) -> None:
    user = recipient(time.fromisoformat(digest_at), "Europe/Kyiv")

    assert next_digest(datetime.fromisoformat(after), "daily", user) == datetime.fromisoformat(expected)


@given(instants, clocks, clocks, zones)
def test_quiet_hours_only_defer_and_end_outside_of_themselves(
    at: datetime, begins: time, ends: time, zone: str
) -> None:
    hours = QuietHours(begins, ends)

    due = after_quiet_hours(at, hours, zone)

    assert at <= due <= at + timedelta(hours=50)
    assert due.tzinfo == at.tzinfo


def test_mail_about_a_title_is_collected_by_default() -> None:
    episode = Occurrence(KINDS["new_episode"], "e", USER, datetime(2026, 11, 21, 12, tzinfo=UTC))
    user = Recipient(USER, time_zone="Europe/Kyiv", destinations=(MAIL,))

    [planned] = plan(episode, user, datetime(2026, 11, 21, 12, tzinfo=UTC)).deliveries

    assert (planned.frequency, planned.due_at) == ("daily", datetime(2026, 11, 22, 6, tzinfo=UTC))

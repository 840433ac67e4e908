"""How long values are kept."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from services.insights.tests.fakes import InMemoryInsights

from chassis.testing.clock import NOON, FixedClock
from insights.application.signals.commands import RecordSignals
from insights.application.signals.projections import RecordObservations
from insights.domain.signals.measurement import Measurement, SeriesKey
from insights.domain.signals.retention import Retention
from insights.domain.signals.signal import Signal, Source
from insights.domain.titles.title import Title

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("today", "days_since", "hours_since"),
    [
        (date(2026, 11, 20), date(2024, 9, 1), date(2026, 10, 1)),
        (date(2026, 12, 1), date(2024, 9, 1), date(2026, 11, 1)),
        (date(2026, 12, 10), date(2024, 10, 1), date(2026, 11, 1)),
    ],
)
def test_whole_months_are_kept(today: date, days_since: date, hours_since: date) -> None:
    retention = Retention(daily_days=800, hourly_days=30)

    assert (retention.days_since(today), retention.hours_since(today)) == (days_since, hours_since)


async def test_older_values_are_not_stored() -> None:
    insights = InMemoryInsights()
    series = SeriesKey(UUID(int=1), Signal.LIVE_WATCHERS, Source.TRAKT)
    moments = [
        NOON,
        datetime(2026, 10, 1, tzinfo=UTC),
        datetime(2026, 9, 30, 23, 59, tzinfo=UTC),
        datetime(2024, 9, 1, tzinfo=UTC),
        datetime(2024, 8, 31, tzinfo=UTC),
    ]
    commands = [
        RecordSignals(Title(UUID(int=1), "movie", 1), at.date(), (Measurement(series, at.date(), 5, at),))
        for at in moments
    ]

    async with insights.begin() as work:
        await RecordObservations(FixedClock(), Retention())(work, commands)

    assert sorted(day for _, day in insights.days) == sorted(at.date() for at in moments[:4])
    assert sorted(hour.date() for _, hour in insights.hours) == [date(2026, 10, 1), NOON.date()]
    assert NOON.date() - timedelta(days=800) > date(2024, 9, 1)

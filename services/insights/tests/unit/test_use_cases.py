"""The use cases that write, on the fake: milliseconds, and no Postgres."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from services.insights.tests.fakes import InMemoryInsights

from chassis.testing.clock import NOON, FixedClock
from insights.application.movements.queries import MovementQueries
from insights.application.movements.refresh import RefreshMovements
from insights.application.signals.commands import RecordSignals
from insights.application.signals.projections import RecordObservations
from insights.application.titles.projections import UpdateTitles
from insights.domain.errors import DayOutOfRange
from insights.domain.signals.measurement import Measurement, SeriesKey
from insights.domain.signals.retention import Retention
from insights.domain.signals.signal import Signal, Source
from insights.domain.titles.title import Facts, Title

pytestmark = pytest.mark.unit

TODAY = NOON.date()
DELETED_AT = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def insights() -> InMemoryInsights:
    return InMemoryInsights()


def title(number: int, version: int = 1, deleted_at: datetime | None = None) -> Title:
    return Title(UUID(int=number), "movie", number, facts=Facts(version, f"Movie {number}", deleted_at=deleted_at))


def observation(number: int, days_ago: int, total: int) -> RecordSignals:
    day = TODAY - timedelta(days=days_ago)
    series = SeriesKey(UUID(int=number), Signal.TOTAL_WATCHERS, Source.TRAKT)
    return RecordSignals(Title(UUID(int=number), "movie", number), day, (Measurement(series, day, total, NOON),))


async def update(insights: InMemoryInsights, *titles: Title) -> None:
    async with insights.begin() as work:
        await UpdateTitles()(work, titles)


async def observe(insights: InMemoryInsights, *commands: RecordSignals) -> None:
    async with insights.begin() as work:
        await RecordObservations(FixedClock(), Retention())(work, commands)


async def refresh(insights: InMemoryInsights) -> int:
    return await RefreshMovements(insights, FixedClock())()


async def risers(insights: InMemoryInsights) -> list[int]:
    movements = await MovementQueries(insights).movements("30d", 5, None)
    return [item.title.tmdb_id for item in movements.risers]


async def test_titles_with_three_endpoints_rise_and_fall(insights: InMemoryInsights) -> None:
    await update(insights, title(1), title(2))
    await observe(insights, *(observation(1, days, total) for days, total in ((60, 100), (30, 200), (0, 400))))
    await observe(insights, observation(2, 0, 10))

    assert await refresh(insights) == 2
    assert await risers(insights) == [1]
    assert await refresh(insights) == 0, "no title is stale"


async def test_a_deleted_title_is_refreshed_and_a_renamed_one_is_not(insights: InMemoryInsights) -> None:
    await update(insights, title(1))
    await observe(insights, *(observation(1, days, total) for days, total in ((60, 100), (30, 200), (0, 400))))
    await refresh(insights)

    await update(insights, title(1, version=2))
    assert insights.stale == set()
    await update(insights, title(1, version=3, deleted_at=DELETED_AT))
    assert await refresh(insights) == 1
    assert insights.stored_movements == {}
    await update(insights, title(1, version=4))
    await refresh(insights)
    assert await risers(insights) == [1]


async def test_trend_is_published_when_it_turns(insights: InMemoryInsights) -> None:
    await update(insights, title(1), title(2))
    await observe(insights, *(observation(1, days, total) for days, total in ((64, 100), (34, 200), (3, 400))))
    await observe(insights, observation(2, 3, 10))
    await refresh(insights)
    published = insights.trends[UUID(int=1)]
    assert (published.direction, published.tmdb_id, published.as_of) == ("up", 1, TODAY - timedelta(days=3))
    assert set(insights.trends) == {UUID(int=1)}, "a title without a movement has no trend to publish"

    await observe(insights, observation(1, 2, 410))
    await refresh(insights)
    assert insights.trends[UUID(int=1)] is published, "the direction is the same"

    await observe(insights, observation(1, 1, 150))
    await refresh(insights)
    assert insights.trends[UUID(int=1)].direction == "down"
    assert insights.trends[UUID(int=1)].version > published.version


async def test_title_that_is_observed_no_more_loses_its_trend(insights: InMemoryInsights) -> None:
    await observe(insights, *(observation(1, days, total) for days, total in ((64, 100), (34, 200), (4, 400))))
    await refresh(insights)
    assert insights.trends[UUID(int=1)].direction == "up"

    await observe(insights, observation(2, 0, 10))
    await refresh(insights)
    assert insights.trends[UUID(int=1)].direction == "none"


async def test_a_repeated_observation_marks_no_title(insights: InMemoryInsights) -> None:
    await observe(insights, observation(1, 0, 10))
    await refresh(insights)

    await observe(insights, observation(1, 0, 10))

    assert insights.stale == set()


async def test_an_observation_of_an_impossible_day_stores_no_row(insights: InMemoryInsights) -> None:
    future = RecordSignals(title(1), date(9999, 12, 31), ())

    with pytest.raises(DayOutOfRange, match="day must be between 2000-01-01"):
        await observe(insights, observation(2, 0, 10), future)

    assert insights.days == {}

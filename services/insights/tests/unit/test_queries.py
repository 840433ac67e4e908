"""What queries make of the rollup and of known days."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from insights.application.months import months_from
from insights.application.queries import HistoryQueries, MovementQueries
from insights.application.readings import DayOfTitle, MovedTitle, MovementList
from insights.domain.errors import MediaNotFound
from insights.domain.movement import Direction, Movement
from insights.domain.title import Title

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MEDIA_ID = UUID(int=1)


class InMemoryInsights:
    """Gives what it was made with."""

    def __init__(self, found: MovementList | None = None, days: list[DayOfTitle] | None = None) -> None:
        self.found = found or MovementList(None, None, 0, [])
        self.days = days
        self.asked: list[tuple[object, ...]] = []

    async def movements(
        self, window_days: int, directions: Sequence[Direction], kinds: Sequence[str], limit: int
    ) -> MovementList:
        self.asked.append((window_days, kinds, limit))
        return self.found

    async def history(self, media_id: UUID, first: date, last: date) -> list[DayOfTitle] | None:
        self.asked.append((media_id, first, last))
        return self.days


class FixedClock:
    """Always noon."""

    def now(self) -> datetime:
        return NOW


def moved(number: int, growth_current: int, growth_prev: int) -> MovedTitle:
    title = Title(UUID(int=number), "movie", number)
    return MovedTitle(title, Movement(90, NOW.date(), 10_000, growth_current, growth_prev))


async def test_each_list_is_cut_to_the_limit() -> None:
    rows = [moved(1, 100, 900), moved(2, 300, 900), moved(3, 900, 100), moved(4, 500, 100), moved(5, 400, 100)]
    insights = InMemoryInsights(MovementList(NOW.date(), date(2026, 1, 1), 5, rows))

    found = await MovementQueries(insights).movements("90d", 2, None)

    assert [item.title.tmdb_id for item in found.risers] == [3, 4]
    assert [item.title.tmdb_id for item in found.fallers] == [1, 2]
    assert (found.window, found.shortage) == ("90d", None)
    assert insights.asked == [(90, ("movie", "show"), 2)]


@pytest.mark.parametrize(
    ("as_of", "since", "code", "text"),
    [
        (None, None, "NO_DATA", "No audience was observed yet"),
        (date(2026, 11, 20), date(2026, 11, 1), "NOT_ENOUGH_HISTORY", "since 2026-09-21; the first is of 2026-11-01"),
        (date(2026, 11, 20), date(2026, 9, 22), "NOT_ENOUGH_HISTORY", "since 2026-09-21; the first is of 2026-09-22"),
        (date(2026, 11, 20), date(2026, 9, 21), "TOO_MANY_GAPS", "the first observation is of 2026-09-21"),
    ],
)
async def test_an_empty_window_says_why(as_of: date | None, since: date | None, code: str, text: str) -> None:
    insights = InMemoryInsights(MovementList(as_of, since, 0, []))

    found = await MovementQueries(insights).movements("30d", 5, "show")

    assert found.shortage is not None
    assert found.shortage.code == code
    assert text in found.shortage.message
    assert insights.asked == [(30, ("show",), 5)]


async def test_a_window_in_which_nobody_rose_is_no_shortage() -> None:
    insights = InMemoryInsights(MovementList(date(2026, 11, 20), date(2026, 1, 1), 7, []))

    assert (await MovementQueries(insights).movements("30d", 5, None)).shortage is None


async def test_a_history_has_every_day_and_keeps_its_gaps() -> None:
    known = [DayOfTitle(date(2026, 11, 17), 100, 3, 1.5), DayOfTitle(date(2026, 11, 19), 120, None, None)]

    history = await HistoryQueries(InMemoryInsights(days=known), FixedClock()).history(MEDIA_ID, 5)

    assert [(point.day.day, point.total_watchers) for point in history.days] == [
        (16, None),
        (17, 100),
        (18, None),
        (19, 120),
        (20, None),
    ]
    assert (history.first, history.last) == (date(2026, 11, 16), date(2026, 11, 20))


async def test_a_title_nobody_spoke_of_is_not_found() -> None:
    with pytest.raises(MediaNotFound):
        await HistoryQueries(InMemoryInsights(days=None), FixedClock()).history(MEDIA_ID, 5)


def test_months_run_over_the_end_of_the_year() -> None:
    assert months_from(date(2026, 11, 30), 3) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]

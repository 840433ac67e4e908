"""Queries on a recorded rollup and recorded days."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from chassis.testing.clock import FixedClock
from insights.application.movements.queries import MovementQueries
from insights.application.movements.read_models import MovedTitle, MovementList
from insights.application.signals.queries import HistoryQueries
from insights.application.signals.read_models import DayOfTitle
from insights.domain.errors import MediaNotFound
from insights.domain.movements.movement import Direction, Movement
from insights.domain.titles.title import Title

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MEDIA_ID = UUID(int=1)


class RecordedInsights:
    """Returns what it was created with, and records the requests."""

    def __init__(self, listing: MovementList | None = None, days: list[DayOfTitle] | None = None) -> None:
        self.listing = listing or MovementList(None, None, 0, [])
        self.days = days
        self.requests: list[tuple[object, ...]] = []

    async def movements(
        self, window_days: int, directions: Sequence[Direction], kinds: Sequence[str], limit: int
    ) -> MovementList:
        self.requests.append((window_days, kinds, limit))
        return self.listing

    async def history(self, media_id: UUID, first: date, last: date) -> list[DayOfTitle] | None:
        self.requests.append((media_id, first, last))
        return self.days


def moved(number: int, growth_current: int, growth_prev: int) -> MovedTitle:
    title = Title(UUID(int=number), "movie", number)
    return MovedTitle(title, Movement(90, NOW.date(), 10_000, growth_current, growth_prev))


async def test_each_list_is_cut_to_the_limit() -> None:
    rows = [moved(1, 100, 900), moved(2, 300, 900), moved(3, 900, 100), moved(4, 500, 100), moved(5, 400, 100)]
    insights = RecordedInsights(MovementList(NOW.date(), date(2026, 1, 1), 5, rows))

    result = await MovementQueries(insights).movements("90d", 2, None)

    assert [item.title.tmdb_id for item in result.risers] == [3, 4]
    assert [item.title.tmdb_id for item in result.fallers] == [1, 2]
    assert (result.window, result.shortage) == ("90d", None)
    assert insights.requests == [(90, ("movie", "show"), 2)]


@pytest.mark.parametrize(
    ("as_of", "since", "code", "text"),
    [
        (None, None, "NO_DATA", "No audience was observed yet"),
        (date(2026, 11, 20), date(2026, 11, 1), "NOT_ENOUGH_HISTORY", "since 2026-09-21; the first is of 2026-11-01"),
        (date(2026, 11, 20), date(2026, 9, 22), "NOT_ENOUGH_HISTORY", "since 2026-09-21; the first is of 2026-09-22"),
        (date(2026, 11, 20), date(2026, 9, 21), "TOO_MANY_GAPS", "the first observation is of 2026-09-21"),
    ],
)
async def test_an_empty_window_has_a_reason(as_of: date | None, since: date | None, code: str, text: str) -> None:
    insights = RecordedInsights(MovementList(as_of, since, 0, []))

    result = await MovementQueries(insights).movements("30d", 5, "show")

    assert result.shortage is not None
    assert result.shortage.code == code
    assert text in result.shortage.message
    assert insights.requests == [(30, ("show",), 5)]


async def test_a_window_without_risers_is_no_shortage() -> None:
    insights = RecordedInsights(MovementList(date(2026, 11, 20), date(2026, 1, 1), 7, []))

    assert (await MovementQueries(insights).movements("30d", 5, None)).shortage is None


async def test_a_history_has_every_day_and_keeps_its_gaps() -> None:
    points = [DayOfTitle(date(2026, 11, 17), 100, 3, 1.5), DayOfTitle(date(2026, 11, 19), 120, None, None)]

    history = await HistoryQueries(RecordedInsights(days=points), FixedClock(NOW)).history(MEDIA_ID, 5)

    assert [(point.day.day, point.total_watchers) for point in history.days] == [
        (16, None),
        (17, 100),
        (18, None),
        (19, 120),
        (20, None),
    ]
    assert (history.first, history.last) == (date(2026, 11, 16), date(2026, 11, 20))


async def test_an_unknown_title_is_not_found() -> None:
    with pytest.raises(MediaNotFound):
        await HistoryQueries(RecordedInsights(days=None), FixedClock(NOW)).history(MEDIA_ID, 5)

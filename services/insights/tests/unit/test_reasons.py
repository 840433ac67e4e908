"""Which facts are the reasons of a movement, and on which days a source was out."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from services.insights.tests.integration.reason_events import season

from contracts.ingestion import SeasonSyncedV1
from contracts.readers.insights import SeasonSynced
from insights.application.movements.change_lists import (
    ChangedTitle,
    ChangeFilter,
    ChangeList,
    ChangeQueries,
    Extent,
)
from insights.application.movements.changes import SeriesOfTitle, changes_of
from insights.application.reasons.ports import NearFacts
from insights.domain.movements.robust import Change
from insights.domain.reasons.facts import DatedFact, StatedFacts
from insights.domain.reasons.outage import Outage, affected_days
from insights.domain.reasons.reason import NearFact, Reason, reasons
from insights.domain.signals.signal import Signal
from insights.domain.titles.title import Title
from insights.presentation.reasons.event_mapping import to_season

pytestmark = pytest.mark.unit

DAY = date(2026, 11, 2)


def _season(event: SeasonSyncedV1) -> list[StatedFacts]:
    return to_season(SeasonSynced.model_validate_json(event.model_dump_json(by_alias=True)))


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def test_the_nearest_facts_come_first_and_those_of_many_regions_are_one() -> None:
    facts = [
        NearFact("RELEASED", ago(3)),
        NearFact("RELEASED", ago(3), "theatrical", "US"),
        NearFact("RELEASED", ago(3), "theatrical", "DE"),
        NearFact("RELEASED", ago(4), "digital", "US"),
        NearFact("RELEASED", ago(5), "tv", "US"),
        NearFact("SEASON_STARTED", ago(-6), "3"),
        NearFact("LIST_ENTRY", ago(9), "trending.movie.day", "12"),
        NearFact("ARRIVED_ON_SERVICE", ago(10), "Netflix", "UA"),
        NearFact("SEASON_ENDED", ago(13), "2"),
    ]
    assert reasons(facts, DAY, 7) == [
        Reason("RELEASED", ago(3), {"releaseType": "theatrical", "regions": "DE,US"}),
        Reason("RELEASED", ago(4), {"releaseType": "digital", "regions": "US"}),
        Reason("SEASON_STARTED", ago(-6), {"season": 3}),
        Reason("LIST_ENTRY", ago(9), {"listId": "trending.movie.day", "rank": 12}),
        Reason("ARRIVED_ON_SERVICE", ago(10), {"service": "Netflix", "regions": "UA"}),
    ]


@pytest.mark.parametrize(
    ("days_ago", "window", "count"), [(14, 7, 1), (15, 7, 0), (29, 30, 1), (30, 30, 0), (-14, 30, 1), (-15, 30, 0)]
)
def test_facts_of_the_window_or_within_two_weeks_of_its_end_count(days_ago: int, window: int, count: int) -> None:
    assert len(reasons([NearFact("RELEASED", ago(days_ago))], DAY, window)) == count


def test_an_hour_of_a_day_makes_an_outage() -> None:
    def at(hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 11, 2, hour, minute, tzinfo=UTC)

    assert affected_days([Outage("tmdb", at(22), at(23))], "tmdb", [ago(1), DAY, ago(-1)]) == {DAY}
    assert affected_days([Outage("tmdb", at(22), at(22, 59))], "tmdb", [DAY]) == frozenset()
    assert affected_days([Outage("tmdb", at(23, 30), None)], "tmdb", [ago(1), DAY, ago(-1)]) == {ago(-1)}
    assert affected_days([Outage("trakt", at(1), None)], "tmdb", [DAY]) == frozenset()


def test_no_title_falls_by_values_of_an_outage() -> None:
    values = [*[50.0] * 40, *[5.0] * 4]
    days = [ago(len(values) - 1 - at) for at in range(len(values))]
    series = SeriesOfTitle(UUID(int=1), "movie", Signal.POPULARITY, days, values)
    start = datetime(2026, 10, 30, tzinfo=UTC)

    def direction(*outages: Outage) -> dict[int, str | None]:
        return {item.change.window_days: item.change.direction for item in changes_of(series, outages)}

    assert direction() == {1: "faller", 7: "faller"}
    assert direction(Outage("tmdb", start)) == {1: None, 7: None}
    assert direction(Outage("tmdb", start, start + timedelta(days=2))) == {1: "faller", 7: None}
    assert direction(Outage("trakt", start)) == {1: "faller", 7: "faller"}


def test_a_season_states_its_first_and_its_last_day() -> None:
    def stated(*parts: tuple[int, int]) -> list[tuple[str, tuple[DatedFact, ...]]]:
        events = [season(7, DAY, None, ago(-7), part=part, parts=of) for part, of in parts]
        return [(item.code, item.facts) for event in events for item in _season(event)]

    started, ended = (DatedFact(DAY, "2"),), (DatedFact(ago(-7), "2"),)
    assert stated((1, 1)) == [("SEASON_STARTED", started), ("SEASON_ENDED", ended)]
    assert stated((1, 3), (2, 3), (3, 3)) == [("SEASON_STARTED", started), ("SEASON_ENDED", ended)]
    whole_on_a_day = _season(season(7, DAY, DAY))
    assert [(item.code, item.facts) for item in whole_on_a_day] == [("SEASON_STARTED", started), ("SEASON_ENDED", ())]
    withdrawn = season(7, DAY).model_copy(update={"withdrawn_at": datetime(2026, 11, 2, tzinfo=UTC)})
    assert [item.facts for item in _season(withdrawn)] == [(), ()]
    assert _season(season(7, DAY, number=0)) == []


class Listed:
    """Five risers, and the reads of their facts."""

    def __init__(self) -> None:
        self.reads: list[int] = []

    async def changes(self, signal: Signal, window_days: int, chosen: ChangeFilter, limit: int) -> ChangeList:
        """Return the risers."""
        change = Change(7, DAY, 40.0, 10.0, 9.0, 7)
        return ChangeList(DAY, [ChangedTitle(Title(UUID(int=number), "movie", number), change) for number in range(5)])

    async def extent(self, signal: Signal) -> Extent | None:
        """Return a day."""
        return Extent(DAY, 0)

    async def near(self, days: Mapping[UUID, date], window_days: int, source: str) -> NearFacts:
        """Return a fact of the third title."""
        self.reads.append(len(days))
        return NearFacts({UUID(int=2): [NearFact("SEASON_STARTED", DAY, "4")]}, [])


async def test_the_facts_of_a_page_are_one_read() -> None:
    listed = Listed()
    changes = await ChangeQueries(listed, listed).changes(Signal.POPULARITY, 7, ChangeFilter(), 5)
    assert listed.reads == [5]
    seasons = [Reason("SEASON_STARTED", DAY, {"season": 4})]
    assert [item.reasons for item in changes.risers] == [[], [], seasons, [], []]

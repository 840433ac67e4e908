"""Statistics from sums: nothing is counted twice, nothing is lost, and unknown is not zero."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.testing.clock import NOON
from library.domain.statistics.collecting import Collector
from library.domain.statistics.period import Period
from library.domain.statistics.statistics import Statistics, Totals
from library.domain.statistics.tallies import DayTally, HourTally, Moment, Tallies, TitleTally, WatchedTitle
from library.domain.titles.details import Genre, Person

pytestmark = pytest.mark.unit

DRAMA, CRIME = Genre(18, "Drama"), Genre(80, "Crime")
ALIEN, BAD, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
SCOTT, CRANSTON = Person(578, "Ridley Scott", "director"), Person(17419, "Bryan Cranston", "cast")
TITLES = {
    ALIEN: WatchedTitle("Alien", 1979, "en", ("GB", "US"), (Genre(27, "Horror"),), (SCOTT,)),
    BAD: WatchedTitle("Breaking Bad", 2008, "en", ("US",), (DRAMA, CRIME), (CRANSTON, Person(1, "W", "writer"))),
}
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def collected(tallies: Tallies, step: int = 100) -> Statistics:
    collector = Collector(tallies)
    for start in range(0, len(tallies.titles), step):
        collector.add(tallies.titles[start : start + step], TITLES)
    return collector.statistics()


TALLIES = Tallies(
    titles=[
        TitleTally(ALIEN, "movie", plays=2, seconds=14_040, plays_without_duration=0),
        TitleTally(BAD, "show", plays=3, seconds=5_400, plays_without_duration=1, episodes=2),
        TitleTally(OTHER, "movie", plays=1, seconds=0, plays_without_duration=1),
    ],
    days=[DayTally(date(2026, 11, 20), 3, 10_000), DayTally(date(2026, 11, 21), 2, 9_000)],
    hours=[HourTally(20, 4, 12_000)],
    first=Moment(ALIEN, None, None, NOON - timedelta(days=1)),
    last=Moment(BAD, 1, 2, NOON),
    ratings={5: 1},
)


def test_totals_count_plays_and_different_titles() -> None:
    assert collected(TALLIES).totals == Totals(
        plays=6,
        movie_plays=3,
        episode_plays=3,
        seconds=19_440,
        plays_without_duration=2,
        movies=2,
        shows=1,
        episodes=2,
        days=2,
        longest_streak=2,
    )
    assert collected(TALLIES).plays_without_day == 1


def test_a_title_counts_in_each_of_its_groups() -> None:
    statistics = collected(TALLIES)
    assert [(part.key, part.name, part.plays, part.titles) for part in statistics.genres] == [
        ("80", "Crime", 3, 1),
        ("18", "Drama", 3, 1),
        ("27", "Horror", 2, 1),
    ]
    assert [(part.key, part.plays) for part in statistics.countries] == [("US", 5), ("GB", 2)]
    assert [(part.key, part.plays, part.seconds) for part in statistics.languages] == [("en", 5, 19_440)]
    assert [(part.key, part.name) for part in statistics.decades] == [("1970", "1970s"), ("2000", "2000s")]
    assert [part.name for part in statistics.directors] == ["Ridley Scott"]
    assert [part.name for part in statistics.cast] == ["Bryan Cranston"]
    assert [(show.name, show.plays, show.episodes) for show in statistics.shows] == [("Breaking Bad", 3, 2)]


def test_days_are_months_and_weekdays() -> None:
    statistics = collected(TALLIES)
    assert [(part.key, part.plays) for part in statistics.days] == [("2026-11-20", 3), ("2026-11-21", 2)]
    assert [(part.key, part.plays) for part in statistics.months] == [("2026-11", 5)]
    assert [part.plays for part in statistics.weekdays] == [0, 0, 0, 0, 3, 2, 0]
    assert [part.plays for part in statistics.hours] == [0] * 20 + [4] + [0] * 3
    assert statistics.current_streak(date(2026, 11, 22)) == 2
    assert statistics.current_streak(date(2026, 11, 23)) == 0


def test_the_first_and_the_last_play_have_names_and_ratings_every_number_of_stars() -> None:
    statistics = collected(TALLIES)
    assert statistics.first_play is not None
    assert statistics.last_play is not None
    assert (statistics.first_play.name, statistics.last_play.name) == ("Alien", "Breaking Bad")
    assert (statistics.last_play.season, statistics.last_play.episode) == (1, 2)
    assert statistics.ratings == {1: 0, 2: 0, 3: 0, 4: 0, 5: 1}


def test_nothing_watched_is_empty() -> None:
    statistics = collected(Tallies())
    assert (statistics.totals, statistics.first_play, statistics.longest_streak) == (Totals(), None, None)
    assert statistics.current_streak(date(2026, 1, 1)) == 0
    assert (len(statistics.weekdays), len(statistics.hours)) == (7, 24)


@given(
    st.dictionaries(DAYS, st.tuples(st.integers(1, 9), st.integers(0, 9_999)), max_size=40),
    st.integers(1, 3),
)
def test_months_and_weekdays_lose_no_play(days: dict[date, tuple[int, int]], step: int) -> None:
    tallies = Tallies(titles=TALLIES.titles, days=[DayTally(day, *sums) for day, sums in days.items()])
    statistics = collected(tallies, step)
    plays, seconds = sum(sums[0] for sums in days.values()), sum(sums[1] for sums in days.values())
    for parts in (statistics.months, statistics.weekdays):
        assert (sum(part.plays for part in parts), sum(part.seconds for part in parts)) == (plays, seconds)
    assert statistics.genres == collected(TALLIES).genres


def test_a_difference_is_that_of_each_figure() -> None:
    assert Totals(plays=5, seconds=3, days=1).minus(Totals(plays=7, seconds=1)) == Totals(plays=-2, seconds=2, days=1)


def test_a_period_has_one_key() -> None:
    assert Period.of_year(2026) == Period(date(2026, 1, 1), date(2026, 12, 31))
    assert Period.of_year(2026).key == "2026-01-01..2026-12-31"
    assert (Period().key, Period().is_open, Period(last=date(2026, 1, 1)).is_open) == ("..", True, False)

"""Episodes derived from a season's facts."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from provider_simulator.titles import tables
from provider_simulator.titles.episodes import season_episodes
from provider_simulator.titles.facts import Season, Show

pytestmark = pytest.mark.unit


def _show(tmdb: int) -> Show:
    return next(show for show in tables.shows() if show.ids.tmdb == tmdb)


def _season(show: Show, number: int) -> Season:
    return next(season for season in show.seasons if season.number == number)


def test_dates_follow_the_cadence_and_the_break() -> None:
    show = _show(1396)
    days = [episode.air_date for episode in season_episodes(show, _season(show, 5))]
    assert days[0] == date(2012, 7, 15)
    assert days[7] == date(2012, 9, 2)
    assert days[8] == date(2013, 8, 11)
    assert days[15] == date(2013, 9, 29)


def test_a_premiere_of_several_episodes_goes_on_weekly() -> None:
    show = _show(76479)
    days = [episode.air_date for episode in season_episodes(show, _season(show, 2))]
    assert days[:5] == [date(2020, 9, 4)] * 3 + [date(2020, 9, 11), date(2020, 9, 18)]


def test_air_instants_are_local_prime_time_in_utc() -> None:
    show = _show(1396)
    winter, summer = season_episodes(show, _season(show, 1))[0], season_episodes(show, _season(show, 4))[0]
    assert winter.airs_at == datetime(2008, 1, 21, 2, 0, tzinfo=UTC)
    assert summer.airs_at == datetime(2011, 7, 18, 1, 0, tzinfo=UTC)


def test_a_streaming_season_comes_at_once_at_noon() -> None:
    show = _show(66732)
    first = season_episodes(show, _season(show, 1))
    assert {episode.airs_at for episode in first} == {datetime(2016, 7, 15, 12, 0, tzinfo=UTC)}


def test_a_cliff_is_a_drop_of_rating_and_votes_between_two_neighbours() -> None:
    show = _show(1399)
    episodes = season_episodes(show, _season(show, 8))
    before, after = episodes[2], episodes[3]
    assert before.rating - after.rating >= 1.0
    assert after.votes <= 0.6 * before.votes


def test_without_a_cliff_values_slide() -> None:
    show = _show(1396)
    episodes = season_episodes(show, _season(show, 3))
    assert episodes[0].rating == pytest.approx(8.5, abs=0.1)
    assert episodes[-1].rating == pytest.approx(9.4, abs=0.1)
    steps = [later.rating - earlier.rating for earlier, later in pairwise(episodes)]
    assert max(map(abs, steps)) < 0.4


def test_numbers_run_through_the_show() -> None:
    show = _show(1396)
    second = season_episodes(show, _season(show, 2))
    assert [episode.absolute for episode in second[:2]] == [8, 9]
    assert second[0].unique == season_episodes(show, _season(show, 1))[-1].unique + 1

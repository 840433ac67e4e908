"""The bundled tables are consistent, and as large and as odd as promised."""

from collections import Counter
from datetime import date

import pytest

from provider_simulator.titles import tables
from provider_simulator.titles.episodes import air_date
from provider_simulator.tmdb.reference import MOVIE_GENRES, SHOW_GENRES

pytestmark = pytest.mark.unit


def test_there_are_enough_titles() -> None:
    assert len(tables.movies()) >= 150
    assert len(tables.shows()) >= 60


@pytest.mark.parametrize("name", ["tmdb", "imdb", "trakt", "slug", "tvdb", "tvmaze"])
@pytest.mark.parametrize("kind", ["movie", "show"])
def test_ids_are_unique(kind: str, name: str) -> None:
    titles = [title for title in tables.titles() if title.kind == kind]
    ids = [value for title in titles if (value := getattr(title.ids, name)) is not None]
    assert ids or (kind, name) in {("movie", "tvdb"), ("movie", "tvmaze")}
    assert [value for value, count in Counter(ids).items() if count > 1] == []


def test_ids_look_like_ids() -> None:
    for title in tables.titles():
        assert title.ids.imdb is not None, title.title
        assert title.ids.imdb.startswith("tt"), title.title
        assert len(title.ids.imdb) in {9, 10}, title.title
        assert title.ids.slug == (title.ids.slug or "").lower()


def test_genres_are_known_to_tmdb() -> None:
    assert {genre for movie in tables.movies() for genre in movie.genres} <= set(MOVIE_GENRES)
    assert {genre for show in tables.shows() for genre in show.genres} <= set(SHOW_GENRES)


def test_ratings_are_in_range_and_absent_without_votes() -> None:
    for title in tables.titles():
        of = title.ratings
        for rating, votes in ((of.imdb, of.imdb_votes), (of.trakt, of.trakt_votes), (of.tmdb, of.tmdb_votes)):
            assert (rating is None) == (votes == 0), title.title
            assert rating is None or 1 <= rating <= 10, title.title
        for score in (of.rotten, of.metascore):
            assert score is None or 0 <= score <= 100, title.title


def test_dates_are_plausible() -> None:
    for movie in tables.movies():
        assert date(1920, 1, 1) < movie.released < date(2031, 1, 1), movie.title
        assert movie.digital is None or movie.digital >= movie.released, movie.title


def test_seasons_follow_each_other() -> None:
    for show in tables.shows():
        numbers = [season.number for season in show.seasons if season.number > 0]
        assert numbers == list(range(1, len(numbers) + 1)), show.title
        firsts = [season.first_air for season in show.seasons if season.number > 0]
        assert firsts == sorted(firsts), show.title


def test_episodes_of_a_season_never_go_back_in_time() -> None:
    for show in tables.shows():
        for season in show.seasons:
            days = [air_date(season, number) for number in range(1, season.episodes + 1)]
            assert days == sorted(days), (show.title, season.number)
            assert 1 <= season.episodes <= 64, (show.title, season.number)
            assert season.cliff is None or 1 < season.cliff <= season.episodes, (show.title, season.number)


def test_edge_cases_are_in_the_catalog() -> None:
    movie_numbers = {movie.ids.tmdb for movie in tables.movies()}
    show_numbers = {show.ids.tmdb for show in tables.shows()}
    titles = Counter(movie.title for movie in tables.movies())
    assert {1396, 1402} <= movie_numbers & show_numbers
    assert {"Dune", "True Grit", "Suspiria", "Nosferatu"} <= {title for title, count in titles.items() if count == 2}
    assert sum(1 for show in tables.shows() if show.title == "The Flash") == 2
    assert any(show.ids.tvmaze is None for show in tables.shows())
    assert any(season.number == 0 for show in tables.shows() for season in show.seasons)


def test_a_known_row() -> None:
    matrix = next(movie for movie in tables.movies() if movie.ids.tmdb == 603)
    assert (matrix.ids.imdb, matrix.ids.trakt, matrix.ids.slug) == ("tt0133093", 481, "the-matrix-1999")
    assert (matrix.released, matrix.runtime) == (date(1999, 3, 31), 136)

"""The exports of TMDB."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from library.domain.imports.rows import ListMember, Moment, ParsedFile, Rating

pytestmark = pytest.mark.unit

Upload = Callable[..., ParsedFile]

HEADER = "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n"
AT = Moment("instant", datetime(2024, 1, 7, 16, 35, 52, tzinfo=UTC))
MOVIE = "900001,tt9000001,movie,Blue Harbour,2021-07-20T00:00:00Z,,,7.7,7,2024-01-07T16:35:52Z\n"


def test_ratings_of_movies_shows_and_episodes(upload: Upload) -> None:
    episode = "900002,tt9000002,tv,Tin Town S1E2,1994-09-22T00:00:00Z,1,2,6.9,8.5,2024-01-07T16:35:52Z\n"
    movie, part = upload(HEADER + MOVIE + episode, name="ratings.csv").rows
    assert (movie.title, movie.kind, movie.year, movie.ids.tmdb, movie.ids.imdb) == (
        "Blue Harbour",
        "movie",
        2021,
        900001,
        "tt9000001",
    )
    assert movie.actions == (Rating(70, AT),)
    assert (part.title, part.kind, part.year, part.season, part.episode) == ("Tin Town", "show", None, 1, 2)
    assert (part.ids.known, part.episode_ids.tmdb, part.actions) == ({}, 900002, (Rating(85, AT),))


def test_a_file_without_ratings_is_the_watchlist(upload: Upload) -> None:
    parsed = upload(HEADER + "900001,,tv,Tin Town,2027-01-20T00:00:00Z,,,8.8,,2024-01-07T16:35:52Z\n")
    assert parsed.format == "tmdb"
    assert (parsed.rows[0].actions, parsed.rows[0].year) == ((ListMember(None, added_at=AT),), 2027)


def test_favourites_are_a_list(upload: Upload) -> None:
    parsed = upload(HEADER + MOVIE.replace(",7,", ",,"), name="favorites.csv")
    assert parsed.rows[0].actions == (ListMember("Favorites", added_at=AT),)
    assert [header.name for header in parsed.lists] == ["Favorites"]


def test_a_person_is_rejected(upload: Upload) -> None:
    parsed = upload(HEADER + MOVIE.replace("movie", "person"))
    assert [(row.code, row.field) for row in parsed.rejected] == [("invalid_kind", "Type")]

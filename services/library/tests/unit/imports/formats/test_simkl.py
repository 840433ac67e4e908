"""The backup of Simkl."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from library.domain.imports.rows import Mark, Moment, Note, ParsedFile, Play, Rating, SeenUntil

pytestmark = pytest.mark.unit

Upload = Callable[..., ParsedFile]

AT = Moment("instant", datetime(2024, 2, 13, 20, 15, tzinfo=UTC))
EVENING = "2024-02-13T20:15:00Z"
SHOW = {
    "title": "Tin Town",
    "year": 2015,
    "ids": {"simkl": 5, "slug": "tin", "tvdb": "701", "tmdb": "802", "imdb": "tt9000002"},
}


def entry(status: str, **other: object) -> dict[str, object]:
    return {
        "added_to_watchlist_at": EVENING,
        "last_watched_at": EVENING,
        "user_rated_at": EVENING,
        "user_rating": 8,
        "status": status,
        **other,
    }


def test_movies_of_the_backup(upload: Upload) -> None:
    movie = {"title": "Blue Harbour", "year": 2021, "ids": {"simkl": 6, "imdb": "tt9000001", "tmdb": "801"}}
    rows = upload(
        {"movies": [entry("completed", movie=movie, memo={"text": "Calm"}), entry("plantowatch", movie=movie)]}
    ).rows
    assert rows[0].ids.known == {"simkl": "6", "imdb": "tt9000001", "tmdb": "801"}
    assert rows[0].actions == (Play(AT, total=True), Rating(80, AT), Note("Calm"))
    assert rows[1].actions == (Mark("planned", AT), Rating(80, AT))


def test_episodes_of_a_show_are_rows(upload: Upload) -> None:
    seasons = [{"number": 1, "episodes": [{"number": 1, "watched_at": EVENING}, {"number": 2, "watched_at": None}]}]
    parsed = upload({"shows": [entry("hold", show=SHOW, seasons=seasons, last_watched="S01E02", user_rating=None)]})
    assert parsed.format == "simkl"
    assert [(row.season, row.episode, row.actions) for row in parsed.rows] == [
        (None, None, (Mark("paused", AT),)),
        (1, 1, (Play(AT, total=True),)),
        (1, 2, (Play(total=True),)),
    ]


def test_without_episodes_the_last_one_counts(upload: Upload) -> None:
    rows = upload(
        {
            "shows": [entry("watching", show=SHOW, last_watched="S02E05", user_rating=None)],
            "anime": [
                entry("watching", show=SHOW, last_watched="E12", user_rating=None),
                entry("watching", show=SHOW, last_watched="E0", user_rating=None),
            ],
        }
    ).rows
    assert [row.actions for row in rows] == [
        (Mark("watching", AT), SeenUntil(2, 5, AT)),
        (Mark("watching", AT), SeenUntil(None, 12, AT)),
        (Mark("watching", AT),),
    ]


def test_the_table_has_states_ratings_and_ids(upload: Upload) -> None:
    parsed = upload(
        "SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB\n"
        "5,Tin Town,tv show,2015,watching,s03e04,13-02-2024 20:15:00,9,Best yet,701,802,tt9000002\n"
        "6,Blue Harbour,movie,2021,completed,,13-02-2024 20:15:00,,,,801,tt9000001\n"
        "7,Sea,anime,,plantowatch,,,,,,,\n"
        "8,Tin,tv,2015,lost,,,,,,,\n"
    )
    assert [(row.title, row.kind, row.actions) for row in parsed.rows] == [
        ("Tin Town", "show", (Mark("watching", AT), SeenUntil(3, 4, AT), Rating(90), Note("Best yet"))),
        ("Blue Harbour", "movie", (Play(AT, total=True),)),
        ("Sea", "show", (Mark("planned"),)),
    ]
    assert parsed.rows[0].ids.known == {"simkl": "5", "tvdb": "701", "tmdb": "802", "imdb": "tt9000002"}
    assert [(row.position.number, row.code) for row in parsed.rejected] == [(5, "invalid_state")]


def test_bad_entries_are_rejected(upload: Upload) -> None:
    parsed = upload(
        {
            "shows": [
                entry("watching", show=SHOW),
                entry("watching", show=SHOW, last_watched="the fifth"),
                entry("watching", show=SHOW, seasons=[{"number": 1, "episodes": [{"watched_at": EVENING}]}]),
                {"status": "watching", "show": None},
            ]
        }
    )
    assert [(row.position.number, row.code) for row in parsed.rejected] == [
        (2, "invalid_episode"),
        (3, "episode_missing"),
        (4, "title_missing"),
    ]


def test_an_anime_that_is_a_movie_is_one(upload: Upload) -> None:
    title = {"title": "Spirited Away", "year": 2001, "ids": {"simkl": 1, "tmdb": "129"}}
    anime = {"status": "completed", "last_watched_at": None, "anime_type": "movie", "show": title}
    [row] = upload({"anime": [anime, anime | {"anime_type": "tv"}]}).rows[:1]
    assert (row.kind, row.actions) == ("movie", (Play(total=True),))

"""The data export of Trakt."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from library.domain.imports.rows import (
    UNKNOWN_TIME,
    ListHeader,
    ListMember,
    Mark,
    Moment,
    Note,
    ParsedFile,
    Play,
    Rating,
)

pytestmark = pytest.mark.unit

Upload = Callable[..., ParsedFile]

MOVIE = {"title": "Blue Harbour", "year": 2021, "ids": {"trakt": 901, "slug": "blue", "imdb": "tt9000001", "tmdb": 801}}
SHOW = {
    "title": "Tin Town",
    "year": 2015,
    "ids": {"trakt": 902, "tvdb": 701, "imdb": None, "tmdb": 802, "tvrage": None},
}
EPISODE = {"season": 0, "number": 2, "title": "Night", "ids": {"trakt": 903, "tvdb": 702, "tmdb": None}}
EVENING = "2024-02-13T20:15:00.000Z"
AT = Moment("instant", datetime(2024, 2, 13, 20, 15, tzinfo=UTC))

HISTORY = [
    {"id": 1, "watched_at": EVENING, "action": "watch", "type": "movie", "movie": MOVIE},
    {"id": 2, "watched_at": EVENING, "action": "scrobble", "type": "episode", "episode": EPISODE, "show": SHOW},
]
WATCHED = [
    {"plays": 3, "last_watched_at": EVENING, "last_updated_at": EVENING, "movie": MOVIE},
]


def test_every_play_of_the_history_is_a_row(upload: Upload) -> None:
    parsed = upload(HISTORY, name="watched-history-1.json")
    movie, episode = parsed.rows
    assert parsed.format == "trakt"
    assert (movie.title, movie.year, movie.kind, movie.actions) == ("Blue Harbour", 2021, "movie", (Play(AT),))
    assert movie.ids.known == {"imdb": "tt9000001", "tmdb": "801", "trakt": "901"}
    assert (episode.kind, episode.season, episode.episode, episode.episode_title) == ("show", 0, 2, "Night")
    assert (episode.ids.known, episode.episode_ids.known) == (
        {"tmdb": "802", "tvdb": "701", "trakt": "902"},
        {"tvdb": "702", "trakt": "903"},
    )


def test_the_first_second_of_1970_is_an_unknown_time(upload: Upload) -> None:
    [row] = upload([{**HISTORY[0], "watched_at": "1970-01-01T00:00:00.000Z"}]).rows
    assert row.actions == (Play(UNKNOWN_TIME),)


def test_watched_movies_are_counted(upload: Upload) -> None:
    [row] = upload(WATCHED).rows
    assert row.actions == (Play(AT, count=3, total=True),)


def test_watched_shows_with_seasons_are_counted_per_episode(upload: Upload) -> None:
    seasons = [
        {
            "number": 1,
            "episodes": [{"number": number, "plays": number, "last_watched_at": EVENING} for number in (1, 2)],
        }
    ]
    rows = upload([{"plays": 3, "last_watched_at": EVENING, "show": SHOW, "seasons": seasons}]).rows
    assert [(row.season, row.episode, row.actions) for row in rows] == [
        (1, 1, (Play(AT, count=1, total=True),)),
        (1, 2, (Play(AT, count=2, total=True),)),
    ]


def test_a_watched_show_without_episodes_was_begun(upload: Upload) -> None:
    [row] = upload([{"plays": 40, "last_watched_at": EVENING, "show": {**SHOW, "aired_episodes": 41}}]).rows
    assert row.actions == (Mark("watching", AT),)


def test_sums_are_left_out_beside_the_history(upload: Upload) -> None:
    parsed = upload({"data/watched-history-1.json": HISTORY, "data/watched-movies.json": WATCHED})
    assert len(parsed.rows) == 2
    assert [(item.file, item.reason, item.count) for item in parsed.ignored] == [
        ("data/watched-movies.json", "counted_in_history", 1)
    ]


def test_a_file_that_was_cut_is_noticed(upload: Upload) -> None:
    parsed = upload([{**WATCHED[0], "total_count": 4274}])
    assert [(notice.code, notice.message) for notice in parsed.notices] == [
        ("incomplete", "the file has 1 of 4274 entries: export it again to have all of them")
    ]
    assert upload([{**WATCHED[0], "total_count": 1}]).notices == ()


def test_ratings_of_titles_seasons_and_episodes(upload: Upload) -> None:
    rated = {"rated_at": EVENING, "rating": 7}
    rows = upload(
        [
            {**rated, "type": "movie", "movie": MOVIE},
            {**rated, "type": "show", "show": SHOW},
            {**rated, "type": "season", "season": {"number": 3, "ids": {"trakt": 1}}, "show": SHOW},
            {**rated, "type": "episode", "episode": EPISODE, "show": SHOW},
        ]
    ).rows
    assert [(row.kind, row.season, row.episode, row.actions) for row in rows] == [
        ("movie", None, None, (Rating(70, AT),)),
        ("show", None, None, (Rating(70, AT),)),
        ("show", 3, None, (Rating(70, AT),)),
        ("show", 0, 2, (Rating(70, AT),)),
    ]


def test_the_watchlist_and_lists_have_the_same_entries(upload: Upload) -> None:
    entry = {"rank": 1, "id": 5, "listed_at": EVENING, "notes": "Calm", "type": "movie", "movie": MOVIE}
    parsed = upload(
        {
            "lists-watchlist.json": [entry],
            "lists-list-77-rainy-days.json": [entry],
            "lists-favorites.json": [entry],
            "lists-lists.json": [
                {
                    "name": "Rainy Days!",
                    "description": "At home",
                    "privacy": "private",
                    "sort_by": "rank",
                    "item_count": 1,
                    "ids": {"trakt": 77, "slug": "rainy-days"},
                }
            ],
        }
    )
    assert [row.actions[0] for row in parsed.rows] == [
        ListMember("Favorites", 1, AT, "Calm"),
        ListMember("Rainy Days!", 1, AT, "Calm"),
        ListMember(None, 1, AT, "Calm"),
    ]
    assert parsed.lists == (ListHeader("Favorites", ordered=True), ListHeader("Rainy Days!", "At home", ordered=True))


def test_comments_are_notes_and_hidden_shows_are_dropped(upload: Upload) -> None:
    parsed = upload(
        {
            "comments-movies.json": [
                {
                    "type": "movie",
                    "movie": MOVIE,
                    "comment": {"comment": "Calm", "spoiler": True, "created_at": EVENING},
                }
            ],
            "hidden-dropped.json": [{"hidden_at": EVENING, "type": "show", "show": SHOW}],
            "hidden-calendar.json": [{"hidden_at": EVENING, "type": "show", "show": SHOW}],
        }
    )
    assert [row.actions[0] for row in parsed.rows] == [Note("Calm", AT, spoilers=True), Mark("dropped", AT)]
    assert [(item.reason, item.count) for item in parsed.ignored] == [("unused_entry", 1)]


def test_collection_progress_and_settings_are_ignored(upload: Upload) -> None:
    parsed = upload(
        {
            "collection-movies.json": [{"collected_at": EVENING, "type": "movie", "movie": MOVIE}],
            "up-next.json": [{"show": SHOW, "progress": {"aired": 2}}],
            "user-settings.json": {"user": {"username": "someone"}},
            "broken.json": "{",
        }
    )
    assert parsed.rows == ()
    assert {(item.reason, item.count) for item in parsed.ignored} == {
        ("collection", 1),
        ("up_next", 1),
        ("unused_file", 1),
    }
    assert [(row.code, row.position.file) for row in parsed.rejected] == [("unreadable_file", "broken.json")]


def test_bad_entries_reject_themselves(upload: Upload) -> None:
    parsed = upload(
        [
            *HISTORY,
            None,
            7,
            {"watched_at": EVENING},
            {"watched_at": EVENING, "movie": {"title": None, "ids": {}}},
            {"watched_at": EVENING, "movie": {"title": "Blue", "ids": {"tmdb": 10**30}}},
            {"watched_at": "soon", "movie": MOVIE},
            {"watched_at": EVENING, "show": SHOW, "episode": {"season": -1, "number": 1}},
            {"watched_at": {"a": 1}, "movie": "Blue"},
        ]
    )
    assert len(parsed.rows) == 2
    assert [(row.position.number, row.code, row.field) for row in parsed.rejected] == [
        (3, "title_missing", "movie"),
        (4, "title_missing", "movie"),
        (5, "title_missing", "movie"),
        (6, "title_missing", "title"),
        (7, "out_of_range", "ids.tmdb"),
        (8, "invalid_date", "watched_at"),
        (9, "out_of_range", "episode.season"),
        (10, "title_missing", "title"),
    ]

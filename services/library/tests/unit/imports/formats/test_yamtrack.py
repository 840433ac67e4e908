"""The export of Yamtrack."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from library.domain.imports.rows import Mark, Moment, Note, ParsedFile, Play, Rating, SeenUntil

pytestmark = pytest.mark.unit

Upload = Callable[..., ParsedFile]

HEADER = (
    "media_id,source,media_type,title,image,season_number,episode_number,score,status,notes,start_date,end_date,progress,"
    "created_at,progressed_at\n"
)
AT = Moment("instant", datetime(2024, 2, 13, 20, 15, tzinfo=UTC))
EVENING = "2024-02-13 20:15:00+00:00"


def test_movies_shows_seasons_and_episodes(upload: Upload) -> None:
    parsed = upload(
        HEADER
        + f"801,tmdb,movie,Blue Harbour,,,,8.5,Completed,Calm,,{EVENING},1,,\n"
        + "803,tmdb,movie,Sea,,,,,Planning,,,,,,\n"
        + f"802,tmdb,tv,Tin Town,,,,,In progress,,{EVENING},,2,,\n"
        + f"802,tmdb,season,Tin Town,,1,,7,Completed,,{EVENING},{EVENING},2,,\n"
        + f"802,tmdb,episode,Tin Town,,1,2,,,,,{EVENING},,,\n"
        + "9,mal,anime,Sky,,,,9,Paused,,,,14,,\n"
        + "7,igdb,game,Chess,,,,9,Completed,,,,14,,\n"
    )
    assert parsed.format == "yamtrack"
    assert [(row.title, row.kind, row.season, row.episode, row.actions) for row in parsed.rows] == [
        ("Blue Harbour", "movie", None, None, (Play(AT), Rating(85), Note("Calm"))),
        ("Sea", "movie", None, None, (Mark("planned"),)),
        ("Tin Town", "show", None, None, (Mark("watching", AT),)),
        ("Tin Town", "show", 1, None, (Rating(70),)),
        ("Tin Town", "show", 1, 2, (Play(AT),)),
        ("Sky", "show", None, None, (Mark("paused"), SeenUntil(None, 14), Rating(90))),
    ]
    assert [row.ids.known for row in parsed.rows[-2:]] == [{"tmdb": "802"}, {"mal": "9"}]
    assert [(item.reason, item.count) for item in parsed.ignored] == [("not_a_movie_or_show", 1)]


def test_bad_rows_are_rejected(upload: Upload) -> None:
    parsed = upload(
        HEADER
        + "802,tmdb,episode,Tin Town,,1,,,,,,,,,\n"
        + "x,tmdb,movie,Blue,,,,,Completed,,,,,,\n"
        + "801,tmdb,movie,Blue,,,,,Lost,,,,,,\n"
        + "801,tmdb,movie,Blue,,,,11,Completed,,,,,,\n"
    )
    assert [(row.code, row.field) for row in parsed.rejected] == [
        ("episode_missing", "season_number"),
        ("out_of_range", "media_id"),
        ("invalid_state", "status"),
        ("out_of_range", "score"),
    ]

"""The documented schema as a table and as JSON."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from library.domain.imports.rows import (
    ListHeader,
    ListMember,
    Mark,
    Moment,
    Note,
    ParsedFile,
    Play,
    Rating,
    SeenUntil,
    Tags,
)

pytestmark = pytest.mark.unit

Upload = Callable[..., ParsedFile]

DAY = Moment("day", datetime(2024, 2, 13, tzinfo=UTC))
MEDIA_ID = "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"


def test_every_column_of_the_schema(upload: Upload) -> None:
    parsed = upload(
        "title,originalTitle,year,type,mediaId,imdbId,tmdbId,tvdbId,traktId,simklId,malId,season,episode,episodeTitle,"
        "watchedAt,rewatch,state,stateAt,seenUntil,rating,ratedAt,notes,spoilers,tags,list,listPosition,watchlist\n"
        f"Tin Town,Zinnstadt,2015,show,{MEDIA_ID},tt9000002,802,701,902,5,9,1,2,Night,"
        "2024-02-13,yes,watching,2024-02-13,2x05,85,2024-02-13,Calm,yes,rain|sea,Rainy days,3,yes\n"
    )
    assert parsed.format == "generic"
    [row] = parsed.rows
    assert (row.title, row.original_title, row.year, row.kind) == ("Tin Town", "Zinnstadt", 2015, "show")
    assert (row.season, row.episode, row.episode_title) == (1, 2, "Night")
    assert row.ids.marquee == UUID(MEDIA_ID)
    assert list(row.ids.known) == ["marquee", "imdb", "tmdb", "tvdb", "trakt", "simkl", "mal"]
    assert row.actions == (
        Play(DAY, rewatch=True),
        Mark("watching", DAY),
        SeenUntil(2, 5),
        Rating(85, DAY),
        Note("Calm", spoilers=True),
        Tags(("rain", "sea")),
        ListMember("Rainy days", 3),
        ListMember(None),
    )
    assert parsed.lists == (ListHeader("Rainy days", ordered=True),)


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("title;watchedAt\nBlue;13.02.2024\n", Play(DAY)),
        ("title,plays\nBlue,3\n", Play(count=3, total=True)),
        ("title,watched\nBlue,yes\n", Play(total=True)),
        ("Titel;Datum;type\nBlau;13.02.2024;movie\n", Play(DAY)),
        ("name,rating10\nBlue,8.5\n", Rating(85)),
        ("name,rating5\nBlue,3.5\n", Rating(70)),
        ("name,status\nBlue,on hold\n", Mark("paused")),
        ("name,seenUntil\nBlue,14\n", SeenUntil(None, 14)),
        ("name,seenUntil\nBlue,S02E05\n", SeenUntil(2, 5)),
        ("tmdbId,watchlist\n802,1\n", ListMember(None)),
    ],
)
def test_few_columns_are_enough(upload: Upload, text: str, action: object) -> None:
    parsed = upload(text, source="generic")
    assert [row.actions for row in parsed.rows] == [(action,)]


def test_json_has_the_same_names(upload: Upload) -> None:
    item = {
        "title": "Blue",
        "type": "movie",
        "ids": {"tmdb": 801, "imdb": "tt9000001"},
        "watchedAt": "2024-02-13",
        "rewatch": False,
        "tags": ["rain", "sea"],
        "rating": 0,
    }
    for content in ([item], {"items": [item]}):
        [row] = upload(content).rows
        assert row.ids.known == {"imdb": "tt9000001", "tmdb": "801"}
        assert row.actions == (Play(DAY), Tags(("rain", "sea")))


def test_small_ratings_and_ambiguous_dates_are_noticed(upload: Upload) -> None:
    parsed = upload("title,rating,watchedAt\nBlue,8,01/02/2024\nTin,7,03/02/2024\n")
    assert [notice.code for notice in parsed.notices] == ["dates_ambiguous", "ratings_small"]


def test_bad_rows_are_rejected(upload: Upload) -> None:
    parsed = upload(
        "title,type,state,seenUntil,rating,mediaId,plays\n"
        "Blue,,,,,,\n"
        "Blue,song,planned,,,,\n"
        "Blue,,lost,,,,\n"
        "Blue,,,the end,,,\n"
        "Blue,,,,101,,\n"
        "Blue,,planned,,,x,\n"
        "Blue,,,,,,1001\n"
    )
    assert [(row.code, row.field) for row in parsed.rejected] == [
        ("nothing_to_import", "row"),
        ("invalid_kind", "type"),
        ("invalid_state", "state"),
        ("invalid_episode", "seenUntil"),
        ("out_of_range", "rating"),
        ("invalid_id", "mediaId"),
        ("out_of_range", "plays"),
    ]

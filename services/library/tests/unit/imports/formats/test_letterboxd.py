"""The export of Letterboxd."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from library.domain.imports.keys import effects
from library.domain.imports.rows import (
    ListHeader,
    ListMember,
    Moment,
    Note,
    ParsedFile,
    Play,
    Rating,
    Tags,
)

pytestmark = pytest.mark.unit

Upload = Callable[..., ParsedFile]

DIARY = (
    "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"
    '2024-02-20,Blue Harbour,2021,https://boxd.it/e1,3.5,Yes,"cinema, with Ann",2024-02-18\n'
    "2024-02-21,The Tin Orchard,1999,https://boxd.it/e2,,,,2024-02-21\n"
)
WATCHED = "Date,Name,Year,Letterboxd URI\n2024-02-20,Blue Harbour,2021,https://boxd.it/abcd\n"


def day(text: str) -> Moment:
    return Moment("day", datetime.fromisoformat(text).replace(tzinfo=UTC))


def test_the_diary_has_plays_ratings_and_tags(upload: Upload) -> None:
    parsed = upload(DIARY)
    assert parsed.format == "letterboxd"
    blue, tin = parsed.rows
    assert (blue.title, blue.year, blue.kind, blue.position.number) == ("Blue Harbour", 2021, "movie", 2)
    assert blue.actions == (
        Play(day("2024-02-18"), rewatch=True),
        Rating(70, day("2024-02-20")),
        Tags(("cinema", "with Ann")),
    )
    assert tin.actions == (Play(day("2024-02-21")),)


def test_the_address_of_a_diary_entry_is_no_id_of_its_title(upload: Upload) -> None:
    assert upload(DIARY).rows[0].ids.known == {}
    assert upload(WATCHED).rows[0].ids.known == {"letterboxd": "boxd.it/abcd"}


def test_a_watched_title_has_one_play_at_least(upload: Upload) -> None:
    assert upload(WATCHED, name="watched.csv").rows[0].actions == (Play(total=True),)


def test_the_watchlist_is_known_by_the_name_of_its_file(upload: Upload) -> None:
    [row] = upload(WATCHED, name="Watchlist (1).csv").rows
    assert row.actions == (ListMember(None, added_at=day("2024-02-20")),)


@pytest.mark.parametrize(("stars", "value"), [("0.5", 10), ("3.5", 70), ("5", 100), ("3,5", 70)])
def test_stars_are_scaled(upload: Upload, stars: str, value: int) -> None:
    text = f'Date,Name,Year,Letterboxd URI,Rating\n2024-02-20,Blue Harbour,2021,https://boxd.it/a,"{stars}"\n'
    assert upload(text).rows[0].actions == (Rating(value, day("2024-02-20")),)


def test_a_review_alone_is_a_play_and_a_note(upload: Upload) -> None:
    text = (
        "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n"
        '2024-02-20,Blue Harbour,2021,https://boxd.it/e1,4,,"Two lines,\nand a ""quote"".",,2024-02-18\n'
    )
    [row] = upload(text).rows
    assert row.actions == (
        Note('Two lines,\nand a "quote".', day("2024-02-20")),
        Play(day("2024-02-18")),
        Rating(80, day("2024-02-20")),
    )


def test_a_review_beside_the_diary_is_a_note_alone(upload: Upload) -> None:
    reviews = (
        "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n"
        "2024-02-20,Blue Harbour,2021,https://boxd.it/e1,3.5,Yes,Fine,,2024-02-18\n"
    )
    parsed = upload({"diary.csv": DIARY, "reviews.csv": reviews})
    assert [type(action) for row in parsed.rows for action in row.actions] == [Play, Rating, Tags, Play, Note]


def test_a_list_has_a_name_an_order_and_notes(upload: Upload) -> None:
    text = (
        "Letterboxd list export v7\nDate,Name,Tags,URL,Description\n"
        '2024-01-01,Rainy days,,https://boxd.it/l,"For evenings\nat home"\n\n'
        "Position,Name,Year,URL,Description\n1,Blue Harbour,2021,https://boxd.it/abcd,Calm\n2,The Tin Orchard,1999,,\n"
    )
    parsed = upload(text, name="rainy-days.csv")
    assert parsed.lists == (ListHeader("Rainy days", "For evenings\nat home", ordered=True),)
    assert [row.actions[0] for row in parsed.rows] == [
        ListMember("Rainy days", position=1, note="Calm"),
        ListMember("Rainy days", position=2),
    ]
    assert [row.position.number for row in parsed.rows] == [7, 8]


def test_an_archive_is_read_as_a_whole(upload: Upload) -> None:
    parsed = upload(
        {
            "diary.csv": DIARY,
            "watched.csv": WATCHED,
            "watchlist.csv": WATCHED,
            "profile.csv": "Date Joined,Username\n2019-01-01,someone\n",
            "likes/reviews.csv": WATCHED,
            "deleted/diary.csv": DIARY,
            "lists/calm.csv": "Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2024-01-01,Calm,,x,\n\n"
            "Position,Name,Year,URL,Description\n1,Blue Harbour,2021,https://boxd.it/abcd,\n",
            "__MACOSX/._diary.csv": "x",
        }
    )
    assert [row.position.file for row in parsed.rows] == [
        "diary.csv",
        "diary.csv",
        "watchlist.csv",
        "lists/calm.csv",
        "watched.csv",
    ]
    assert {item.file for item in parsed.ignored} == {"profile.csv", "likes/reviews.csv", "deleted/diary.csv"}


def test_a_later_export_adds_only_what_is_new(upload: Upload) -> None:
    later = DIARY + "2024-03-01,Blue Harbour,2021,https://boxd.it/e3,4,Yes,,2024-03-01\n"
    before = {effect.key for effect in effects(upload(DIARY))}
    assert [effect.action for effect in effects(upload(later)) if effect.key not in before] == [
        Play(day("2024-03-01"), rewatch=True),
        Rating(80, day("2024-03-01")),
    ]


def test_bad_rows_are_rejected_by_field(upload: Upload) -> None:
    parsed = upload(
        DIARY
        + "2024-02-20,,2021,,,,,2024-02-18\n"
        + "2024-02-20,Blue,1492,,,,,2024-02-18\n"
        + "2024-02-20,Blue,2021,,6,,,2024-02-18\n"
        + "2024-02-20,Blue,2021,,,,,2999-02-18\n"
        + "20 Foo 2024,Blue,2021,,,,,\n"
        + f"2024-02-20,{'x' * 501},2021,,,,,\n"
    )
    assert len(parsed.rows) == 2
    assert [(row.position.number, row.code, row.field) for row in parsed.rejected] == [
        (4, "title_missing", "title"),
        (5, "out_of_range", "Year"),
        (6, "out_of_range", "Rating"),
        (7, "out_of_range", "Watched Date"),
        (8, "invalid_date", "Date"),
        (9, "too_long", "Name"),
    ]
    assert parsed.rejected[1].excerpt == "2024-02-20,Blue,1492,,,,,2024-02-18"


def test_files_for_the_import_of_letterboxd_are_read_with_their_ids(upload: Upload) -> None:
    files = {
        "diary.csv": "Title,Year,tmdbID,imdbID,Rating,WatchedDate,Rewatch,Tags\n"
        'Blue Harbour,2021,801,tt9000001,3.5,2024-02-18,True,"cinema, with Ann"\n',
        "ratings.csv": "Title,Year,tmdbID,imdbID,Rating\nBlue Harbour,2021,801,tt9000001,3.5\n",
        "watched.csv": "Title,Year,tmdbID,imdbID\nRain,1999,802,\n",
        "watchlist.csv": "Title,Year,tmdbID,imdbID\nTin Town,1999,803,\n",
    }

    parsed = upload(files)

    assert (parsed.format, parsed.rejected) == ("letterboxd", ())
    assert [(row.title, row.ids.known, row.actions) for row in parsed.rows] == [
        (
            "Blue Harbour",
            {"imdb": "tt9000001", "tmdb": "801"},
            (Play(day("2024-02-18"), rewatch=True), Rating(70), Tags(("cinema", "with Ann"))),
        ),
        ("Blue Harbour", {"imdb": "tt9000001", "tmdb": "801"}, (Rating(70),)),
        ("Tin Town", {"tmdb": "803"}, (ListMember(None),)),
        ("Rain", {"tmdb": "802"}, (Play(total=True),)),
    ]


def test_ratings_of_ten_are_read_too(upload: Upload) -> None:
    [row] = upload("LetterboxdURI,Title,Year,Rating10,WatchedDate\nhttps://boxd.it/e1,Rain,1999,7,2024-02-18\n").rows
    assert row.actions == (Play(day("2024-02-18")), Rating(70))


def test_the_spelling_of_the_generic_schema_is_generic(upload: Upload) -> None:
    assert upload("title,year,tmdbId,imdbId,rating\nRain,1999,802,,70\n").format == "generic"

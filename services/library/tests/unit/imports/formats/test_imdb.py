"""The exports of IMDb."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from library.domain.imports.errors import ImportColumnMissing
from library.domain.imports.rows import ListHeader, ListMember, Moment, ParsedFile, Rating

pytestmark = pytest.mark.unit

Upload = Callable[..., ParsedFile]

HEADER = (
    "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,"
    "Release Date,Directors\n"
)
RATED = Moment("day", datetime(2024, 2, 13, tzinfo=UTC))


def row(const: str, title: str, title_type: str, rating: str = "8", year: str = "2021") -> str:
    return (
        f'{const},{rating},2024-02-13,"{title}","{title}",https://www.imdb.com/title/{const},{title_type},7.1,101,{year},'
        '"Drama, Crime",1200,2021-05-06,"A. Person"\n'
    )


def test_ratings_are_scaled_to_a_hundred(upload: Upload) -> None:
    parsed = upload(
        HEADER + row("tt9000001", "Blue Harbour", "Movie") + row("tt9000002", "Tin Town", "TV Series", "10")
    )
    assert parsed.format == "imdb"
    assert [(item.title, item.year, item.kind, item.ids.imdb, item.actions) for item in parsed.rows] == [
        ("Blue Harbour", 2021, "movie", "tt9000001", (Rating(80, RATED),)),
        ("Tin Town", 2021, "show", "tt9000002", (Rating(100, RATED),)),
    ]


@pytest.mark.parametrize(
    ("title_type", "kind"),
    [
        ("Movie", "movie"),
        ("tvMovie", "movie"),
        ("TV Special", "movie"),
        ("Short", "movie"),
        ("tvMiniSeries", "show"),
        ("TV Mini Series", "show"),
        ("", None),
    ],
)
def test_the_type_is_the_kind(upload: Upload, title_type: str, kind: str | None) -> None:
    assert upload(HEADER + row("tt9000001", "Blue Harbour", title_type)).rows[0].kind == kind


def test_games_and_podcasts_are_ignored(upload: Upload) -> None:
    parsed = upload(HEADER + row("tt9000001", "Blue", "Video Game") + row("tt9000002", "Tin", "Podcast Series"))
    assert parsed.rows == ()
    assert [(item.reason, item.count) for item in parsed.ignored] == [("not_a_movie_or_show", 2)]


def test_an_episode_belongs_to_its_show(upload: Upload) -> None:
    [item] = upload(HEADER + row("tt9000003", "Tin Town: The Return: Night", "TV Episode")).rows
    assert (item.title, item.episode_title, item.kind, item.year) == ("Tin Town: The Return", "Night", "show", None)
    assert (item.ids.known, item.episode_ids.imdb) == ({}, "tt9000003")


def test_a_missing_column_at_the_end_costs_no_row(upload: Upload) -> None:
    parsed = upload(HEADER.replace(",Directors", "") + row("tt9000001", "Blue Harbour", "Movie"))
    assert len(parsed.rows) == 1
    assert [notice.code for notice in parsed.notices] == ["extra_cells"]


def test_without_ids_titles_are_found_by_name(upload: Upload) -> None:
    parsed = upload("Title,Year,Title Type,Your Rating,IMDb Rating\nBlue Harbour,2021,Movie,8,7.0\n")
    assert (parsed.rows[0].title, parsed.rows[0].ids.known) == ("Blue Harbour", {})
    assert [notice.code for notice in parsed.notices] == ["column_missing"]


def test_a_table_without_anything_to_import_names_the_column(upload: Upload) -> None:
    with pytest.raises(ImportColumnMissing, match="Your Rating"):
        upload("Const,Title,Title Type\ntt9000001,Blue,Movie\n")


LIST = (
    "Position,Const,Created,Modified,Description,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Your Rating,"
    "Date Rated\n"
    "1,tt9000001,2024-02-13,2024-02-13,Calm,Blue Harbour,https://www.imdb.com/title/tt9000001/,Movie,7,101,2021,,\n"
)


def test_the_watchlist_is_the_watchlist(upload: Upload) -> None:
    parsed = upload(LIST, name="WATCHLIST.csv")
    assert parsed.rows[0].actions == (ListMember(None, position=1, added_at=RATED, note="Calm"),)
    assert parsed.lists == ()


def test_a_list_has_the_name_of_its_file(upload: Upload) -> None:
    parsed = upload({"Rainy days.csv": LIST})
    assert parsed.rows[0].actions == (ListMember("Rainy days", position=1, added_at=RATED, note="Calm"),)
    assert parsed.lists == (ListHeader("Rainy days", ordered=True),)


def test_old_exports_have_other_headers(upload: Upload) -> None:
    parsed = upload(
        '"position","const","created","modified","description","Title","Title type","You rated","IMDb Rating","Year"\n'
        '"1","tt9000001","Tue Feb 13 00:00:00 2024","","","Blue Harbour","Feature","8","7.0","2021"\n',
        name="ratings.csv",
    )
    assert parsed.rows[0].kind == "movie"
    assert parsed.rows[0].actions[0] == Rating(80)


def test_bad_cells_reject_their_row(upload: Upload) -> None:
    parsed = upload(
        HEADER
        + row("nm0000001", "Blue", "Movie").replace("title/nm0000001", "name/nm0000001")
        + row("tt9000001", "Blue", "Movie", rating="11")
        + row("tt9000001", "Blue", "Movie", rating="good")
        + row("tt9000001", "Blue", "Movie", year="99999999999999999999")
        + row("tt9000002", "Tin", "Movie")
    )
    assert [(item.code, item.field) for item in parsed.rejected] == [
        ("invalid_id", "Const"),
        ("out_of_range", "Your Rating"),
        ("out_of_range", "Your Rating"),
        ("out_of_range", "Year"),
    ]
    assert [item.title for item in parsed.rows] == ["Tin"]

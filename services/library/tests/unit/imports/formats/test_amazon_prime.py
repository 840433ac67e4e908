"""The watch history of Amazon Prime Video."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from library.domain.imports.errors import ImportColumnMissing
from library.domain.imports.rows import UNKNOWN_TIME, Moment, ParsedFile, Play

pytestmark = pytest.mark.unit

Upload = Callable[..., ParsedFile]

HEADER = (
    "Date Watched,Type,Title,Episode Title,Global Title Identifier,Episode Global Title Identifier,Path,Episode Path,"
    "Image URL\n"
)


def test_movies_and_episodes_are_read(upload: Upload) -> None:
    parsed = upload(
        HEADER
        + "1736456347817,Series,Tin Games - Season 1,Episode 5: Night,gti.1,gti.2,/a,/b,https://x.invalid/a.jpg\n"
        + "2024-02-13,Movie,Blue Harbour,,gti.3,,/c,,\n"
    )
    assert parsed.format == "amazon-prime"
    episode, movie = parsed.rows
    assert (episode.title, episode.kind, episode.season, episode.episode, episode.episode_title) == (
        "Tin Games",
        "show",
        1,
        5,
        "Night",
    )
    assert episode.actions == (Play(Moment("instant", datetime(2025, 1, 9, 20, 59, 7, 817_000, tzinfo=UTC))),)
    assert (movie.title, movie.kind, movie.year) == ("Blue Harbour", "movie", None)
    assert movie.actions == (Play(Moment("day", datetime(2024, 2, 13, tzinfo=UTC))),)


def test_a_byte_order_mark_does_not_hide_the_first_column(upload: Upload) -> None:
    assert len(upload(b"\xef\xbb\xbfType,Title\nMovie,Blue Harbour\n", source="amazon-prime").rows) == 1


@pytest.mark.parametrize(("columns", "missing"), [("Title,Path", "Type"), ("Type,Path", "Title")])
def test_a_missing_column_is_named(upload: Upload, columns: str, missing: str) -> None:
    with pytest.raises(ImportColumnMissing, match=missing):
        upload(f"{columns}\nx,y\n", source="amazon-prime")


def test_type_and_title_are_enough(upload: Upload) -> None:
    parsed = upload("Type,Title\nMOVIE,Blue Harbour\nSeries,Tin\nmovie,\n", source="amazon-prime")
    assert [(row.title, row.kind, row.actions) for row in parsed.rows] == [
        ("Blue Harbour", "movie", (Play(UNKNOWN_TIME),)),
        ("Tin", "show", (Play(UNKNOWN_TIME),)),
    ]
    assert [(row.code, row.position.number) for row in parsed.rejected] == [("title_missing", 4)]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("02/13/2024", Moment("day", datetime(2024, 2, 13, tzinfo=UTC))),
        ("13/02/2024", Moment("day", datetime(2024, 2, 13, tzinfo=UTC))),
        ("2024-02-13T20:15:00Z", Moment("instant", datetime(2024, 2, 13, 20, 15, tzinfo=UTC))),
        ("2024-02-13 20:15:00", Moment("instant", datetime(2024, 2, 13, 20, 15, tzinfo=UTC))),
        ("2019 sometime", Moment("year", datetime(2019, 1, 1, tzinfo=UTC))),
        ("sometime", UNKNOWN_TIME),
        ("", UNKNOWN_TIME),
        ("2999-01-01", UNKNOWN_TIME),
    ],
)
def test_a_date_that_cannot_be_read_costs_no_row(upload: Upload, text: str, moment: Moment) -> None:
    assert upload(HEADER + f"{text},Movie,Blue Harbour,,,,,,\n").rows[0].actions == (Play(moment),)


def test_a_row_that_the_page_loaded_twice_is_one(upload: Upload) -> None:
    parsed = upload(HEADER + "1736456347817,Movie,Blue Harbour,,,,,,\n" * 2)
    assert len(parsed.rows) == 1
    assert [(item.reason, item.count) for item in parsed.ignored] == [("repeated_row", 1)]


def test_headers_of_another_language(upload: Upload) -> None:
    parsed = upload(
        "Data em que assistiu;Tipo;Título;Título do episódio;Global Title Identifier\n"
        "13/02/2024;Série;Jogos - Temporada 1;Episódio 5: Noite;gti.1\n13/02/2024;Filme;Porto Azul;;gti.2\n"
    )
    assert [(row.title, row.kind, row.season, row.episode) for row in parsed.rows] == [
        ("Jogos", "show", 1, 5),
        ("Porto Azul", "movie", None, None),
    ]
    assert parsed.rows[0].actions == (Play(Moment("day", datetime(2024, 2, 13, tzinfo=UTC))),)


def test_other_kinds_are_rejected(upload: Upload) -> None:
    parsed = upload(HEADER + "2024-02-13,Song,Blue Harbour,,,,,,\n")
    assert [(row.code, row.field) for row in parsed.rejected] == [("invalid_kind", "Type")]

"""Which title a name and a year mean, so that none is imported by mistake."""

import pytest

from ingestion.application.imports.requested import TitleRequest, the_one
from ingestion.application.ports.providers import ListedTitle
from ingestion.domain.titles.facts import Kind, TitleKey
from ingestion.domain.titles.names import folded

pytestmark = pytest.mark.unit


def listed(
    tmdb_id: int, title: str, year: int | None, kind: Kind = "movie", original: str | None = None
) -> ListedTitle:
    return ListedTitle(key=TitleKey(kind, tmdb_id), title=title, original_title=original, year=year)


SOLARIS = (listed(593, "Solaris", 1972, original="Солярис"), listed(2103, "Solaris", 2002))


@pytest.mark.parametrize(
    ("titles", "name", "year", "tmdb_id"),
    [
        (SOLARIS, "Solaris", 2002, 2103),
        (SOLARIS, "solaris", 1971, 593),
        (SOLARIS, "солярис", 1973, 593),
        (SOLARIS, "Solaris", 1990, None),
        (SOLARIS, "Solaris 2", 2002, None),
        ((listed(1, "Rain", 2001), listed(2, "Rain", 2001)), "Rain", 2001, None),
        ((listed(1, "Rain", 2000), listed(2, "Rain", 2002)), "Rain", 2001, None),
        ((listed(1, "Rain", 2001), listed(2, "Rain", 2002)), "Rain", 2001, 1),
        ((listed(1, "Rain", 2001), listed(1, "Rain", 2001)), "Rain", 2001, 1),
        ((listed(1, "Rain", None),), "Rain", 2001, None),
        ((listed(1, "Rain", 2001, "show"),), "Rain", 2001, None),
        ((listed(1, "It’s Amélie & Co.", 2001),), "its amelie and co (2001)", 2001, 1),
        ((), "Rain", 2001, None),
    ],
)
def test_a_name_and_a_year_mean_one_title_or_none(
    titles: tuple[ListedTitle, ...], name: str, year: int, tmdb_id: int | None
) -> None:
    assert the_one(titles, "movie", name, year) == (None if tmdb_id is None else TitleKey("movie", tmdb_id))


@pytest.mark.parametrize(
    ("request_", "clues"),
    [
        (TitleRequest("movie", imdb_id="tt0133093", title="A", year=1999), {"imdbId": "tt0133093"}),
        (TitleRequest("movie", imdb_id="../1", title="A", year=1999), {}),
        (TitleRequest("show", tvdb_id=7), {"tvdbId": 7}),
        (TitleRequest("show", tvdb_id=7, title="A", year=1999), {"tvdbId": 7, "title": "A", "year": 1999}),
        (TitleRequest("movie", title="A"), {}),
        (TitleRequest("movie", title="?!", year=1999), {}),
        (TitleRequest("movie", title="A\0B", year=1999), {"title": "A B", "year": 1999}),
        (TitleRequest("movie", title="x" * 1000, year=1999), {"title": "x" * 200, "year": 1999}),
    ],
)
def test_a_request_is_found_by_valid_ids_and_by_names_with_a_year(
    request_: TitleRequest, clues: dict[str, object]
) -> None:
    assert request_.clues == clues


def test_folded_names_have_neither_case_nor_accents_nor_punctuation() -> None:
    assert folded("  The Amélie & Co.: It’s (2001) ") == "the amelie and co its"
    assert folded("?!") == ""

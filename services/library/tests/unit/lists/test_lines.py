"""Titles as lines of text, and as tables."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.domain.lists.errors import ListItemLimitReached
from library.domain.lists.lines import EXCERPT, read_references

pytestmark = pytest.mark.unit

ID = "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"


def fields(text: str) -> list[dict[str, Any]]:
    """Return what each line states."""
    return [
        {
            name: value
            for name, value in asdict(reference).items()
            if value is not None and name not in ("line", "excerpt")
        }
        for reference in read_references(text)
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (ID, {"media_id": UUID(ID)}),
        (ID.upper(), {"media_id": UUID(ID)}),
        ("tt0903747", {"imdb_id": "tt0903747"}),
        ("https://www.imdb.com/title/tt0903747/episodes?ref_=tt", {"imdb_id": "tt0903747"}),
        ("movie/603", {"tmdb_id": 603, "kind": "movie"}),
        ("tv/1396", {"tmdb_id": 1396, "kind": "show"}),
        ("tmdb:show:1396", {"tmdb_id": 1396, "kind": "show"}),
        ("https://www.themoviedb.org/tv/1396-breaking-bad", {"tmdb_id": 1396, "kind": "show"}),
        ("  3. The Third Man (1949)  ", {"name": "The Third Man", "year": 1949}),
        ("The Wire (2002 - 2008)", {"name": "The Wire", "year": 2002}),
        ("Severance (2022–)", {"name": "Severance", "year": 2022}),
        ("2001: A Space Odyssey", {"name": "2001: A Space Odyssey"}),
        ("Alien, the first", {"name": "Alien, the first"}),
        ("tt1", {"name": "tt1"}),
        ("movie/12345678901", {"name": "movie/12345678901"}),
    ],
)
def test_a_line_names_a_title(line: str, expected: dict[str, Any]) -> None:
    assert fields(line) == [expected]


def test_empty_lines_and_comments_name_none() -> None:
    references = read_references("\ufeff\r\n# noir\r\n tt0903747 \r\n\r\nHeat\r\n")
    assert [(reference.line, reference.excerpt) for reference in references] == [(3, "tt0903747"), (5, "Heat")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_by_its_header(delimiter: str) -> None:
    rows = [
        ["Position", "Const", "Title", "Year", "Title Type", "Description"],
        ["1", "tt0903747", "Breaking Bad", "2008", "TV Series", ""],
        ["2", "", '"Heat\n(1995)"', "", "Movie", "\U0001f525"],
        ["", "", "", "", "", ""],
        ["3"],
    ]
    assert fields("\n".join(delimiter.join(row) for row in rows)) == [
        {"imdb_id": "tt0903747", "name": "Breaking Bad", "year": 2008, "kind": "show"},
        {"name": "Heat", "year": 1995, "kind": "movie", "note": "\U0001f525"},
    ]


def test_a_table_of_one_column_is_a_table() -> None:
    assert fields("tmdb\n603\nx") == [{"tmdb_id": 603}, {}]
    assert fields("Name\nHeat") == [{"name": "Heat"}]


def test_a_quote_that_is_never_closed_ends_the_table() -> None:
    [first, rest] = read_references('title,year\nHeat,1995\n"' + "x\n" * 100_000)
    assert (first.name, first.year) == ("Heat", 1995)
    assert (rest.line, rest.name) == (3, '"x')


def test_more_titles_than_a_list_may_have_are_refused() -> None:
    assert len(read_references("x\n" * 10_000)) == 10_000
    with pytest.raises(ListItemLimitReached):
        read_references("x\n" * 10_001)


@given(st.text(max_size=300) | st.text(st.sampled_from('imdb,;\t"\ntitle(1)tt09'), max_size=100))
def test_any_text_is_read(text: str) -> None:
    for reference in read_references(text):
        assert len(reference.excerpt) <= EXCERPT
        assert reference.tmdb_id is None or 0 <= reference.tmdb_id < 10**9

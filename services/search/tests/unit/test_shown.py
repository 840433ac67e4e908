"""The name that is shown, the name that matched, and where it matched."""

import pytest

from search.domain.entry import Card, Name
from search.domain.shown.matches import Span, edits, matched_name, spans
from search.domain.shown.names import ShownName, shown_name
from search.domain.text.terms import words_of

pytestmark = pytest.mark.unit

DUNE = Card(
    "movie:x",
    "movie",
    (Name("Dune"), Name("Dune", "en"), Name("Дюна", "uk"), Name("Duna", "pt-BR")),
    original_name="Dune",
)


@pytest.mark.parametrize(
    ("languages", "name"),
    [
        ((), ShownName("Dune")),
        (("uk-UA",), ShownName("Дюна", "uk")),
        (("pt",), ShownName("Duna", "pt-BR")),
        (("fr",), ShownName("Dune", "en")),
        (("fr", "uk"), ShownName("Дюна", "uk")),
    ],
)
def test_name_is_in_the_first_language_that_has_one(languages: tuple[str, ...], name: ShownName) -> None:
    assert shown_name(DUNE, languages) == name


def test_entry_without_a_name_shows_its_original_name_or_its_id() -> None:
    assert shown_name(Card("movie:x", "movie", (), original_name="海の家"), ("en",)) == ShownName("海の家")
    assert shown_name(Card("keyword:dystopia", "keyword", ()), ()) == ShownName("dystopia")


@pytest.mark.parametrize(
    ("shown", "text", "name"),
    [
        ("Дюна", "dune", "Dune"),
        ("Дюна", "дюна", "Дюна"),
        ("Dune", "duna", "Duna"),
        ("Dune", "something", "Dune"),
        ("Dune", "", "Dune"),
        ("Дюна", "dun", "Dune"),
    ],
)
def test_matched_name_is_the_closest_one(shown: str, text: str, name: str) -> None:
    assert matched_name(DUNE, shown, words_of(text)) == name


@pytest.mark.parametrize(
    ("name", "text", "marked"),
    [
        ("The Matrix", "matrix", ["Matrix"]),
        ("The Matrix", "matr", ["Matr"]),
        ("The Matrix", "the matrix", ["The Matrix"]),
        ("Amélie Poulain", "amelie", ["Amélie"]),
        ("Severance", "sevrance", ["Severance"]),
        ("Frozen II", "forzen", ["Frozen"]),
        ("Dune", "alien", []),
        ("Dune", "", []),
        ("千と千尋の神隠し", "千尋", ["千尋"]),
    ],
)
def test_spans_mark_what_matches(name: str, text: str, marked: list[str]) -> None:
    assert [name[span.start : span.end] for span in spans(name, words_of(text))] == marked


def test_spans_that_touch_are_one() -> None:
    assert spans("Dune", ["du", "dun"]) == (Span(0, 3),)


@pytest.mark.parametrize(
    ("left", "right", "count"), [("dune", "dune", 0), ("dnue", "dune", 1), ("dun", "dune", 1), ("abc", "cba", 2)]
)
def test_edits_count_swapped_neighbours_once(left: str, right: str, count: int) -> None:
    assert edits(left, right) == count == edits(right, left)

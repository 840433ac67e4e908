"""The name that is shown, the name that matched, and how."""

import pytest

from search.domain.entry import Card, Name
from search.domain.shown.matches import matched_name
from search.domain.shown.names import ShownName, shown_name
from search.domain.text.words import words_of

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
    ("names", "text", "matched"),
    [
        (("Matrix Reloaded", "The Matrix"), "the matrix", "The Matrix"),
        (("Reloaded", "The Matrix Reloaded", "Matrix The"), "matrix the", "Matrix The"),
        (("千と千尋", "千と千尋の神隠し"), "神隠し", "千と千尋の神隠し"),
        (("Reloaded", "Matrix"), "the matrix reloaded", "Reloaded"),
    ],
)
def test_whole_names_precede_those_with_every_word(names: tuple[str, ...], text: str, matched: str) -> None:
    card = Card("movie:x", "movie", tuple(Name(name) for name in names))
    assert matched_name(card, names[0], words_of(text)) == matched

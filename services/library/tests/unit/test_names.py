"""Normalized names of titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.domain.titles.names import match_name, match_names

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "normalized"),
    [
        ("The Matrix", "the matrix"),
        ("  Amélie ", "amelie"),
        ("Alien³", "alien3"),
        ("Tom & Jerry", "tom and jerry"),
        ("It's a Wonderful Life", "its a wonderful life"),
        ("It\u2019s a Wonderful Life", "its a wonderful life"),
        ("Battlestar Galactica (2003)", "battlestar galactica"),
        ("2001: A Space Odyssey", "2001 a space odyssey"),
        ("WALL·E", "wall e"),
        ("Straße", "strasse"),
        ("부산행", "부산행"),
        ("8½", "81 2"),
        ("...", ""),
        ("", ""),
    ],
)
def test_names_are_normalized(name: str, normalized: str) -> None:
    assert match_name(name) == match_name(normalized)
    assert match_name(name) == match_name(match_name(name))


def test_a_name_has_neither_case_nor_accents() -> None:
    assert match_name("AMÉLIE") == "amelie"
    assert match_name("Straße") == "strasse"


@given(st.text())
def test_a_normalized_name_stays_as_it_is(name: str) -> None:
    assert match_name(match_name(name)) == match_name(name)


def test_unknown_empty_and_repeated_names_are_omitted() -> None:
    assert match_names(["Amélie", None, "", "!", "Amelie", "Le Fabuleux Destin"]) == ("amelie", "le fabuleux destin")

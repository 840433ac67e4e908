"""Did you mean."""

import pytest

from search.domain.query.correction import corrected
from search.domain.query.parsing import parse

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "name", "meaning"),
    [
        ("teh matirx", "The Matrix", "The Matrix"),
        ("thematirx", "The Matrix", "The Matrix"),
        ("matriks", "The Matrix", "matrix"),
        ("intersteler", "Interstellar", "Interstellar"),
        ("intrest", "Interstellar", "Interstellar"),
        ("lord of the rigns", "The Lord of the Rings: The Two Towers", "lord of the rings"),
        ("harry pottr", "Harry Potter and the Chamber of Secrets", "harry potter"),
        ("vfnhbwf", "Матрица", "Матрица"),
        ("the martix 1999", "The Matrix", "The Matrix"),
        ("severence s02e05", "Severance", "Severance"),
        ("матрмця", "Матриця", "Матриця"),
    ],
)
def test_query_with_typing_errors(text: str, name: str, meaning: str) -> None:
    assert corrected(parse(text), ["Nothing Like It", name]) == meaning


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("matrix", "The Matrix"),
        ("matri", "The Matrix"),
        ("rocky 2", "Rocky II"),
        ("oceans 11", "Ocean's Eleven"),
        ("swat", "S.W.A.T."),
        ("tom & jerry", "Tom and Jerry"),
        ("ми і ти", "Ми & Ти"),
        ("bratstvo koltsa", "Братство кольца"),
        ("千尋", "千と千尋"),
        ("tt0133093", "The Matrix"),
        ("zebra", "The Matrix"),
        ("!", "The Matrix"),
        ("", "The Matrix"),
    ],
)
def test_query_that_is_right_or_unlike_every_name(text: str, name: str) -> None:
    assert corrected(parse(text), [name]) is None

"""Which characters of a name match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.domain.text.highlights import highlights

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "query", "parts"),
    [
        ("The Matrix", "matrix", ["Matrix"]),
        ("The Matrix", "the mat", ["The Mat"]),
        ("Spider-Man: Homecoming", "spiderman", ["Spider-Man"]),
        ("Spider-Man: Homecoming", "man home", ["Man: Home"]),
        ("Spider-Man: Homecoming", "homecoming spider", ["Spider", "Homecoming"]),
        ("S.W.A.T.", "swat", ["S.W.A.T"]),
        ("Amélie", "ame", ["Amé"]),
        ("Straße", "strasse", ["Straße"]),
        ("ＡＫＩＲＡ", "aki", ["ＡＫＩ"]),
        ("千と千尋の神隠し", "千尋", ["千尋"]),
        ("千と千尋の神隠し", "神隠", ["神隠"]),
        ("기생충", "기새", ["기생"]),
        ("Interstellar", "intrstellar", ["Interstellar"]),
        ("Interstellar", "intrest", ["Interst"]),
        ("Матриця", "matritsa", ["Матриця"]),
        ("Rocky II", "rocky 2", ["Rocky II"]),
        ("The Matrix", "the martix", ["The Matrix"]),
        ("The Lord of the Rings: The Two Towers", "lord rigns", ["Lord", "Rings"]),
        ("Harry Potter and the Chamber", "harrypotter", ["Harry Potter"]),
        ("The Matrix", "zzz", []),
        ("The Matrix", "!", []),
        ("", "matrix", []),
    ],
)
def test_matching_parts(name: str, query: str, parts: list[str]) -> None:
    assert [name[start:end] for start, end in highlights(name, query)] == parts


@given(st.text(max_size=60), st.text(max_size=30))
def test_spans_are_in_order_and_apart(name: str, query: str) -> None:
    end = -1
    for start, stop in highlights(name, query):
        assert end < start < stop <= len(name)
        end = stop

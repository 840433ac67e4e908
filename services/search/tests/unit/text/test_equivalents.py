"""Spellings of numbers, `and`, and articles."""

import pytest

from search.domain.text import equivalents

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("words", "canonical"),
    [
        ("rocky ii", "rocky 2"),
        ("rocky two", "rocky 2"),
        ("star wars episode iv a new hope", "star wars episode 4 a new hope"),
        ("the seventh seal", "the 7th seal"),
        ("friday the thirteenth", "friday the 13th"),
        ("oceans twelve", "oceans 12"),
        ("kill bill vol 2", "kill bill volume 2"),
        ("doctor who", "doctor who"),
        ("dr who", "doctor who"),
        ("tom and jerry", "tom jerry"),
        ("tom und jerry", "tom jerry"),
        ("том і джеррі", "том джеррі"),
        ("y tu mama tambien", "y tu mama tambien"),
        ("me and", "me and"),
        ("malcolm x", "malcolm x"),
        ("الفيل الازرق", "فيل ازرق"),
        ("الي", "الي"),
    ],
)
def test_canonical_spelling(words: str, canonical: str) -> None:
    assert equivalents.canonical(words.split()) == canonical.split()


@pytest.mark.parametrize(
    ("words", "numbered"),
    [("rocky v", "rocky 5"), ("malcolm x", "malcolm 10"), ("part i", "part 1"), ("v", None), ("v for vendetta", None)],
)
def test_letter_at_the_end_may_be_a_number(words: str, numbered: str | None) -> None:
    assert equivalents.with_numeral(words.split()) == (numbered.split() if numbered else None)


@pytest.mark.parametrize(
    ("words", "language", "article"),
    [
        ("the matrix", None, "the"),
        ("the matrix", "en", "the"),
        ("das boot", "de", "das"),
        ("die welle", "de", "die"),
        ("die hard", None, None),
        ("die hard", "en", None),
        ("o brother", None, None),
        ("o auto da compadecida", "pt", "o"),
        ("les intouchables", "fr", "les"),
        ("la vita e bella", "it", "la"),
        ("en man som heter ove", "sv", "en"),
        ("de lift", "nl", "de"),
        ("the", "en", None),
    ],
)
def test_article(words: str, language: str | None, article: str | None) -> None:
    assert equivalents.article(words.split(), language) == article

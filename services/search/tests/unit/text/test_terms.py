"""The terms of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.domain.entry import Name
from search.domain.text.terms import terms_of

pytestmark = pytest.mark.unit


def test_whole_names_with_and_without_the_article_and_by_language() -> None:
    terms = terms_of([Name("The Matrix"), Name("Матриця", "uk")])
    assert terms["exact"] == {"thematrix", "matrix", "матриця"}
    assert terms["exact_in"] == {":thematrix", ":matrix", "uk:матриця"}


def test_article_depends_on_the_language_of_the_name() -> None:
    assert terms_of([Name("Die Welle", "de")])["exact"] == {"diewelle", "welle"}
    assert terms_of([Name("Die Hard", "en")])["exact"] == {"diehard"}


def test_same_text_in_two_languages() -> None:
    terms = terms_of([Name("Dune"), Name("Dune", "fr")])
    assert terms["exact_in"] == {":dune", "fr:dune"}
    assert terms["exact"] == {"dune"}


def test_numbers_are_terms_as_they_are_written_and_in_digits() -> None:
    terms = terms_of([Name("Rocky V")])
    assert terms["exact"] == {"rockyv", "rocky5"}
    assert {"twelve", "12"} <= terms_of([Name("Ocean's Twelve")])["word"]


def test_beginnings_are_bounded() -> None:
    terms = terms_of([Name("Supercalifragilistic Expialidocious")])
    assert max(terms["starts"], key=len) == "supercalifragil"
    assert max(terms["word_start"], key=len) in {"supercalif", "expialidoc"}


def test_parts_of_a_word_are_words() -> None:
    terms = terms_of([Name("Spider-Man")])
    assert terms["word"] == {"spiderman", "spider", "man"}
    assert "ma" in terms["word_start"]


def test_scripts_without_spaces_are_found_by_characters_and_pairs() -> None:
    terms = terms_of([Name("千と千尋Z")])
    assert {"千", "ト", "尋", "千ト", "ト千", "千尋", "z"} <= terms["word"]
    assert "尋z" not in terms["word"]


def test_pairs_cross_spaces() -> None:
    assert "어게" in terms_of([Name("오징어 게임")])["word"]


def test_korean_beginnings_end_within_a_syllable() -> None:
    assert {"기", "기새", "기생"} <= terms_of([Name("기생충")])["starts"]


def test_name_of_signs() -> None:
    terms = terms_of([Name("$")])
    assert terms["exact"] == {"$"}
    assert terms["starts"] == {"$"}
    assert not terms["word"]


def test_empty_names_have_no_terms() -> None:
    assert not any(terms_of([Name(""), Name(" ")]).values())


def test_terms_of_an_entry_are_bounded() -> None:
    names = [Name(f"word{number} " * 100) for number in range(1000)]
    assert sum(map(len, terms_of(names).values())) < 5000
    assert sum(map(len, terms_of([Name(" ".join(map(str, range(10_000))))]).values())) < 200


@given(st.text(max_size=80), st.sampled_from([None, "en", "de", "ar"]))
def test_terms_are_words(text: str, language: str | None) -> None:
    for field, terms in terms_of([Name(text, language)]).items():
        assert not [term for term in terms if not term or term.split() != [term]], field


def test_character_that_is_a_sentence_is_bounded() -> None:
    assert sum(map(len, terms_of([Name("\ufdfa" * 200)]).values())) < 300

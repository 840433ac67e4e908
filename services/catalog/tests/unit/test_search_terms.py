"""Which words a search may have meant."""

import pytest

from catalog.domain.search_terms import MOST_VARIANTS, swapped

pytestmark = pytest.mark.unit


def test_neighbouring_letters_of_a_word_are_swapped() -> None:
    assert swapped("froezn") == ["rfoezn", "forezn", "freozn", "frozen", "froenz"]


def test_equal_letters_and_short_words_stay() -> None:
    assert swapped("aabb") == ["abab"]
    assert swapped("the of it") == []


def test_each_word_is_swapped_by_itself_and_spaces_go() -> None:
    assert swapped("the abcd") == ["thebacd", "theacbd", "theabdc"]


def test_a_long_text_has_a_bounded_number_of_variants() -> None:
    assert len(swapped("abcdefghij" * 20)) == MOST_VARIANTS

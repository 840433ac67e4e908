"""Which words a search may have meant."""

import pytest

from catalog.domain.search_terms import MOST_VARIANTS, swapped

pytestmark = pytest.mark.unit


def test_neighbouring_letters_of_a_word_are_swapped() -> None:
    assert swapped("froezn") == ["rfoezn", "forezn", "freozn", "frozen", "froenz"]


def test_equal_letters_and_short_words_are_not_swapped() -> None:
    assert swapped("aabb") == ["abab"]
    assert swapped("the of it") == []


def test_each_word_is_swapped_independently_without_spaces() -> None:
    assert swapped("the abcd") == ["thebacd", "theacbd", "theabdc"]


def test_number_of_variants_is_bounded() -> None:
    assert len(swapped("abcdefghij" * 20)) == MOST_VARIANTS

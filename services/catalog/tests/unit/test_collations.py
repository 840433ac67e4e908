"""The collation of a language."""

import pytest

from catalog.infrastructure.reading.collations import collation_of

pytestmark = pytest.mark.unit

AVAILABLE = frozenset({"und-x-icu", "sv-x-icu", "zh-x-icu", "zh-Hant-x-icu"})


@pytest.mark.parametrize(
    ("language", "collation"),
    [
        ("sv", "sv-x-icu"),
        ("SV-fi", "sv-x-icu"),
        ("zh", "zh-x-icu"),
        ("zh-Hans-CN", "zh-x-icu"),
        ("zh-TW", "zh-Hant-x-icu"),
        ("zh-hant", "zh-Hant-x-icu"),
        ("tlh", "und-x-icu"),
        ("und", "und-x-icu"),
    ],
)
def test_collation_is_that_of_the_language_or_of_any(language: str, collation: str) -> None:
    assert collation_of(language, AVAILABLE) == collation

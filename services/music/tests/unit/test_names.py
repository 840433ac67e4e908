"""How names are compared, sorted and divided."""

import pytest

from music.domain.library.names import artists_of, key_of, sort_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beyoncé", "BEYONCE"),
        ("Sigur Rós", "sigur ros"),
        ("AC/DC", "ac dc"),
        ("P!nk", "p nk"),
        ("Ｐｅｒｆｕｍｅ", "perfume"),
        ("Guns N' Roses", "Guns N’ Roses"),
    ],
)
def test_two_spellings_of_a_name_are_one(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(("one", "other"), [("!!!", "???"), ("The The", "The"), ("Queen", "Queens")])
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The Beatles", "beatles"),
        ("The The", "the"),
        ("Los Lobos", "lobos"),
        ("Björk", "bjork"),
        ("Кино", "kino"),
        ("A", "a"),
    ],
)
def test_names_are_ordered_without_their_article_in_latin_letters(name: str, key: str) -> None:
    assert sort_key(name) == key


@pytest.mark.parametrize(
    ("values", "artists"),
    [
        (["Simon & Garfunkel"], ("Simon & Garfunkel",)),
        (["AC/DC"], ("AC/DC",)),
        (["Santana feat. Rob Thomas"], ("Santana", "Rob Thomas")),
        (["Santana (ft. Rob Thomas)"], ("Santana", "Rob Thomas")),
        (["Drake; Future"], ("Drake", "Future")),
        (["Drake", "Future", "drake"], ("Drake", "Future")),
        (["Featuring Silence"], ("Featuring Silence",)),
        (["", "  "], ()),
    ],
)
def test_a_tag_names_one_artist_or_several(values: list[str], artists: tuple[str, ...]) -> None:
    assert artists_of(values) == artists

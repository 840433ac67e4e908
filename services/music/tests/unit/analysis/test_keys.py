"""Musical keys as tags spell them."""

import pytest

from music.domain.analysis.keys import Key, key_of


@pytest.mark.parametrize(
    ("text", "name", "camelot"),
    [
        ("C", "C", "8B"),
        ("Am", "Am", "8A"),
        ("A minor", "Am", "8A"),
        ("F#m", "Gbm", "11A"),
        ("Gb", "Gb", "2B"),
        ("B♭ major", "Bb", "6B"),
        ("Hm", "Bm", "10A"),
        ("G#min", "Abm", "1A"),
        ("8A", "Am", "8A"),
        ("12b", "E", "12B"),
        ("01A", "Abm", "1A"),
        ("1d", "C", "8B"),
        ("1m", "Am", "8A"),
        ("6m", "Abm", "1A"),
    ],
)
def test_a_key_has_one_name_and_one_place_on_the_wheel(text: str, name: str, camelot: str) -> None:
    key = key_of(text)
    assert key is not None
    assert (key.name, key.camelot) == (name, camelot)


@pytest.mark.parametrize("text", [None, "", "o", "13A", "0A", "Xm", "A sharp minor seventh"])
def test_what_is_no_key_is_not_known(text: str | None) -> None:
    assert key_of(text) is None


def test_every_place_of_the_wheel_is_one_key() -> None:
    keys = {Key.at(number, is_minor=is_minor) for number in range(1, 13) for is_minor in (False, True)}
    assert len(keys) == 24
    assert all(Key.at(key.number, is_minor=key.is_minor) == key for key in keys)

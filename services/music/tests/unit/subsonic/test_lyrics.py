"""Lyrics in lines, with and without times."""

import pytest

from music.domain.subsonic.lyrics import Line, lines_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\n\nTwo", [Line("One"), Line(""), Line("Two")]),
        ("[ar:Nina]\n[00:12.50]One\n[01:02.005] Two", [Line("One", 12_500), Line("Two", 62_005)]),
        ("[00:05][00:01]Again\n[00:03.1]Once", [Line("Again", 1_000), Line("Once", 3_100), Line("Again", 5_000)]),
        ("[offset:500]\n[00:01.00]One\n[00:00.20]Zero", [Line("Zero", 0), Line("One", 500)]),
        ("[offset:-500]\n[00:01.00]One", [Line("One", 1_500)]),
        ("[Chorus]\nOh", [Line("[Chorus]"), Line("Oh")]),
        ("", []),
    ],
)
def test_lines_have_times_where_the_text_has_them(text: str, expected: list[Line]) -> None:
    assert lines_of(text) == expected

"""Lyrics as lines, with and without times."""

import pytest

from web.domain.lyrics import MOST_LINES, Line, lines_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("lyrics", "lines"),
    [
        ("", ()),
        ("One\n\n  Two ", (Line("One"), Line(""), Line("Two"))),
        ("[Chorus]\nLa [x]", (Line("[Chorus]"), Line("La [x]"))),
        (
            "[ar:Nina]\n[00:12.50]First\nno time\n[1:02]Third\n[00:30:5]Second",
            (Line("First", 12.5), Line("Second", 30.5), Line("Third", 62.0)),
        ),
        (
            "[00:10.00][00:20.00] Again",
            (Line("Again", 10.0), Line("Again", 20.0)),
        ),
        ("[offset:+500]\n[00:00.20]A\n[00:01.00]B", (Line("A", 0.0), Line("B", 0.5))),
        ("[offset: -250]\n[00:01.000]<00:01.00>A <00:01.50>word", (Line("A word", 1.25),)),
        ("[00:05.00]", (Line("", 5.0),)),
        ("[00:99999999]x", (Line("[00:99999999]x"),)),
    ],
)
def test_lyrics_have_lines_in_the_order_of_their_times(lyrics: str, lines: tuple[Line, ...]) -> None:
    assert lines_of(lyrics) == lines


def test_lines_are_limited() -> None:
    assert len(lines_of("x\n" * (MOST_LINES + 5))) == MOST_LINES
    assert len(lines_of("[00:01.00][00:02.00]x\n" * MOST_LINES)) == MOST_LINES

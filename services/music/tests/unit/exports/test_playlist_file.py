"""M3U files of playlists: nothing in a name breaks a line, leads to another directory, or is a comment."""

import pytest

from music.domain.exports.playlist_file import ListedTrack, head_of, lines_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("track", "lines"),
    [
        (
            ListedTrack("Sinnerman", ["Nina Simone"], 622_400, "flac"),
            "#EXTINF:622,Nina Simone - Sinnerman\nNina Simone - Sinnerman.flac\n",
        ),
        (ListedTrack("T", ["A", "B"], None, "mp3"), "#EXTINF:-1,A, B - T\nA, B - T.mp3\n"),
        (ListedTrack("Live", ["AC/DC"], 500, "ogg"), "#EXTINF:0,AC/DC - Live\nAC_DC - Live.ogg\n"),
        (ListedTrack("../../etc", [], 1000, ""), "#EXTINF:1,../../etc\n_.._etc\n"),
        (ListedTrack("#1\r\n#EXTM3U", [], 1000, "m4a"), "#EXTINF:1,#1 #EXTM3U\n1 #EXTM3U.m4a\n"),
        (ListedTrack("...", [], 1000, "m4a"), "#EXTINF:1,...\n_.m4a\n"),
    ],
)
def test_a_track_is_two_lines(track: ListedTrack, lines: str) -> None:
    assert "".join(lines_of([track])) == lines


def test_a_long_name_is_cut() -> None:
    (text,) = lines_of([ListedTrack("x" * 500, [], None, "mp3")])
    assert text.splitlines()[1] == "x" * 200 + ".mp3"


def test_the_name_of_a_playlist_is_one_line() -> None:
    assert head_of("Road\n\u2028trip ") == "#EXTM3U\n#PLAYLIST:Road trip\n"

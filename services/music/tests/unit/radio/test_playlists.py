"""Playlists of stations, and what responses are."""

import pytest

from music.domain.radio.playlists import MOST_ENTRIES, Sent, entries, is_segmented, judge, media_type_of


@pytest.mark.parametrize(
    ("content", "urls"),
    [
        (
            b"#EXTM3U\n#EXTINF:-1,Radio\nhttp://a.example/1\n\nhttp://a.example/2\n",
            ["http://a.example/1", "http://a.example/2"],
        ),
        (b"\xef\xbb\xbfhttp://a.example/1\r\nlive.mp3\r\n", ["http://a.example/1", "live.mp3"]),
        (
            b"[playlist]\nNumberOfEntries=2\nFile1=http://a.example/1\nTitle1=x\n file2 = /b\n",
            ["http://a.example/1", "/b"],
        ),
        (b"http://a.example/1\nhttp://a.example/1\n", ["http://a.example/1"]),
        (b"\n".join(b"/%d" % number for number in range(100)), [f"/{number}" for number in range(MOST_ENTRIES)]),
        (b"/" + b"x" * 5000 + b"\n/\x00a\n", []),
        (b"", []),
        (b"[playlist]\nTitle1=x\n", []),
    ],
)
def test_the_addresses_of_a_playlist(content: bytes, urls: list[str]) -> None:
    assert entries(content) == urls


@pytest.mark.parametrize(
    ("media_type", "path", "sent"),
    [
        ("audio/mpeg", "/live.m3u", Sent.AUDIO),
        ("audio/aacp", "/", Sent.AUDIO),
        ("application/ogg", "/", Sent.AUDIO),
        ("audio/x-mpegurl", "/", Sent.PLAYLIST),
        ("application/vnd.apple.mpegurl", "/", Sent.PLAYLIST),
        ("audio/x-scpls", "/", Sent.PLAYLIST),
        ("text/plain", "/a.PLS", Sent.PLAYLIST),
        ("", "/a.m3u", Sent.PLAYLIST),
        ("text/html", "/a.m3u", Sent.OTHER),
        ("text/plain", "/", Sent.OTHER),
        ("application/octet-stream", "/", Sent.OTHER),
        ("video/mp4", "/", Sent.OTHER),
        ("", "/", Sent.OTHER),
    ],
)
def test_what_a_response_is(media_type: str, path: str, sent: Sent) -> None:
    assert judge(media_type, path) is sent


@pytest.mark.parametrize(
    ("header", "media_type"),
    [
        ("Audio/MPEG; charset=x", "audio/mpeg"),
        ("audio/mpeg\r\nSet-Cookie: x", ""),
        ("audio", ""),
        ("audio/" + "x" * 100, ""),
        (None, ""),
    ],
)
def test_a_media_type_has_one_form(header: str | None, media_type: str) -> None:
    assert media_type_of(header) == media_type


def test_pieces_of_audio_are_no_addresses() -> None:
    assert is_segmented(b"#EXTM3U\n#EXT-X-TARGETDURATION:10\nfirst.ts\n")
    assert not is_segmented(b"#EXTM3U\n#EXTINF:-1,x\nhttp://a.example/#EXT-X-1\n")

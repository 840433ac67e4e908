"""Any text is read without an error and in linear time; tags state quality, codecs, languages, medium and edition."""

from string import ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.domain.names.folding import fold, keys_of
from sources.domain.names.parsed import ParsedName
from sources.domain.names.reading import read_name

pytestmark = pytest.mark.unit

PIECES = (
    *(
        "S01E01",
        "-E02",
        "E03",
        "1x02",
        "x03",
        "2019",
        "2019.05.21",
        "(2019)",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "{edition-",
    ),
    *(" - ", ".", "_", " ", "/", "-", "Season 1", "cd1", "1080p", "x264", "WEB", "DL", "DTS", "HD", "MA", "tt1234567"),
    *(
        "tmdbid-1",
        "[Group]",
        "www.site.example",
        "e",
        "s",
        "0",
        "9",
        "怪",
        "ß",
        "İ",
        "\x00",
        "\ud800",
        "trailer",
        "05v2",
    ),
)
names = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


@given(name=names)
@settings(max_examples=400, deadline=None)
def test_any_text_is_read(name: str) -> None:
    parsed = read_name(name)
    assert len(parsed.title) <= 2 * len(name)
    assert all(0 <= value <= 1 for value in parsed.confidence.values())
    assert all(isinstance(episode, int) for episode in parsed.episodes)
    keys_of(parsed.title)


@pytest.mark.parametrize("piece", [*PIECES, *ascii_lowercase[:3], "-E1", "e1-", "1-", " 1", "s1 ", "[(", "2019-"])
def test_long_names_end_as_their_beginning_does(piece: str) -> None:
    name = "Metropolis (1927) " + piece * (10_000 // len(piece))
    assert len(name) > 9_000
    read_name(name)
    fold(name)
    keys_of(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "Metropolis.1927.German.2160p.UHD.BluRay.x265.10bit.HDR.DTS-HD.MA.5.1-GRP.mkv",
            {
                "quality": "4K",
                "video_codec": "H.265",
                "is_ten_bit": True,
                "audio_codecs": ("DTS-HD",),
                "medium": "BLURAY",
            }
            | {"languages": ("de",)},
        ),
        ("Metropolis.1927.4320p.WEB-DL.AV1.Opus.mkv", {"quality": "8K", "video_codec": "AV1", "medium": "WEB-DL"}),
        ("Metropolis.1927.1440p.WEBRip.VP9.mkv", {"quality": "2K", "video_codec": "VP9", "medium": "WEBRIP"}),
        ("Metropolis.1927.1080i.HDTV.h264.mkv", {"quality": "FHD", "video_codec": "H.264", "medium": "HDTV"}),
        ("Metropolis.1927.720p.HDTV.XviD.MP3.mkv", {"quality": "HD", "video_codec": "XVID", "audio_codecs": ("MP3",)}),
        ("Metropolis.1927.480p.DVDRip.AC3.mkv", {"quality": "SD", "medium": "DVD", "audio_codecs": ("AC3",)}),
        ("Metropolis 1927 1920x1080 TrueHD Atmos.mkv", {"quality": "FHD", "audio_codecs": ("TRUEHD", "ATMOS")}),
        ("Metropolis.1927.CAM.mkv", {"medium": "CAM"}),
        ("Metropolis.1927.EXTENDED.DDP5.1.mkv", {"edition": "Extended", "audio_codecs": ("EAC3",)}),
        ("Metropolis (1927) {edition-The Long One}.mkv", {"edition": "The Long One"}),
        ("Metropolis.1927.FRENCH.GERMAN.720p.mkv", {"languages": ("fr", "de")}),
        ("Metropolis (1927) [imdbid-tt0017136].mkv", {"imdb": "tt0017136"}),
        ("Metropolis (1927) {tmdb-19}.mkv", {"tmdb": 19}),
        ("Metropolis (1927) [tvdbid=7].mkv", {"tvdb": 7}),
        ("Metropolis (1927) [tmdbid-99999999999].mkv", {"tmdb": None}),
        ("Metropolis (1927)-trailer.mkv", {"is_extra": True}),
        ("Movies/Metropolis (1927)/Extras/Set.mkv", {"is_extra": True}),
        ("The Daily Show 2019.05.21.mkv", {"aired": "2019-05-21", "year": None}),
        ("The Daily Show 21.05.2019.mkv", {"aired": "2019-05-21", "year": None}),
    ],
)
def test_tags_are_read(name: str, expected: dict[str, object]) -> None:
    parsed = read_name(name)
    assert {field: getattr(parsed, field) for field in expected} == expected


def test_confidence_follows_from_how_specific_the_marks_are() -> None:
    parsed = read_name("Breaking Bad - S01E02 - 1080p.mkv")
    assert parsed.confidence == {"title": 0.87, "quality": 0.95, "episodes": 0.95, "overall": 0.26}
    assert read_name("Breaking Bad 1x02.mkv").confidence["episodes"] == 0.8
    assert read_name("Breaking Bad E02.mkv").confidence["episodes"] == 0.7
    assert read_name("Metropolis 1927.mkv").confidence["year"] == 0.9
    assert read_name("Metropolis (1927).mkv").confidence["year"] == 1.0
    assert ParsedName(title="x").confidence == {}

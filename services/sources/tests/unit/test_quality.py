"""The quality score of files, and the order of the versions of a title."""

from dataclasses import replace

import pytest

from sources.domain.files.listed import ListedFile, Streams
from sources.domain.matching.match import RecognizedFile
from sources.domain.names.parsed import ParsedName
from sources.domain.names.reading import read_name
from sources.domain.quality.order import best_first
from sources.domain.quality.picture import quality_of
from sources.domain.quality.score import quality_score

pytestmark = pytest.mark.unit

GIGABYTE = 1_000_000_000
HOURS = 110 * 60_000


def listed(name: str, gigabytes: float, streams: Streams = Streams()) -> ListedFile:
    return ListedFile(path=name, name=name, bytes=int(gigabytes * GIGABYTE), fingerprint="1", streams=streams)


def score(name: str, gigabytes: float, streams: Streams = Streams()) -> float:
    return quality_score(listed(name, gigabytes, streams), read_name(name))


@pytest.mark.parametrize(
    ("name", "gigabytes", "expected"),
    [
        ("M.1931.2160p.BluRay.x265.mkv", 8, 5.0),
        ("M.1931.480p.DVDRip.XviD.avi", 0.7, 3.3),
        ("M.1931.480p.DVDRip.x264.avi", 0.7, 3.5),
        ("M.1931.720p.HDTV.x264.mkv", 1, 4.3),
        ("M.1931.720p.HDTV.x265.mkv", 1, 4.5),
        ("M.1931.720p.HDTV.AV1.mkv", 1, 4.4),
        ("M.1931.720p.HDTV.VP9.mkv", 1, 4.2),
        ("M.1931.720p.HDTV.mkv", 1, 4.0),
        ("M.1931.720p.HDTV.mkv", 0.29, 3.0),
        ("M.1931.720p.HDTV.mkv", 0.49, 3.5),
        ("M.1931.720p.HDTV.mkv", 0.69, 3.8),
        ("M.1931.720p.HDTV.mkv", 1.99, 4.0),
        ("M.1931.720p.HDTV.mkv", 2, 4.1),
        ("M.1931.720p.HDTV.mkv", 3, 3.9),
        ("M.1931.1080p.x264.mkv", 2, 3.8),
        ("M.1931.1440p.x264.mkv", 4, 4.0),
        ("M.1931.4320p.x264.mkv", 16, 4.3),
        ("M.1931.mkv", 1, 2.5),
        ("M.1931.mkv", 0, 2.5),
        ("M.1931.480p.CAM.XviD.avi", 0.7, 1.3),
        ("M.1931.480p.CAM.XviD.avi", 0.1, 1.0),
        ("M.1931.480p.TELESYNC.avi", 0.7, 1.2),
        ("M.1931.480p.DVDSCR.avi", 0.7, 2.2),
        ("Show.S01E01.720p.HDTV.mkv", 0.4, 4.0),
        ("Show.S01E01-E02.720p.HDTV.mkv", 0.4, 3.8),
    ],
)
def test_score(name: str, gigabytes: float, expected: float) -> None:
    assert score(name, gigabytes) == expected


def test_size_is_expected_of_the_duration_that_a_server_states() -> None:
    assert score("M.1931.720p.HDTV.mkv", 1, Streams(duration_ms=HOURS)) == 4.0
    assert score("M.1931.720p.HDTV.mkv", 1, Streams(duration_ms=4 * HOURS)) == 3.0


@pytest.mark.parametrize(
    ("streams", "name", "expected"),
    [
        (Streams(width=3840, height=1600), "a.720p.mkv", "4K"),
        (Streams(width=1920, height=800), "a.mkv", "FHD"),
        (Streams(width=1280, height=720), "a.mkv", "HD"),
        (Streams(height=576), "a.mkv", "SD"),
        (Streams(width=7680), "a.mkv", "8K"),
        (Streams(width=2560, height=1440), "a.mkv", "2K"),
        (Streams(), "a.1080p.mkv", "FHD"),
        (Streams(), "a.mkv", None),
        (Streams(duration_ms=3_600_000, video_codec="h264"), "a.mkv", "FHD"),
        (Streams(duration_ms=3_600_000, video_codec="hevc"), "a.mkv", "2K"),
        (Streams(duration_ms=3_600_000, video_codec="av1"), "a.mkv", "2K"),
        (Streams(duration_ms=36_000_000, video_codec="h264"), "a.mkv", "SD"),
        (Streams(duration_ms=3_600_000, video_codec="unknown"), "a.mkv", None),
    ],
)
def test_quality_is_measured_stated_or_estimated(streams: Streams, name: str, expected: str | None) -> None:
    assert quality_of(listed(name, 2.25, streams), read_name(name)) == expected


def test_versions_are_in_the_order_of_score_picture_and_size() -> None:
    parsed = ParsedName(title="M")
    best = RecognizedFile(listed("d", 1), parsed, None, 4.0)
    wide = RecognizedFile(listed("c", 1), replace(parsed, quality="4K"), None, 3.0)
    large = RecognizedFile(listed("b", 2), replace(parsed, quality="HD"), None, 3.0)
    small = RecognizedFile(listed("a", 1), replace(parsed, quality="HD"), None, 3.0)
    unknown = RecognizedFile(listed("0", 9), parsed, None, 3.0)
    assert best_first([unknown, small, large, wide, best]) == [best, wide, large, small, unknown]

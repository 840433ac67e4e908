"""What a stream is encoded to, and which size a picture has."""

import pytest

from music.domain.covers.pictures import CoverSize, size_for
from music.domain.streaming.encodings import BitRate, Encoding, Target
from music.domain.subsonic.streams import requested_target

pytestmark = pytest.mark.unit

MP3, OPUS = Encoding.MP3, Encoding.OPUS


@pytest.mark.parametrize(
    ("suffix", "bit_rate", "requested", "most", "target"),
    [
        ("flac", 900_000, None, 0, None),
        ("flac", 900_000, "raw", 128, None),
        ("flac", 900_000, None, 128, Target(MP3, BitRate.K128)),
        ("flac", 900_000, "opus", 0, Target(OPUS, BitRate.K128)),
        ("flac", 900_000, "mp3", 0, Target(MP3, BitRate.K192)),
        ("flac", 900_000, "opus", 100, Target(OPUS, BitRate.K96)),
        ("flac", 900_000, "opus", 1000, Target(OPUS, BitRate.K320)),
        ("flac", 900_000, "mp3", 32, Target(MP3, BitRate.K48)),
        ("flac", 900_000, "wma", 0, None),
        ("flac", 900_000, "wma", 128, Target(MP3, BitRate.K128)),
        ("mp3", 128_000, "mp3", 0, None),
        ("mp3", 128_000, "mp3", 128, None),
        ("mp3", 128_001, "mp3", 128, Target(MP3, BitRate.K128)),
        ("mp3", 128_000, "opus", 128, Target(OPUS, BitRate.K128)),
        ("mp3", None, None, 320, Target(MP3, BitRate.K320)),
        ("mp3", None, "mp3", 0, None),
    ],
)
def test_a_stream_is_encoded_as_requested(
    suffix: str, bit_rate: int | None, requested: str | None, most: int, target: Target | None
) -> None:
    assert requested_target(suffix, bit_rate, requested, most) == target


@pytest.mark.parametrize(
    ("pixels", "size"),
    [
        (0, CoverSize.ORIGINAL),
        (1, CoverSize.THUMB),
        (200, CoverSize.THUMB),
        (201, CoverSize.SMALL),
        (500, CoverSize.MEDIUM),
        (501, CoverSize.ORIGINAL),
        (9999, CoverSize.ORIGINAL),
    ],
)
def test_a_picture_is_at_least_as_large_as_requested(pixels: int, size: CoverSize) -> None:
    assert size_for(pixels) == size

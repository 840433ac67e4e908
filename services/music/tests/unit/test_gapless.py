"""What encoders have added to files, as the files state it."""

import struct
from io import BytesIO

import pytest
from services.music.tests.encoded import info_frame, m4a, opus_head

from music.domain.library.tags import Gapless
from music.infrastructure.audio.gapless import gapless_of, of_smpb

ID3 = b"ID3\x04\x00\x00" + bytes([0, 0, 2, 0]) + bytes(256)
SMPB = " 00000000 00000840 000001CA 00000000003F31F6 00000000 00000000"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (info_frame(576, 1158), Gapless(576, 1158)),
        (info_frame(4095, 4095, name=b"Xing"), Gapless(4095, 4095)),
        (info_frame(1105, 0, mode=3, encoder=b"Lavc60.31"), Gapless(1105, 0)),
        (info_frame(529, 7, version=2), Gapless(529, 7)),
        (info_frame(529, 7, version=2, mode=3), Gapless(529, 7)),
        (info_frame(576, 1158, flags=0), Gapless(576, 1158)),
        (ID3 + info_frame(576, 1158), Gapless(576, 1158)),
        (ID3 + bytes(700) + info_frame(576, 1158), Gapless(576, 1158)),
        (info_frame(576, 1158, name=b"VBRI"), None),
        (info_frame(576, 1158, encoder=bytes(9)), None),
        (info_frame(576, 1158)[:150], None),
        (b"\xff\xfb", None),
        (b"", None),
        (b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f", None),
        (b"\xff" * 40_000, None),
    ],
)
def test_mp3(content: bytes, expected: Gapless | None) -> None:
    assert gapless_of("a/b.MP3", BytesIO(content)) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (m4a((110_250, 1024), duration=112_640), Gapless(1024, 1366)),
        (m4a((110_250, 1024), duration=112_640, version=1), Gapless(1024, 1366)),
        # The movie counts milliseconds, so less than one of them is not certain.
        (m4a((2500, 1024), duration=111_274, movie_scale=1000), Gapless(1024, None)),
        (m4a((2500, 2112), duration=113_664, movie_scale=1000), Gapless(2112, 1302)),
        (m4a((110_250, 0), duration=112_640), None),
        (m4a((1000, -1), (110_250, 1024), duration=112_640), None),
        (m4a(duration=112_640), None),
        (m4a((110_250, 1024), duration=112_640, handler=b"vide"), None),
        (m4a((110_250, 1024), duration=112_640, movie_scale=0), None),
        (m4a((1, 2_000_000), duration=2_000_001), None),
        (m4a((110_250, 1024), duration=112_640)[:-3], None),
        (m4a((110_250, 1024), duration=112_640)[:60], None),
        (struct.pack(">I4s", 1, b"moov"), None),
        (struct.pack(">I4s", 0, b"free") * 3, None),
        (b"", None),
    ],
)
def test_m4a(content: bytes, expected: Gapless | None) -> None:
    assert gapless_of("b.m4a", BytesIO(content)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SMPB, Gapless(2112, 458)),
        (" 00000000 00000840 00000000", Gapless(2112, 0)),
        (" 00000000 FFFFFFFF 000001CA 0", None),
        (" 00000000 0000084 000001CA 0", None),
        ("", None),
    ],
)
def test_tag_of_itunes(text: str, expected: Gapless | None) -> None:
    assert of_smpb(text) == expected


def test_tag_of_itunes_is_more_exact_than_an_edit_list() -> None:
    assert gapless_of("b.m4a", BytesIO(m4a((110_250, 1024), duration=112_640)), SMPB) == Gapless(2112, 458)
    assert gapless_of("b.m4a", BytesIO(m4a((110_250, 1024), duration=112_640)), "?") == Gapless(1024, 1366)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.opus", opus_head(312), Gapless(312, None)),
        ("a.ogg", opus_head(3840), Gapless(3840, None)),
        ("a.ogg", opus_head(312).replace(b"OpusHead", b"\x01vorbis\x00"), None),
        ("a.opus", opus_head(312)[:38], None),
        ("a.opus", b"OggS", None),
        ("a.flac", b"", Gapless(0, 0)),
        ("a.wav", b"", Gapless(0, 0)),
        ("a.wma", b"", None),
        ("a.aac", b"", None),
    ],
)
def test_other_formats(name: str, content: bytes, expected: Gapless | None) -> None:
    assert gapless_of(name, BytesIO(content)) == expected

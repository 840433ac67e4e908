"""Parts of uploads, and files by their first bytes."""

import pytest

from playback.domain.uploads.content import check_content
from playback.domain.uploads.errors import FileRejected
from playback.domain.uploads.upload import MEBIBYTE, Purpose, part_bytes_of

pytestmark = pytest.mark.unit

GIBIBYTE = 1024 * MEBIBYTE


@pytest.mark.parametrize(
    ("size", "part"),
    [
        (1, 16 * MEBIBYTE),
        (100 * GIBIBYTE, 16 * MEBIBYTE),
        (10_000 * 16 * MEBIBYTE, 16 * MEBIBYTE),
        (10_000 * 16 * MEBIBYTE + 1, 17 * MEBIBYTE),
        (1024 * GIBIBYTE, 105 * MEBIBYTE),
    ],
)
def test_parts_have_16_mebibytes_unless_10000_are_not_enough(size: int, part: int) -> None:
    assert part_bytes_of(size) == part
    assert -(-size // part) <= 10_000


def transport_stream(packet: int, first: int = 0) -> bytes:
    data = bytearray(first + 3 * packet)
    data[first::packet] = b"\x47" * 3
    return bytes(data)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\x00\x00\x00\x18ftypmp42", "mp4"),
        (b"\x00\x00\x00\x08wide\x00", "mp4"),
        (b"\x1aE\xdf\xa3\x01", "matroska"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "avi"),
        (transport_stream(188), "mpeg-ts"),
        (transport_stream(192, 4), "mpeg-ts"),
        (b"\x00\x00\x01\xba\x44", "mpeg-ps"),
        (b"FLV\x01\x05", "flv"),
        (b"OggS\x00", "ogg"),
    ],
)
def test_containers_of_videos_are_known(head: bytes, name: str) -> None:
    assert check_content(Purpose.VIDEO, head) == name
    with pytest.raises(FileRejected, match=r"video or a sound|no text"):
        check_content(Purpose.SUBTITLES, head + bytes(range(32)) * 4)


@pytest.mark.parametrize(
    "head",
    [b"", b"MZ\x90\x00", b"%PDF-1.7", b"RIFF\x00\x00\x00\x00WEBPVP8 ", b"RIFF\x00\x00\x00\x00WAVEfmt ", b"fLaC\x00"],
)
def test_other_files_are_no_videos(head: bytes) -> None:
    with pytest.raises(FileRejected):
        check_content(Purpose.VIDEO, head)


@pytest.mark.parametrize("head", [b"WEBVTT\n", b"1\r\n00:00:01,000 -->", "Привіт".encode("utf-16")])
def test_texts_may_be_subtitles(head: bytes) -> None:
    assert check_content(Purpose.SUBTITLES, head) == "text"

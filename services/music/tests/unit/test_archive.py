"""Names of tracks in an archive, and its size."""

import zipfile
from collections.abc import Sequence
from typing import IO, cast

import pytest

from music.domain.streaming.archive import Titled, archive_size, names_of, safe


class Counted:
    """A stream that cannot go back, and only counts."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, part: bytes) -> int:
        self.bytes += len(part)
        return len(part)

    def flush(self) -> None:
        pass


@pytest.mark.parametrize("sizes", [[0], [3, 0, 100_000], [7] * 50])
def test_the_size_is_that_of_what_is_written(sizes: Sequence[int]) -> None:
    written = Counted()
    names = [f"Ä/{number} ö.flac" for number in range(len(sizes))]
    with zipfile.ZipFile(cast("IO[bytes]", written), "w") as archive:
        for name, size in zip(names, sizes, strict=True):
            info = zipfile.ZipInfo(name)
            info.file_size = size
            with archive.open(info, "w") as target:
                target.write(bytes(size))
    assert archive_size(list(zip(names, sizes, strict=True))) == written.bytes


def test_sizes_beyond_four_gigabytes_have_the_fields_of_zip64() -> None:
    large = 5 * 2**30
    # A header and a descriptor of 20 and 8 bytes more, two fields in the directory, and its larger end.
    assert archive_size([("a", large)]) == large + (30 + 1 + 20 + 24) + (46 + 1 + 4 + 16) + 22 + 76
    # The place of the second one needs a field, too.
    second = (30 + 1 + 5 + 16) + (46 + 1 + 4 + 8)
    assert archive_size([("a", large), ("b", 5)]) == archive_size([("a", large)]) + second


def test_tracks_of_several_discs_name_them_and_no_name_is_there_twice() -> None:
    one = [Titled(1, 1, "A", "flac"), Titled(1, 2, "a", "flac"), Titled(1, 2, "A", "flac"), Titled(1, None, "B", "mp3")]
    assert names_of(one) == ["01 - A.flac", "02 - a.flac", "02 - A (2).flac", "B.mp3"]
    assert names_of([one[0], Titled(2, 1, "A", "flac")]) == ["1-01 - A.flac", "2-01 - A.flac"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AC/DC", "AC_DC"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("What?", "What_"),
        ("...", "_"),
        ("", "_"),
        ("CON", "_CON"),
        ("a\x00b\nc", "a_b_c"),
        ("ü" * 100, "ü" * 75),
    ],
)
def test_names_are_safe(name: str, expected: str) -> None:
    assert safe(name) == expected

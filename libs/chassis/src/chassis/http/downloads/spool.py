"""A file that is complete before the first byte is sent: its length is known, and an error is a response of its own.

It is compressed on a temporary disk: memory does not grow with its length, and the database waits for no client.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, Final

CHUNK: Final = 65_536
_LEVEL: Final = 1
"""The fastest compression: most of the text is names of members."""
_GZIP: Final = 31
"""The format gzip with the largest window, as `zlib` counts it."""


@dataclass(frozen=True, slots=True)
class Download:
    """A complete file, from its first byte."""

    file: IO[bytes]
    length: int
    compressed_length: int | None
    """The length of the file on the disk when it is compressed with gzip; null when it is as it is sent."""

    def chunks(self) -> Iterator[bytes]:
        """Yield the file as it is on the disk, and delete it."""
        with self.file as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def unpacked(self) -> Iterator[bytes]:
        """Yield the content of the file, and delete it."""
        if self.compressed_length is None:
            yield from self.chunks()
            return
        decompress = zlib.decompressobj(_GZIP)
        for chunk in self.chunks():
            while chunk:
                yield decompress.decompress(chunk, CHUNK)
                chunk = decompress.unconsumed_tail
        yield decompress.flush()


class Spool:
    """Writes text into such a file."""

    def __init__(self) -> None:
        # Closed by the download.
        self._file = TemporaryFile()  # noqa: SIM115
        self._compress = zlib.compressobj(_LEVEL, wbits=_GZIP)
        self._length = 0

    def write(self, content: bytes) -> None:
        """Append bytes."""
        self._length += len(content)
        self._file.write(self._compress.compress(content))

    def download(self) -> Download:
        """Return the complete file."""
        self._file.write(self._compress.flush())
        size = self._file.seek(0, SEEK_END)
        self._file.seek(0)
        return Download(self._file, self._length, size)

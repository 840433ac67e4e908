"""Uploads as files: a ZIP archive, a compressed file, or the file itself; bombs are refused before unpacking."""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from library.domain.imports.errors import ImportEmpty, ImportTooLarge, ImportUnreadable
from library.domain.imports.limits import LARGEST_CONTENT, LARGEST_UPLOAD, MOST_FILES

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENTRY: Final = b"PK\x01\x02"
"""What every file's entry in the list of an archive begins with."""
_GZIP: Final = b"\x1f\x8b"
_SUFFIXES: Final = {".csv", ".json", ".xml", ".tsv", ".txt"}
_MIB: Final = 2**20
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ArithmeticError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What reading a damaged archive raises, by the place of the damage."""


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file of an upload; its content is unpacked whenever it is read."""

    name: str
    """Its path in the archive, in lower case; the name of the upload without an archive."""
    label: str
    """How its rows name it: empty without an archive."""
    read: Callable[[], bytes]


def files_of(name: str, content: bytes) -> list[UploadedFile]:
    """Return the files of an upload that may hold rows, in the order of their names.

    Raise ImportTooLarge, ImportUnreadable or ImportEmpty.
    """
    if len(content) > LARGEST_UPLOAD:
        raise ImportTooLarge(f"file: the file has {len(content)} bytes, at most {LARGEST_UPLOAD} are read")
    if not content.strip():
        raise ImportEmpty("file: the file is empty")
    if content.startswith(_ZIP):
        return _unzipped(content)
    if content.startswith(_GZIP):
        plain = _inflated(content)
        return [UploadedFile(name.lower().removesuffix(".gz"), "", lambda: plain)]
    return [UploadedFile(name.lower(), "", lambda: content)]


def _unzipped(content: bytes) -> list[UploadedFile]:
    # Before the list of files is read: each one costs memory.
    if content.count(_ENTRY) > MOST_FILES:
        raise ImportTooLarge(f"file: the archive has more than {MOST_FILES} files")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = [member for member in archive.infolist() if not member.is_dir()]
    except _DAMAGE as error:
        raise ImportUnreadable("file: the archive is damaged") from error
    if sum(member.file_size for member in members) > LARGEST_CONTENT:
        raise ImportTooLarge(f"file: the archive unpacks to more than {LARGEST_CONTENT // _MIB} MiB")
    if any(member.flag_bits & 1 for member in members):
        raise ImportUnreadable("file: the archive is encrypted: unpack it and import its files")
    return list(_readable(archive, members))


def _readable(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[UploadedFile]:
    for member in sorted(members, key=lambda member: member.filename):
        path = PurePosixPath(member.filename.replace("\\", "/"))
        hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
        if not hidden and path.suffix.lower() in _SUFFIXES:
            label = str(path).replace("\0", "\ufffd").encode("utf-8", "replace").decode()[-200:]
            yield UploadedFile(label.lower(), label, _reader(archive, member))


def _reader(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with archive.open(member) as stream:
                # Not more than the archive declares: the sum of that was checked.
                content = stream.read(member.file_size + 1)
        except _DAMAGE as error:
            raise ImportUnreadable("file: the archive is damaged") from error
        if len(content) > member.file_size:
            raise ImportUnreadable("file: the archive is damaged")
        return content

    return read


def _inflated(content: bytes) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    try:
        plain = inflater.decompress(content, LARGEST_CONTENT)
    except zlib.error as error:
        raise ImportUnreadable("file: the compressed file is damaged") from error
    if inflater.unconsumed_tail:
        raise ImportTooLarge(f"file: the file unpacks to more than {LARGEST_CONTENT // _MIB} MiB")
    if not inflater.eof:
        raise ImportUnreadable("file: the compressed file is not complete")
    return plain

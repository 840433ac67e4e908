"""Checksums of the files of an index: tantivy writes one at the end of each file and does not check it on opening."""

import struct
import zlib
from pathlib import Path
from typing import Final

import orjson

_MAGIC: Final = 1337
_TAIL: Final = struct.Struct("<II")
_CHUNK: Final = 1 << 20
_WITHOUT: Final = frozenset({"meta.json", ".managed.json"})


class DamagedIndex(Exception):
    """A file of the index is missing, unreadable or not as it was written."""


def check_files(folder: Path) -> None:
    """Raise DamagedIndex unless the segments that the index names are as they were written."""
    try:
        segments = {
            segment["segment_id"].replace("-", "")
            for segment in orjson.loads((folder / "meta.json").read_bytes())["segments"]
        }
        names = sorted(path.name for path in folder.iterdir())
        for segment in segments:
            files = [name for name in names if name.startswith(segment) and name not in _WITHOUT]
            if not files:
                raise DamagedIndex(f"segment {segment} has no files")
            for name in files:
                check_file(folder / name)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedIndex(f"cannot read the index: {error}") from error


def check_file(path: Path) -> None:
    """Raise DamagedIndex unless the checksum in the footer of a file is that of its content."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if size < _TAIL.size:
            raise DamagedIndex(f"{path.name} has no footer")
        file.seek(size - _TAIL.size)
        length, magic = _TAIL.unpack(file.read())
        body = size - _TAIL.size - length
        if magic != _MAGIC or body < 0:
            raise DamagedIndex(f"{path.name} has no footer")
        file.seek(body)
        expected = orjson.loads(file.read(length))["crc"]
        file.seek(0)
        checksum, left = 0, body
        while left > 0:
            chunk = file.read(min(_CHUNK, left))
            if not chunk:
                break
            checksum, left = zlib.crc32(chunk, checksum), left - len(chunk)
    if checksum != expected:
        raise DamagedIndex(f"{path.name} has another checksum than when it was written")

"""Boxes that name the keys of a stream for systems of protection: `pssh` of ISO/IEC 23001-7.

The packager writes those of the common system. Those of the other systems go into key lines of HLS and `cenc:pssh`
elements of DASH (`domain/packaging/systems.py`). None is a secret.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Self
from uuid import UUID

from playback.domain.keys.playready import Algorithm, HeaderKey, header_object

COMMON_SYSTEM: Final = UUID("1077efec-c0b2-4d02-ace3-3c1e52e2fb4b")
"""The system of W3C (https://www.w3.org/TR/eme-initdata-cenc/): every browser reads its boxes for ClearKey."""
WIDEVINE: Final = UUID("edef8ba9-79d6-4ace-a3c8-27dcd51d21ed")
PLAYREADY: Final = UUID("9a04f079-9840-4286-ab92-e65be0885f95")

Scheme = Literal["cenc", "cbcs"]
ALGORITHMS: Final[dict[Scheme, Algorithm]] = {"cenc": "AESCTR", "cbcs": "AESCBC"}

_TYPE: Final = b"pssh"
_LENGTH_BYTES: Final = 4
_ID_BYTES: Final = 16
_KEY_ID_FIELD: Final = b"\x12\x10"
"""Field 2 of Widevine's header in protocol buffers, with 16 bytes."""
_SCHEME_FIELD: Final = b"\x48"
"""Field 9: the scheme as a number."""


@dataclass(frozen=True, slots=True)
class Box:
    """A `pssh` box. With key ids it has version 1, without any version 0."""

    system: UUID
    data: bytes = b""
    key_ids: tuple[UUID, ...] = ()

    def __bytes__(self) -> bytes:
        """Return the box as it is stored."""
        version = b"\x01\0\0\0" if self.key_ids else bytes(4)
        listed = b"".join(key_id.bytes for key_id in self.key_ids)
        counted = _length(len(self.key_ids)) + listed if self.key_ids else b""
        content = _TYPE + version + self.system.bytes + counted + _length(len(self.data)) + self.data
        return _length(_LENGTH_BYTES + len(content)) + content

    @classmethod
    def parse(cls, stored: bytes) -> Self:
        """Return the box of these bytes; raise ValueError unless they are exactly one box of version 0 or 1."""
        reader = _Reader(stored)
        if reader.number() != len(stored) or reader.take(len(_TYPE)) != _TYPE:
            raise ValueError("not one pssh box")
        version = reader.take(4)[0]
        if version > 1:
            raise ValueError(f"pssh version {version} is unknown")
        system = UUID(bytes=reader.take(_ID_BYTES))
        count = reader.number() if version else 0
        if count * _ID_BYTES > len(stored):
            raise ValueError("the box ends early")
        key_ids = tuple(UUID(bytes=reader.take(_ID_BYTES)) for _ in range(count))
        box = cls(system, reader.take(reader.number()), key_ids)
        if reader.rest:
            raise ValueError("the box has more bytes than its parts")
        return box


def clear_key_box(key_ids: Sequence[UUID]) -> bytes:
    """Return the box of the common system, from which browsers request ClearKey."""
    return bytes(Box(COMMON_SYSTEM, key_ids=tuple(key_ids)))


def widevine_box(key_ids: Sequence[UUID], scheme: Scheme) -> bytes:
    """Return the box of Widevine."""
    data = b"".join(_KEY_ID_FIELD + key_id.bytes for key_id in key_ids)
    if scheme != "cenc":
        data += _SCHEME_FIELD + _varint(int.from_bytes(scheme.encode()))
    return bytes(Box(WIDEVINE, data))


def playready_box(keys: Sequence[HeaderKey], scheme: Scheme, license_url: str | None = None) -> bytes:
    """Return the box of PlayReady."""
    return bytes(Box(PLAYREADY, header_object(keys, ALGORITHMS[scheme], license_url)))


class _Reader:
    """Reads bytes from the front; raises ValueError when there are too few."""

    def __init__(self, stored: bytes) -> None:
        self.rest = stored

    def take(self, count: int) -> bytes:
        if count > len(self.rest):
            raise ValueError("the box ends early")
        part, self.rest = self.rest[:count], self.rest[count:]
        return part

    def number(self) -> int:
        return int.from_bytes(self.take(_LENGTH_BYTES))


def _length(count: int) -> bytes:
    return count.to_bytes(_LENGTH_BYTES)


def _varint(number: int) -> bytes:
    """Return a number in the variable form of protocol buffers: seven bits per byte, the lowest first."""
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*written, number])

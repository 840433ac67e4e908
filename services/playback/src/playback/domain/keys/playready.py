"""PlayReady's header of a stream, as its specification has it.

https://learn.microsoft.com/playready/specifications/playready-header-specification: version 4.3, which devices with
PlayReady 4 read, is the first with AES-CBC. Attributes are in alphabetical order and every element has a closing tag.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID
from xml.sax.saxutils import escape

Algorithm = Literal["AESCTR", "AESCBC"]

_NAMESPACE: Final = "http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader"
_RIGHTS_RECORD: Final = 1
_MOST_BYTES: Final = 15 * 1024


@dataclass(frozen=True, slots=True)
class HeaderKey:
    """A key that the header names. Its checksum, of 8 bytes, exists with AES-CTR only."""

    id: UUID
    checksum: bytes | None = None


def guid(key_id: UUID) -> bytes:
    """Return a key id in PlayReady's order of bytes: the first three parts of a GUID begin with their lowest byte."""
    return key_id.bytes_le


def header(keys: Sequence[HeaderKey], algorithm: Algorithm, license_url: str | None = None) -> str:
    """Return the header in XML; `license_url` is where devices request licences by themselves."""
    listed = "".join(_key(key, algorithm) for key in keys)
    url = "" if license_url is None else f"<LA_URL>{escape(license_url)}</LA_URL>"
    return (
        f'<WRMHEADER xmlns="{_NAMESPACE}" version="4.3.0.0"><DATA><PROTECTINFO><KIDS>{listed}</KIDS></PROTECTINFO>'
        f"{url}</DATA></WRMHEADER>"
    )


def header_object(keys: Sequence[HeaderKey], algorithm: Algorithm, license_url: str | None = None) -> bytes:
    """Return the PlayReady object with the header as its only record; raise ValueError when it is too long."""
    text = header(keys, algorithm, license_url).encode("utf-16-le")
    record = _RIGHTS_RECORD.to_bytes(2, "little") + len(text).to_bytes(2, "little") + text
    content = (1).to_bytes(2, "little") + record
    length = 4 + len(content)
    if length > _MOST_BYTES:
        raise ValueError(f"a PlayReady object has at most {_MOST_BYTES} bytes")
    return length.to_bytes(4, "little") + content


def _key(key: HeaderKey, algorithm: Algorithm) -> str:
    checksum = "" if key.checksum is None else f' CHECKSUM="{b64encode(key.checksum).decode()}"'
    return f'<KID ALGID="{algorithm}"{checksum} VALUE="{b64encode(guid(key.id)).decode()}"></KID>'

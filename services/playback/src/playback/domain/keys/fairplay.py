"""Key URIs of FairPlay: how a playlist names a key to a device of Apple."""

from typing import Final
from uuid import UUID

IV_BYTES: Final = 16


def key_uri(key_id: UUID, iv: bytes) -> str:
    """Return `skd://{key id}:{iv}` for `EXT-X-KEY`; raise ValueError for an IV of another length.

    The licence server takes the IV from it, since the request of a device carries the URI.
    """
    if len(iv) != IV_BYTES:
        raise ValueError(f"an IV has {IV_BYTES} bytes")
    return f"skd://{key_id}:{iv.hex().upper()}"

"""The format of an image, by its first bytes: what a host states may be wrong."""

from typing import Final

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"
MEDIA_TYPES: Final = (JPEG, PNG, WEBP)


def media_type_of(data: bytes) -> str | None:
    """Return the media type of a JPEG, PNG or WebP, or null for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    return None

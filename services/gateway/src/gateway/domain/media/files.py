"""What the path of a media file says: its token, its key in the storage, its type, and how long it may be kept."""

from dataclasses import dataclass, field
from typing import Final

from gateway.domain.errors import MediaNotFound
from gateway.domain.paths import split_path

FOLDER: Final = "media"
ROUTE: Final = f"/{FOLDER}/{{token}}/{{key}}"
"""The name in metrics and traces."""

MEDIA_TYPES: Final = {
    "m3u8": "application/vnd.apple.mpegurl",
    "mpd": "application/dash+xml",
    "m4s": "video/iso.segment",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "m4a": "audio/mp4",
    "ts": "video/mp2t",
    "aac": "audio/aac",
    "vtt": "text/vtt; charset=utf-8",
    "jpg": "image/jpeg",
}
"""By the end of the name: what was uploaded with another type is never run by a browser as a page or script."""
_OTHER: Final = "application/octet-stream"
_MANIFESTS: Final = (".m3u8", ".mpd")

KEPT: Final = b"private, max-age=31536000, immutable"
"""A file never changes, and its address has a token: a shared cache would serve it to others, without a check, and
after the token has expired. The browser of the user may keep it."""
NOT_KEPT: Final = b"no-store"
"""A manifest that is played again is requested with a new token, and fails at once when the session has ended."""


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that a request names."""

    token: str = field(repr=False)
    key: str

    @property
    def media_type(self) -> bytes:
        """Return the content type."""
        return MEDIA_TYPES.get(self.key.rpartition(".")[2], _OTHER).encode("ascii")

    @property
    def is_manifest(self) -> bool:
        """Return whether players read the addresses of other files from it."""
        return self.key.endswith(_MANIFESTS)

    @property
    def cache_control(self) -> bytes:
        """Return what caches may do with it."""
        return NOT_KEPT if self.is_manifest else KEPT


def media_file(raw: bytes) -> MediaFile:
    """Return the file of `/media/{token}/{key}`; raise BadPath, or MediaNotFound for a path that names none."""
    _, *segments = split_path(raw)
    if len(segments) < 2 or not all(segments):
        raise MediaNotFound
    return MediaFile(segments[0], "/".join(segments[1:]))

"""Files as a source lists them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class ExternalIds:
    """Ids of a title elsewhere."""

    imdb: str | None = None
    tmdb: int | None = None
    tvdb: int | None = None

    def __bool__(self) -> bool:
        return self.imdb is not None or self.tmdb is not None or self.tvdb is not None


@dataclass(frozen=True, slots=True)
class StatedTitle:
    """What a media server states that a file is; a plain file system states nothing."""

    kind: Literal["movie", "show"]
    title: str
    year: int | None = None
    ids: ExternalIds = ExternalIds()
    """Of the movie, or of the show that an episode belongs to."""
    season: int | None = None
    episodes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Streams:
    """What a media server states about the content of a file; null is unknown."""

    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    video_codec: str | None = None
    audio_codecs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """Languages of the sound (BCP 47)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFile:
    """One media file of a source."""

    path: str
    """What the source calls the file; unique in the source. Relative to its root, with `/` between folders."""
    name: str
    """The path that is read for what the file is: that of the media server's own file system, if it states one."""
    bytes: int
    modified_at: datetime | None = None
    fingerprint: str
    """Changes whenever the content changes: an entity tag, or size and time of the change."""
    stated: StatedTitle | None = None
    streams: Streams = field(default_factory=Streams)


@dataclass(frozen=True, slots=True)
class ListedFolder:
    """One folder of a source whose files were all read at once."""

    path: str
    """Relative to the root of the source, which is empty."""
    digest: bytes
    """Of its path, and the names and fingerprints of its media files, without those of folders in it."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some files of a source, in the order of the source."""

    files: tuple[ListedFile, ...]
    position: str
    """Continues behind this page; behind the last page of a listing, the position from which changes are read."""
    gone: tuple[str, ...] = ()
    """Paths that have left the source; a page of changes only."""
    unread: tuple[str, ...] = ()
    """Folders that could not be read: after a listing with any, no file counts as gone."""
    folders: tuple[ListedFolder, ...] = ()
    """Folders whose last file is in this page."""
    unchanged: tuple[str, ...] = ()
    """Paths of folders that have the digest of an earlier listing, whose files are in no page."""
    unchanged_files: int = 0
    """How many files these folders have."""

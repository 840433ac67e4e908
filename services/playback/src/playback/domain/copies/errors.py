"""Errors of files of media sources.

PlaybackError
├── SourceFileNotFound
├── SourceFileUnsized
└── SourcesUnavailable

SourceFileAway is none of them: the job that copies a file waits for its source.
"""

from uuid import UUID

from playback.domain.errors import PlaybackError


class SourceFileNotFound(PlaybackError):
    """No file has this id, or the user may not see it."""

    def __init__(self, file_id: UUID) -> None:
        super().__init__(f"No file of your media sources has the id {file_id}")


class SourceFileUnsized(PlaybackError):
    """The media source states no size of the file."""

    def __init__(self) -> None:
        super().__init__("The media source states no size of the file: download it, and upload it instead")


class SourcesUnavailable(PlaybackError):
    """Sources does not respond; the same request may succeed later."""

    def __init__(self) -> None:
        super().__init__("Media sources are unavailable: try again later")


class SourceFileAway(Exception):
    """The media source of a file does not respond at the moment."""

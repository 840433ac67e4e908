"""Errors of the object storage.

PlaybackError
└── FilesUnavailable
"""

from playback.domain.errors import PlaybackError


class FilesUnavailable(PlaybackError):
    """No object storage is configured, or it does not respond; the same request may succeed later."""

    def __init__(self) -> None:
        super().__init__("The storage of videos is unavailable: try again later")

"""Why a version cannot be made. No client waits for it: each ends as the reason of a job and of its version.

ProcessingError
├── MediaRejected
├── RenditionFailed
└── OutputIncomplete
"""

from enum import StrEnum


class Rejection(StrEnum):
    """Why a file cannot be played. The values are stored and part of the API."""

    EMPTY = "media_empty"
    UNKNOWN = "media_unknown"
    """It is none of the containers that are read."""
    PLAYLIST = "media_playlist"
    """It refers to other files instead of holding a video."""
    DISGUISED = "media_disguised"
    """It is a picture, a sound or a text under the name of a video."""
    NO_VIDEO = "media_no_video"
    TRUNCATED = "media_truncated"
    ENCRYPTED = "media_encrypted"
    TOO_LONG = "media_too_long"
    TOO_LARGE = "media_too_large"
    """Its picture or its frame rate is too large."""
    UNDECODABLE = "media_undecodable"
    HDR = "media_hdr"
    TOO_EXPENSIVE = "media_too_expensive"
    """Reading it took more time or memory than a probe may take."""


class ProcessingError(Exception):
    """Base of what stops the work on a version."""


class MediaRejected(ProcessingError):
    """The source cannot be played, and will not be by another attempt."""

    def __init__(self, code: Rejection, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class RenditionFailed(ProcessingError):
    """A rendition could not be encoded, so the version cannot be complete."""

    def __init__(self, name: str, reason: str | None) -> None:
        super().__init__(f"The rendition {name} could not be encoded: {reason}")


class OutputIncomplete(ProcessingError):
    """A file that a playlist names is missing, has another size, or does not decode."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The output is not complete: {reason}")

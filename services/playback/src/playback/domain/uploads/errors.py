"""Errors of uploads.

PlaybackError
├── UploadNotFound
├── UploadEnded
├── UploadIncomplete
├── UploadTooLarge
├── UploadPartUnknown
├── UploadRepeated
└── TooManyUploads

FileRejected is none of them: it ends the job of an upload, and the upload states it.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from playback.domain.errors import PlaybackError

_SHOWN: Final = 5
_NAMED: Final = 100


class UploadNotFound(PlaybackError):
    """No upload has this id."""

    def __init__(self, upload_id: UUID) -> None:
        super().__init__(f"No upload has the id {upload_id}")


class UploadEnded(PlaybackError):
    """The upload is not open any more."""

    def __init__(self, status: str) -> None:
        super().__init__(f"The upload is {status}: no part can be sent, and it cannot be aborted")
        self.details = {"status": str(status)}


class UploadIncomplete(PlaybackError):
    """Parts are missing in the storage."""

    def __init__(self, missing: Sequence[int]) -> None:
        shown = ", ".join(map(str, missing[:_SHOWN]))
        super().__init__(f"{len(missing)} parts are missing, first {shown}: send them and complete the upload again")
        self.details = {"count": len(missing), "missing": list(missing[:_NAMED])}


class UploadTooLarge(PlaybackError):
    """The file is larger than the user may upload."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"size: must be at most {limit} bytes")
        self.details = {"limit": limit}


class UploadPartUnknown(PlaybackError):
    """The upload has no part of this number."""

    def __init__(self, number: int, parts: int) -> None:
        super().__init__(f"number: must be between 1 and {parts}, not {number}")


class UploadRepeated(PlaybackError):
    """The key of the request belongs to an upload of another file."""

    def __init__(self) -> None:
        super().__init__("Idempotency-Key was used for another upload: choose a new one")


class TooManyUploads(PlaybackError):
    """The user has too many open uploads."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"At most {limit} uploads may be open: complete or abort one first")


class FileRejected(Exception):
    """The file is not what it was uploaded as."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code

"""Errors about scans.

MusicError
├── ScanRunning
├── ScanNotFound
└── TooManyStreams
"""

from uuid import UUID

from music.domain.errors import MusicError


class ScanRunning(MusicError):
    """A scan is queued or running already: there is one at a time."""

    def __init__(self, scan_id: UUID) -> None:
        super().__init__(f"The scan {scan_id} is queued or running: there is one at a time")


class ScanNotFound(MusicError):
    """No scan has this id."""

    def __init__(self, scan_id: UUID) -> None:
        super().__init__(f"No scan has the id {scan_id}")


class TooManyStreams(MusicError):
    """The user, or all users together, have as many event streams open as one process serves."""

    retry_after = 5

    def __init__(self, rule: str, limit: int) -> None:
        super().__init__(f"At most {limit} event streams {rule}: close one, or try again in {self.retry_after} s")

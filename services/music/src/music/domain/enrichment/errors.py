"""Errors about metadata of other databases.

MusicError
├── ConflictNotFound
├── ConflictResolved
├── SuggestionNotFound
└── MetadataOff
"""

from uuid import UUID

from music.domain.errors import MusicError


class ConflictNotFound(MusicError):
    """No conflict has this id."""

    def __init__(self, conflict_id: UUID) -> None:
        super().__init__(f"No conflict has the id {conflict_id}")


class ConflictResolved(MusicError):
    """The conflict was decided before."""

    def __init__(self, conflict_id: UUID, status: str) -> None:
        super().__init__(f"The conflict {conflict_id} is {status} already")


class SuggestionNotFound(MusicError):
    """The conflict has no suggestion with this number."""

    def __init__(self, conflict_id: UUID, number: int) -> None:
        super().__init__(f"The conflict {conflict_id} has no suggestion {number}")


class MetadataOff(MusicError):
    """No database of music is configured."""

    def __init__(self) -> None:
        super().__init__("No database of music is configured: MUSIC_METADATA_CONTACT is not set")

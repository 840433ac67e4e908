"""Errors of content keys.

PlaybackError
└── ContentKeyUnavailable
"""

from uuid import UUID

from playback.domain.errors import PlaybackError


class ContentKeyUnavailable(PlaybackError):
    """The stored key was changed, or was wrapped with a key that this process does not have."""

    def __init__(self, key_id: UUID) -> None:
        super().__init__(f"The content key {key_id} cannot be read: an operator has to repair it")

"""Errors of playback sessions.

PlaybackError
└── SessionNotFound
"""

from uuid import UUID

from playback.domain.errors import PlaybackError


class SessionNotFound(PlaybackError):
    """The user has no playback session with this id."""

    def __init__(self, session_id: UUID) -> None:
        super().__init__(f"No playback session has the id {session_id}")

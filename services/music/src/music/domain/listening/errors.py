"""Errors about plays.

MusicError
├── PlayedAtInvalid
└── PlayIdTaken
"""

from music.domain.errors import MusicError


class PlayedAtInvalid(MusicError):
    """No play can have been at this time."""


class PlayIdTaken(MusicError):
    """A client has used the id of a play, or its idempotency key, for another play."""

    def __init__(self) -> None:
        super().__init__("This id or idempotency key was already used for another play")

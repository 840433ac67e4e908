"""Errors about app passwords.

MusicError
├── AppPasswordNotFound
└── TooManyAppPasswords
"""

from uuid import UUID

from music.domain.errors import MusicError


class AppPasswordNotFound(MusicError):
    """The user has no app password with this id."""

    def __init__(self, password_id: UUID) -> None:
        super().__init__(f"You have no app password with the id {password_id}")


class TooManyAppPasswords(MusicError):
    """The user has as many app passwords as a user may have."""

    def __init__(self, most: int) -> None:
        super().__init__(f"A user has at most {most} app passwords: revoke one first")

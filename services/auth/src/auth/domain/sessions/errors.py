"""Reasons why auth rejects a request for sessions."""

from auth.domain.errors import AuthError


class SessionNotFound(AuthError):
    """The user has no active session with this id."""

    def __init__(self) -> None:
        super().__init__("Not Found: you have no active session with this id")

"""Reasons why a request about profiles is rejected."""

from auth.domain.errors import AuthError


class ProfileNotFound(AuthError):
    """No user has this name, or the profile is hidden; the response does not say which."""

    def __init__(self) -> None:
        super().__init__("Not Found: no user with a public profile has this name")

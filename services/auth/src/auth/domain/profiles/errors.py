"""Reasons why a request about profiles is rejected.

AuthError
├── ProfileNotFound
├── UploadNotFound
├── InvalidPicture
├── PictureNotFound
└── RetryLater
    ├── TooManyUploads
    └── PicturesUnavailable
"""

from auth.domain.errors import AuthError, RetryLater


class ProfileNotFound(AuthError):
    """No user has this name, or the profile is hidden; the response does not say which."""

    def __init__(self) -> None:
        super().__init__("Not Found: no user with a public profile has this name")


class UploadNotFound(AuthError):
    """The user has started no such upload within the last hour, or has sent no file to the storage."""

    def __init__(self) -> None:
        super().__init__("Not Found: upload the picture first, by an upload address that is less than an hour old")


class InvalidPicture(AuthError):
    """The uploaded file cannot be a picture of a user; `details.reason` says why."""

    def __init__(self, reason: str, rule: str) -> None:
        super().__init__(f"The picture {rule}")
        self.details = {"reason": reason}


class PictureNotFound(AuthError):
    """There is no such picture, or it was replaced or removed."""

    def __init__(self) -> None:
        super().__init__("Not Found: there is no such picture")


class TooManyUploads(RetryLater):
    """The user has started too many uploads within an hour."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many uploads; try again in {retry_after} seconds", retry_after)


class PicturesUnavailable(RetryLater):
    """The object storage does not respond, is not configured, or too many pictures are being processed."""

    def __init__(self) -> None:
        super().__init__("Service Unavailable: pictures cannot be stored now; try again shortly", 5)

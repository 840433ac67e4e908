"""Reasons why a storage does not do what was requested, and why a token is refused.

StorageError
├── StorageUnavailable
└── ObjectTooLarge
TokenInvalid
└── TokenExpired
"""


class StorageError(Exception):
    """Base of all errors of the storage."""


class StorageUnavailable(StorageError):
    """The storage did not respond in time, failed, or rejected the credentials; the same request may succeed later."""


class ObjectTooLarge(StorageError):
    """The object is larger than the caller reads."""

    def __init__(self, key: str, limit: int) -> None:
        super().__init__(f"{key} is larger than {limit} bytes")


class TokenInvalid(Exception):
    """The token has another form, or no known key has signed it."""


class TokenExpired(TokenInvalid):
    """The token was valid and has expired."""

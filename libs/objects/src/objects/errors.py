"""Reasons why a storage does not do what was requested, and why a token is refused.

StorageError
├── StorageUnavailable
├── ObjectTooLarge
├── ObjectMissing
├── UploadMissing
└── PartsRejected
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


class ObjectMissing(StorageError):
    """There is no object of this key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"there is no object {key}")


class UploadMissing(StorageError):
    """The multipart upload has been completed or aborted, or never began."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no such multipart upload of {key} is open")


class PartsRejected(StorageError):
    """The storage does not make an object of these parts: one is missing, changed or too small."""

    def __init__(self, key: str, code: str) -> None:
        super().__init__(f"the parts of {key} are rejected: {code}")
        self.code = code


class TokenInvalid(Exception):
    """The token has another form, or no known key has signed it."""


class TokenExpired(TokenInvalid):
    """The token was valid and has expired."""

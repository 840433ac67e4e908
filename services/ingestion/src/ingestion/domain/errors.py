"""Errors of requests to ingestion, without codes and statuses: `presentation/errors.py` maps them.

IngestionError
├── AccountErased
├── TitleNotFound
├── TitleConflict
├── InvalidRows
├── ImportLimit
├── SearchLimit
├── TooManyStreams
├── ListAddressUnknown
├── ListNeedsFile
├── ListSiteOff
├── ListFileInvalid
├── ExternalListNotFound
├── ListReadRecently
├── FollowLimit
└── ListNotUploaded
"""


class IngestionError(Exception):
    """The base of the errors that a request can cause."""


class AccountErased(IngestionError):
    """The account was deleted; nothing of it is stored any more."""

    def __init__(self) -> None:
        super().__init__("the data of this account was erased")


class TitleNotFound(IngestionError):
    """The title has not been imported."""

    def __init__(self, key: object) -> None:
        super().__init__(f"{key} has not been imported")


class TitleConflict(IngestionError):
    """Another job has changed the title since it was read; the job must run again."""

    def __init__(self, key: object) -> None:
        super().__init__(f"{key} was changed by another job at the same time")


class InvalidRows(IngestionError):
    """A table sent for import cannot be read as a whole."""


class ImportLimit(IngestionError):
    """The user has requested as many new imports as one user may, at once or on one day."""

    def __init__(self, rule: str, limit: int, retry_after: int) -> None:
        super().__init__(f"at most {limit} imports of new titles {rule} per user; try again in {retry_after} s")
        self.retry_after = retry_after
        self.details = {"limit": limit, "rule": rule, "retryAfter": retry_after}


class SearchLimit(IngestionError):
    """The user has searched a provider as often as one user may per minute."""

    def __init__(self, limit: int, retry_after: int) -> None:
        super().__init__(f"at most {limit} searches per minute and user; try again in {retry_after} s")
        self.retry_after = retry_after
        self.details = {"limit": limit, "retryAfter": retry_after}


class TooManyStreams(IngestionError):
    """The user, or all users together, have as many event streams open as one process serves."""

    retry_after = 5

    def __init__(self, rule: str, limit: int) -> None:
        super().__init__(f"at most {limit} event streams {rule}; close one, or try again in {self.retry_after} s")
        self.details = {"limit": limit, "rule": rule, "retryAfter": self.retry_after}

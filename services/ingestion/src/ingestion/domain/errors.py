"""What can be wrong with a request.

IngestionError
├── TitleNotFound
├── TitleConflict
├── InvalidRows
├── ImportLimit
├── TooManyStreams
└── SourceMissing
"""


class IngestionError(Exception):
    """Something asked of ingestion cannot be done; `code` is stable."""

    code = "ingestion_error"


class TitleNotFound(IngestionError):
    """The title has not been imported."""

    code = "title_not_found"

    def __init__(self, key: object) -> None:
        super().__init__(f"{key} has not been imported")


class TitleConflict(IngestionError):
    """Somebody else has changed the title since it was read; the work must begin again."""

    code = "title_changed"

    def __init__(self, key: object) -> None:
        super().__init__(f"{key} was changed by another job meanwhile")


class InvalidRows(IngestionError):
    """A table sent for import cannot be read as a whole."""

    code = "invalid_rows"


class ImportLimit(IngestionError):
    """The user has requested as many new imports as one user may, at once or on one day."""

    code = "import_limit_reached"

    def __init__(self, rule: str, limit: int, retry_after: int) -> None:
        super().__init__(f"at most {limit} imports of new titles {rule} per user; try again in {retry_after} s")
        self.retry_after = retry_after
        self.details = {"limit": limit, "rule": rule, "retryAfter": retry_after}


class TooManyStreams(IngestionError):
    """The user, or all users together, have as many event streams open as one process serves."""

    code = "too_many_streams"
    retry_after = 5

    def __init__(self, rule: str, limit: int) -> None:
        super().__init__(f"at most {limit} event streams {rule}; close one, or try again in {self.retry_after} s")
        self.details = {"limit": limit, "rule": rule, "retryAfter": self.retry_after}


class SourceMissing(IngestionError):
    """A provider that the request cannot do without is not configured."""

    code = "source_missing"

    def __init__(self, source: str) -> None:
        super().__init__(f"{source} is not configured")

"""Why an external list cannot be recognized or read."""

from datetime import datetime

from ingestion.domain.errors import IngestionError
from ingestion.domain.external.lists import ListState
from ingestion.domain.failures import Cause, SourceFailed


class ListFailed(Exception):
    """A reading failed; `reason` is a code, and `state` is that of the list after it."""

    def __init__(
        self, reason: str, detail: str, state: ListState = ListState.FAILING, *, retry_at: datetime | None = None
    ) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.state = state
        self.retry_at = retry_at


class ListPrivate(SourceFailed):
    """A provider shows the list to its owner only: that concerns the list, and is no fault of the provider."""


def list_failure(failed: SourceFailed | ListFailed) -> ListFailed:
    """Return what a failure of a provider means for the list that was read."""
    if isinstance(failed, ListFailed):
        return failed
    if isinstance(failed, ListPrivate):
        return ListFailed("list_private", failed.detail, ListState.PRIVATE)
    if failed.cause is Cause.NOT_FOUND:
        return ListFailed("list_gone", failed.detail, ListState.GONE)
    return ListFailed(failed.cause.value, failed.detail, retry_at=failed.retry_at)


class ListAddressUnknown(IngestionError):
    """No site has a list at such an address."""

    def __init__(self, problem: str, examples: tuple[str, ...] = ()) -> None:
        super().__init__(f"url: {problem}")
        self.details = {"field": "url", "examples": list(examples)}


class ListNeedsFile(IngestionError):
    """The site lets no user but the owner read the list: it is followed by an export file."""

    def __init__(self, site: str) -> None:
        super().__init__(f"url: {site} has no access to this list for others; send its export as a file")
        self.details = {"field": "url"}


class ListSiteOff(IngestionError):
    """The installation has no access to the site."""

    def __init__(self, site: str) -> None:
        super().__init__(f"url: this installation has no access to {site}")
        self.details = {"field": "url"}


class ListFileInvalid(IngestionError):
    """An export file cannot be read as a list."""


class ExternalListNotFound(IngestionError):
    """The user does not follow such a list."""

    def __init__(self, list_id: object) -> None:
        super().__init__(f"you follow no list with the id {list_id}")


class ListReadRecently(IngestionError):
    """A user requests a reading of a list soon after the last one."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"the list was read recently; try again in {retry_after} s")
        self.retry_after = retry_after
        self.details = {"retryAfter": retry_after}


class FollowLimit(IngestionError):
    """The user follows as many lists as one user may."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"a user follows at most {limit} lists; unfollow one first")
        self.details = {"limit": limit}


class ListNotUploaded(IngestionError):
    """A file was sent for a list that is read at its address."""

    def __init__(self) -> None:
        super().__init__("file: this list is read at its address, not from files")

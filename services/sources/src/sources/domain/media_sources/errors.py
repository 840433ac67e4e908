"""Why a source cannot be read. No client waits for it: each ends as the reason of a scan and as an outage."""

from datetime import datetime


class SourceFailed(Exception):
    """A source cannot be read. Its files stay as they are.

    `code` is a stable name of the cause: `unreachable`, `credentials_refused`, `not_found`, `invalid_response`,
    `rate_limited`, `too_large` or `egress_…`. Work that `waits` is not at fault: it is done at `retry_at`, or later.
    """

    def __init__(self, code: str, detail: str, *, retry_at: datetime | None = None, waits: bool = False) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.retry_at = retry_at
        self.waits = waits


class ChangesUnknown(Exception):
    """The source cannot report what has changed since a position: it must be listed as a whole."""

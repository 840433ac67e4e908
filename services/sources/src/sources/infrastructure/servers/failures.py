"""What a failed call means for a source: one of the codes of `SourceFailed`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from chassis.core.outgoing.retry_after import bounded, http_date
from chassis.http.client import BodyTooLarge, CallFailed, UndecodableBody
from egress.policy import EgressRefused
from sources.domain.media_sources.errors import SourceFailed

LONGEST_WAIT: Final = timedelta(hours=6)
"""A server cannot have its source wait for longer."""
DEFAULT_WAIT: Final = timedelta(minutes=1)
_MEANINGS: Final[Mapping[int, tuple[str, str]]] = {
    401: ("credentials_refused", "the server refuses the credentials"),
    403: ("credentials_refused", "the credentials may not read this"),
    404: ("not_found", "the server has no such address"),
    410: ("not_found", "the server has no such address any more"),
}


def invalid(expected: str) -> SourceFailed:
    """Return the failure of a response that is not what is documented."""
    return SourceFailed("invalid_response", f"the response is not what was expected: {expected}")


def failure_of(error: Exception) -> SourceFailed:
    """Return why a call brought no response."""
    match error:
        case EgressRefused(refusal=refusal):
            return SourceFailed(refusal.code, refusal.detail, retry_at=refusal.retry_at, waits=refusal.waits)
        case BodyTooLarge():
            return SourceFailed("too_large", f"the response is too large: {error}")
        case UndecodableBody():
            return invalid("a body that is encoded as its headers state")
        case CallFailed():
            return SourceFailed("unreachable", f"the server cannot be reached: {error}")
        case _:
            return SourceFailed("unreachable", "the server does not respond in time")


def status_failure(status: int, headers: Mapping[str, str], now: datetime) -> SourceFailed:
    """Return what a status that is no success means."""
    if status in _MEANINGS:
        return SourceFailed(*_MEANINGS[status])
    if status == 429 or (status == 503 and "retry-after" in headers):
        at = retry_at(headers, now) or now + DEFAULT_WAIT
        return SourceFailed("rate_limited", "the server limits the rate of requests", retry_at=at, waits=True)
    if status >= 500:
        return SourceFailed("unreachable", f"the server fails with status {status}")
    if 300 <= status < 400:
        return invalid("no redirect: state the address that it leads to")
    return invalid(f"status 200, not {status}")


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return when the server permits the next request, if it states that."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return now + min(timedelta(seconds=int(text[:9])), LONGEST_WAIT)
    date = http_date(text) if text else None
    return None if date is None else bounded(date, now, LONGEST_WAIT)

"""The header Retry-After (RFC 9110, section 10.2.3): its dates, and the longest wait.

Which forms of seconds and whether a date without a zone counts is the owner's rule.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


def http_date(text: str) -> datetime | None:
    """Return a date, naive if it states no zone; null for another text."""
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None


def bounded(at: datetime, now: datetime, longest: timedelta) -> datetime:
    """Return an instant that is neither past nor further away than the longest wait; one without a zone is in UTC."""
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return min(max(at, now), now + longest)

"""Headers about limits: Retry-After in both forms, and what remains of a quota."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from chassis.core.outgoing.retry_after import bounded, http_date

LONGEST_RETRY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReportedQuota:
    """What is left of a provider's quota, as it says; `until` is when the window ends, where it says so."""

    remaining: int
    limit: int | None = None
    until: datetime | None = None


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return the instant of Retry-After (seconds, or an HTTP date; RFC 9110 section 10.2.3), at most a day away."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    at: datetime | None
    try:
        at = now + timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        at = http_date(text)
    return None if at is None else bounded(at, now, LONGEST_RETRY)


def reported_quota(headers: Mapping[str, str]) -> ReportedQuota | None:
    """Read Trakt's `X-RateLimit` (JSON) or the usual `X-RateLimit-Remaining/-Limit/-Reset`."""
    if (text := headers.get("x-ratelimit")) is not None:
        return _trakt(text)
    remaining = _whole(headers.get("x-ratelimit-remaining"))
    if remaining is None:
        return None
    reset = _whole(headers.get("x-ratelimit-reset"))
    return ReportedQuota(remaining, _whole(headers.get("x-ratelimit-limit")), _instant(reset))


def _trakt(text: str) -> ReportedQuota | None:
    try:
        quota = json.loads(text)
        until = datetime.fromisoformat(str(quota["until"]))
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return ReportedQuota(int(quota["remaining"]), int(quota["limit"]), until)
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _instant(seconds: int | None) -> datetime | None:
    """Read seconds since 1970; seconds from now, milliseconds and nonsense say nothing."""
    if seconds is None or seconds <= 1_000_000_000:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _whole(text: str | None) -> int | None:
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None

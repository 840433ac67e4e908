"""When an episode counts as aired.

An instant counts from that instant. A day without a time counts when it has ended in every time zone. The last
zone to end a day is UTC-12, so a day has ended at 12:00 UTC of the next day. Ingestion has the same rule
(`ingestion.domain.airing`); one table of cases tests both.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

DAY_ENDS_AFTER: Final = timedelta(days=1, hours=12)
"""From midnight UTC at the start of a day to its end in UTC-12."""


def day_ends_at(day: date) -> datetime:
    """Return the instant at which a day has ended in every time zone."""
    return datetime.combine(day, time(), UTC) + DAY_ENDS_AFTER


def aired_at(air_date: date | None, airs_at: datetime | None) -> datetime | None:
    """Return the instant from which an episode counts as aired; null when neither day nor instant is known."""
    if airs_at is not None:
        return airs_at
    return None if air_date is None else day_ends_at(air_date)


def last_ended_day(now: datetime) -> date:
    """Return the newest day that has ended in every time zone."""
    return (now.astimezone(UTC) - DAY_ENDS_AFTER).date()

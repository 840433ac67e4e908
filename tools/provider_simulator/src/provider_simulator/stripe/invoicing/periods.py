"""Billing periods: whole intervals from an anchor, with the last day of a short month where the day does not exist."""

import calendar
from datetime import UTC, datetime
from typing import Final

_SECONDS: Final = {"day": 86_400, "week": 604_800}
_MONTHS: Final = {"month": 1, "year": 12}


def later(anchor: int, interval: str, count: int) -> int:
    """Return the time `count` intervals after the anchor."""
    if interval in _SECONDS:
        return anchor + _SECONDS[interval] * count
    start = datetime.fromtimestamp(anchor, UTC)
    months = start.year * 12 + start.month - 1 + _MONTHS[interval] * count
    year, month = months // 12, months % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())


def end_after(anchor: int, interval: str, count: int, moment: int) -> int:
    """Return the first end of a period after the moment."""
    number = 1
    while (end := later(anchor, interval, count * number)) <= moment:
        number += 1
    return end


def share(amount: int, part: int, whole: int) -> int:
    """Return the part of an amount, rounded half away from zero."""
    if whole <= 0:
        return 0
    size = (2 * abs(amount) * part + whole) // (2 * whole)
    return size if amount >= 0 else -size

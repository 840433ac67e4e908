"""Cron expressions of five fields (minute hour day-of-month month day-of-week), in UTC.

Lists, ranges, steps, and names of months and days. As in Vixie cron, when both day fields are restricted a day
that fits either of them counts. 7 is Sunday as 0 is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ingestion.domain.errors import InvalidCron

_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS: Final = {name: at for at, name in enumerate(_MONTH_NAMES, 1)}
_DAYS: Final = {name: at for at, name in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))}
_FAR: Final = timedelta(days=366 * 5)


@dataclass(frozen=True, slots=True)
class Cron:
    """A parsed expression."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool

    def after(self, moment: datetime) -> datetime:
        """Give the first due minute after `moment`; raises InvalidCron when there is none in five years."""
        at = moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
        while at - moment < _FAR:
            if at.month not in self.months:
                at = (at.replace(day=1, hour=0, minute=0) + timedelta(days=32)).replace(day=1)
            elif not self._fits_day(at):
                at = at.replace(hour=0, minute=0) + timedelta(days=1)
            elif at.hour not in self.hours:
                at = at.replace(minute=0) + timedelta(hours=1)
            elif at.minute not in self.minutes:
                at += timedelta(minutes=1)
            else:
                return at
        raise InvalidCron("the expression never comes due")

    def _fits_day(self, at: datetime) -> bool:
        by_day = at.day in self.days
        by_weekday = (at.weekday() + 1) % 7 in self.weekdays
        if self.any_day or self.any_weekday:
            return by_day and by_weekday
        return by_day or by_weekday


def parse(expression: str) -> Cron:
    """Read an expression; raises InvalidCron that names the field."""
    parts = expression.lower().split()
    if len(parts) != 5:
        raise InvalidCron(f"{expression!r} has {len(parts)} fields, a cron expression has 5")
    minute, hour, day, month, weekday = parts
    return Cron(
        _field("minute", minute, 0, 59),
        _field("hour", hour, 0, 23),
        _field("day of month", day, 1, 31),
        _field("month", month, 1, 12, _MONTHS),
        frozenset(value % 7 for value in _field("day of week", weekday, 0, 7, _DAYS)),
        any_day=day.startswith("*"),
        any_weekday=weekday.startswith("*"),
    )


def _field(name: str, text: str, low: int, high: int, names: Mapping[str, int] | None = None) -> frozenset[int]:
    values: set[int] = set()
    for item in text.split(","):
        span, _, step = item.partition("/")
        try:
            every = int(step) if step else 1
            if span == "*":
                first, last = low, high
            else:
                start, _, end = span.partition("-")
                first = _number(start, names)
                last = _number(end, names) if end else (high if step else first)
        except ValueError as wrong:
            raise InvalidCron(f"{name}: {item!r} is not a number, range or step") from wrong
        if every < 1 or not low <= first <= last <= high:
            raise InvalidCron(f"{name}: {item!r} is outside {low}-{high}")
        values.update(range(first, last + 1, every))
    return frozenset(values)


def _number(text: str, names: Mapping[str, int] | None) -> int:
    return names[text] if names and text in names else int(text)

"""Cron expressions of five fields (minute, hour, day of month, month, day of week), in UTC.

As in Debian's cron, a day matches either day field when both are restricted. 7 is Sunday, as 0 is.
"""

from datetime import UTC, datetime
from typing import Final

from cronsim import CronSim, CronSimError

from jobs.errors import InvalidCron

FIELDS: Final = 5
_ANY_INSTANT: Final = datetime(2000, 1, 1, tzinfo=UTC)
_BAD_FIELD: Final = "Bad "
# cronsim names the field in its message and not what is in it.
_POSITIONS: Final = {"minute": 0, "hour": 1, "day-of-month": 2, "month": 3, "day-of-week": 4}


def next_run(expression: str, after: datetime) -> datetime:
    """Return the first instant after `after` that matches. Raise InvalidCron, naming the field, or when none exists."""
    # A sixth field would be seconds.
    parts = expression.split()
    if len(parts) != FIELDS:
        raise InvalidCron(f"{expression!r} has {len(parts)} fields, a cron expression has {FIELDS}")
    try:
        return next(CronSim(expression, after))
    except CronSimError as invalid:
        raise InvalidCron(_message(str(invalid), parts)) from invalid
    except StopIteration as never:
        raise InvalidCron(f"{expression!r} never matches") from never


def check(expression: str) -> None:
    """Raise InvalidCron unless `expression` can be parsed and ever matches."""
    next_run(expression, _ANY_INSTANT)


def _message(problem: str, parts: list[str]) -> str:
    field = problem.removeprefix(_BAD_FIELD)
    if field not in _POSITIONS:
        return problem
    return f"{field.replace('-', ' ')}: {parts[_POSITIONS[field]]!r} is not valid"

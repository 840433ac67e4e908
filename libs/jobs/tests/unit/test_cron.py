"""Cron expressions: the next matching instant, and texts that are rejected."""

from datetime import UTC, datetime

import pytest

from jobs.cron import check, next_run
from jobs.errors import InvalidCron

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("expression", "after", "due"),
    [
        ("* * * * *", "2026-11-21T12:00:30", "2026-11-21T12:01"),
        ("0 */6 * * *", "2026-11-21T12:00:00", "2026-11-21T18:00"),
        ("0 8,20 * * *", "2026-11-21T20:00:00", "2026-11-22T08:00"),
        ("30 6 * * *", "2026-12-31T07:00:00", "2027-01-01T06:30"),
        ("0 4 * * 1,4", "2026-11-21T12:00:00", "2026-11-23T04:00"),  # a Saturday, then Monday
        ("0 0 29 2 *", "2026-11-21T12:00:00", "2028-02-29T00:00"),
        ("0 0 13 * fri", "2026-11-21T12:00:00", "2026-11-27T00:00"),  # the 13th or any Friday
        ("0 0 * * 7", "2026-11-21T12:00:00", "2026-11-22T00:00"),
        ("15-45/15 9-17 * jan,jul mon-fri", "2026-11-21T12:00:00", "2027-01-01T09:15"),
        ("5/20 * * * *", "2026-11-21T12:05:00", "2026-11-21T12:25"),
        ("0 0 L * *", "2026-11-21T12:00:00", "2026-11-30T00:00"),  # the last day of the month
    ],
)
def test_next_run_is_the_first_matching_minute(expression: str, after: str, due: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert next_run(expression, moment) == datetime.fromisoformat(due).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("* * * *", "'* * * *' has 4 fields, a cron expression has 5"),
        ("0 * * * * *", "'0 * * * * *' has 6 fields, a cron expression has 5"),
        ("60 * * * *", "minute: '60' is not valid"),
        ("* 24 * * *", "hour: '24' is not valid"),
        ("* * 0 * *", "day of month: '0' is not valid"),
        ("* * * 13 *", "month: '13' is not valid"),
        ("* * * * 8", "day of week: '8' is not valid"),
        ("*/0 * * * *", "minute: '*/0' is not valid"),
        ("9-5 * * * *", "minute: '9-5' is not valid"),
        ("x * * * *", "minute: 'x' is not valid"),
        (", * * * *", "minute: ',' is not valid"),
        ("0 0 31 2 *", "day of month: '31' is not valid"),
    ],
)
def test_invalid_expression_is_rejected_with_its_field_and_value(expression: str, message: str) -> None:
    with pytest.raises(InvalidCron) as invalid:
        check(expression)
    assert str(invalid.value) == message

"""Cron expressions: when they come due, and which texts are none."""

from datetime import UTC, datetime

import pytest

from ingestion.domain.cron import parse
from ingestion.domain.errors import InvalidCron
from ingestion.domain.schedules import DEFAULTS

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
    ],
)
def test_the_next_due_minute(expression: str, after: str, due: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert parse(expression).after(moment) == datetime.fromisoformat(due).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("* * * *", "4 fields"),
        ("60 * * * *", "minute"),
        ("* 24 * * *", "hour"),
        ("* * 0 * *", "day of month"),
        ("* * * 13 *", "month"),
        ("* * * * 8", "day of week"),
        ("*/0 * * * *", "minute"),
        ("9-5 * * * *", "minute"),
        ("x * * * *", "minute"),
        (", * * * *", "minute"),
    ],
)
def test_what_is_no_expression_names_the_field(expression: str, named: str) -> None:
    with pytest.raises(InvalidCron, match=named):
        parse(expression)


def test_a_day_that_never_comes_is_said() -> None:
    with pytest.raises(InvalidCron, match="never"):
        parse("0 0 31 2 *").after(datetime(2026, 1, 1, tzinfo=UTC))


def test_every_default_schedule_can_be_read() -> None:
    assert len({schedule.name for schedule in DEFAULTS}) == len(DEFAULTS)
    for schedule in DEFAULTS:
        parse(schedule.cron)

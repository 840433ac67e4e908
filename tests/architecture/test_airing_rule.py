"""Ingestion and the catalog agree on when an episode counts as aired: one table of cases tests both."""

from datetime import UTC, date, datetime

import pytest

from catalog.domain import airing as catalog
from ingestion.domain.seasons import airing as ingestion

pytestmark = pytest.mark.unit

DAY = date(2026, 11, 28)
CASES = [
    # local day, instant, now, aired
    (DAY, None, datetime(2026, 11, 28, 4, 19, tzinfo=UTC), False),
    (DAY, None, datetime(2026, 11, 29, 0, 0, tzinfo=UTC), False),
    (DAY, None, datetime(2026, 11, 29, 11, 59, 59, tzinfo=UTC), False),
    (DAY, None, datetime(2026, 11, 29, 12, 0, tzinfo=UTC), True),
    (DAY, datetime(2026, 11, 29, 3, 0, tzinfo=UTC), datetime(2026, 11, 29, 2, 59, tzinfo=UTC), False),
    (DAY, datetime(2026, 11, 29, 3, 0, tzinfo=UTC), datetime(2026, 11, 29, 3, 0, tzinfo=UTC), True),
    (DAY, datetime(2026, 11, 28, 0, 0, tzinfo=UTC), datetime(2026, 11, 28, 0, 0, tzinfo=UTC), True),
    (None, None, datetime(2026, 11, 28, 12, 0, tzinfo=UTC), False),
]


@pytest.mark.parametrize(("day", "instant", "now", "aired"), CASES)
def test_both_services_have_one_rule(day: date | None, instant: datetime | None, now: datetime, aired: bool) -> None:
    assert ingestion.has_aired(day, instant, now) is aired
    counted_from = catalog.aired_at(day, instant)
    assert (counted_from is not None and counted_from <= now) is aired
    assert ingestion.last_ended_day(now) == catalog.last_ended_day(now)
    assert ingestion.day_ends_at(DAY) == catalog.day_ends_at(DAY)

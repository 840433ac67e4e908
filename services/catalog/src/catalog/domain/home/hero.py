"""Which titles the hero shows, and what is new or a classic there."""

from datetime import date, timedelta
from typing import Final

from catalog.domain.release import years_before

LEAST_QUALITY: Final = 60.0
LEAST_POPULARITY: Final = 40.0
NEW_DAYS: Final = 90
CLASSIC_YEARS: Final = 5


def is_new(released: date | None, today: date) -> bool:
    """Return whether a title was released within 90 days."""
    return released is not None and released >= today - timedelta(days=NEW_DAYS)


def is_classic(released: date | None, today: date) -> bool:
    """Return whether a title was released five calendar years ago or earlier."""
    return released is not None and released <= years_before(today, CLASSIC_YEARS)

"""How often a user may search."""

from datetime import timedelta
from uuid import UUID

import pytest

from chassis.testing.clock import NOON
from social.application.people.search_rate import SearchRate
from social.domain.people.errors import TooManySearches

pytestmark = pytest.mark.unit

ADA, BEN, CLEO = (UUID(int=number) for number in (1, 2, 3))


def test_searches_count_per_user_and_minute() -> None:
    rate = SearchRate(most=2, users=2)
    for _ in range(2):
        rate.count(ADA, NOON)
    with pytest.raises(TooManySearches, match="try again in 45 s"):
        rate.count(ADA, NOON + timedelta(seconds=15))
    rate.count(BEN, NOON)
    rate.count(ADA, NOON + timedelta(minutes=1))
    # A process forgets who has not searched for the longest time.
    rate.count(CLEO, NOON)
    for _ in range(2):
        rate.count(BEN, NOON)
    with pytest.raises(TooManySearches):
        rate.count(BEN, NOON)

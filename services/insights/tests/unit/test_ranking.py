"""Which version of a list counts on a day."""

from datetime import UTC, date, datetime
from itertools import permutations
from uuid import UUID

import pytest

from insights.domain.lists.ranking import ListDay, newest_of_days

pytestmark = pytest.mark.unit

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def ranked(list_id: str, day: date, version: int) -> ListDay:
    return ListDay(list_id, day, version, "movie", "global", NOON, {1: UUID(int=version)})


def test_the_newest_version_of_each_list_and_day_counts() -> None:
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)
    lists = [ranked("b", friday, 1), ranked("b", friday, 3), ranked("b", saturday, 4), ranked("a", friday, 2)]

    for order in permutations(lists):
        assert newest_of_days([*order, order[0]]) == [lists[3], lists[1], lists[2]]

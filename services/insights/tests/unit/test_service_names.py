"""The name of a service that counts of those that imports stated."""

from datetime import date
from itertools import permutations

import pytest

from insights.domain.groups.group import ServiceName, newest_names

pytestmark = pytest.mark.unit

STATED = (
    ServiceName(8, "Netflix", date(2026, 11, 2)),
    ServiceName(8, "Netflix Premium", date(2026, 11, 2)),
    ServiceName(8, "Old", date(2026, 11, 1)),
    ServiceName(9, "Other", date(2020, 1, 1)),
)


@pytest.mark.parametrize("stated", list(permutations(STATED)))
def test_any_order_has_the_same_names(stated: tuple[ServiceName, ...]) -> None:
    assert newest_names(stated) == [STATED[1], STATED[3]]

"""How many items of each author a page of the feed reads."""

import pytest

from chassis.core.lists.pages import Slice
from chassis.testing.clock import NOON
from social.infrastructure.activity.feed import rows_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("part", "rows"),
    [
        (Slice(20), 21),
        (Slice(20, 200), 221),
        # A deep page reads as much of each author as the first one, whatever its cursor says.
        (Slice(20, 2_147_483_647, (NOON, 7)), 21),
    ],
)
def test_a_part_reads_one_page_of_each_author(part: Slice, rows: int) -> None:
    assert rows_of(part) == rows

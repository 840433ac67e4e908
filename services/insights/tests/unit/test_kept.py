"""Items of lists are kept by the values that identify their content."""

import pytest

from insights.infrastructure.movements.kept import MOST_ITEMS, Kept

pytestmark = pytest.mark.unit


def test_an_item_is_made_once_per_content() -> None:
    kept = Kept(list, slice(1, 3))

    first = kept(("as of", 1, 2, "name"))

    assert first == ["as of", 1, 2, "name"]
    assert kept(("later", 1, 2, "name")) is first
    assert kept(("as of", 1, 3, "name")) is not first
    assert kept(("as of", 2, 2, "name")) == ["as of", 2, 2, "name"]


def test_the_number_of_items_has_a_limit() -> None:
    kept = Kept(list, slice(0, 1))
    first = kept((0,))
    for number in range(1, MOST_ITEMS):
        kept((number,))
    assert kept((0,)) is first

    kept((MOST_ITEMS,))
    assert kept((0,)) is not first

"""The difference between two orders of a list, by its properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.domain.external.diff import ItemChange, applied, difference

pytestmark = pytest.mark.unit

KEYS = st.lists(st.sampled_from("abcdefghijkl"), unique=True)


@given(KEYS, KEYS)
def test_changes_lead_from_one_order_to_the_other(before: list[str], after: list[str]) -> None:
    assert applied(before, difference(before, after)) == after


@given(KEYS)
def test_equal_orders_have_no_difference(order: list[str]) -> None:
    assert difference(order, order) == ()


@given(KEYS, KEYS)
def test_each_item_changes_at_most_once_and_in_the_right_way(before: list[str], after: list[str]) -> None:
    changes = difference(before, after)
    assert len({change.key for change in changes}) == len(changes)
    kinds = {kind: {change.key for change in changes if change.kind == kind} for kind in ("added", "removed", "moved")}
    assert kinds["added"] == set(after) - set(before)
    assert kinds["removed"] == set(before) - set(after)
    assert kinds["moved"] <= set(before) & set(after)
    for change in changes:
        assert change.before == (before.index(change.key) + 1 if change.key in before else None)
        assert change.after == (after.index(change.key) + 1 if change.key in after else None)


@given(st.permutations("abcdefgh"), st.integers(0, 7), st.integers(0, 7))
def test_one_moved_item_is_one_change(order: list[str], source: int, target: int) -> None:
    after = list(order)
    after.insert(target, after.pop(source))
    assert len(difference(order, after)) == (0 if source == target else 1)


def test_changes_state_both_places() -> None:
    assert difference(["a", "b", "c", "d"], ["d", "a", "x", "c"]) == (
        ItemChange("removed", "b", 2, None),
        ItemChange("moved", "d", 4, 1),
        ItemChange("added", "x", None, 3),
    )

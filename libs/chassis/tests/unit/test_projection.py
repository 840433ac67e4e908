"""Folding a batch of updates into a projection."""

from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.core.projection import Change, fold, newest

pytestmark = pytest.mark.unit


@dataclass(frozen=True, slots=True)
class Name:
    """A versioned value of a subject."""

    subject: int
    version: int


names = st.builds(Name, st.integers(0, 3), st.integers(1, 5))


def folded(current: dict[int, Name], updates: list[Name]) -> list[Change[Name]]:
    return fold(
        current,
        updates,
        key=lambda update: update.subject,
        start=lambda update: Name(update.subject, 0),
        apply=lambda state, update: newest(state, update) or state,
    )


def test_each_changed_state_is_returned_once_as_it_was_and_as_it_is() -> None:
    current = {1: Name(1, 5), 2: Name(2, 5)}

    changes = folded(current, [Name(1, 6), Name(3, 1), Name(1, 7), Name(2, 5), Name(1, 4)])

    assert changes == [Change(Name(1, 5), Name(1, 7)), Change(Name(3, 0), Name(3, 1))]


def test_the_newest_value_wins_and_of_equal_versions_the_current_one() -> None:
    first, same = Name(1, 2), Name(1, 2)

    assert newest(first, same) is first
    assert newest(None, first) is newest(first, None) is first
    assert newest(None, None) is None


@given(st.lists(names), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(updates: list[Name], random: Random) -> None:
    repeated = [*updates, *updates[:3]]
    random.shuffle(repeated)

    assert {change.after for change in folded({}, repeated)} == {change.after for change in folded({}, updates)}

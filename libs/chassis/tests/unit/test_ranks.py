"""Ranks: always between their neighbors, and always in order."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.core.lists.ranks import GAP, ranks_between

pytestmark = pytest.mark.unit

ranks = st.none() | st.integers(-(2**40), 2**40)


@given(one=ranks, other=ranks, count=st.integers(0, 50))
def test_ranks_ascend_strictly_between_their_neighbors(one: int | None, other: int | None, count: int) -> None:
    after, before = sorted((one, other)) if one is not None and other is not None else (one, other)
    if after is not None and after == before:
        return

    between = ranks_between(after, before, count)

    if between is None:
        assert after is not None
        assert before is not None
        assert before - after < count + 1
        return
    assert len(between) == count
    whole = [*([] if after is None else [after]), *between, *([] if before is None else [before])]
    assert all(left < right for left, right in pairwise(whole))


def test_a_gap_allows_twenty_items_at_one_place() -> None:
    before = 2 * GAP
    for _ in range(20):
        between = ranks_between(GAP, before, 1)
        assert between is not None
        [before] = between
    assert ranks_between(GAP, before, 1) is None

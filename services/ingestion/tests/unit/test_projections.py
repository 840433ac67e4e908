"""Of several interests of one user in one title the newest counts, whatever their order."""

from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.application.projections import Interest, newest
from ingestion.domain.titles.facts import TitleKey

pytestmark = pytest.mark.unit

# A version names one state: two events of one version are the same event.
interests = st.builds(
    lambda user, number, version: Interest(UUID(int=user), TitleKey("show", number), version, version % 2 == 0),
    st.integers(1, 3),
    st.integers(1, 2),
    st.integers(1, 5),
)


@given(st.lists(interests, max_size=12), st.randoms(use_true_random=False))
def test_any_order_of_repeated_interests_ends_in_the_same_ones(items: list[Interest], random: Random) -> None:
    repeated = [*items, *items[:4]]
    random.shuffle(repeated)

    assert newest(repeated) == newest(items)
    assert all(
        kept.version == max(item.version for item in items if (item.user_id, item.title) == (kept.user_id, kept.title))
        for kept in newest(items)
    )

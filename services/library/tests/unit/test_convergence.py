"""Whatever the order and the repetitions of the news of a title, it ends the same."""

from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.domain.title import Address, Facts, Standing, Title

pytestmark = pytest.mark.unit

News = Facts | Standing | Address

TITLE = Title(UUID(int=1), "show", 1396)

# A version names one state: two events of one version are the same event.
versions = st.integers(1, 6)
news = (
    versions.map(lambda version: Facts(version, f"name {version}"))
    | versions.map(lambda version: Standing(version, float(version)))
    | versions.map(lambda version: Address(version, f"slug-{version}"))
)


def folded(items: list[News]) -> Title:
    title = TITLE
    for item in items:
        match item:
            case Facts():
                title = title.with_facts(item)
            case Standing():
                title = title.with_standing(item)
            case Address():
                title = title.with_address(item)
    return title


@given(st.lists(news, max_size=10), st.randoms(use_true_random=False))
def test_any_order_of_repeated_news_ends_in_one_title(items: list[News], random: Random) -> None:
    repeated = [*items, *items[:4]]
    random.shuffle(repeated)

    assert folded(repeated) == folded(items)
    for kind in (Facts, Standing, Address):
        newest = max((item.version for item in items if isinstance(item, kind)), default=None)
        known = getattr(folded(items), kind.__name__.lower())
        assert (known.version if known else None) == newest

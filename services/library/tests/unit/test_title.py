"""How updates are merged into a title."""

from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.domain.titles.title import Address, Facts, ScoreSnapshot, Title

pytestmark = pytest.mark.unit

TITLE = Title(UUID(int=1), "show", 1396)


def imported(version: int) -> Title:
    return Title(TITLE.media_id, TITLE.kind, TITLE.tmdb_id, facts=Facts(version, f"name {version}"))


def scored(version: int) -> Title:
    return Title(TITLE.media_id, TITLE.kind, TITLE.tmdb_id, score=ScoreSnapshot(version, float(version)))


def published(version: int) -> Title:
    return Title(TITLE.media_id, TITLE.kind, TITLE.tmdb_id, address=Address(version, f"slug-{version}"))


def merged(updates: list[Title]) -> Title:
    title = TITLE
    for update in updates:
        title = title.merged(update)
    return title


# A version names one state: two events of one version are the same event.
versions = st.integers(1, 6)
updates_of_a_title = st.lists(versions.map(imported) | versions.map(scored) | versions.map(published), max_size=10)


@given(updates_of_a_title, st.randoms(use_true_random=False))
def test_any_order_and_repetition_of_updates_ends_in_one_title(updates: list[Title], random: Random) -> None:
    repeated = [*updates, *updates[:4]]
    random.shuffle(repeated)

    title = merged(repeated)

    assert title == merged(updates)
    for part in ("facts", "score", "address"):
        expected = max((getattr(update, part).version for update in updates if getattr(update, part)), default=None)
        assert expected == (getattr(title, part).version if getattr(title, part) else None)

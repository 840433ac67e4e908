"""How updates are merged into a title."""

from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.titles.title import Address, Facts, ScoreSnapshot, Title

pytestmark = pytest.mark.unit

DELETED_AT = datetime(2026, 11, 20, tzinfo=UTC)
TITLE = Title(UUID(int=1), "show", 1396)


def imported(version: int, deleted_at: datetime | None = None) -> Title:
    facts = Facts(version, f"name {version}", deleted_at=deleted_at)
    return Title(TITLE.media_id, TITLE.kind, TITLE.tmdb_id, facts=facts)


def scored(version: int) -> Title:
    return Title(TITLE.media_id, TITLE.kind, TITLE.tmdb_id, score=ScoreSnapshot(version, float(version)))


def published(version: int) -> Title:
    return Title(TITLE.media_id, TITLE.kind, TITLE.tmdb_id, address=Address(version, f"slug-{version}"))


def merged(updates: list[Title]) -> Title:
    title = TITLE
    for update in updates:
        title = title.merged(update)
    return title


def test_a_title_is_deleted_until_a_newer_import_restores_it() -> None:
    deleted = merged([imported(1), imported(3, DELETED_AT)])

    assert not merged([imported(1)]).is_deleted
    assert deleted.is_deleted
    assert deleted.merged(imported(2)) == deleted
    assert not deleted.merged(imported(4)).is_deleted


# A version names one state: two events of one version are the same event.
versions = st.integers(1, 6)
updates_of_a_title = st.lists(
    versions.map(lambda version: imported(version, DELETED_AT if version % 2 else None))
    | versions.map(scored)
    | versions.map(published),
    max_size=10,
)


@given(updates_of_a_title, st.randoms(use_true_random=False))
def test_any_order_and_repetition_of_updates_ends_in_one_title(updates: list[Title], random: Random) -> None:
    repeated = [*updates, *updates[:4]]
    random.shuffle(repeated)

    title = merged(repeated)

    assert title == merged(updates)
    for part in ("facts", "score", "address"):
        expected = max((getattr(update, part).version for update in updates if getattr(update, part)), default=None)
        assert expected == (getattr(title, part).version if getattr(title, part) else None)

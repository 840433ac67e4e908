"""Counting what users have in their libraries, in memory."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.auth.tests.library_contract import Counted, LibraryContract
from services.auth.tests.library_fakes import InMemoryLibrary

from auth.application.library.counting import CountLibraries
from auth.domain.library.stats import NOTHING, LibraryEntry, LibraryStats, stats_of
from auth.presentation.library.event_mapping import library_entry
from chassis.testing.clock import NOON
from contracts.identity import media_id
from contracts.library import LibraryEntryChangedV1

pytestmark = pytest.mark.unit

USERS = (UUID(int=1), UUID(int=2))


@pytest.fixture
def counted() -> Counted:
    library = InMemoryLibrary(accounts={*USERS})

    async def apply(entries: Sequence[LibraryEntry]) -> None:
        await CountLibraries()(library, entries)

    async def counts(account_id: UUID) -> LibraryStats:
        return library.counts.get(account_id, NOTHING)

    return Counted(USERS, UUID(int=3), apply, counts)


class TestInMemoryLibrary(LibraryContract):
    """Runs the contract in memory."""


ENTRIES = st.builds(
    LibraryEntry,
    st.sampled_from(USERS),
    st.sampled_from([UUID(int=number) for number in range(3)]),
    st.integers(1, 4),
    st.sampled_from(["movie", "show"]),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(st.lists(ENTRIES, max_size=8), max_size=6))
def test_counts_are_always_the_sum_of_the_stored_entries(batches: list[list[LibraryEntry]]) -> None:
    library = InMemoryLibrary(accounts={USERS[0]})

    async def apply_all() -> None:
        for batch in batches:
            await CountLibraries()(library, batch)

    asyncio.run(apply_all())

    total = NOTHING
    for entry in library.entries.values():
        assert entry.account_id == USERS[0]
        total += stats_of(entry)
    assert library.counts.get(USERS[0], NOTHING) == total
    assert USERS[1] not in library.counts


@pytest.mark.parametrize(
    ("changes", "planned", "rated"),
    [
        ({"state": "planned"}, True, False),
        ({"state": "watching", "rating": 0}, False, True),
        ({"state": "planned", "rating": 80}, True, True),
        ({"state": None, "rating": 80}, False, True),
        ({"state": "planned", "rating": 80, "removed": True}, False, False),
        ({"state": "completed"}, False, False),
    ],
)
def test_planned_and_rated_entries_count_and_removed_ones_do_not(
    changes: dict[str, object], planned: bool, rated: bool
) -> None:
    event = LibraryEntryChangedV1.model_validate(
        {
            "version": 4,
            "userId": USERS[0],
            "mediaId": media_id("show", 9),
            "kind": "show",
            "tmdbId": 9,
            "changedAt": NOON,
            **changes,
        }
    )

    assert library_entry(event) == LibraryEntry(USERS[0], media_id("show", 9), 4, "show", planned, rated)

"""The end of the chain of mergers of a title."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from catalog.domain.merge_chain import MergeChainEntry, Successor, resolve_successor

pytestmark = pytest.mark.unit

GONE = datetime(2026, 11, 20, tzinfo=UTC)


def deleted(number: int, into: int | None = None) -> MergeChainEntry:
    successor = None if into is None else Successor(UUID(int=into), "movie", into)
    return MergeChainEntry(UUID(int=number), "movie", number, None, GONE, successor)


def known(number: int, slug: str | None) -> MergeChainEntry:
    return MergeChainEntry(UUID(int=number), "movie", number, slug)


def test_deleted_title_without_a_successor_resolves_to_null() -> None:
    assert resolve_successor([deleted(1)]) is None


def test_successor_is_the_end_of_the_chain() -> None:
    chain = [deleted(1, 2), deleted(2, 3), known(3, "dune")]

    assert resolve_successor(chain) == Successor(UUID(int=3), "movie", 3, "dune")


def test_successor_that_was_not_imported_has_no_slug() -> None:
    assert resolve_successor([deleted(1, 2), known(2, None)]) == Successor(UUID(int=2), "movie", 2, None)


def test_unknown_successor_is_the_named_one() -> None:
    assert resolve_successor([deleted(1, 2), deleted(2, 3)]) == Successor(UUID(int=3), "movie", 3)


def test_chain_that_ends_in_a_deleted_title_resolves_to_null() -> None:
    assert resolve_successor([deleted(1, 2), deleted(2)]) is None


@pytest.mark.parametrize(
    "chain", [[deleted(1, 1), deleted(1, 1)], [deleted(1, 2), deleted(2, 1), deleted(1, 2)], [deleted(1, 1)]]
)
def test_cycle_resolves_to_null(chain: list[MergeChainEntry]) -> None:
    assert resolve_successor(chain) is None

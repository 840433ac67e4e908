"""Where the line of mergers that a title went through ends."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from catalog.domain.merge_chain import MergeChainEntry, Successor, resolve_successor

pytestmark = pytest.mark.unit

GONE = datetime(2026, 11, 20, tzinfo=UTC)


def gone(number: int, into: int | None = None) -> MergeChainEntry:
    successor = None if into is None else Successor(UUID(int=into), "movie", into)
    return MergeChainEntry(UUID(int=number), "movie", number, None, GONE, successor)


def known(number: int, slug: str | None) -> MergeChainEntry:
    return MergeChainEntry(UUID(int=number), "movie", number, slug)


def test_a_title_without_a_successor_has_no_heir() -> None:
    assert resolve_successor([gone(1)]) is None


def test_the_heir_is_at_the_end_of_the_line() -> None:
    line = [gone(1, 2), gone(2, 3), known(3, "dune")]

    assert resolve_successor(line) == Successor(UUID(int=3), "movie", 3, "dune")


def test_an_heir_that_is_known_but_not_imported_has_no_slug() -> None:
    assert resolve_successor([gone(1, 2), known(2, None)]) == Successor(UUID(int=2), "movie", 2, None)


def test_an_heir_that_nothing_is_known_of_is_the_one_that_was_named() -> None:
    assert resolve_successor([gone(1, 2), gone(2, 3)]) == Successor(UUID(int=3), "movie", 3)


def test_a_line_that_ends_in_a_title_without_a_successor_has_no_heir() -> None:
    assert resolve_successor([gone(1, 2), gone(2)]) is None


@pytest.mark.parametrize("line", [[gone(1, 1), gone(1, 1)], [gone(1, 2), gone(2, 1), gone(1, 2)], [gone(1, 1)]])
def test_a_circle_has_no_heir(line: list[MergeChainEntry]) -> None:
    assert resolve_successor(line) is None

"""Joining conditions without needless nesting."""

from collections.abc import Iterable

from search.domain.matching import AllOf, AnyOf, Condition


def all_of(conditions: Iterable[Condition | None]) -> Condition | None:
    """Return a condition that matches when all do; null when there are none, or one of them cannot match (null)."""
    present: list[Condition] = []
    for condition in conditions:
        if condition is None:
            return None
        present.append(condition)
    if len(present) > 1:
        return AllOf(tuple(present))
    return present[0] if present else None


def any_of(conditions: Iterable[Condition | None]) -> Condition | None:
    """Return a condition that matches when at least one does; null when none of them can match (null)."""
    present = [condition for condition in conditions if condition is not None]
    if len(present) > 1:
        return AnyOf(tuple(present))
    return present[0] if present else None

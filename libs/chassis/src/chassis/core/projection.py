"""Folding events into a projection: whatever their order, batches and repetitions, the projection ends in one state.

That holds when applying an update is idempotent, commutative and associative, as `newest` is.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Versioned(Protocol):
    """A value with a version that grows with every change of its subject. Equal versions are the same state."""

    @property
    def version(self) -> int:
        """The version of this state."""
        ...


VersionedT = TypeVar("VersionedT", bound=Versioned)
KeyT = TypeVar("KeyT", bound=Hashable)
StateT = TypeVar("StateT")
UpdateT = TypeVar("UpdateT")


def newest(current: VersionedT | None, update: VersionedT | None) -> VersionedT | None:
    """Return the value with the higher version; `current` when the versions are equal, null when both are null."""
    if current is None or update is None:
        return update if current is None else current
    return update if update.version > current.version else current


@dataclass(frozen=True, slots=True)
class Change(Generic[StateT]):
    """A state before and after a batch of updates."""

    before: StateT
    after: StateT


def fold(
    current: Mapping[KeyT, StateT],
    updates: Iterable[UpdateT],
    *,
    key: Callable[[UpdateT], KeyT],
    start: Callable[[UpdateT], StateT],
    apply: Callable[[StateT, UpdateT], StateT],
) -> list[Change[StateT]]:
    """Return the states that a batch of updates changes, each once, in the order in which they first appear.

    `key` is the subject of an update, `start` the state of a subject that `current` does not have, and `apply` returns
    the state after an update. A state that is equal before and after is not returned.
    """
    before: dict[KeyT, StateT] = {}
    after: dict[KeyT, StateT] = {}
    for update in updates:
        subject = key(update)
        if subject not in before:
            before[subject] = after[subject] = current[subject] if subject in current else start(update)
        after[subject] = apply(after[subject], update)
    return [Change(state, after[subject]) for subject, state in before.items() if after[subject] != state]

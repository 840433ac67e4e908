"""A reconciliation, and the differences that it finds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from billing.domain.payments.facts import ObjectRef

Progress = Literal["collecting", "comparing", "done"]
Snapshot = Mapping[str, Any]
"""The fields of an object as billing has stored them, by name; empty for an object that is not stored."""
EXISTS: Final = "exists"
"""The field of the difference of an object that one side alone knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """One comparison of everything that may have changed, and of every subscription that has not ended."""

    id: UUID
    progress: Progress
    requested_by: UUID | None
    """Null for the one of every night."""
    since: datetime
    """Objects that have changed from then on are compared."""
    started_at: datetime
    ended_at: datetime | None
    objects: int
    compared: int
    differences: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that billing had stored otherwise than the provider states it."""

    ref: ObjectRef
    field: str
    ours: str | None
    theirs: str | None
    repaired: bool
    """Whether billing has stored what the provider states."""
    observed_at: datetime


def differences_of(
    ref: ObjectRef, before: Snapshot, after: Snapshot, now: datetime, *, exists: bool
) -> Iterator[Difference]:
    """Return how an object differed before the facts of its provider were applied.

    `exists` is whether the provider knows the object. An object that billing did not know is one difference.
    """
    if not exists:
        if before:
            yield _difference(ref, EXISTS, "true", "false", now, repaired=False)
        return
    if not before:
        if after:
            yield _difference(ref, EXISTS, "false", "true", now, repaired=True)
        return
    for name in sorted(before.keys() | after.keys()):
        ours, theirs = before.get(name), after.get(name)
        if ours != theirs:
            yield _difference(ref, name, _text(ours), _text(theirs), now, repaired=True)


def _difference(
    ref: ObjectRef, field: str, ours: str | None, theirs: str | None, now: datetime, *, repaired: bool
) -> Difference:
    return Difference(ref=ref, field=field, ours=ours, theirs=theirs, repaired=repaired, observed_at=now)


def _text(value: object) -> str | None:
    return None if value is None else str(value)

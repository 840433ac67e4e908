"""The state of an external list: what it is, how it was last read, and when it is read again. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

SHORTEST_INTERVAL: Final = timedelta(hours=1)
LONGEST_INTERVAL: Final = timedelta(hours=24)
FIRST_RETRY: Final = timedelta(minutes=10)
"""After a reading that failed or must be confirmed; doubled with each further failure in a row."""
ABANDONED_READS: Final = timedelta(days=1)
"""How long a list without followers is still read."""
KEEP_ABANDONED: Final = timedelta(days=30)
KEEP_CHANGES: Final = timedelta(days=90)
LISTS_PER_USER: Final = 50

_LISTS: Final = UUID("6f4f7c0e-1d1b-5b9e-9a2c-6c3c1d0c9b57")


class ListState(StrEnum):
    """How the last reading of a list ended. The values are persisted and part of the API."""

    NEW = "new"
    """It has not been read yet."""
    CURRENT = "current"
    FAILING = "failing"
    """The last readings failed; the content is that of the last one that succeeded."""
    PRIVATE = "private"
    """The site shows the list to its owner only."""
    GONE = "gone"
    """The site has deleted the list; the content stays, and it is not read again."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Which list: the site, and its path there in one spelling."""

    kind: str
    path: str

    @property
    def list_id(self) -> UUID:
        """The id of the list, the same for every user who follows it."""
        return uuid5(_LISTS, f"{self.kind}:{self.path}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalList:
    """An external list. `version` grows with every change of what followers see."""

    list_id: UUID
    reference: Reference
    address: str
    """Where the list is at its site; empty for an uploaded one that stated none."""
    name: str
    version: int = 0
    state: ListState = ListState.NEW
    items: int = 0
    unmatched: int = 0
    """Items without a title."""
    is_cut: bool = False
    """Whether the list has more items than are read."""
    interval: timedelta = SHORTEST_INTERVAL
    next_at: datetime | None = None
    """When it is read again; null when it is not."""
    read_at: datetime | None = None
    """When the stored content was read."""
    tried_at: datetime | None = None
    """When the last reading ended, also one that failed or was not accepted."""
    changed_at: datetime | None = None
    failures: int = 0
    reason: str | None = None
    """Why the last reading failed or was not accepted, as a code."""
    suspected: str | None = None
    """The digest of a reading that lacked so much that a second one must confirm it."""
    owner_id: UUID | None = None
    """The only user who sees an uploaded list; null for a list at an address."""

    @property
    def is_uploaded(self) -> bool:
        """Whether the content comes from files of its owner."""
        return self.owner_id is not None


def is_suspicious(stored: int, read: int) -> bool:
    """Return whether a reading lacks more than half of the stored items: the site may be failing."""
    return stored > 0 and 2 * read < stored


def read_unchanged(stored: ExternalList, now: datetime) -> ExternalList:
    """Return the list after a reading without a change: it is read less often."""
    interval = min(LONGEST_INTERVAL, stored.interval * 3 / 2)
    return _read(stored, now, interval)


def read_changed(stored: ExternalList, now: datetime) -> ExternalList:
    """Return the list after a reading with changes: it is read more often."""
    interval = max(SHORTEST_INTERVAL, stored.interval / 2)
    return replace(touched(_read(stored, now, interval), now), changed_at=now)


def unconfirmed(stored: ExternalList, reading: str, now: datetime) -> ExternalList:
    """Return the list after a suspicious reading: its content stays until a second reading is the same."""
    return replace(stored, suspected=reading, reason="unconfirmed", tried_at=now, next_at=now + FIRST_RETRY)


def failed(
    stored: ExternalList, reason: str, now: datetime, *, state: ListState, retry_at: datetime | None = None
) -> ExternalList:
    """Return the list after a reading that failed: its content stays; a deleted list is not read again."""
    pause = min(LONGEST_INTERVAL, FIRST_RETRY * 2 ** min(stored.failures, 10))
    after = replace(
        stored,
        state=state,
        reason=reason,
        failures=stored.failures + 1,
        suspected=None,
        tried_at=now,
        next_at=None if state is ListState.GONE else max(now + pause, retry_at or now),
    )
    return after if state is stored.state else touched(after, now)


def wait_of(stored: ExternalList, fresh: timedelta, now: datetime) -> timedelta:
    """Return how long a user must wait for the next reading: none within `fresh` of the last, however that ended."""
    if stored.tried_at is None:
        return timedelta(0)
    return max(timedelta(0), stored.tried_at + fresh - now)


def touched(stored: ExternalList, now: datetime) -> ExternalList:
    """Return the list with the next version."""
    return replace(stored, version=max(stored.version + 1, int(now.timestamp() * 1_000_000)))


def _read(stored: ExternalList, now: datetime, interval: timedelta) -> ExternalList:
    before = stored.state
    after = replace(
        stored,
        state=ListState.CURRENT,
        interval=interval,
        next_at=None if stored.is_uploaded else now + interval,
        read_at=now,
        tried_at=now,
        failures=0,
        reason=None,
        suspected=None,
    )
    return after if before is ListState.CURRENT else touched(after, now)

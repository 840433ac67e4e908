"""The budget of a provider: at most `limit` calls in any window of `seconds`, over all replicas.

The window is cut into slices. Calls are counted in a slice and must be made before the slice after it ends, so the
calls of any window lie within `SLICES + 2` slices and those that are ahead of it. Keeping the sum over all of them at
or under the limit keeps every window within it, at the price of 2/(SLICES + 2) of the rate; a burst may use the whole
limit at once.

A lease near the limit is counted in the slice of now. While most of the limit is free, a lease is counted up to
`Rate.ahead` slices ahead, so that it may be held that much longer: short windows would otherwise be leased from many
times per second.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

SLICES: Final = 20
MOST_AHEAD: Final = 8
LONGEST_LEASE: Final = 1.0
"""Seconds that a lease is held; a block by another replica is respected after this at the latest."""
SPARE: Final = 0.5
"""The share of the limit that must be left after a lease that is counted ahead."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A provider's allowance: calls in a window."""

    limit: int
    seconds: float

    @property
    def slice_seconds(self) -> float:
        """How long one slice lasts."""
        return self.seconds / SLICES

    @property
    def ahead(self) -> int:
        """How many slices ahead of now a call may be counted; none where a slice is as long as the longest lease."""
        return min(MOST_AHEAD, int(LONGEST_LEASE / self.slice_seconds))

    @property
    def span(self) -> int:
        """The number of slices whose sum must not exceed the limit."""
        return SLICES + 2 + self.ahead


@dataclass(frozen=True, slots=True)
class Ledger:
    """What has been leased lately: `counts[0]` in slice number `head`, the older ones behind it.

    `head` is the last slice that a call may be counted in, `Rate.ahead` slices ahead of now.
    """

    head: int = 0
    counts: tuple[int, ...] = ()
    blocked_until: datetime | None = None

    @property
    def used(self) -> int:
        """Calls that count against the limit."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Lease:
    """Calls granted now, counted in slice number `slice_number`, to be made within `slices` slices.

    With none granted, `wait` is the seconds after which to try again.
    """

    granted: int
    wait: float = 0.0
    slice_number: int = 0
    slices: int = 1


def lease(ledger: Ledger, rate: Rate, now: datetime, want: int, reserve: float = 0.0) -> tuple[Ledger, Lease]:
    """Grant up to `want` calls. `reserve` is the share of the limit left alone, for those who matter more."""
    current = rolled(ledger, rate, now)
    if current.blocked_until is not None:
        return current, Lease(0, (current.blocked_until - now).total_seconds())
    free = int(rate.limit * (1 - reserve)) - current.used
    granted = max(0, min(want, free))
    if granted == 0:
        return current, Lease(0, _until_free(current, rate, now, reserve))
    has_spare = current.used + granted <= rate.limit * (1 - SPARE)
    ahead = rate.ahead if has_spare else 0
    counted = Lease(granted, slice_number=current.head - rate.ahead + ahead, slices=1 + ahead)
    return _counted(current, granted, age=rate.ahead - ahead), counted


def returned(ledger: Ledger, unused: Mapping[int, int]) -> Ledger:
    """Return the ledger without calls that were leased and not made; `unused` has their number per slice of lease."""
    counts = list(ledger.counts)
    for head, calls in unused.items():
        age = ledger.head - head
        if 0 <= age < len(counts):
            counts[age] = max(0, counts[age] - calls)
    return replace(ledger, counts=tuple(counts))


def rolled(ledger: Ledger, rate: Rate, now: datetime) -> Ledger:
    """Return the ledger at `now`: old slices fall out, a block that has passed is lifted. Time never runs back."""
    head = max(ledger.head, int(now.timestamp() / rate.slice_seconds) + rate.ahead)
    shift = min(head - ledger.head, rate.span)
    counts = ((0,) * shift + ledger.counts)[: rate.span]
    blocked = ledger.blocked_until if ledger.blocked_until and ledger.blocked_until > now else None
    return Ledger(head, counts + (0,) * (rate.span - len(counts)), blocked)


def blocked(ledger: Ledger, until: datetime) -> Ledger:
    """Return the ledger closed until an instant; an earlier block never shortens a later one."""
    if ledger.blocked_until is not None and ledger.blocked_until >= until:
        return ledger
    return replace(ledger, blocked_until=until)


def apply_reported_remaining(ledger: Ledger, rate: Rate, now: datetime, remaining: int) -> Ledger:
    """Return the ledger after the provider reported how many calls remain: its count is used when it is lower."""
    current = rolled(ledger, rate, now)
    missing = (rate.limit - current.used) - remaining
    if missing <= 0:
        return current
    return _counted(current, missing, age=rate.ahead)


def _counted(ledger: Ledger, calls: int, age: int) -> Ledger:
    counts = list(ledger.counts)
    counts[age] += calls
    return replace(ledger, counts=tuple(counts))


def _until_free(ledger: Ledger, rate: Rate, now: datetime, reserve: float) -> float:
    """Seconds until enough old slices fall out for one call."""
    over = ledger.used - int(rate.limit * (1 - reserve)) + 1
    for age in range(rate.span - 1, -1, -1):
        over -= ledger.counts[age]
        if over <= 0:
            falls_out = (ledger.head - age + rate.span - rate.ahead) * rate.slice_seconds
            return max(0.0, (datetime.fromtimestamp(falls_out, UTC) - now).total_seconds())
    return rate.seconds

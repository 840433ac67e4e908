"""The port by which clients read what is no longer in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from gateway.domain.events.logged import LoggedEvent, Place
from gateway.domain.events.positions import Positions


class PositionExpired(Exception):
    """The log no longer holds a position that was to be read."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where the log begins and ends now."""

    firsts: Positions
    ends: Positions


@dataclass(frozen=True, slots=True)
class Page:
    """The next events of each partition, and the positions behind them."""

    events: Mapping[Place, Sequence[LoggedEvent]]
    positions: Positions


class History(Protocol):
    """Reads the log from any position, for all clients of this replica in turn."""

    async def bounds(self, places: Collection[Place]) -> Bounds:
        """Return where partitions begin and end; raise Unavailable."""
        ...

    async def read(self, positions: Positions, ends: Positions) -> Page:
        """Return some of the events from `positions` on and before `ends`, and at least one step further somewhere.

        Raise PositionExpired, or Unavailable.
        """
        ...

"""What follows the event log within this process."""

from collections.abc import Collection, Sequence
from typing import Protocol

from gateway.domain.events.logged import LoggedEvent
from gateway.domain.events.positions import Positions


class EventSubscriber(Protocol):
    """Receives every event of its topics, without waiting for anything: the feed reads for all subscribers."""

    @property
    def topics(self) -> Collection[str]:
        """Return the topics of which it receives the events."""
        ...

    def started(self, positions: Positions) -> None:
        """Begin at `positions`. Earlier events may have been missed: what was derived from them is out of date.

        Called at the first start, and again after a gap; not after an outage without one.
        """
        ...

    def received(self, events: Sequence[LoggedEvent], positions: Positions) -> None:
        """Process the next events, in order per partition; `positions` are those behind them, of all its topics.

        They also advance without an event, over records that are none.
        """
        ...

"""The public event log: following it, and reading it page by page."""

from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Final

from gateway.application.events.catching_up import Gap
from gateway.application.events.follower import Follower
from gateway.application.events.history import History
from gateway.application.events.log import Entry, FellBehind, PublicLog
from gateway.domain.errors import Overloaded, Unavailable
from gateway.domain.events.positions import Positions
from gateway.domain.events.public import Selection

MOST_CATCHING_UP: Final = 4


@dataclass(frozen=True, slots=True)
class PastEvents:
    """Events behind a position, and the position behind them."""

    entries: list[Entry]
    gaps: list[Gap]
    position: str
    has_more: bool


class PublicEvents:
    """What clients read of the log. Few of them at a time read what is no longer in memory."""

    def __init__(self, log: PublicLog, history: History, *, most_catching_up: int = MOST_CATCHING_UP) -> None:
        self.log = log
        self._history = history
        self._most_catching_up = most_catching_up
        self._catching_up = 0

    def position(self, text: str) -> Positions:
        """Return the position of a text; raise BadPosition."""
        return self.log.format.decode(text)

    async def follow(self, selection: Selection, after: Positions | None) -> Follower:
        """Return a follower behind a position, or from now on; raise Unavailable."""
        follower = Follower(self.log, self._history, selection, after)
        await follower.open()
        return follower

    @contextmanager
    def turn(self, follower: Follower) -> Iterator[None]:
        """Count a client that is behind during the block; raise Overloaded when there are too many."""
        if not follower.is_behind:
            yield
            return
        if self._catching_up >= self._most_catching_up:
            raise Overloaded
        self._catching_up += 1
        try:
            yield
        finally:
            self._catching_up -= 1

    async def past(self, selection: Selection, after: Positions, *, most: int) -> PastEvents:
        """Return at most `most` events behind a position; raise Overloaded or Unavailable."""
        follower = await self.follow(selection, after)
        entries: list[Entry] = []
        gaps: list[Gap] = []
        with self.turn(follower), _kept_up():
            async with aclosing(follower.batches(idle_seconds=0)) as batches:
                async for batch in batches:
                    entries += batch.entries
                    gaps += batch.gaps
                    if len(entries) >= most or follower.is_at_end:
                        break
        if len(entries) > most or (len(entries) == most and not follower.is_at_end):
            return PastEvents(entries[:most], gaps, entries[most - 1].position, has_more=True)
        return PastEvents(entries, gaps, follower.position, has_more=False)


@contextmanager
def _kept_up() -> Iterator[None]:
    """Raise Unavailable for a page that memory has overtaken: the next attempt reads it from the log."""
    try:
        yield
    except FellBehind as behind:
        raise Unavailable from behind

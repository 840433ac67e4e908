"""The time of the payment providers: the real time, advanced on request so that a month passes at once."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class SimulatedClock:
    """The current time in whole seconds, and who must act when it is advanced."""

    _offset: int = 0
    _advanced: list[Callable[[], None]] = field(default_factory=list)

    def now(self) -> int:
        """Return the time in seconds since 1970."""
        return int(time.time()) + self._offset

    @property
    def offset(self) -> int:
        """Return how many seconds the clock is ahead of the real time."""
        return self._offset

    def advance(self, seconds: int) -> None:
        """Advance by that many seconds and let everything happen that is due by then."""
        self._offset += seconds
        for act in self._advanced:
            act()

    def restore(self, offset: int) -> None:
        """Continue as many seconds ahead of the real time as an earlier process was."""
        self._offset = offset

    def when_advanced(self, act: Callable[[], None]) -> None:
        """Call this whenever the clock was advanced."""
        self._advanced.append(act)

"""The position of a session: where it was at an instant of the server, and how it goes on from there."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from social.domain.together.limits import LONGEST_MS


class PlaybackState(StrEnum):
    """Whether the position moves. The values are stored."""

    PLAYING = "playing"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Playback:
    """The position at `at`. Each change has a higher version."""

    state: PlaybackState
    position_ms: int
    at: datetime
    rate: float = 1.0
    """Milliseconds of the item in a millisecond."""
    version: int = 1

    @classmethod
    def beginning(cls, now: datetime) -> Self:
        """Return the position of a session that has not been played."""
        return cls(PlaybackState.PAUSED, 0, now)

    def position(self, now: datetime, duration_ms: int | None = None) -> int:
        """Return the position at an instant, at most at the end of an item with this duration."""
        passed = max(timedelta(), now - self.at) if self.state is PlaybackState.PLAYING else timedelta()
        reached = self.position_ms + int(passed / timedelta(milliseconds=1) * self.rate)
        return min(reached, LONGEST_MS if duration_ms is None else duration_ms)

    def changed(
        self,
        now: datetime,
        duration_ms: int | None,
        *,
        state: PlaybackState | None = None,
        position_ms: int | None = None,
        rate: float | None = None,
    ) -> Self:
        """Return the playback from an instant on; what is null stays as it is."""
        reached = self.position(now, duration_ms) if position_ms is None else position_ms
        return replace(
            self,
            state=state or self.state,
            position_ms=reached if duration_ms is None else min(reached, duration_ms),
            at=max(now, self.at),
            rate=rate or self.rate,
            version=self.version + 1,
        )

    def from_start(self, now: datetime, state: PlaybackState) -> Self:
        """Return the playback of the next item."""
        return replace(self, state=state, position_ms=0, at=max(now, self.at), version=self.version + 1)

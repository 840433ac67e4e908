"""Where a user stopped: a position in a movie or an episode, per device."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from library.domain.entries.progress import EpisodeNumber

PlayState = Literal["playing", "paused", "stopped"]

HEARTBEAT_LIFETIME: Final = timedelta(minutes=5)
"""How long a session is live without another heartbeat, beyond what remains of its title."""
PAUSE_LIFETIME: Final = timedelta(minutes=30)
LONGEST_LIFETIME: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True, order=True)
class Playable:
    """What is played: a movie, or an episode of a show. Season and episode are null for a movie."""

    media_id: UUID
    season: int | None = None
    episode: int | None = None

    @property
    def place(self) -> EpisodeNumber | None:
        """Return the number of the episode, or null for a movie."""
        return None if self.season is None or self.episode is None else EpisodeNumber(self.season, self.episode)


@dataclass(frozen=True, slots=True)
class Device:
    """The device on which a user watches, by an id that is unique for the user."""

    id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A user's position on one device; `at` is the time at which the device was there, never in the future.

    `last_episode` is the last episode of a file that holds several, null for any other.
    """

    playable: Playable
    device: Device
    seconds: int
    duration_seconds: int | None
    state: PlayState
    at: datetime
    origin: str
    last_episode: int | None = None
    reports_progress: bool = True
    """Whether the source sends heartbeats while it plays; one that does not is silent until it stops."""

    @property
    def expires_at(self) -> datetime:
        """Return until when the session is live without another sign of it."""
        if self.state == "stopped":
            return self.at
        if self.state == "paused":
            return self.at + PAUSE_LIFETIME
        if self.reports_progress:
            return self.at + HEARTBEAT_LIFETIME
        left = timedelta(seconds=max((self.duration_seconds or 0) - self.seconds, 0))
        return self.at + min(left + HEARTBEAT_LIFETIME, LONGEST_LIFETIME)

    @property
    def percent(self) -> float | None:
        """Return the share of the title that lies before the position, null while its duration is unknown."""
        if not self.duration_seconds:
            return None
        return round(min(self.seconds / self.duration_seconds, 1.0) * 100, 1)

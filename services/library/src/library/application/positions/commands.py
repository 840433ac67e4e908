"""Commands: the input of the use cases about positions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from library.domain.positions.position import Device, Playable

PlaybackAction = Literal["start", "progress", "pause", "stop", "scrobble", "mark"]


@dataclass(frozen=True, slots=True)
class Playback:
    """What a device does with a title, wherever it was reported.

    `playables` are the movie, or the episodes of the file that is played. `completed` is the source's own word that the
    title was watched. `key` distinguishes the report from others of the title; null derives one from the time.
    """

    user_id: UUID
    playables: tuple[Playable, ...]
    action: PlaybackAction
    device: Device
    origin: str
    position_seconds: int | None = None
    duration_seconds: int | None = None
    at: datetime | None = None
    completed: bool = False
    reports_progress: bool = True
    key: str | None = None
    causation: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A device reports where it is in a title; season and episodes are empty for a movie."""

    user_id: UUID
    media_id: UUID
    season: int | None
    episodes: tuple[int, ...]
    position_seconds: int
    duration_seconds: int | None
    device: Device
    state: Literal["playing", "paused", "stopped"]
    at: datetime | None
    session_id: str | None = None


@dataclass(frozen=True, slots=True)
class ClearPositions:
    """Delete the positions of a user in a title, or in one of its episodes."""

    user_id: UUID
    media_id: UUID
    season: int | None = None
    episode: int | None = None

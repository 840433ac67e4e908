"""Request bodies of watch positions."""

from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.http.schemas import RequestModel
from chassis.http.validation.inputs import Instant, not_before
from library.application.positions.commands import Heartbeat
from library.domain.positions.position import Device
from library.domain.scrobbling.scrobble import MAX_EPISODES
from library.presentation.entries.requests import MAX_EPISODE, MAX_SEASON

LONGEST_SECONDS: Final = 1_000_000
ID_CHARS: Final = 200
NAME_CHARS: Final = 100
EARLIEST_YEAR: Final = 1970


ReportedAt = Annotated[Instant, not_before(EARLIEST_YEAR)]
"""When a player was at a position."""
Seconds = Annotated[int, Field(ge=0, le=LONGEST_SECONDS)]
PositionState = Literal["playing", "paused", "stopped"]


class DeviceFields(RequestModel):
    """The device on which the title plays."""

    id: str = Field(
        min_length=1,
        max_length=ID_CHARS,
        description="Id of the device, which the client chooses and keeps",
        examples=["living-room-tv"],
    )
    name: str | None = Field(
        default=None, max_length=NAME_CHARS, description="Name of the device for the user", examples=["Living Room"]
    )

    def to_device(self) -> Device:
        """Return the device."""
        return Device(self.id, self.name)


class EpisodeFields(RequestModel):
    """The episode of a show, or the episodes of a file that holds several; none for a movie."""

    season: int | None = Field(
        default=None,
        ge=0,
        le=MAX_SEASON,
        description="Number of the season, 0 for specials; required for a show",
        examples=[2],
    )
    episode: int | None = Field(
        default=None, ge=0, le=MAX_EPISODE, description="Number of the episode; required for a show", examples=[1]
    )
    episode_end: int | None = Field(
        default=None,
        ge=0,
        le=MAX_EPISODE,
        description=f"Last episode of a file that holds several, at most {MAX_EPISODES}; omitted for one episode",
        examples=[2],
    )

    @model_validator(mode="after")
    def _is_range(self) -> "EpisodeFields":
        if self.episode_end is None:
            return self
        if self.episode is None or not self.episode <= self.episode_end < self.episode + MAX_EPISODES:
            raise PydanticCustomError(
                "episode_range",
                "episodeEnd must be at or after episode, and a file has at most {most} episodes",
                {"most": MAX_EPISODES},
            )
        return self

    @property
    def episodes(self) -> tuple[int, ...]:
        """Return the numbers of the episodes, in order."""
        if self.episode is None:
            return ()
        return tuple(range(self.episode, (self.episode if self.episode_end is None else self.episode_end) + 1))


class PositionPut(EpisodeFields):
    """Where a device is in a title."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "positionSeconds": 610,
                    "durationSeconds": 2880,
                    "season": 2,
                    "episode": 1,
                    "device": {"id": "living-room-tv", "name": "Living Room"},
                    "at": "2026-11-21T12:00:00Z",
                }
            ]
        }
    )

    position_seconds: Seconds = Field(description="The position, in seconds from the beginning", examples=[610])
    duration_seconds: int | None = Field(
        default=None,
        ge=1,
        le=LONGEST_SECONDS,
        description="Duration of the movie or episode; without it, no position counts as watched",
        examples=[2880],
    )
    device: DeviceFields = Field(description="The device on which the title plays")
    state: PositionState = Field(
        default="playing", description="`playing`, `paused` or `stopped`", examples=["playing"]
    )
    at: ReportedAt | None = Field(
        default=None,
        description="When the device was there; a time in the future, or none, means now. An older report than the"
        " stored one changes nothing",
        examples=["2026-11-21T12:00:00Z"],
    )
    session_id: str | None = Field(
        default=None, max_length=ID_CHARS, description="Id of the playback at the client", examples=["b1f2-6d5e"]
    )

    def to_command(self, user_id: UUID, media_id: UUID) -> Heartbeat:
        """Return the command of the user."""
        return Heartbeat(
            user_id=user_id,
            media_id=media_id,
            season=self.season,
            episodes=self.episodes,
            position_seconds=self.position_seconds,
            duration_seconds=self.duration_seconds,
            device=self.device.to_device(),
            state=self.state,
            at=self.at,
            session_id=self.session_id,
        )

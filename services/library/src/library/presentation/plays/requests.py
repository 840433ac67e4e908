"""Request bodies about plays, and the commands that they mean."""

from datetime import datetime
from typing import Annotated, Final, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.http.schemas import RequestModel
from chassis.http.validation.inputs import Id, Instant
from library.application.plays.commands import Correction, Target, Watched
from library.domain.plays.items import Precision
from library.domain.plays.times import WatchTime
from library.presentation.entries.requests import MAX_EPISODE, MAX_SEASON

MOST_AT_ONCE: Final = 100
LONGEST_SECONDS: Final = 1_000_000

MediaIdField = Annotated[Id, Field(description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])]
PlayIdField = Annotated[Id, Field(description="Id of the play", examples=["0f1e2d3c-4b5a-4978-8675-64534231201f"])]
Season = Annotated[
    int, Field(ge=0, le=MAX_SEASON, description="Number of a season; 0 holds the specials", examples=[2])
]
Episode = Annotated[int, Field(ge=0, le=MAX_EPISODE, description="Number of an episode", examples=[5])]
WatchedAt = Annotated[
    Instant,
    Field(description="When it was watched, with its time zone", examples=["2026-11-20T21:30:00+02:00"]),
]
PRECISION: Final = (
    "How exactly `watchedAt` is known: `instant`, `day` or `year`; of the last two, the day or year of the given time"
    " in its own time zone counts. `unknown` without a time"
)


class _Time(RequestModel):
    watched_at: WatchedAt | None = Field(
        default=None,
        description="When it was watched, from 1888 to now; null is unknown",
        examples=["2026-11-20T21:30:00+02:00"],
    )
    precision: Literal["instant", "day", "year", "unknown"] | None = Field(
        default=None, description=PRECISION, examples=["instant"]
    )
    duration_seconds: int | None = Field(
        default=None, ge=1, le=LONGEST_SECONDS, description="How many seconds were watched; null is unknown",
        examples=[2700],
    )  # fmt: skip

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.watched_at is None and self.precision not in (None, "unknown"):
            raise PydanticCustomError(
                "precision_without_time", "precision must be unknown, or omitted, without watchedAt"
            )
        if self.watched_at is not None and self.precision == "unknown":
            raise PydanticCustomError("precision_with_time", "precision must not be unknown with watchedAt")
        return self

    def time(self) -> WatchTime:
        """Return the stated time."""
        return WatchTime(self.watched_at, self._precision(self.watched_at))

    def _precision(self, at: datetime | None) -> Precision:
        return self.precision or ("unknown" if at is None else "instant")


class PlayPost(_Time):
    """What was watched: a movie, an episode, or with `onlyUnseen` all aired episodes of a season or a show."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"mediaItemId": "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11", "watchedAt": "2026-11-20T21:30:00+02:00"},
                {"mediaItemId": "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11", "season": 2, "episode": 5},
            ]
        }
    )

    media_item_id: MediaIdField
    season: Season | None = Field(
        default=None,
        description="Season of the episode; without `episode` all its aired episodes. Omit it for a movie, or for all"
        " aired regular episodes of a show",
        examples=[2],
    )
    episode: Episode | None = Field(default=None, description="Episode of `season`", examples=[5])
    only_unseen: bool = Field(
        default=True,
        description="Of a season or show: leave out episodes that were seen in the current run. A movie and a single"
        " episode are always recorded, once more if they were seen",
        examples=[True],
    )

    @model_validator(mode="after")
    def _has_a_season(self) -> Self:
        if self.episode is not None and self.season is None:
            raise PydanticCustomError("season_missing", "season is required with episode")
        return self

    def to_watched(self) -> Watched:
        """Return what was watched."""
        target = Target(self.media_item_id, self.season, self.episode)
        return Watched(target, self.time(), self.duration_seconds, self.only_unseen)


class PlaysPost(RequestModel):
    """Up to 100 plays, seasons or shows."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"plays": [{"mediaItemId": "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11", "season": 2}]}]
        }
    )

    plays: list[PlayPost] = Field(
        min_length=1,
        max_length=MOST_AT_ONCE,
        description="What was watched, at most 100 items",
        examples=[[{"mediaItemId": "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11", "season": 2}]],
    )


class PlayPatch(_Time):
    """A correction of a play: an omitted field stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"watchedAt": "2026-11-19T21:30:00+02:00"}]})

    season: Season | None = Field(default=None, description="The right season", examples=[2])
    episode: Episode | None = Field(default=None, description="The right episode", examples=[5])

    @model_validator(mode="after")
    def _changes(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("empty", "must have at least one field")
        return self

    @model_validator(mode="after")
    def _has_a_time(self) -> Self:
        if "precision" in self.model_fields_set and "watched_at" not in self.model_fields_set:
            raise PydanticCustomError("time_missing", "watchedAt is required with precision")
        return self

    def to_correction(self) -> Correction:
        """Return the correction of the fields that were sent."""
        time = self.time() if "watched_at" in self.model_fields_set else None
        return Correction(time, self.season, self.episode, self.duration_seconds)


class PlayRemovals(RequestModel):
    """Up to 100 plays to retract."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"playIds": ["0f1e2d3c-4b5a-4978-8675-64534231201f"]}]})

    play_ids: list[PlayIdField] = Field(
        min_length=1,
        max_length=MOST_AT_ONCE,
        description="Ids of the plays, at most 100",
        examples=[["0f1e2d3c-4b5a-4978-8675-64534231201f"]],
    )

"""Bodies of what players report."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints

from chassis.http.schemas import RequestModel, ResponseModel
from playback.application.quality.recording import Accepted
from playback.domain.quality.events import (
    MOST_EVENTS,
    ClientEvent,
    Failed,
    QualityChanged,
    Rebuffered,
    Sought,
    Started,
    Watched,
)
from playback.domain.quality.startup import LONGEST_MS

MOST_IN_BATCH: Final = 100
LARGEST_BATCH: Final = 65_536
"""Bytes of a body."""
_LONGEST_VIDEO_MS: Final = 86_400_000
_TYPE: Final = "What happened"
Position = Annotated[int, Field(ge=0, le=_LONGEST_VIDEO_MS)]
Lines = Annotated[int, Field(ge=1, le=8192)]


class _EventRequest(RequestModel):
    sequence: int = Field(
        ge=0,
        lt=MOST_EVENTS,
        description="Number of the event, unique in its session: an event that is sent again counts once",
        examples=[12],
    )
    offset_ms: int = Field(
        ge=0, description="Milliseconds since the session began, by the clock of the client", examples=[60_200]
    )


class StartedRequest(_EventRequest):
    """The first frame was shown."""

    type: Literal["startup"] = Field(description=_TYPE, examples=["startup"])
    duration_ms: int = Field(
        ge=0, le=LONGEST_MS, description="Milliseconds since the user requested it", examples=[820]
    )

    def event(self) -> ClientEvent:
        """Return the event."""
        return Started(self.sequence, self.offset_ms, self.duration_ms)


class RebufferedRequest(_EventRequest):
    """Playing stopped because segments were missing; `offsetMs` is when it stopped."""

    type: Literal["rebuffer"] = Field(description=_TYPE, examples=["rebuffer"])
    duration_ms: int = Field(
        ge=1, le=LONGEST_MS, description="Milliseconds until it went on, or the user left", examples=[1500]
    )

    def event(self) -> ClientEvent:
        """Return the event."""
        return Rebuffered(self.sequence, self.offset_ms, self.duration_ms)


class FailedRequest(_EventRequest):
    """The player had an error."""

    type: Literal["error"] = Field(description=_TYPE, examples=["error"])
    code: Annotated[str, StringConstraints(pattern="^[A-Z][A-Z0-9_]{1,39}$")] = Field(
        description="`MEDIA_` with the number of a MediaError, `SHAKA_` with the number of an error of shaka-player,"
        " `HLS_` with the part that failed, `NETWORK`, `LICENSE`; any other counts as `OTHER`",
        examples=["SHAKA_1001"],
    )
    fatal: bool = Field(description="Whether playing ended", examples=[True])

    def event(self) -> ClientEvent:
        """Return the event."""
        return Failed(self.sequence, self.offset_ms, self.code, self.fatal)


class QualityChangedRequest(_EventRequest):
    """The player changed to another rendition."""

    type: Literal["quality"] = Field(description=_TYPE, examples=["quality"])
    height: Lines = Field(description="Lines of the picture", examples=[720])
    bits_per_second: int = Field(ge=1, le=1_000_000_000, description="Its bandwidth", examples=[2_500_000])

    def event(self) -> ClientEvent:
        """Return the event."""
        return QualityChanged(self.sequence, self.offset_ms, self.height, self.bits_per_second)


class SoughtRequest(_EventRequest):
    """The user went to another position."""

    type: Literal["seek"] = Field(description=_TYPE, examples=["seek"])
    from_ms: Position = Field(description="Position before, in milliseconds", examples=[61_000])
    to_ms: Position = Field(description="Position after, in milliseconds", examples=[300_000])

    def event(self) -> ClientEvent:
        """Return the event."""
        return Sought(self.sequence, self.offset_ms, self.from_ms, self.to_ms)


class WatchedRequest(_EventRequest):
    """A range was played without a break."""

    type: Literal["watched"] = Field(description=_TYPE, examples=["watched"])
    begin_ms: Position = Field(description="First position, in milliseconds", examples=[0])
    end_ms: Position = Field(
        description="Position after the last one, at most 10 minutes after the first", examples=[10_000]
    )
    height: Lines | None = Field(default=None, description="Lines of the picture; null is unknown", examples=[720])
    speed: float = Field(default=1.0, ge=0.25, le=4.0, description="How fast it was played; 1 is usual", examples=[1.0])

    def event(self) -> ClientEvent:
        """Return the event."""
        return Watched(self.sequence, self.offset_ms, self.begin_ms, self.end_ms, self.height, self.speed)


EventRequest = Annotated[
    StartedRequest | RebufferedRequest | FailedRequest | QualityChangedRequest | SoughtRequest | WatchedRequest,
    Field(discriminator="type"),
]


class EventsRequest(RequestModel):
    """A batch of events in any order."""

    events: list[EventRequest] = Field(min_length=1, max_length=MOST_IN_BATCH, description="1 to 100 events")

    def all(self) -> Sequence[ClientEvent]:
        """Return the events."""
        return [request.event() for request in self.events]


class AcceptedResponse(ResponseModel):
    """What became of a batch."""

    accepted: int = Field(description="Events that count now", examples=[6])
    repeated: int = Field(description="Events that had counted before", examples=[0])

    @classmethod
    def of(cls, accepted: Accepted) -> Self:
        """Return the response of a batch."""
        return cls(accepted=accepted.new, repeated=accepted.repeated)

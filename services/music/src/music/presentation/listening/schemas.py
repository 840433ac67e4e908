"""Bodies of plays, top lists and statistics."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import ConfigDict, Field

from chassis.http.schemas import RequestModel, ResponseModel
from chassis.http.validation.inputs import Id, Instant
from music.application.listening.ports import Statistics, Summary
from music.application.listening.reading import PlayView
from music.application.listening.recording import Report
from music.domain.listening.plays import Context, Play, Source, SourceType, popularity
from music.presentation.library.schemas import ID, TrackResponse

_CONTEXT = "From where the track was started; a choice counts more than chance"


class PlayPost(RequestModel):
    """A track that was played or skipped."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"trackId": ID, "completion": 1.0}]})

    id: Id | None = Field(
        default=None, description="Id of the play, chosen by the client: repetitions are one play", examples=[ID]
    )
    track_id: Id = Field(description="Id of the track", examples=[ID])
    played_at: Instant | None = Field(
        default=None, description="When it was played, now if omitted", examples=["2026-11-30T12:00:00Z"]
    )
    completion: float = Field(
        default=1.0, ge=0, le=1, description="How much of it was played; less than 0.5 is a skip", examples=[1.0]
    )
    context: Context = Field(default=Context.DIRECT, description=_CONTEXT, examples=["album"], strict=False)
    source_type: SourceType | None = Field(
        default=None, description="What it was played from", examples=["album"], strict=False
    )
    source_id: str | None = Field(
        default=None, max_length=200, description="Id of what `sourceType` names", examples=[ID]
    )

    def report(self, key: str | None) -> Report:
        """Return what is reported."""
        return Report(
            id=self.id,
            key=key,
            track_id=self.track_id,
            played_at=self.played_at,
            completion=self.completion,
            context=self.context,
            source=None if self.source_type is None else Source(self.source_type, self.source_id),
        )


class PlayResponse(ResponseModel):
    """A play."""

    id: UUID = Field(description="Id of the play", examples=[ID])
    track_id: UUID = Field(description="Id of the track", examples=[ID])
    played_at: datetime = Field(description="When it was played", examples=["2026-11-30T12:00:00Z"])
    completion: float = Field(description="How much of it was played, from 0 to 1", examples=[1.0])
    is_skip: bool = Field(description="Whether it was ended before its middle", examples=[False])
    context: Context = Field(description="From where it was started", examples=["album"])
    source_type: SourceType | None = Field(description="What it was played from, or null", examples=["album"])
    source_id: str | None = Field(description="Its id, or null", examples=[ID])

    @staticmethod
    def fields(play: Play) -> dict[str, Any]:
        """Return the fields of a play."""
        return {
            "id": play.id,
            "track_id": play.track_id,
            "played_at": play.played_at,
            "completion": play.completion,
            "is_skip": play.is_skip,
            "context": play.context,
            "source_type": None if play.source is None else play.source.type,
            "source_id": None if play.source is None else play.source.id,
        }

    @classmethod
    def of(cls, play: Play) -> Self:
        """Return the body of a play."""
        return cls(**cls.fields(play))


class PlayWithTrackResponse(PlayResponse):
    """A play with its track."""

    track: TrackResponse = Field(description="The track")

    @classmethod
    def of_view(cls, view: PlayView) -> Self:
        """Return the body of a play with its track."""
        return cls(**cls.fields(view.play), track=TrackResponse.of(view.track))


class ListeningSummaryResponse(ResponseModel):
    """What a user has played in a period."""

    days: int = Field(description="Length of the period", examples=[30])
    plays: int = Field(description="Plays without skips", examples=[412])
    skips: int = Field(description="Skips", examples=[31])
    tracks: int = Field(description="Different tracks that were played", examples=[180])
    listened_ms: int = Field(description="Milliseconds of what was played", examples=[93600000])
    average_completion: float | None = Field(
        description="Mean of how much was played of each, or null without any", examples=[0.93]
    )
    top_context: Context | None = Field(description="From where most was started, or null", examples=["album"])
    plays_by_context: dict[Context, int] = Field(
        description="Plays by where they were started", examples=[{"album": 300}]
    )

    @classmethod
    def of(cls, summary: Summary, days: int) -> Self:
        """Return the body of a summary."""
        by_context = sorted(summary.by_context.items(), key=lambda item: (-item[1], item[0]))
        return cls(
            days=days,
            plays=summary.plays,
            skips=summary.skips,
            tracks=summary.tracks,
            listened_ms=summary.listened_ms,
            average_completion=summary.completion,
            top_context=by_context[0][0] if by_context else None,
            plays_by_context=dict(by_context),
        )


class ListeningStatisticsResponse(ResponseModel):
    """What all users have played and rated of a track, an album or an artist."""

    plays: int = Field(description="Plays without skips", examples=[812])
    skips: int = Field(description="Skips", examples=[40])
    listeners: int = Field(description="Users with at least one play", examples=[14])
    average_completion: float | None = Field(
        description="Mean of how much was played of each, or null without any", examples=[0.93]
    )
    skip_rate: float | None = Field(description="Share of skips, or null without plays and skips", examples=[0.05])
    popularity: float | None = Field(
        description="Plays of each listener × completion × share without skips × 100, or null", examples=[5117.4]
    )
    average_rating: float | None = Field(description="Mean of the ratings, or null", examples=[4.2])
    rating_count: int = Field(description="Number of ratings", examples=[5])

    @classmethod
    def of(cls, statistics: Statistics) -> Self:
        """Return the body of statistics."""
        plays, skips, listeners = statistics.plays, statistics.skips, statistics.listeners
        return cls(
            plays=plays,
            skips=skips,
            listeners=listeners,
            average_completion=statistics.completion,
            skip_rate=statistics.skip_rate,
            popularity=popularity(plays, skips, listeners, statistics.completion),
            average_rating=statistics.average_rating,
            rating_count=statistics.rating_count,
        )

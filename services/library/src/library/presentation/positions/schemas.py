"""Responses of watch positions."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from chassis.http.schemas import Page, ResponseModel, page_meta
from library.application.positions.read_models import PlaybackOutcome, PositionItem, PositionPage
from library.domain.positions.position import Playable
from library.presentation.titles.schemas import MediaId, MediaSummary

ResultName = Literal["recorded", "duplicate", "updated", "unchanged"]
RESULTS = (
    "`recorded`: the title was watched, and its plays were added to the history. `duplicate`: the report belongs to a"
    " play that the history has already. `updated`: the position was stored. `unchanged`: a newer report is stored"
)


class PlayedResponse(ResponseModel):
    """A movie or an episode that was recorded as watched."""

    media_item_id: MediaId
    season: int | None = Field(description="Number of the season, null for a movie", examples=[2])
    episode: int | None = Field(description="Number of the episode, null for a movie", examples=[1])

    @classmethod
    def of(cls, playable: Playable) -> Self:
        """Return the response of a movie or an episode."""
        return cls(media_item_id=playable.media_id, season=playable.season, episode=playable.episode)


class PlaybackResponse(ResponseModel):
    """What a report changed."""

    result: ResultName = Field(description=RESULTS, examples=["updated"])
    plays: list[PlayedResponse] = Field(description="The plays that were recorded")

    @classmethod
    def of(cls, outcome: PlaybackOutcome) -> Self:
        """Return the response of an outcome."""
        return cls(result=outcome.result, plays=[PlayedResponse.of(playable) for playable in outcome.plays])


class PositionResponse(ResponseModel):
    """Where the user stopped, or is, in a movie or an episode, on one device."""

    media_item_id: MediaId
    season: int | None = Field(description="Number of the season, null for a movie", examples=[2])
    episode: int | None = Field(description="Number of the episode, null for a movie", examples=[1])
    episode_end: int | None = Field(
        description="Last episode of a file that holds several, null for any other", examples=[None]
    )
    position_seconds: int = Field(description="The position at `at`, in seconds from the beginning", examples=[610])
    duration_seconds: int | None = Field(description="Duration of the title, or null when unknown", examples=[2880])
    percent: float | None = Field(description="Share before the position, null without a duration", examples=[21.2])
    state: Literal["playing", "paused", "stopped"] = Field(
        description="What the device did at `at`: `playing`, `paused` or `stopped`", examples=["playing"]
    )
    device_id: str = Field(description="Id of the device", examples=["living-room-tv"])
    device_name: str | None = Field(description="Name of the device, or null", examples=["Living Room"])
    origin: str = Field(description="Where the report came from", examples=["scrobble:jellyfin"])
    at: datetime = Field(description="When the device was there", examples=["2026-11-21T12:00:00Z"])
    expires_at: datetime = Field(
        description="Until when the session counts as live without another report", examples=["2026-11-21T12:05:00Z"]
    )
    media_summary: MediaSummary | None = Field(description="The title, or null while it is not imported")

    @classmethod
    def of(cls, item: PositionItem) -> Self:
        """Return the response of a position."""
        position = item.position
        return cls(
            media_item_id=position.playable.media_id,
            season=position.playable.season,
            episode=position.playable.episode,
            episode_end=position.last_episode,
            position_seconds=position.seconds,
            duration_seconds=position.duration_seconds,
            percent=position.percent,
            state=position.state,
            device_id=position.device.id,
            device_name=position.device.name,
            origin=position.origin,
            at=position.at,
            expires_at=position.expires_at,
            media_summary=MediaSummary.of(item.title),
        )


def position_page(page: PositionPage, limit: int, offset: int) -> Page[PositionResponse]:
    """Return the response of a page of positions."""
    data = [PositionResponse.of(item) for item in page.items]
    return Page(data=data, meta=page_meta(count=len(data), total=page.total, limit=limit, offset=offset))

"""Responses about plays and marks."""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.follow_up.paging import CursorMeta
from chassis.http.schemas import Page, ResponseModel
from library.application.plays.read_models import PlayItem, Recorded
from library.domain.plays.items import Mark
from library.presentation.entries.schemas import EntryResponse
from library.presentation.plays.requests import PRECISION
from library.presentation.titles.schemas import MediaId, MediaSummary

ORIGIN = "Where it comes from, such as `api`, `scrobble:jellyfin` or `import:letterboxd`"


class PlayResponse(ResponseModel):
    """A play: a movie or an episode that the user watched."""

    id: UUID = Field(description="Id of the play", examples=["0f1e2d3c-4b5a-4978-8675-64534231201f"])
    media_item_id: MediaId
    season: int | None = Field(
        description="Season of the episode, by its present number; null for a movie", examples=[2]
    )
    episode: int | None = Field(
        description="Number of the episode, by its present number; null for a movie", examples=[5]
    )
    episode_title: str | None = Field(
        description="Title of the episode, or null when it is not known, and for a movie", examples=["Breakage"]
    )
    watched_at: datetime | None = Field(
        description="When it was watched; of a day or year its first instant in UTC; null is unknown",
        examples=["2026-11-20T19:30:00Z"],
    )
    precision: Literal["instant", "day", "year", "unknown"] = Field(description=PRECISION, examples=["instant"])
    duration_seconds: int | None = Field(description="How many seconds were watched, or null", examples=[2700])
    origin: str = Field(description=ORIGIN, examples=["api"])
    recorded_at: datetime = Field(description="When it was recorded", examples=["2026-11-20T20:15:00Z"])
    media_summary: MediaSummary | None = Field(description="The title, or null while it is not imported")

    @classmethod
    def of(cls, item: PlayItem) -> Self:
        """Return the response of a play."""
        play, place = item.play, item.place
        return cls(
            id=play.play_id,
            media_item_id=play.media_id,
            season=place.season if place else None,
            episode=place.episode if place else None,
            episode_title=item.episode_name,
            watched_at=play.watched_at,
            precision=play.precision,
            duration_seconds=play.duration_seconds,
            origin=play.origin,
            recorded_at=play.recorded_at,
            media_summary=MediaSummary.of(item.title),
        )


class PlayPageResponse(Page[PlayResponse]):
    """One page of plays."""

    meta: CursorMeta = Field(description="The position of the page in its list")


class RecordedResponse(ResponseModel):
    """What was recorded."""

    recorded: int = Field(description="Number of plays that were recorded", examples=[1])
    already_seen: int = Field(
        description="Number of episodes that `onlyUnseen` left out, because they were seen in the current run",
        examples=[0],
    )
    plays: list[PlayResponse] = Field(description="The plays, at most the first 100")
    entries: list[EntryResponse] = Field(description="The entries of the titles that were named, as they are now")

    @classmethod
    def of(cls, recorded: Recorded, plays: list[PlayItem], entries: list[EntryResponse]) -> Self:
        """Return the response of what was recorded."""
        return cls(
            recorded=recorded.plays,
            already_seen=recorded.already_seen,
            plays=[PlayResponse.of(item) for item in plays],
            entries=entries,
        )


class MarkResponse(ResponseModel):
    """A mark: what the user stated of a title, a season or an episode."""

    id: UUID = Field(description="Id of the mark", examples=["1a2b3c4d-5e6f-4789-8abc-def012345678"])
    media_item_id: MediaId
    kind: Literal["state", "progress", "rating", "notes", "tags", "rewatch"] = Field(
        description="What the mark states", examples=["rating"]
    )
    value: Any = Field(
        description="What was stated: a state, a rating from 0 to 100, a text, a list of tags, or for `progress`"
        " `seasons` (the last episode seen by season) and `replace` (whether other seasons were cleared)",
        examples=[85],
    )
    season: int | None = Field(description="The season that was rated, or null", examples=[None])
    episode: int | None = Field(description="The episode of `season` that was rated, or null", examples=[None])
    origin: str = Field(description=ORIGIN, examples=["api"])
    at: datetime = Field(description="When it was stated", examples=["2026-11-20T20:15:00Z"])

    @classmethod
    def of(cls, mark: Mark) -> Self:
        """Return the response of a mark."""
        return cls(
            id=mark.mark_id,
            media_item_id=mark.media_id,
            kind=mark.kind,
            value=mark.value,
            season=mark.season,
            episode=mark.episode,
            origin=mark.origin,
            at=mark.at,
        )

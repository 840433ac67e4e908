"""Responses of the library API."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import Page, ResponseModel, page_meta
from library.application.entries.read_models import EntryItem, EntryPage, PageRequest
from library.domain.entries.progress import EpisodeNumber, Progress
from library.presentation.entries.requests import STATES
from library.presentation.titles.schemas import MediaId, MediaSummary

StateName = Literal["planned", "watching", "completed", "dropped", "paused"]
SortName = Literal["recent", "rating", "releaseDate"]


class EpisodeResponse(ResponseModel):
    """An episode of a show."""

    season: int = Field(description="Number of the season; never 0, which holds the specials", examples=[2])
    episode: int = Field(description="Number of the episode in its season", examples=[6])

    @classmethod
    def of(cls, episode: EpisodeNumber | None) -> Self | None:
        """Return the response of an episode, or null without one."""
        return None if episode is None else cls(season=episode.season, episode=episode.episode)


class ProgressResponse(ResponseModel):
    """The user's progress: the furthest regular episode, and the last episode seen of every season."""

    season: int | None = Field(
        description="Highest regular season with progress; null when only specials were seen", examples=[2]
    )
    episode: int | None = Field(
        description="Last episode seen of that season; null when only specials were seen", examples=[5]
    )
    seasons: dict[str, int] = Field(
        description="Last episode seen by season; season 0 holds the specials", examples=[{"0": 1, "1": 7, "2": 5}]
    )

    @classmethod
    def of(cls, progress: Progress | None) -> Self | None:
        """Return the response of a user's progress, or null without one."""
        if progress is None:
            return None
        furthest = progress.furthest
        return cls(
            season=furthest.season if furthest else None,
            episode=furthest.episode if furthest else None,
            seasons={str(season): episode for season, episode in progress.seasons.items()},
        )


class EntryResponse(ResponseModel):
    """A user's entry for a title."""

    id: UUID = Field(description="Id of the entry", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    user_id: UUID = Field(description="Id of the user", examples=["0199a2f3-5a10-7c3d-8e21-1f0d9c8b7a65"])
    media_item_id: MediaId
    state: StateName = Field(description=STATES, examples=["watching"])
    rating: int | None = Field(description="The user's rating from 0 to 100, or null without one", examples=[85])
    progress: ProgressResponse | None = Field(description="Null when no episode was seen, and for movies")
    next_episode: EpisodeResponse | None = Field(
        description="The regular episode after `progress`, aired or not; null when there is none or it is unknown, and"
        " in an entry that is completed or dropped"
    )
    unconfirmed_seasons: list[int] = Field(
        description="Seasons of `progress` that could not be checked, because not all of their episodes are known or"
        " they have fewer episodes now",
        examples=[[]],
    )
    notes: str | None = Field(description="The user's notes, or null", examples=["With Ann"])
    created_at: datetime = Field(description="When the entry was created", examples=["2026-11-20T18:30:00Z"])
    updated_at: datetime = Field(description="When the entry was last changed", examples=["2026-11-21T12:00:00Z"])
    media_summary: MediaSummary | None = Field(description="The title, or null while it is not imported")

    @classmethod
    def of(cls, item: EntryItem) -> Self:
        """Return the response of an entry; raise ValueError for a removed one."""
        entry = item.entry
        if entry.state is None or entry.created_at is None or entry.updated_at is None:
            raise ValueError(f"entry {entry.id} is removed")
        return cls(
            id=entry.id,
            user_id=entry.user_id,
            media_item_id=entry.media_id,
            state=entry.state,
            rating=entry.rating,
            progress=ProgressResponse.of(entry.progress),
            next_episode=EpisodeResponse.of(item.next_episode),
            unconfirmed_seasons=item.unconfirmed_seasons,
            notes=entry.notes,
            created_at=entry.created_at,
            updated_at=entry.updated_at,
            media_summary=MediaSummary.of(item.title),
        )


def entry_page(request: PageRequest, page: EntryPage) -> Page[EntryResponse]:
    """Return the response of a page of entries."""
    data = [EntryResponse.of(item) for item in page.items]
    meta = page_meta(count=len(data), total=page.total, limit=request.limit, offset=request.offset)
    return Page(data=data, meta=meta)

"""Responses of the library API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, Self, get_args
from uuid import UUID

from pydantic import Field

from chassis.http.errors import message_for
from chassis.http.schemas import ResponseModel
from library.application.entries.bulk import Outcome
from library.application.entries.read_models import EntryItem, TagCount
from library.domain.entries.progress import EpisodeNumber, Progress
from library.domain.entries.scales import on_scale
from library.domain.entries.state import WatchState
from library.domain.plays.summary import StateCause
from library.presentation.entries.requests import STATES
from library.presentation.errors import ERRORS
from library.presentation.titles.schemas import MediaId, MediaSummary

StateName = Literal["planned", "watching", "completed", "dropped", "paused"]
SortName = Literal["recent", "rating", "releaseDate", "title", "added", "lastWatched", "progress"]
CAUSES: Final = (
    "What decided the state: `mark` (the user stated it), `play`, `progress`, `all_seen` (every episode of a show that"
    " has ended), `rewatch`, `rated` or `noted` (nothing but a rating or a note); null when it is not known"
)


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


class RatingScales(ResponseModel):
    """A rating on scales of stars: a fraction of 100, rounded half up to the nearest step."""

    stars10: int = Field(description="From 0 to 10 stars: 85 is 9, 84 is 8", examples=[9])
    stars5: int = Field(description="From 0 to 5 stars: 85 is 4, 90 is 5", examples=[4])
    half_stars: float = Field(description="From 0 to 5 stars in halves: 85 is 4.5, 84 is 4", examples=[4.5])

    @classmethod
    def of(cls, rating: int | None) -> Self | None:
        """Return a rating from 0 to 100 on every scale, or null without one."""
        if rating is None:
            return None
        stars10, stars5 = int(on_scale(rating, "stars10")), int(on_scale(rating, "stars5"))
        return cls(stars10=stars10, stars5=stars5, half_stars=on_scale(rating, "half_stars"))


class PlaceRatingResponse(ResponseModel):
    """The rating of a season, or of one of its episodes."""

    season: int = Field(description="Number of the season; 0 holds the specials", examples=[2])
    episode: int | None = Field(description="Number of the episode, or null for the season", examples=[5])
    rating: int = Field(description="From 0 to 100", examples=[85])
    rating_scales: RatingScales | None = Field(description="The rating on scales of stars")


class EntryResponse(ResponseModel):
    """A user's entry for a title."""

    id: UUID = Field(description="Id of the entry", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    user_id: UUID = Field(description="Id of the user", examples=["0199a2f3-5a10-7c3d-8e21-1f0d9c8b7a65"])
    media_item_id: MediaId
    state: StateName = Field(description=STATES, examples=["watching"])
    state_cause: StateCause | None = Field(description=CAUSES, examples=["play"])
    rating: int | None = Field(description="The user's rating from 0 to 100, or null without one", examples=[85])
    rating_scales: RatingScales | None = Field(description="The rating on scales of stars, or null without one")
    rated_at: datetime | None = Field(
        description="When the rating was set, or null without one", examples=["2026-11-21T12:00:00Z"]
    )
    place_ratings: list[PlaceRatingResponse] = Field(
        description="The user's ratings of seasons and episodes, in their order"
    )
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
    tags: list[str] = Field(description="The user's tags", examples=[["with ann"]])
    plays: int = Field(description="Plays that count, in all runs, specials too", examples=[6])
    episodes_seen: int = Field(
        description="Different regular episodes that were seen, by plays or by progress; 0 for a movie", examples=[5]
    )
    runs: int = Field(
        description="Runs through the title: the first viewing and each rewatch; of a movie, its plays", examples=[1]
    )
    first_watched_at: datetime | None = Field(
        description="The earliest known time of a play, or null", examples=["2026-11-20T19:30:00Z"]
    )
    last_watched_at: datetime | None = Field(
        description="The latest known time of a play, or null", examples=["2026-11-21T19:30:00Z"]
    )
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
            state_cause=entry.cause,
            rating=entry.rating,
            rating_scales=RatingScales.of(entry.rating),
            rated_at=entry.rated_at,
            place_ratings=[
                PlaceRatingResponse(
                    season=place.season,
                    episode=place.episode,
                    rating=place.rating,
                    rating_scales=RatingScales.of(place.rating),
                )
                for place in entry.place_ratings
            ],
            progress=ProgressResponse.of(entry.progress),
            next_episode=EpisodeResponse.of(item.next_episode),
            unconfirmed_seasons=item.unconfirmed_seasons,
            notes=entry.notes,
            tags=list(entry.tags),
            plays=entry.plays,
            episodes_seen=entry.episodes_seen,
            runs=entry.runs,
            first_watched_at=entry.first_watched_at,
            last_watched_at=entry.last_watched_at,
            created_at=entry.created_at,
            updated_at=entry.updated_at,
            media_summary=MediaSummary.of(item.title),
        )


class OutcomeResponse(ResponseModel):
    """What became of the entry for one title."""

    media_item_id: MediaId
    entry: EntryResponse | None = Field(description="The entry after the change; null when it failed, or cleared it")
    code: str | None = Field(
        description="Code of the error that `PATCH /user-media/{mediaItemId}` would have, or null", examples=[None]
    )
    message: str | None = Field(description="Description of that error, or null", examples=[None])

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """Return the response of an outcome."""
        error = outcome.error
        spec = None if error is None else ERRORS[type(error)]
        return cls(
            media_item_id=outcome.media_id,
            entry=None if outcome.item is None else EntryResponse.of(outcome.item),
            code=spec.code if spec else None,
            message=message_for(error, spec) if error and spec else None,
        )


class StateCountsResponse(ResponseModel):
    """Entries by state."""

    planned: int = Field(description="Entries that are planned", examples=[12])
    watching: int = Field(description="Entries that are being watched", examples=[4])
    completed: int = Field(description="Entries that are completed", examples=[86])
    dropped: int = Field(description="Entries that are dropped", examples=[3])
    paused: int = Field(description="Entries that are paused", examples=[1])


class EntryCountsResponse(ResponseModel):
    """How many entries a user has."""

    total: int = Field(description="All entries", examples=[106])
    states: StateCountsResponse = Field(description="Entries by state")

    @classmethod
    def of(cls, counts: Mapping[WatchState, int]) -> Self:
        """Return the response of counts."""
        states = StateCountsResponse(**{state: counts.get(state, 0) for state in get_args(WatchState)})
        return cls(total=sum(counts.values()), states=states)


class TagResponse(ResponseModel):
    """A tag of the user."""

    tag: str = Field(description="The tag", examples=["with ann"])
    entries: int = Field(description="Number of entries with it", examples=[3])

    @classmethod
    def of(cls, count: TagCount) -> Self:
        """Return the response of a tag."""
        return cls(tag=count.tag, entries=count.entries)

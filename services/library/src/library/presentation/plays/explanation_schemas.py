"""Responses that explain the figures of an entry."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from library.application.plays.explaining import ExplainedTitle
from library.domain.plays.explanation import ExplainedItem, ExplainedRun, Explanation, id_of
from library.domain.plays.items import Item, Play
from library.domain.plays.summary import Effect, StateCause
from library.presentation.entries.schemas import CAUSES, EpisodeResponse, ProgressResponse, StateName
from library.presentation.plays.schemas import ORIGIN
from library.presentation.titles.schemas import MediaId, MediaSummary

MOST_SHOWN: Final = 100
ITEM_ID: Final = ["0f1e2d3c-4b5a-4978-8675-64534231201f"]


class ExplainedStateResponse(ResponseModel):
    """The state, and what decided it."""

    value: StateName = Field(description="The state", examples=["watching"])
    cause: StateCause | None = Field(description=CAUSES, examples=["play"])
    item_id: UUID | None = Field(
        description="The play or mark that decided it, or null when no single one did", examples=ITEM_ID
    )


class ExplainedRatingResponse(ResponseModel):
    """The rating of the title, and the mark that set it."""

    value: int = Field(description="From 0 to 100", examples=[85])
    item_id: UUID | None = Field(description="The mark that set it", examples=ITEM_ID)


class EpisodesSeenResponse(ResponseModel):
    """How many different episodes were seen in any run."""

    total: int = Field(description="Regular episodes: `episodesSeen` of the entry", examples=[7])
    by_plays: int = Field(description="Regular episodes that were played", examples=[5])
    by_marks: int = Field(
        description="Further regular episodes, which only the user's own progress includes", examples=[2]
    )
    specials: int = Field(description="Specials, which count in no other figure", examples=[1])


class ExplainedRunResponse(ResponseModel):
    """One run: the first viewing, or a rewatch."""

    number: int = Field(description="Number of the run, from 1", examples=[1])
    started_at: datetime = Field(description="Time of its first item", examples=["2026-11-20T19:30:00Z"])
    plays: int = Field(description="Plays in this run", examples=[5])
    episodes_seen: int = Field(description="Different regular episodes that were seen in this run", examples=[5])
    complete: bool = Field(description="Whether every regular episode was seen in it", examples=[False])
    progress: ProgressResponse | None = Field(description="Progress of this run; null for a movie")

    @classmethod
    def of(cls, run: ExplainedRun) -> Self:
        """Return the response of a run."""
        return cls(
            number=run.number,
            started_at=run.started_at,
            plays=run.plays,
            episodes_seen=run.episodes_seen,
            complete=run.complete,
            progress=ProgressResponse.of(run.progress),
        )


class ExplainedItemResponse(ResponseModel):
    """A play or a mark, and what it did."""

    id: UUID = Field(description="Id of the play or mark", examples=ITEM_ID)
    type: Literal["play", "mark"] = Field(description="`play` or `mark`", examples=["play"])
    at: datetime = Field(
        description="Its place in the order of the journal: the time of watching, or of stating",
        examples=["2026-11-20T19:30:00Z"],
    )
    watched_at: datetime | None = Field(
        description="When it was watched; null is unknown, and for a mark", examples=["2026-11-20T19:30:00Z"]
    )
    kind: Literal["state", "progress", "rating", "notes", "tags", "rewatch"] | None = Field(
        description="What a mark states; null for a play", examples=[None]
    )
    value: Any = Field(description="What a mark states, as in `GET /me/marks`; null for a play", examples=[None])
    season: int | None = Field(
        description="The season that was watched or rated, by its present number; or null", examples=[2]
    )
    episode: int | None = Field(
        description="The episode that was watched or rated, by its present number; or null", examples=[5]
    )
    origin: str = Field(description=ORIGIN, examples=["api"])
    effect: Effect | None = Field(
        description="What it did: `counted`, `counted_again` (seen before in its run), `counted_as_special`,"
        " `started_run`, or `set_` what it states; null when nothing, as of a retracted item",
        examples=["counted"],
    )
    run: int | None = Field(description="Number of the run it belongs to, or null", examples=[1])
    state_after: StateName | None = Field(description="The state after it, or null", examples=["watching"])
    retracted_at: datetime | None = Field(description="When it was retracted, or null", examples=[None])

    @classmethod
    def of(cls, explained: ExplainedItem, title: ExplainedTitle) -> Self:
        """Return the response of an item of a title's journal."""
        item, step = explained.item, explained.step
        if isinstance(item, Play):
            place = title.show.place(item)
            season, episode = (place.season, place.episode) if place else (None, None)
        else:
            season, episode = item.season, item.episode
        return cls(
            id=id_of(item),
            type="play" if isinstance(item, Play) else "mark",
            at=item.at,
            watched_at=item.watched_at if isinstance(item, Play) else None,
            kind=None if isinstance(item, Play) else item.kind,
            value=None if isinstance(item, Play) else item.value,
            season=season,
            episode=episode,
            origin=item.origin,
            effect=step.effect if step else None,
            run=step.run if step else None,
            state_after=step.state if step else None,
            retracted_at=item.retracted_at,
        )


class ExplanationResponse(ResponseModel):
    """Every figure of an entry, and the plays and marks that made it."""

    media_item_id: MediaId
    media_summary: MediaSummary | None = Field(description="The title")
    state: ExplainedStateResponse | None = Field(description="The state, or null without an entry")
    rating: ExplainedRatingResponse | None = Field(description="The rating, or null without one")
    plays: int = Field(description="Plays that count, in all runs, specials too", examples=[6])
    episodes_seen: EpisodesSeenResponse = Field(description="How many different episodes were seen")
    progress: ProgressResponse | None = Field(description="Progress of the current run; null for a movie")
    runs: list[ExplainedRunResponse] = Field(description="The runs, at most the last 100, the first one first")
    skipped: list[EpisodeResponse] = Field(
        description="Regular episodes of the current run before its furthest one that were not seen, at most 100"
    )
    next_episode: EpisodeResponse | None = Field(
        description="The regular episode after the progress; null when there is none or it is unknown, and when the"
        " show is completed or dropped"
    )
    item_count: int = Field(description="Number of items that count", examples=[8])
    items: list[ExplainedItemResponse] = Field(
        description="A page of the items that count, in the order in which they are read"
    )
    retracted_count: int = Field(description="Number of retracted items", examples=[0])
    retracted: list[ExplainedItemResponse] = Field(
        description="Retracted items, which count nowhere; at most the last 100"
    )

    @classmethod
    def of(cls, title: ExplainedTitle, limit: int, offset: int) -> Self:
        """Return the response of an explanation, with a page of its items."""
        explained, summary = title.explanation, title.explanation.summary
        return cls(
            media_item_id=title.title.media_id,
            media_summary=MediaSummary.of(title.title),
            state=_state(explained),
            rating=None
            if summary.rating is None
            else ExplainedRatingResponse(value=summary.rating, item_id=explained.rating_id),
            plays=summary.plays,
            episodes_seen=EpisodesSeenResponse(
                total=summary.episodes_seen,
                by_plays=explained.seen_by_plays,
                by_marks=explained.seen_by_marks,
                specials=summary.specials_seen,
            ),
            progress=ProgressResponse.of(summary.progress),
            runs=[ExplainedRunResponse.of(run) for run in explained.runs[-MOST_SHOWN:]],
            skipped=[
                EpisodeResponse(season=place.season, episode=place.episode) for place in explained.skipped[:MOST_SHOWN]
            ],
            next_episode=EpisodeResponse.of(explained.next_episode),
            item_count=len(explained.items),
            items=[ExplainedItemResponse.of(item, title) for item in explained.items[offset : offset + limit]],
            retracted_count=len(explained.retracted),
            retracted=_retracted(explained.retracted, title),
        )


def _state(explained: Explanation) -> ExplainedStateResponse | None:
    summary = explained.summary
    if summary.state is None:
        return None
    return ExplainedStateResponse(value=summary.state, cause=summary.cause, item_id=summary.cause_id)


def _retracted(items: Sequence[Item], title: ExplainedTitle) -> list[ExplainedItemResponse]:
    return [ExplainedItemResponse.of(ExplainedItem(item, None), title) for item in items[-MOST_SHOWN:]]
